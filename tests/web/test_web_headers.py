"""Every kind of answer carries the same strict headers, whoever makes it."""

from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, path, reverse

from huiliu.accounts.models import RateCounter
from huiliu.config.urls import handler400, handler404, handler500, urlpatterns
from tests.cast import Cast
from tests.journeys.sites import Site, serving, site
from tests.world import VISITORS, World, address_of, client_of, one_of_everything, patterns

POLICY = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; form-action 'self';"
    " frame-ancestors 'none'; img-src 'self'; object-src 'none';"
    " require-trusted-types-for 'script'; script-src 'self'; style-src 'self'; trusted-types 'none'"
)
SWITCHED_OFF = (
    "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(),"
    " clipboard-read=(), compute-pressure=(), display-capture=(), encrypted-media=(),"
    " fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(),"
    " local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(),"
    " picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), window-management=(),"
    " xr-spatial-tracking=()"
)
PAGE = {
    "cache-control": "no-store",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": SWITCHED_OFF,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""What a page, a redirect and an error carry."""
FILE = PAGE | {"cache-control": "max-age=60, public"}
DOWNLOAD = PAGE | {"content-security-policy": "default-src 'none'; sandbox"}
SIGNED_OUT = PAGE | {"clear-site-data": '"cache", "storage"'}
HSTS = {"strict-transport-security": "max-age=63072000"}
OF_THE_ANSWER = {
    *("allow", "connection", "content-disposition", "content-encoding", "content-language"),
    *("content-length", "content-type", "date", "etag", "last-modified", "location", "server"),
    *("set-cookie", "transfer-encoding", "vary"),
}
"""Headers that say what an answer is; every other one is about what a browser may do with it."""


def strict(headers: Mapping[str, str]) -> dict[str, str]:
    small = {name.lower(): _ordered(value) for name, value in headers.items()}
    return {name: value for name, value in small.items() if name not in OF_THE_ANSWER}


def _ordered(value: str) -> str:
    """Sort the directives of a policy, which the library sends in any order."""
    return "; ".join(sorted(value.split("; ")))


def fault(_: HttpRequest) -> HttpResponse:
    message = "a fault of ours"
    raise ZeroDivisionError(message)


class WithFault:
    """The product's addresses, and one whose page fails."""

    urlpatterns = [*urlpatterns, path("fault/", fault)]
    handler400, handler404, handler500 = handler400, handler404, handler500


class AnswersTooEarly:
    """A middleware in front of the one that writes the headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("早了") if request.path == "/early/" else self.get_response(request)


@pytest.fixture
def world(cast: Cast, tmp_path: Path) -> World:
    return one_of_everything(cast, tmp_path)


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "options"])
def test_every_page_carries_the_headers_for_every_visitor(world: World, method: str) -> None:
    answers: dict[tuple[str, str], dict[str, str]] = {}
    statuses = set()
    for username in VISITORS:
        for page in patterns(get_resolver()):
            RateCounter.objects.all().delete()
            client = client_of(username, world)
            answer = getattr(client, method)(address_of(page, world))
            statuses.add(answer.status_code)
            answers[username, str(page.name)] = strict(answer.headers)

    wanted = dict.fromkeys(answers, PAGE)
    if method in {"get", "head"}:
        posters = ((username, "station_poster") for username in ("he", "luo"))
        copies = (("member", "my_copy_json"), ("member", "my_copy_pdf"))
        downloads = (("he", "workbook"), *posters, *copies)
        wanted |= dict.fromkeys(downloads, DOWNLOAD)
    if method == "post":
        wanted |= {(username, "sign_out"): SIGNED_OUT for username in VISITORS}
        wanted["member", "my_erase"] = SIGNED_OUT
        wanted["tang", "write_far_letter"] = DOWNLOAD
    assert answers == wanted
    assert len(answers) > 40 * len(VISITORS)
    assert 500 not in statuses


def test_errors_carry_the_headers_and_say_in_words_what_to_do(db: None) -> None:
    client = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF=WithFault, DATA_UPLOAD_MAX_NUMBER_FIELDS=2):
        answers = {
            "no such address": client.get("/nothing/"),
            "no such file": client.get("/static/nothing.js"),
            "another host": client.get("/sign-in/", headers={"host": "elsewhere.example"}),
            "too many fields": client.post("/sign-in/", {"a": 1, "b": 2, "c": 3}),
            "fault": client.get("/fault/"),
            "no token": Client(enforce_csrf_checks=True).post("/sign-in/", {}),
        }

    assert {name: strict(answer.headers) for name, answer in answers.items()} == dict.fromkeys(
        answers, PAGE
    )
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "no such address": 404,
        "no such file": 404,
        "another host": 400,
        "too many fields": 400,
        "fault": 500,
        "no token": 409,
    }
    for answer in answers.values():
        assert "回到首页" in answer.content.decode()


def test_roster_that_is_too_large_is_refused_under_the_headers(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    id = "01920000-0000-7000-8000-000000000001"
    large = SimpleUploadedFile("名册.csv", b"x" * (settings.HUILIU_ROSTER_LIMITS.file_size + 1))

    answer = sign_in("he").post(reverse("upload"), {"file": large, "id": id})

    assert (answer.status_code, strict(answer.headers)) == (422, PAGE)


def test_workbook_is_saved_and_never_opened_as_a_page(world: World) -> None:
    answer = client_of("he", world).get(reverse("workbook", args=[world["batch"]]))

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert strict(answer.headers) == DOWNLOAD


@pytest.mark.parametrize("name", ["huiliu.css", "huiliu.js", "icons.svg"])
def test_static_file_carries_the_headers_and_may_be_kept(db: None, name: str) -> None:
    answer = Client().get(f"/static/{name}")
    answer.close()

    assert strict(answer.headers) == FILE


def test_answer_that_is_made_in_front_of_the_headers_is_found() -> None:
    first = f"{__name__}.{AnswersTooEarly.__qualname__}"
    with override_settings(MIDDLEWARE=[first, *settings.MIDDLEWARE]):
        assert strict(Client().get("/early/").headers) == {}


def test_policy_allows_nothing_unsafe() -> None:
    assert "unsafe" not in POLICY
    assert "*" not in POLICY


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    with site("--once", "--empty") as started:
        yield started


def ask(site: str, method: str, address: str, **headers: str) -> tuple[int, Message]:
    """Ask a real server process; return the status and the headers of its answer."""
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    connection.request(method, address, headers=headers)
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers


@pytest.mark.parametrize(
    ("method", "address", "headers", "status", "wanted"),
    [
        ("GET", "/sign-in/", {}, 200, PAGE),
        ("GET", "/", {}, 302, PAGE),
        ("GET", "/nothing/", {}, 404, PAGE),
        ("GET", "/sign-in", {}, 301, PAGE),
        ("OPTIONS", "/sign-in/", {}, 405, PAGE),
        ("PUT", "/sign-in/", {}, 409, PAGE),
        ("POST", "/sign-in/", {}, 409, PAGE),
        ("GET", "/sign-in/", {"Host": "elsewhere.example"}, 400, PAGE),
        ("GET", "/static/huiliu.js", {}, 200, FILE),
        ("HEAD", "/static/huiliu.css", {}, 200, FILE),
        ("GET", "/static/../config/settings.py", {}, 404, PAGE),
        ("GET", "/static/%2e%2e/%2e%2e/config/settings.py", {}, 404, PAGE),
        ("GET", "/%ff%fe/", {}, 404, PAGE),
        ("GET", "/static/", {}, 404, PAGE),
    ],
)
def test_server_process_sends_the_headers(
    served: Site,
    method: str,
    address: str,
    headers: dict[str, str],
    status: int,
    wanted: dict[str, str],
) -> None:
    answered, said = ask(served.address, method, address, **headers)

    assert (answered, strict(said)) == (status, wanted)


def test_server_process_answers_that_a_file_has_not_changed(served: Site) -> None:
    _, first = ask(served.address, "GET", "/static/huiliu.js")

    status, said = ask(
        served.address, "GET", "/static/huiliu.js", **{"If-None-Match": first["ETag"]}
    )

    assert (status, strict(said)) == (304, FILE)


@pytest.fixture(scope="module")
def behind_tls(served: Site) -> Iterator[str]:
    """Serve the same installation as behind a proxy that speaks TLS."""
    with serving(served.var, HUILIU_TLS="proxy") as address:
        yield address


@pytest.mark.parametrize(
    ("method", "address", "status", "wanted"),
    [
        ("GET", "/sign-in/", 200, PAGE),
        ("GET", "/nothing/", 404, PAGE),
        ("POST", "/sign-in/", 409, PAGE),
        ("GET", "/static/huiliu.css", 200, FILE),
    ],
)
def test_served_by_tls_every_answer_asks_for_tls_for_two_years(
    behind_tls: str, method: str, address: str, status: int, wanted: dict[str, str]
) -> None:
    answered, said = ask(behind_tls, method, address, **{"X-Forwarded-Proto": "https"})

    assert (answered, strict(said)) == (status, wanted | HSTS)


def test_served_by_tls_cookies_are_bound_to_the_host(behind_tls: str) -> None:
    _, said = ask(behind_tls, "GET", "/sign-in/", **{"X-Forwarded-Proto": "https"})

    [cookie] = said.get_all("Set-Cookie")
    name, _, attributes = cookie.partition("=")
    assert name == "__Host-csrf"
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= set(attributes.split("; "))
    assert "Domain" not in attributes


def test_served_by_tls_plain_requests_are_sent_there(behind_tls: str) -> None:
    status, said = ask(behind_tls, "GET", "/sign-in/", Host="localhost")

    assert (status, said["Location"]) == (301, "https://localhost/sign-in/")
    assert strict(said) == PAGE


def test_without_tls_nothing_says_so_and_a_forwarded_word_is_not_believed(served: Site) -> None:
    status, said = ask(served.address, "GET", "/sign-in/", **{"X-Forwarded-Proto": "https"})

    assert (status, strict(said)) == (200, PAGE)
    assert said["Set-Cookie"].startswith("csrf=")

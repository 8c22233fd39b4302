"""Whoever has not signed in is limited everywhere, by where they come from and nothing they say."""

import sys
from collections.abc import Callable
from ipaddress import ip_network
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse
from pytest_django import Settings

from huiliu.accounts.rules import OPEN_POSTS, OPEN_READS
from huiliu.web.kit.doors import Kind, door_of
from huiliu.web.kit.pages import FORM, public
from tests.cast import Cast
from tests.conventions.test_conventions_pages import patterns

SignIn = Callable[[str], Client]
HERE, THERE = "198.51.100.7", "198.51.100.8"
MADE_UP = "203.0.113.%d"
HEADERS = (
    *("X-Forwarded-For", "X-Forwarded", "Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP"),
    *("Client-IP", "True-Client-IP", "CF-Connecting-IP", "CF-Connecting-IPv6", "Fastly-Client-IP"),
    *("X-Cluster-Client-IP", "X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "Remote-Addr"),
    *(
        "X-Host",
        "X-Forwarded-Host",
        "X-ProxyUser-Ip",
        "Via",
        "X-Azure-ClientIP",
        "X-Azure-SocketIP",
    ),
    *("X-Appengine-User-Ip", "X-Vercel-Forwarded-For", "Fly-Client-IP", "Ali-CDN-Real-IP"),
    *("Cdn-Src-Ip", "X-Original-Forwarded-For", "X-Envoy-External-Address", "WL-Proxy-Client-IP"),
    *("Proxy-Client-IP", "HTTP-Client-IP", "HTTP-X-Forwarded-For", "X-Forwarded-Server"),
)
VALUES = {
    "X-Forwarded-For": (
        "{}, 127.0.0.1",
        "127.0.0.1, {}",
        "{}:4711",
        "[::ffff:{}]",
        "for={}",
    ),
    "Forwarded": ('for="{}";proto=https', "for={}, for=127.0.0.1"),
}
FORGED = [(header, value) for header in HEADERS for value in ("{}", *VALUES.get(header, ()))][:41]


def filled(client: Client, *, most: int = OPEN_POSTS.most) -> HttpResponse:
    """Post until the limit is reached, and return the answer to one more."""
    for _ in range(most):
        client.post(reverse("sign_in"), {})
    return client.post(reverse("sign_in"), {})


def addresses() -> list[tuple[str, str, str]]:
    """Return name, method and address of everything that can be asked for."""
    found = []
    for page in patterns(get_resolver()):
        door = door_of(page.callback)
        assert door is not None
        arguments = {kind: uuid4() for kind in page.pattern.converters}
        address = reverse(str(page.name), kwargs=arguments)
        found += [(str(page.name), method, address) for method in door.methods]
    return found


@pytest.mark.parametrize(("method", "most"), [("GET", OPEN_READS.most), ("POST", OPEN_POSTS.most)])
def test_every_address_that_is_open_is_limited(
    db: None, method: str, most: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list is generated: all pages, each asked for by somebody who has not signed in."""
    client = Client(REMOTE_ADDR=HERE)
    for _ in range(most):
        client.generic(method, "/nowhere/")

    asked = [(name, address) for name, one, address in addresses() if one == method]
    answers = {name: client.generic(method, address) for name, address in asked}
    public_ones = [
        str(page.name)
        for page in patterns(get_resolver())
        if (door := door_of(page.callback)) and door.kind is Kind.PUBLIC and method in door.methods
    ]

    assert {name: one.status_code for name, one in answers.items()} == dict.fromkeys(answers, 429)
    assert set(public_ones) <= answers.keys()
    with capsys.disabled():
        sys.stdout.write(f"\n{method}: {len(answers)} limited, {len(public_ones)} of them public\n")


def test_address_that_does_not_exist_is_limited_too(db: None) -> None:
    client = Client(REMOTE_ADDR=HERE)
    filled(client)

    assert client.post("/wp-login.php").status_code == 429
    assert Client(REMOTE_ADDR=THERE).post("/wp-login.php").status_code == 404


@public(methods=FORM)
def planted(request: HttpResponse) -> HttpResponse:
    return HttpResponse("planted")


urlpatterns = [
    path("planted/", planted, name="planted"),
    path("sign-in/", planted, name="sign_in"),
    path("size/", planted, name="text_size"),
    path("out/", planted, name="sign_out"),
]


@pytest.mark.urls(__name__)
def test_new_public_page_is_limited_without_doing_anything(db: None) -> None:
    client = Client(REMOTE_ADDR=HERE)
    answers = [client.post("/planted/").status_code for _ in range(OPEN_POSTS.most + 1)]

    assert answers == [200] * OPEN_POSTS.most + [429]


def test_who_is_over_the_limit_is_told_in_words_for_how_long(db: None) -> None:
    answer = filled(Client(REMOTE_ADDR=HERE))

    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Cache-Control"] == "no-store"
    assert "请过一会儿再试" in answer.content.decode()
    assert Client(REMOTE_ADDR=THERE).post(reverse("sign_in"), {}).status_code == 200


def test_reading_is_allowed_ten_times_as_often(db: None) -> None:
    client = Client(REMOTE_ADDR=HERE)
    filled(client)

    assert client.get(reverse("sign_in")).status_code == 200
    assert OPEN_READS.most == 10 * OPEN_POSTS.most


def test_who_has_signed_in_is_limited_on_public_pages_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("luo")

    assert filled(client).status_code == 429
    assert client.get(reverse("due_list")).status_code == 200


def test_forty_forged_headers_move_nobody_elsewhere(db: None) -> None:
    filled(Client(REMOTE_ADDR=HERE))
    variants = [(name, value.format(MADE_UP % n)) for n, (name, value) in enumerate(FORGED)]

    moved = [
        (name, value)
        for name, value in variants
        if Client(REMOTE_ADDR=HERE).post(reverse("sign_in"), {}, headers={name: value}).status_code
        != 429
    ]

    assert len(set(variants)) >= 40
    assert moved == []


def test_forged_headers_take_nobody_elses_turns(db: None) -> None:
    for _ in range(OPEN_POSTS.most + 1):
        Client(REMOTE_ADDR=HERE).post(
            reverse("sign_in"), {}, headers={"X-Forwarded-For": THERE, "X-Real-IP": THERE}
        )

    assert Client(REMOTE_ADDR=THERE).post(reverse("sign_in"), {}).status_code == 200


def test_trusted_proxy_tells_its_visitors_apart(db: None, settings: Settings) -> None:
    settings.HUILIU_TRUSTED_PROXIES = [ip_network("10.0.0.1/32")]
    proxy = Client(REMOTE_ADDR="10.0.0.1")

    def posted(forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded}
        return proxy.post(reverse("sign_in"), {}, headers=headers).status_code

    statuses = [posted(f"{MADE_UP % n}, {HERE}") for n in range(OPEN_POSTS.most + 1)]

    assert statuses == [200] * OPEN_POSTS.most + [429]
    assert posted(THERE) == 200


def test_rotation_within_a_64_counts_as_one(db: None) -> None:
    statuses = [
        Client(REMOTE_ADDR=f"2001:db8:1:2::{n:x}").post(reverse("sign_in"), {}).status_code
        for n in range(OPEN_POSTS.most + 1)
    ]

    assert statuses == [200] * OPEN_POSTS.most + [429]
    assert Client(REMOTE_ADDR="2001:db8:1:3::1").post(reverse("sign_in"), {}).status_code == 200


def test_ipv4_in_ipv6_is_the_same_visitor(db: None) -> None:
    filled(Client(REMOTE_ADDR=HERE))

    mapped = Client(REMOTE_ADDR=f"::ffff:{HERE}").post(reverse("sign_in"), {})

    assert mapped.status_code == 429

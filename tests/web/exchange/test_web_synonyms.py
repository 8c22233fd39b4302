"""Headers that an organisation uses, made known once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huiliu.core.ids import new_id
from huiliu.exchange.models import HeaderSynonym
from tests.cast import Cast
from tests.exchange.people import HE, HEADERS
from tests.exchange.workbooks import xlsx

SignIn = Callable[[str], Client]


def upload(client: Client, folder: Path) -> str:
    """Upload a roster with a column that nobody knows, and return its preview."""
    path = xlsx(folder / "流入名册.xlsx", {"名册": [(*HEADERS, "备用一"), (*HE, "王家墩")]})
    sent = {"id": str(new_id()), "file": SimpleUploadedFile(path.name, path.read_bytes())}
    return client.post(reverse("upload"), sent).url


def test_unknown_header_is_offered_until_it_is_known(
    cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    client = sign_in("he")
    preview = upload(client, tmp_path)
    assert client.get(reverse("synonyms")).context["unknown"] == ["备用一"]

    page = client.post(reverse("synonyms"), {"header": "备用一", "field": "grid"}, follow=True)

    assert "记下了，“备用一”就是所在网格。" in page.content.decode()
    assert page.context["unknown"] == []
    batch = preview.split("/")[2]
    client.post(reverse("direction", args=[batch]), {"direction": "detected"})
    mapped = client.get(preview).context["columns"]["mapped"]
    assert {"header": "备用一", "field": "所在网格"} in mapped


def test_way_to_make_a_header_known_is_offered_to_whoever_may(
    cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    offered = {}
    for username in ("he", "luo"):
        client = sign_in(username)
        page = client.get(upload(client, tmp_path))
        assert "备用一" in page.content.decode()
        offered[username] = reverse("synonyms") in page.content.decode()

    assert offered == {"he": True, "luo": False}


def test_unknown_headers_of_another_street_are_not_offered(
    cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    upload(sign_in("sun"), tmp_path)

    assert sign_in("he").get(reverse("synonyms")).context["unknown"] == []
    assert sign_in("qian").get(reverse("synonyms")).context["unknown"] == []


def test_newer_word_about_a_header_holds(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("he")
    for field in ("grid", "street"):
        client.post(reverse("synonyms"), {"header": "备用一", "field": field})

    known = HeaderSynonym.objects.get()
    assert (known.header, known.field) == ("备用一", "street")


def test_synonym_can_be_removed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("he")
    client.post(reverse("synonyms"), {"header": "备用一", "field": "grid"})
    url = reverse("remove_synonym", args=[HeaderSynonym.objects.get().id])

    answers = [client.post(url) for _ in range(2)]

    assert [answer.url for answer in answers] == [reverse("synonyms")] * 2
    assert not HeaderSynonym.objects.exists()


def test_header_without_a_field_is_asked_for_again(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("he").post(reverse("synonyms"), {"header": "备用一", "field": ""})

    assert answer.status_code == 422
    assert "备用一" in answer.content.decode()


@pytest.mark.parametrize("username", ["luo", "zhou"])
def test_communities_and_branches_do_not_say_what_headers_mean(
    cast: Cast, sign_in: SignIn, username: str
) -> None:
    client = sign_in(username)

    assert client.get(reverse("synonyms")).status_code == 403
    assert client.post(reverse("remove_synonym", args=[new_id()])).status_code == 403

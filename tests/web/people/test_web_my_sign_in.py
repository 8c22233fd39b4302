"""The member's door, as the driver at the kerb uses it."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huiliu.core.ids import new_id
from tests.cast import Cast
from tests.members import make_member

NUMBER = "138 0013 8000"
UNKNOWN = "137 0013 7000"


def asked(client: Client, telephone: str = NUMBER) -> HttpResponse:
    form = {"id": str(new_id()), "telephone": telephone}
    return client.post(reverse("my_sign_in"), form, follow=True)


def digits(capsys: pytest.CaptureFixture[str]) -> str:
    shown = re.search(r"六位数是 (\d{6})", capsys.readouterr().err)
    assert shown
    return shown[1]


def tried(client: Client, code: str, **more: str) -> HttpResponse:
    return client.post(reverse("my_code"), {"code": code, **more}, follow=True)


def without_secrets(page: HttpResponse) -> str:
    """Return a page without what differs from one request to the next."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return re.sub(r"13\d\*{4}\d{4}", "…", text)


def test_number_and_six_digits_lead_home(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_member("何志斌")
    client = Client()

    sent = asked(client)
    home = tried(client, digits(capsys))

    assert sent.context["sent_to"] == "138****8000"
    assert home.redirect_chain == [(reverse("my_home"), 302)]
    assert "何志斌，您好" in home.content.decode()
    assert client.session["acting"] == "self"


def test_unknown_number_is_answered_with_the_same_page(cast: Cast) -> None:
    make_member("何志斌")
    known, unknown = asked(Client()), asked(Client(), UNKNOWN)

    assert unknown.redirect_chain == known.redirect_chain
    assert without_secrets(unknown) == without_secrets(known)


def test_wrong_digits_are_answered_the_same_for_known_and_unknown(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    known, unknown = Client(), Client()
    asked(known)
    wrong = f"{(int(digits(capsys)) + 1) % 1_000_000:06d}"
    asked(unknown, UNKNOWN)

    answers = [tried(client, wrong) for client in (known, unknown)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert without_secrets(answers[0]) == without_secrets(answers[1])


def test_digits_may_be_typed_as_the_keyboard_gives_them(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    client = Client()
    asked(client)
    wide = digits(capsys).translate({ord("0") + n: 0xFF10 + n for n in range(10)})

    assert tried(client, f" {wide[:3]} {wide[3:]} ").redirect_chain[-1][0] == reverse("my_home")


def test_two_people_on_one_number_say_who_they_are(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    make_member("马春兰")
    client = Client()
    assert "name" not in asked(client).context["form"].fields
    code = digits(capsys)

    page = tried(client, code)

    assert page.status_code == 422
    assert "请写上您的姓名" in page.content.decode()
    assert "何志斌" not in page.content.decode()
    assert "马春兰，您好" in tried(client, code, name="马春兰").content.decode()


@pytest.mark.parametrize("telephone", [NUMBER, UNKNOWN])
def test_second_code_within_a_minute_is_refused_in_words(cast: Cast, telephone: str) -> None:
    make_member("何志斌")
    asked(Client(), telephone)

    answer = asked(Client(), telephone)

    assert answer.status_code == 422
    assert "一分钟里只发一次" in answer.content.decode()


def test_half_a_number_is_noticed(cast: Cast) -> None:
    answer = asked(Client(), "1380013")

    assert answer.status_code == 422
    assert "手机号是十一位，请再看看。" in answer.content.decode()


def test_real_database_sends_nothing_and_says_so(cast: Cast, settings: Settings) -> None:
    settings.HUILIU_REAL_DATABASE = True

    answer = asked(Client())

    assert answer.status_code == 422
    assert "还没有接上短信" in answer.content.decode()


def test_signing_out_closes_the_own_page_on_a_shared_telephone(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    client = Client()
    asked(client)
    tried(client, digits(capsys))

    client.post(reverse("sign_out"))

    assert client.get(reverse("my_home")).url == reverse("sign_in")


def test_page_for_digits_without_a_number_leads_back(db: None) -> None:
    assert Client().get(reverse("my_code")).url == reverse("my_sign_in")


def test_session_holds_neither_number_nor_digits(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    client = Client()
    asked(client)
    code = digits(capsys)

    kept = str(dict(client.session))

    assert "13800138000" not in kept
    assert code not in kept


def test_eleventh_code_of_an_hour_from_one_network_is_told_when(cast: Cast) -> None:
    for number in range(10):
        asked(Client(), f"138001380{number:02d}")

    answer = asked(Client(), "13800138099")

    assert answer.status_code == 429
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert "要六位数的人太多了" in answer.content.decode()

"""The pages of acting for another, from the code to the end."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.accounts.models import Account
from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from tests.cast import Cast
from tests.factories import make_stay
from tests.members import client_of, make_member

SENT = {"until": f"{today().year + 1}-01-01"}


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_member("何志斌", sealed={"address": "环保小区3栋"})


@pytest.fixture
def wife(cast: Cast) -> Person:
    return make_member("马春兰", telephone="13900139000")


def code_from(client: Client) -> str:
    page = client.post(reverse("name_delegate"), {**SENT, "id": new_id()})
    found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page.content.decode())
    assert found is not None
    return found[0]


def acting_for_him(driver: Person, wife: Person) -> Client:
    code = code_from(client_of(driver))
    client = client_of(wife)
    page = client.post(reverse("accept_delegation"), {"code": code.lower()}, follow=True)
    assert "您可以替何志斌办事了" in page.content.decode()
    [line] = page.context["principals"]
    client.post(reverse("act_for", args=[line["id"]]))
    return client


def test_wife_acts_for_him_and_the_header_says_so(driver: Person, wife: Person) -> None:
    make_stay(driver)
    client = acting_for_him(driver, wife)

    home = client.get(reverse("my_home"))

    shown = home.content.decode()
    assert "何志斌，您好" in shown
    assert "马春兰代何志斌" in shown
    own = client_of(driver).get(reverse("my_home")).content.decode()
    for words in ("改一改", "不让别人看", "这里不对", "我的权利"):
        assert words in own
        assert words not in shown
    for address in (reverse("my_move"), reverse("say_hello")):
        assert address in own
        assert address not in shown
    for name in ("my_rights", "my_copy_json", "correct_fact", "my_objections", "name_delegate"):
        assert client.get(reverse(name)).status_code == 403


def test_he_reads_that_she_looked_for_him(driver: Person, wife: Person) -> None:
    acting_for_him(driver, wife).get(reverse("my_home"))

    readers = client_of(driver).get(reverse("my_home")).context["readers"]

    assert [(one["who"], one["purpose"]) for one in readers] == [("马春兰", "替您看了您的档案")]


def test_log_holds_neither_name_and_outlives_her_account(driver: Person, wife: Person) -> None:
    acting_for_him(driver, wife).get(reverse("my_home"))

    with scope.entered(Reach(own=(driver.id,))):
        assert {look.name for look in Reading.objects.filter(role="delegate")} == {""}
    Account.objects.filter(name="马春兰").delete()

    [look] = client_of(driver).get(reverse("my_home")).context["readers"]
    assert look["who"] == "已经离开的人"


def test_she_raises_a_need_for_him(driver: Person, wife: Person) -> None:
    client = acting_for_him(driver, wife)
    sent = {"kind": "work", "note": "想学手艺", "id": new_id()}

    page = client.post(reverse("raise_need", args=[driver.id]), sent, follow=True)

    assert page.status_code == 200
    [need] = client_of(driver).get(reverse("my_home")).context["needs"]
    assert need["note"] == "想学手艺"
    assert client.post(reverse("raise_need", args=[wife.id]), sent).status_code == 404


def test_he_ends_it_and_she_is_out_at_once(driver: Person, wife: Person) -> None:
    client = acting_for_him(driver, wife)
    himself = client_of(driver)
    [line] = himself.get(reverse("my_delegates")).context["delegates"]
    assert line["name"] == "马春兰"

    himself.post(reverse("end_delegation", args=[line["id"]]))

    assert client.get(reverse("my_home")).url == reverse("choose_appointment")
    client.post(reverse("choose_appointment"), {"appointment": "self"})
    assert "马春兰，您好" in client.get(reverse("my_home")).content.decode()


def test_she_ends_it_and_is_herself_again(driver: Person, wife: Person) -> None:
    client = acting_for_him(driver, wife)
    [line] = client.get(reverse("my_delegates")).context["principals"]

    client.post(reverse("end_delegation", args=[line["id"]]))

    assert "马春兰，您好" in client.get(reverse("my_home")).content.decode()
    assert client.post(reverse("act_for", args=[line["id"]])).status_code == 404


@pytest.mark.parametrize(
    ("code", "words"), [("123", "码是十个字母和数字"), ("", "请填上"), ("2222222222", "码")]
)
def test_code_that_opens_nothing_is_said(wife: Person, code: str, words: str) -> None:
    answer = client_of(wife).post(reverse("accept_delegation"), {"code": code, "x": "1"})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_code_is_shown_once_and_never_for_too_long(driver: Person) -> None:
    client, sent = client_of(driver), {**SENT, "id": new_id()}
    assert client.get(reverse("name_delegate")).status_code == 200
    client.post(reverse("name_delegate"), sent)

    again = client.post(reverse("name_delegate"), sent)
    late = client.post(reverse("name_delegate"), {"until": "2099-01-01", "id": new_id()})

    assert (again.status_code, late.status_code) == (422, 422)
    assert "已经给您看过了" in again.content.decode()
    assert "一年以内" in late.content.decode()


def test_tampered_session_acts_for_nobody(driver: Person, wife: Person) -> None:
    client = client_of(wife)
    for kept in (f"for:{new_id()}", "for:nobody"):
        session = client.session
        session["acting"] = kept
        session.save()

        assert client.get(reverse("my_home")).url == reverse("choose_appointment")

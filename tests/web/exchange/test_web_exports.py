"""The pages of lists that go out: opened above, asked for, agreed to, taken, traced."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.core.clock import today
from huiliu.core.ids import new_id
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from tests.cast import DAY, PASSWORD, Cast
from tests.exchange.exporting import HUANBAO, colleague, make_many, make_received
from tests.exchange.shut import SHUT, opened_workbook
from tests.members import client_of

SignIn = Callable[[str], Client]
ROSTER, PAPER = "roster_received.district_form", "call_list.on_the_way"


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_received("何志斌")


def open_to_huanbao(tang: Client, fixed_set: str) -> None:
    place = Organisation.objects.get(code=HUANBAO)
    sent = {"fixed_set": fixed_set, "until": today() + timedelta(days=30), "note": "全区的报表"}
    page = tang.post(reverse("permit_export", args=[place.id]), {**sent, "id": new_id()})
    assert page.url == reverse("permits")


def asked(client: Client, wanted: str) -> str:
    """Ask for a list and return the address of its page."""
    sent = {"wanted": wanted, "note": "明天要交", "id": new_id()}
    page = client.post(reverse("ask_export"), sent)
    assert page.status_code == 302, page.content.decode()
    return str(page.url)


def test_pages_say_that_nothing_is_open(sign_in: SignIn, driver: Person) -> None:
    luo, tang = sign_in("luo"), sign_in("tang")

    assert "没有开通" in luo.get(reverse("exports")).content.decode()
    assert "这里没有开通导出" in luo.get(reverse("ask_export")).content.decode()
    assert "现在没有一个组织可以导出" in tang.get(reverse("permits")).content.decode()


def test_district_opens_and_ends_on_its_pages(sign_in: SignIn, driver: Person) -> None:
    tang, place = sign_in("tang"), Organisation.objects.get(code=HUANBAO)
    door = reverse("permit_export", args=[place.id])
    assert door in tang.get(reverse("organisation", args=[place.id])).content.decode()
    assert "给环保社区" in tang.get(door).content.decode()

    open_to_huanbao(tang, "roster_received")

    [line] = tang.get(reverse("permits")).context["permits"]
    assert (line["label"], line["because"]) == ("流入党员名册", "全区的报表")
    again = {"fixed_set": "roster_received", "until": today() + timedelta(days=9), "note": "又"}
    assert tang.post(door, {**again, "id": new_id()}).status_code == 422
    assert tang.post(line["end_url"]).url == reverse("permits")
    assert line["end_url"].endswith("/end/")
    assert tang.get(reverse("permits")).context["permits"] == []


def test_district_cannot_open_it_to_itself_or_to_a_district(sign_in: SignIn) -> None:
    own = Organisation.objects.get(code="420103")
    assert sign_in("tang").get(reverse("permit_export", args=[own.id])).status_code == 404
    assert sign_in("qian").get(reverse("permit_export", args=[own.id])).status_code == 409
    assert sign_in("luo").get(reverse("permit_export", args=[own.id])).status_code == 403


def test_call_list_is_printed_with_its_number(sign_in: SignIn, driver: Person) -> None:
    open_to_huanbao(sign_in("tang"), "call_list")
    luo = sign_in("luo")

    shown = luo.get(asked(luo, PAPER))
    paper = luo.post(shown.context["print_url"])

    text = paper.content.decode()
    assert shown.context["print_url"].endswith("/print/")
    assert "何志斌" not in shown.content.decode()
    for part in ("何志斌", "13800130001", shown.context["number"], "罗社区", "带着名单上门"):
        assert part in text
    assert paper.context["headers"] == ["姓名", "电话", "最晚哪天联系", "记一笔"]
    assert luo.post(shown.context["print_url"].replace("print", "file")).status_code == 404
    [look, *_rest] = client_of(driver).get(reverse("my_home")).context["readers"]
    assert look["purpose"] == "印出了一份联系名单，上面有您，带着名单上门、打电话"


def test_workbook_and_password_come_apart(sign_in: SignIn, driver: Person) -> None:
    open_to_huanbao(sign_in("tang"), "roster_received")
    luo = sign_in("luo")
    address = asked(luo, ROSTER)
    door = luo.get(address).context["password_url"]
    assert luo.post(door.replace("password", "file")).status_code == 409

    page = luo.post(door)
    file = luo.post(page.context["file_url"])

    found = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", page.content.decode())
    assert found is not None
    assert found[0] not in luo.get(address).content.decode()
    assert (file.content[:4], "attachment" in file["Content-Disposition"]) == (SHUT, True)
    inside = opened_workbook(file.content, password=found[0].replace("-", ""))
    sheet = openpyxl.load_workbook(BytesIO(inside))["流入党员名册"]
    assert sheet["A3"].value == "何志斌"
    assert luo.get(address).context["times"] == 1
    assert luo.post(door.replace("password", "print")).status_code == 404


def test_second_person_agrees_on_the_page(sign_in: SignIn, cast: Cast) -> None:
    make_many(51)
    open_to_huanbao(sign_in("tang"), "roster_received")
    colleague()
    luo, gong = sign_in("luo"), sign_in("gong")

    address = asked(luo, ROSTER)

    mine, theirs = luo.get(address), gong.get(address)
    assert "agree_url" not in mine.context
    assert "没有同意以前，什么也没有导出" in mine.content.decode()
    assert "明天要交" in theirs.content.decode()
    assert luo.post(theirs.context["agree_url"]).status_code == 409
    assert theirs.context["agree_url"].endswith("/agree/")
    gong.post(theirs.context["agree_url"])
    assert luo.get(address).context["password_url"].endswith("/password/")
    assert [one["asked_by"] for one in gong.get(reverse("exports")).context["exports"]] == [
        "罗社区"
    ]


def test_second_person_refuses_with_a_reason(sign_in: SignIn, cast: Cast) -> None:
    make_many(51)
    open_to_huanbao(sign_in("tang"), "roster_received")
    luo, he = sign_in("luo"), sign_in("he")
    address = asked(luo, ROSTER)
    door = he.get(address).context["refuse_url"]

    assert "不同意罗社区导出" in he.get(door).content.decode()
    assert door.endswith("/refuse/")
    assert he.post(door, {"note": ""}).status_code == 422
    assert he.post(door, {"note": "上周刚交过"}).url == address
    assert he.post(door, {"note": "再说一次"}).status_code == 302
    shown = luo.get(address)
    assert "上周刚交过" in shown.content.decode()
    assert (shown.context["decided_by"], shown.context["state_word"]) == ("何干事", "没有同意")
    assert luo.post(door, {"note": "自己"}).status_code == 422


def test_request_is_taken_back(sign_in: SignIn, driver: Person) -> None:
    open_to_huanbao(sign_in("tang"), "roster_received")
    luo = sign_in("luo")
    address = asked(luo, ROSTER)
    door = luo.get(address).context["withdraw_url"]

    assert luo.post(door).url == reverse("exports")

    assert door.endswith("/withdraw/")
    assert luo.get(address).context["state_word"] == "已撤回"
    assert "withdraw_url" not in luo.get(address).context


def test_asking_without_a_choice_or_for_nobody_is_said_on_the_form(
    sign_in: SignIn, cast: Cast
) -> None:
    open_to_huanbao(sign_in("tang"), "roster_received")
    luo = sign_in("luo")

    assert "现在 0 人" in luo.get(reverse("ask_export")).content.decode()
    assert luo.post(reverse("ask_export"), {"id": new_id()}).status_code == 422
    empty = luo.post(reverse("ask_export"), {"wanted": ROSTER, "id": new_id()})
    assert (empty.status_code, "一个人也没有" in empty.content.decode()) == (422, True)


@pytest.fixture
def auditor(cast: Cast) -> Client:
    by = acting_as_set_up()
    account = open_account(by=by, username="shen", name="沈审计", password=PASSWORD)
    place = Organisation.objects.get(code="420103")
    appoint(by=by, account=account, role=RoleName.AUDITOR, organisation=place, day=DAY)
    client = Client()
    assert client.login(username="shen", password=PASSWORD)
    return client


def test_auditor_finds_whose_a_sheet_was(sign_in: SignIn, driver: Person, auditor: Client) -> None:
    open_to_huanbao(sign_in("tang"), "call_list")
    luo = sign_in("luo")
    shown = luo.get(asked(luo, PAPER)).context
    assert reverse("trace_export") in auditor.get(reverse("looks")).content.decode()
    assert "捡到一份名单" in auditor.get(reverse("trace_export")).content.decode()

    before = auditor.post(reverse("trace_export"), {"number": shown["number"]})
    luo.post(shown["print_url"])
    after = auditor.post(reverse("trace_export"), {"number": shown["number"].lower()})

    assert "没有取过" in before.content.decode()
    assert (after.context["found"]["who"], after.context["found"]["times"]) == ("罗社区", "1")
    assert "何志斌" not in after.content.decode()
    assert auditor.post(reverse("trace_export"), {"number": "ABC"}).status_code == 422


@pytest.mark.parametrize(
    ("username", "page"),
    [("tang", "exports"), ("qian", "ask_export"), ("luo", "permits"), ("luo", "trace_export")],
)
def test_pages_are_shut_to_who_may_not(sign_in: SignIn, username: str, page: str) -> None:
    assert sign_in(username).get(reverse(page)).status_code == 403


def test_export_of_another_community_is_not_there(sign_in: SignIn, driver: Person) -> None:
    open_to_huanbao(sign_in("tang"), "call_list")
    address = asked(sign_in("luo"), PAPER)

    names = ("export", "agree_export", "refuse_export", "withdraw_export", "export_password")
    for name in (*names, "export_file", "print_export"):
        id = address.split("/")[-2]
        door, sun = reverse(name, args=[id]), sign_in("sun")
        answer = sun.get(door) if name in {"export", "refuse_export"} else sun.post(door)
        assert (name, answer.status_code) == (name, 404)


def test_doors_lead_there(sign_in: SignIn, driver: Person) -> None:
    assert reverse("exports") in sign_in("luo").get(reverse("due_list")).content.decode()
    assert reverse("exports") in sign_in("luo").get(reverse("batches")).content.decode()
    assert reverse("permits") in sign_in("tang").get(reverse("batches")).content.decode()
    assert sign_in("luo").post(reverse("end_permit", args=[new_id()])).status_code == 403


def test_exports_take_the_same_queries_for_one_and_three(
    sign_in: SignIn, driver: Person, django_assert_num_queries: Callable[..., object]
) -> None:
    open_to_huanbao(sign_in("tang"), "call_list")
    luo = sign_in("luo")
    asked(luo, PAPER)
    luo.get(reverse("exports"))
    for more in (0, 2):
        for _ in range(more):
            asked(luo, PAPER)
        with django_assert_num_queries(11):
            luo.get(reverse("exports"))

"""Reporting in at the door, and the desk that calls back: pages, answers, undo, whose it is."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from huiliu.access.queries import acting_at_station
from huiliu.accounts.rules import HOUR, Limit
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import report_in
from huiliu.exchange.models import Report
from huiliu.exchange.queries import code_of
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.rules import in_groups
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.places.actions import close_station, open_station
from huiliu.places.models import Station
from huiliu.web.exchange import reporting_in
from tests.cast import Cast
from tests.world import DESK

SignIn = Callable[[str], Client]
XIANG = {"name": "向家英", "telephone": "13900005566", "branch": "湖南省某县", "address": ""}
HUANBAO, RONGHUA = "420103001001", "420104001001"


@pytest.fixture
def station(cast: Cast) -> Station:
    place = Organisation.objects.get(code=HUANBAO)
    return open_station(by=cast.luo, id=new_id(), organisation=place, desk=DESK, day=today())


@pytest.fixture
def report(station: Station) -> Report:
    return come(station)


def come(station: Station, name: str = "向家英") -> Report:
    said = {Field.NAME: name, Field.TELEPHONE: "13900005566", Field.BRANCH: "湖南省某县"}
    by = acting_at_station(organisation=station.organisation)
    return report_in(by=by, id=new_id(), station=station, said=said, day=today())


def at_the_door(station: Station, **said: str) -> Any:
    page = reverse("report_in", args=[station.id])
    return Client().post(page, {"id": str(new_id()), **XIANG, **said})


def waiting() -> list[Report]:
    with scope.entered(Reach.everywhere()):
        return list(Report.objects.filter(state="waiting"))


def names(client: Client, **show: str) -> list[str]:
    return [row["name"] for row in client.get(reverse("reports"), show).context["rows"]]


def undone_by(page: Any) -> str:
    [message] = page.context["messages"]
    return str(message.extra_tags.removeprefix("undo:"))


def test_answer_at_the_door_says_who_calls_until_when_and_a_number(station: Station) -> None:
    page = at_the_door(station)

    [report] = waiting()
    text = page.content.decode()
    assert page.status_code == 200
    assert "报到了，谢谢" in text
    assert "环保社区" in text
    assert f"{report.waits_until:%-m}月{report.waits_until:%-d}日" in text
    assert in_groups(code_of(report.id)) in text


def test_form_sent_twice_gives_the_same_number(station: Station) -> None:
    id = str(new_id())

    first, again = at_the_door(station, id=id), at_the_door(station, id=id)

    assert first.context["code"] == again.context["code"]
    assert len(waiting()) == 1


def test_answer_shows_nothing_of_what_was_said(station: Station) -> None:
    text = at_the_door(station).content.decode()

    assert "向家英" not in text
    assert "13900005566" not in text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "请填上。"),
        ({"telephone": "12"}, "这不像一个电话号码"),
        ({"telephone": ""}, "请填上。"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    station: Station, said: dict[str, str], words: str
) -> None:
    page = at_the_door(station, **said)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert "湖南省某县" in page.content.decode()
    assert waiting() == []


def test_poster_of_a_closed_station_leads_to_the_others(cast: Cast, station: Station) -> None:
    place = station.organisation
    other = open_station(by=cast.luo, id=new_id(), organisation=place, desk=DESK, day=today())
    close_station(by=cast.luo, id=station.id, day=today())

    page = at_the_door(station)

    assert "这个服务站关了" in page.content.decode()
    assert reverse("report_in", args=[other.id]) in page.content.decode()
    assert waiting() == []


def test_poster_that_never_was_leads_nowhere(cast: Cast) -> None:
    assert Client().get(reverse("report_in", args=[new_id()])).status_code == 404


def test_desk_that_is_flooded_asks_people_to_come_in(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting_in, "REPORTS_OF_STATION", Limit("report_station", 2, HOUR))

    pages = [at_the_door(station) for _ in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 422]
    assert "请直接进来说" in pages[2].content.decode()
    assert len(waiting()) == 2


def ask(code: str) -> Any:
    return Client().post(reverse("ask_report"), {"code": code})


def test_number_is_read_as_people_write_it(report: Report) -> None:
    code = code_of(report.id)

    for written in (code, in_groups(code), f" {code.lower()} "):
        assert "等着给您打电话" in ask(written).content.decode()


def test_number_with_a_wrong_letter_is_told_from_one_that_is_gone(report: Report) -> None:
    code = code_of(report.id)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")

    assert "编号不对" in ask(wrong).content.decode()
    other = code_of(new_id())
    assert "没有这个编号的报到" in ask(other).content.decode()
    assert Client().get(reverse("ask_report")).status_code == 200


def test_whoever_holds_the_number_can_have_it_forgotten(report: Report) -> None:
    code = code_of(report.id)

    first = Client().post(reverse("withdraw_report"), {"code": code})
    again = Client().post(reverse("withdraw_report"), {"code": code})
    nothing = Client().post(reverse("withdraw_report"), {"code": ""})

    assert "删掉了" in first.content.decode()
    assert "没有可删的" in again.content.decode()
    assert "没有可删的" in nothing.content.decode()
    assert waiting() == []


def test_list_of_the_day_leads_to_who_reported_in(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    assert "有 1 人来报到" in sign_in("luo").get(reverse("due_list")).content.decode()
    assert "来报到" not in sign_in("sun").get(reverse("due_list")).content.decode()


def test_desk_sees_a_masked_number_on_the_list_and_calls_from_the_page(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    luo = sign_in("luo")
    listed = luo.get(reverse("reports")).content.decode()
    page = luo.get(reverse("report", args=[report.id])).content.decode()

    assert "13900005566" not in listed
    assert 'href="tel:13900005566"' in page
    assert "湖南省某县" in page


def test_street_sees_who_waits_below_and_the_district_nobody(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    assert names(sign_in("he")) == []
    assert names(sign_in("he"), show="below") == ["向家英"]
    assert names(sign_in("tang")) == []
    assert sign_in("tang").get(reverse("report", args=[report.id])).status_code == 404


def test_registering_begins_with_what_was_said_and_ends_in_the_file(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    luo, page = sign_in("luo"), reverse("register_reported", args=[report.id])
    form = luo.get(page).context["form"]
    assert [form[name].value() for name in ("name", "telephone", "branch")] == [
        "向家英",
        "13900005566",
        "湖南省某县",
    ]

    file = luo.post(page, {"id": str(new_id()), **XIANG}, follow=True)

    with scope.entered(Reach.everywhere()):
        person = Person.objects.get()
    assert file.redirect_chain == [(reverse("person", args=[person.id]), 302)]
    assert names(luo) == []
    assert "您现在由" in ask(code_of(report.id)).content.decode()


def test_number_that_cannot_be_stands_at_its_field(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    page = sign_in("luo").post(
        reverse("register_reported", args=[report.id]),
        {"id": str(new_id()), **XIANG, "citizen_number": "420199199001011239"},
    )

    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"citizen_number"}


def test_district_has_nobody_to_register(cast: Cast, report: Report, sign_in: SignIn) -> None:
    page = reverse("register_reported", args=[report.id])

    assert sign_in("tang").get(page).status_code == 403
    assert sign_in("sun").get(page).status_code == 404


def test_unanswered_call_stands_on_the_list_and_is_not_offered_again_today(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    luo = sign_in("luo")

    luo.post(reverse("note_unanswered", args=[report.id]))

    assert "打过 1 天" in luo.get(reverse("reports")).content.decode()
    page = luo.get(reverse("report", args=[report.id])).content.decode()
    assert reverse("note_unanswered", args=[report.id]) not in page


def pass_on(client: Client, report: Report, **said: str) -> Any:
    page = reverse("pass_on_report", args=[report.id])
    return client.post(page, {"place": "荣华", **said}, follow=True)


def test_passing_on_names_a_place_in_words_and_is_undone_from_the_message(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    luo, sun = sign_in("luo"), sign_in("sun")
    place = Organisation.objects.get(code=RONGHUA)
    assert luo.get(reverse("pass_on_report", args=[report.id])).status_code == 200
    after = pass_on(luo, report, place=place.name)
    assert names(sun) == ["向家英"]
    assert "别处转来的" in sun.get(reverse("reports")).content.decode()

    luo.post(undone_by(after))

    assert (names(luo), names(sun)) == (["向家英"], [])


def test_several_places_of_that_name_are_offered(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    luo = sign_in("luo")

    page = pass_on(luo, report)

    assert page.status_code == 422
    choices = dict(page.context["form"].fields["organisation"].choices)
    place = Organisation.objects.get(code=RONGHUA)
    assert str(place.id) in choices
    pass_on(luo, report, organisation=str(place.id))
    assert names(sign_in("sun")) == ["向家英"]


def test_passing_on_to_where_it_is_or_nowhere_is_refused_in_words(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    luo, own = sign_in("luo"), Organisation.objects.get(code=HUANBAO)

    assert "没有找到名称里有" in pass_on(luo, report, place="哪里也不是").content.decode()
    assert "现在就在等这里联系" in pass_on(luo, report, place=own.name).content.decode()


def test_who_need_not_be_registered_is_told_why_and_can_wait_again(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    luo, page = sign_in("luo"), reverse("close_report", args=[report.id])
    assert luo.get(page).status_code == 200
    assert luo.post(page, {"because": ""}).status_code == 422

    after = luo.post(page, {"because": "not_a_member"}, follow=True)

    assert names(luo) == []
    assert "问过了，不是党员" in ask(code_of(report.id)).content.decode()
    assert "还要联系" in luo.get(reverse("report", args=[report.id])).content.decode()
    luo.post(undone_by(after))
    assert names(luo) == ["向家英"]


def slips(client: Client, station: Station) -> Any:
    return client.post(reverse("print_slips", args=[station.id]), {"id": str(new_id())})


def test_slips_are_printed_and_their_numbers_lead_to_the_form(
    cast: Cast, station: Station, sign_in: SignIn
) -> None:
    luo = sign_in("luo")
    paper = slips(luo, station)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    [code, *_] = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text)

    led = luo.post(reverse("reports"), {"code": code})
    form = luo.get(led.url)

    assert form.status_code == 200
    assert "报到单还没交回来" in ask(code).content.decode()
    luo.post(led.url, {"id": str(new_id()), **XIANG})
    assert luo.post(reverse("reports"), {"code": code}).url.startswith("/people/")


def test_number_of_a_report_leads_to_it_and_that_of_another_desk_nowhere(
    cast: Cast, report: Report, sign_in: SignIn
) -> None:
    told = {"code": code_of(report.id)}

    assert sign_in("luo").post(reverse("reports"), told).url == reverse("report", args=[report.id])
    page = sign_in("sun").post(reverse("reports"), told)
    assert page.status_code == 422
    assert "这里没有这个编号" in page.content.decode()


def test_slips_without_an_id_lead_back_to_the_station(
    cast: Cast, station: Station, sign_in: SignIn
) -> None:
    answer = sign_in("luo").post(reverse("print_slips", args=[station.id]))

    assert answer.url == reverse("station", args=[station.id])


def test_slips_of_another_community_are_not_printed(
    cast: Cast, station: Station, sign_in: SignIn
) -> None:
    assert slips(sign_in("sun"), station).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    cast: Cast,
    station: Station,
    sign_in: SignIn,
    people: int,
    django_assert_num_queries: Any,
) -> None:
    luo = sign_in("luo")
    for at in range(people):
        come(station, name=f"向第{at}")

    with django_assert_num_queries(9):
        assert len(names(luo)) == people

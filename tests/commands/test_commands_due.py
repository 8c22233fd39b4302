"""The due list from the command line: the lines of the page, for the same people."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from typing import Any

from huiliu.access.roles import RoleName
from huiliu.audit.models import Reading
from huiliu.contact.words import Line
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.stays.actions import name_contact_person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import acting_of
from tests.factories import at, make_person, make_stay, make_window
from tests.offices import in_office

Run = Callable[..., Any]


def waiting(name: str, *, limit_in: int, code: str = "420103001001") -> Person:
    """Make somebody at a community whose limit is so many days away."""
    person = make_person(name, **at(host=code, patch=code))
    limit = today() + timedelta(days=limit_in)
    stay = make_stay(person, opened_on=limit - timedelta(days=45))
    make_window(
        stay, opens_on=limit - timedelta(days=25), aim_on=limit - timedelta(days=15), limit_on=limit
    )
    return person


def test_due_prints_the_lines_of_the_page_as_json(run: Run) -> None:
    late = waiting("何志斌", limit_in=-3)
    waiting("马春兰", limit_in=5)
    waiting("方远", limit_in=-3, code="420104001001")

    ended = run("due", "--as", "luo", "--json")

    lines = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert [(line["name"], line["state"]) for line in lines] == [
        ("何志斌", "overdue"),
        ("马春兰", "due"),
    ]
    assert lines[0]["person_id"] == str(late.id)
    assert set(lines[0]) == {field.name for field in fields(Line)}


def test_due_of_a_contact_person_is_whom_was_entrusted(run: Run) -> None:
    late = waiting("何志斌", limit_in=-3)
    waiting("马春兰", limit_in=5)
    fang = in_office(RoleName.CONTACT_PERSON, "420103001001", username="fang")
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person=late, side=Side.HOST)
    name_contact_person(
        by=acting_of("luo"), link_id=link.id, appointment_id=fang.under(), day=today()
    )

    lines = json.loads(run("due", "--as", "fang", "--json").out)

    assert [line["name"] for line in lines] == ["何志斌"]


def test_due_without_json_is_a_line_for_each(run: Run) -> None:
    waiting("何志斌", limit_in=-3)

    ended = run("due", "--as", "luo")

    [line] = ended.out.splitlines()
    name, state, _window, place, reason = line.split("\t")
    assert (name, state, place) == ("何志斌", "久未联系", "环保社区居委会")
    assert reason == "已经 48 天没有联系上，可以换个时间打，或请楼栋长捎句话。"


def test_due_tells_of_another_day(run: Run) -> None:
    waiting("何志斌", limit_in=5)
    in_a_week = today() + timedelta(days=7)

    ended = run("due", "--as", "luo", "--on", in_a_week.isoformat(), "--json")

    assert [line["state"] for line in json.loads(ended.out)] == ["overdue"]


def test_due_of_nobody_is_an_empty_list(run: Run) -> None:
    assert json.loads(run("due", "--as", "luo", "--json").out) == []


def test_due_is_on_record_with_whom_it_showed(run: Run) -> None:
    person = waiting("何志斌", limit_in=-3)

    run("due", "--as", "luo")

    with scope.entered(Reach(trail=acting_of("luo").range)):
        entries = [(one.name, one.page, one.persons) for one in Reading.objects.all()]
    assert entries == [("罗社区", "due_command", [person.id])]


def test_due_is_refused_to_who_sees_nobody(run: Run) -> None:
    waiting("何志斌", limit_in=-3)

    ended = run("due", "--as", "qian", "--json")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "您现在的身份不能做这件事。可以换一个身份，或请上级来做。\n"

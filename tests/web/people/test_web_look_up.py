"""A worker finds the file of whoever calls, in reach and nowhere else."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from huiliu.audit.models import Entry, Reading
from huiliu.core import scope
from huiliu.core.clock import now
from huiliu.core.reach import Reach
from huiliu.people.actions import change_telephone
from huiliu.people.look_up import How, Sought
from huiliu.people.models import Person
from huiliu.people.queries import people_called, people_within
from huiliu.web.people.look_up import SHOWN_AT_MOST
from tests.cast import DAY, Cast
from tests.factories import at, make_person
from tests.members import make_member

SignIn = Callable[[str], Client]
HERE, THERE = "420103001001", "420104001001"


def sought_by(client: Client, typed: str) -> HttpResponse:
    return client.post(reverse("look_up"), {"q": typed})


def found_by(client: Client, typed: str) -> list[str]:
    return [row["name"] for row in sought_by(client, typed).context["rows"]]


@pytest.fixture
def callers(cast: Cast) -> list[Person]:
    """Make three people of one community, each with a number, and a namesake elsewhere."""
    make_member("陈涛", telephone="13800138003", code=THERE)
    return [
        make_member(name, telephone=f"1380013800{number}")
        for number, name in enumerate(("陈涛", "程田", "何志斌"))
    ]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("陈涛", ["陈涛"]),
        ("陈", ["陈涛"]),
        ("志斌", ["何志斌"]),
        ("ct", ["陈涛", "程田"]),
        ("chent", ["陈涛"]),
        ("CHEN TAO", ["陈涛"]),
        ("hzb", ["何志斌"]),
        ("13800138002", ["何志斌"]),
        ("+86 138 0013 8000", ["陈涛"]),
        ("钱", []),
        ("13800138009", []),
        ("13800138003", []),
    ],
)
def test_caller_is_found_by_name_letters_and_number(
    callers: list[Person], sign_in: SignIn, typed: str, names: list[str]
) -> None:
    assert found_by(sign_in("luo"), typed) == names


def test_line_leads_to_the_file_and_tells_namesakes_apart(
    callers: list[Person], sign_in: SignIn
) -> None:
    client = sign_in("luo")

    page = sought_by(client, "陈涛")

    [row] = page.context["rows"]
    assert (row["url"], row["facts"]) == (
        reverse("person", args=[callers[0].id]),
        ["环保社区居委会"],
    )
    assert client.get(row["url"]).status_code == 200


def test_field_has_the_cursor_and_what_was_typed(callers: list[Person], sign_in: SignIn) -> None:
    client = sign_in("luo")

    opened = client.get(reverse("look_up")).content.decode()
    asked = sought_by(client, "钱").content.decode()

    assert 'type="search"' in opened
    assert " autofocus" in opened
    assert 'value="钱"' in asked
    assert "没有找到“钱”" in asked


@pytest.mark.parametrize("typed", ["<b>陈涛</b>", '"><script>alert(1)</script>', "{{ q }}"])
def test_what_was_typed_comes_back_as_text(
    callers: list[Person], sign_in: SignIn, typed: str
) -> None:
    page = sought_by(sign_in("luo"), typed).content.decode()

    assert escape(typed) in page


def test_part_of_a_number_is_told_to_be_written_whole(
    callers: list[Person], sign_in: SignIn
) -> None:
    page = sought_by(sign_in("luo"), "8000")

    assert page.status_code == 422
    assert "手机号要写全十一位" in page.content.decode()


def test_number_that_was_replaced_finds_nobody(
    cast: Cast, callers: list[Person], sign_in: SignIn
) -> None:
    new = "13900139000"
    change_telephone(by=cast.luo, person_id=callers[0].id, telephone=new, at=now(), day=DAY)
    client = sign_in("luo")

    assert found_by(client, "13800138000") == []
    assert found_by(client, new) == ["陈涛"]


def test_more_than_twenty_are_cut_and_it_says_so(cast: Cast, sign_in: SignIn) -> None:
    for number in range(SHOWN_AT_MOST + 1):
        make_person(f"陈{chr(0x4E00 + number)}", **at(host=HERE))

    page = sought_by(sign_in("luo"), "陈")

    assert len(page.context["rows"]) == SHOWN_AT_MOST
    assert "只列出前 20 个" in page.content.decode()


def test_who_was_listed_is_on_record_and_what_was_typed_is_not(
    cast: Cast, callers: list[Person], sign_in: SignIn
) -> None:
    client = sign_in("luo")

    for typed in ("ct", "13800138002", "钱"):
        sought_by(client, typed)

    with scope.entered(Reach(trail=cast.luo.range)):
        looks = [(look.page, set(look.persons)) for look in Reading.objects.order_by("at", "id")]
        acts = {entry.act: entry.detail for entry in Entry.objects.filter(name="罗社区")}
    assert looks == [
        ("look_up", {callers[0].id, callers[1].id}),
        ("look_up", {callers[2].id}),
    ]
    assert acts["people.look_up_number"] == {"found": 1}


def test_those_who_may_open_no_file_look_nobody_up(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("qian").get(reverse("look_up")).status_code == 403
    assert Client().post(reverse("look_up"), {"q": "陈涛"}).url == reverse("sign_in")


def test_who_may_break_the_glass_is_led_there(cast: Cast, sign_in: SignIn) -> None:
    assert reverse("break_glass") in sought_by(sign_in("tang"), "陈涛").content.decode()
    assert reverse("break_glass") not in sought_by(sign_in("luo"), "陈涛").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_name_asks_the_same_queries_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_member("陈涛", telephone=f"1380013800{number}")
    client = sign_in("luo")

    with django_assert_num_queries(9):
        assert len(found_by(client, "ct")) == count


def test_those_in_reach_are_found_through_the_indexes_of_their_addresses(cast: Cast) -> None:
    """The city's table is not read through: here it is small, so that reading it is forbidden."""
    meant = people_within(cast.luo.reach)
    with scope.entered(cast.luo.reach):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        plan = str(Person.objects.filter(meant, same_as=None).explain())

    used = re.findall(r"Bitmap Index Scan on (\w+)", plan)
    assert sorted(used) == ["person_home", "person_host", "person_patch", "person_queue"]
    assert "Seq Scan" not in plan


def test_query_stays_in_the_reach_that_it_is_given(cast: Cast, callers: list[Person]) -> None:
    """The filter holds by itself, where the policies would let more through."""
    meant = Sought(How.NAME, "陈涛")
    with scope.entered(Reach.everywhere()):
        found = people_called(reach=cast.luo.reach, sought=meant, at_most=9)

    assert [person.id for person in found] == [callers[0].id]

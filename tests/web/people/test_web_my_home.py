"""The member's own page: all that is written, who answers, and who looked."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.clock import now, today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import Cast
from tests.factories import make_stay, make_window
from tests.members import client_of, make_member

SignIn = Callable[[str], Client]
SEALED = {
    "citizen_number": "420199199001011234",
    "contact_person": "罗社区",
    "contact_telephone": "027-85550101",
}


@pytest.fixture
def driver(cast: Cast) -> Person:
    """何师傅 drives, has a stay at 环保 and was contacted once."""
    person = make_member("何志斌", sealed=SEALED)
    limit = today() + timedelta(days=5)
    stay = make_stay(person, opened_on=limit - timedelta(days=45))
    make_window(
        stay, opens_on=limit - timedelta(days=25), aim_on=limit - timedelta(days=15), limit_on=limit
    )
    return person


def host_link(person: Person) -> UUID:
    with scope.entered(Reach.everywhere()):
        return Link.objects.get(person=person, side=Side.HOST).id


def contacted(cast: Cast, person: Person) -> None:
    told = Told(
        channel=ContactChannel.TELEPHONE,
        outcome=Outcome.REACHED,
        happened_on=today(),
        note="一切都好",
    )
    record_contact(
        by=cast.luo,
        id=new_id(),
        link_id=host_link(person),
        told=told,
        at=now(),
        day=today(),
    )


def test_page_shows_what_is_written_and_by_whom(cast: Cast, driver: Person) -> None:
    contacted(cast, driver)

    page = client_of(driver).get(reverse("my_home"))

    fields = {field["label"]: (field["value"], field["source"]) for field in page.context["fields"]}
    assert fields["手机号码"] == ("13800138000", "流入地名册")
    assert fields["公民身份号码"] == ("420199********1234", "流入地名册")
    assert [(one["note"], one["outcome_word"]) for one in page.context["contacts"]] == [
        ("一切都好", "联系上了")
    ]
    assert [sighting["source"] for sighting in page.context["sightings"]] == ["流入地名册"]
    assert "420199199001011234" not in page.content.decode()


def test_contact_person_of_the_roster_has_the_number_to_call(driver: Person) -> None:
    page = client_of(driver).get(reverse("my_home"))

    assert page.context["contact_persons"] == [
        {"name": "罗社区", "side_word": "流入地", "telephone": "027-85550101"}
    ]
    assert 'href="tel:02785550101"' in page.content.decode()


def test_appointed_contact_person_is_not_given_the_number_of_another(
    cast: Cast, driver: Person
) -> None:
    with scope.entered(Reach.everywhere()):
        Link.objects.filter(id=host_link(driver)).update(contact_person_id=cast.he.appointment_id)

    page = client_of(driver).get(reverse("my_home"))

    assert page.context["contact_persons"] == [
        {"name": "何干事", "side_word": "流入地", "telephone": "", "note": "北湖街街道"}
    ]


def test_without_a_contact_person_those_at_the_community_are_named(cast: Cast) -> None:
    page = client_of(make_member("马春兰")).get(reverse("my_home"))

    assert [one["name"] for one in page.context["contact_persons"]] == ["罗社区"]
    assert [one["name"] for one in page.context["organisations"]] == [
        cast.luo.organisation_name,
        "",
    ]


def test_readers_show_the_look_that_a_worker_just_took(driver: Person, sign_in: SignIn) -> None:
    luo, himself = sign_in("luo"), client_of(driver)
    himself.get(reverse("my_home"))
    luo.get(reverse("due_list"), {"show": "all"})
    for _ in range(2):
        luo.get(reverse("person", args=[driver.id]))
    luo.get(reverse("record_contact", args=[host_link(driver)]))

    readers = himself.get(reverse("my_home")).context["readers"]

    assert [(reader["who"], reader["purpose"]) for reader in readers] == [
        ("罗社区 社区工作者", "记联系时看到您的电话"),
        ("罗社区 社区工作者", "打开了您的档案，当天 2 次"),
        ("罗社区 社区工作者", "在该联系的名单上看到您"),
    ]
    assert {reader["organisation"] for reader in readers} != {""}


def test_all_looks_are_there_page_by_page(
    driver: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huiliu.web.people.my_home.LOOKS_A_PAGE", 1)
    luo, himself = sign_in("luo"), client_of(driver)
    luo.get(reverse("due_list"), {"show": "all"})
    luo.get(reverse("person", args=[driver.id]))

    first = himself.get(reverse("my_readers"))
    second = himself.get(first.context["next_url"])

    assert [reader["purpose"] for reader in first.context["readers"]] == ["打开了您的档案"]
    assert [reader["purpose"] for reader in second.context["readers"]] == ["在该联系的名单上看到您"]
    assert second.context["next_url"] == ""


def test_looks_at_others_are_not_ones_own(driver: Person, sign_in: SignIn) -> None:
    other = make_member("方远", telephone="13900139000")
    sign_in("luo").get(reverse("person", args=[other.id]))

    assert client_of(driver).get(reverse("my_readers")).context["readers"] == []
    assert len(client_of(other).get(reverse("my_readers")).context["readers"]) == 1


def test_member_opens_no_page_of_another_and_none_of_the_workers(driver: Person) -> None:
    other = make_member("方远", telephone="13900139000")
    client = client_of(driver)

    assert "方远" not in client.get(reverse("my_home")).content.decode()
    for url in (reverse("person", args=[other.id]), reverse("due_list")):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("name", ["my_home", "my_readers"])
def test_worker_has_no_such_page(cast: Cast, sign_in: SignIn, name: str) -> None:
    assert sign_in("luo").get(reverse(name)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_queries_for_one_and_for_three_contacts(
    cast: Cast, driver: Person, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        contacted(cast, driver)
    client = client_of(driver)

    with django_assert_num_queries(20):
        page = client.get(reverse("my_home"))

    assert len(page.context["contacts"]) == count


def test_member_is_led_home_by_the_front_door(driver: Person) -> None:
    assert client_of(driver).get(reverse("home")).url == reverse("my_home")

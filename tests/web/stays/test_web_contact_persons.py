"""Saying who answers for somebody, and what the one who was named then sees."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.access.actions import appoint
from huiliu.access.models import Appointment
from huiliu.access.queries import acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.reach import Reach
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.stays.actions import name_contact_person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import DAY, PASSWORD, Cast
from tests.factories import make_stay
from tests.members import client_of, make_member
from tests.web.contact.test_web_due_list import filled_in, record_page, waiting

SignIn = Callable[[str], Client]
HUANBAO = "420103001001"


def contact_person(username: str = "fang", name: str = "方联系") -> Appointment:
    account = open_account(by=acting_as_set_up(), username=username, name=name, password=PASSWORD)
    place = Organisation.objects.get(code=HUANBAO)
    role = RoleName.CONTACT_PERSON
    return appoint(by=acting_as_set_up(), account=account, role=role, organisation=place, day=DAY)


@pytest.fixture
def fang(cast: Cast) -> Appointment:
    return contact_person()


def link_of(person: Person) -> Link:
    with scope.entered(Reach.everywhere()):
        return Link.objects.get(person=person, side=Side.HOST)


def entrusted(cast: Cast, fang: Appointment, name: str, *, late: int = 1) -> Person:
    """Let 罗 entrust somebody who waits to 方."""
    person = waiting(name, late=late)
    link = link_of(person)
    name_contact_person(by=cast.luo, link_id=link.id, appointment_id=fang.id, day=today())
    return person


def naming_page(person: Person) -> str:
    return reverse("name_contact_person", args=[link_of(person).id])


def names(page: Any) -> list[str]:
    groups = page.context["groups"]
    return [row["name"] for group in groups for row in group["rows"]]


def test_list_leads_to_naming_and_back_with_a_way_to_undo(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    person, luo = waiting("何志斌"), sign_in("luo")
    [group] = luo.get(reverse("due_list")).context["groups"]
    [row] = group["rows"]

    asked = luo.get(row["entrust_url"])
    answer = luo.post(row["entrust_url"], {"contact_person": fang.id}, follow=True)

    assert "方联系，现在联系 0 人" in asked.content.decode()
    assert answer.redirect_chain == [(reverse("due_list"), 302)]
    body = answer.content.decode()
    assert "交好了，何志斌以后由方联系联系。" in body
    back = f"{reverse('take_back_contact_person', args=[link_of(person).id])}?named={fang.id}"
    assert f'action="{back}"' in body
    assert "收回了，何志斌由" in luo.post(back, follow=True).content.decode()
    assert link_of(person).contact_person_id is None


def test_file_of_the_entrusted_holds_the_card_and_no_papers(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    person = make_member("何志斌", sealed={"citizen_number": "420199199001011234"})
    make_stay(person)
    name_contact_person(
        by=cast.luo, link_id=link_of(person).id, appointment_id=fang.id, day=today()
    )

    file = sign_in("fang").get(reverse("person", args=[person.id]))

    fields = {field["label"] for field in file.context["person"]["fields"]}
    assert "手机号码" in fields
    assert "公民身份号码" not in fields
    assert file.context["sightings"] is None
    assert [link["side"] for link in file.context["links"] if "entrust_url" in link] == []


def test_undo_leaves_what_a_colleague_has_named_since(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    person, shen = entrusted(cast, fang, "何志斌"), contact_person("shen", "沈联系")
    link = link_of(person)
    name_contact_person(by=cast.he, link_id=link.id, appointment_id=shen.id, day=today())

    undo = f"{reverse('take_back_contact_person', args=[link.id])}?named={fang.id}"
    answer = sign_in("luo").post(undo)

    assert "已经改交给别人联系了" in answer.content.decode()
    assert link_of(person).contact_person_id == shen.id


def test_list_of_the_organisation_keeps_the_entrusted_and_says_with_whom_they_are(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    entrusted(cast, fang, "何志斌", late=2)
    waiting("马春兰")

    [group] = sign_in("luo").get(reverse("due_list")).context["groups"]

    assert [(row["name"], row["contact_person"]) for row in group["rows"]] == [
        ("何志斌", "方联系"),
        ("马春兰", ""),
    ]


def test_file_says_who_answers_and_leads_to_a_change(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    person, luo = entrusted(cast, fang, "何志斌"), sign_in("luo")

    body = luo.get(reverse("person", args=[person.id])).content.decode()

    assert "联系人：方联系" in body
    assert "换联系人" in body
    assert naming_page(person) in body


def test_change_can_be_changed_again(cast: Cast, sign_in: SignIn, fang: Appointment) -> None:
    person, shen = entrusted(cast, fang, "何志斌"), contact_person("shen", "沈联系")

    answer = sign_in("luo").post(naming_page(person), {"contact_person": shen.id}, follow=True)

    assert answer.redirect_chain == [(reverse("person", args=[person.id]), 302)]
    assert "何志斌以后由沈联系联系" in answer.content.decode()
    assert f'href="{naming_page(person)}"' in answer.content.decode()


def test_place_without_a_contact_person_says_how_to_get_one(cast: Cast, sign_in: SignIn) -> None:
    person = waiting("何志斌")
    community = Organisation.objects.get(code=HUANBAO)
    invite = reverse("invite", args=[community.id])

    worker, clerk = (
        sign_in(who).get(naming_page(person)).content.decode() for who in ("luo", "he")
    )

    assert f"{community}还没有联系人。请街道干事在“组织”里打开" in worker
    assert invite not in worker
    assert f"{community}还没有联系人。先邀请一位，身份选“联系人”。" in clerk
    assert f'href="{invite}"' in clerk


def test_choice_that_is_none_is_refused_on_the_form(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    person = waiting("何志斌")

    answer = sign_in("luo").post(naming_page(person), {"contact_person": cast.luo.under()})

    assert answer.status_code == 422
    assert link_of(person).contact_person_id is None


def test_naming_for_somebody_out_of_reach_is_not_there(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    person = waiting("何志斌")
    back = reverse("take_back_contact_person", args=[link_of(person).id])

    assert sign_in("sun").get(naming_page(person)).status_code == 404
    assert sign_in("sun").post(back).status_code == 404
    assert sign_in("fang").get(naming_page(person)).status_code == 403


def test_contact_person_sees_the_entrusted_alone(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    entrusted(cast, fang, "何志斌")
    other = waiting("马春兰")
    client = sign_in("fang")

    page = client.get(reverse("due_list"), {"show": "all"})

    assert names(page) == ["何志斌"]
    assert [figure["count"] for figure in page.context["figures"]] == [1, 0, 1, 1]
    assert client.get(reverse("person", args=[other.id])).status_code == 404
    assert client.get(record_page(other)).status_code == 404


def test_contact_person_without_people_reads_why(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    waiting("何志斌")

    assert "还没有交给您联系的人" in sign_in("fang").get(reverse("due_list")).content.decode()


def test_contact_person_calls_and_records(cast: Cast, sign_in: SignIn, fang: Appointment) -> None:
    person, client = entrusted(cast, fang, "何志斌"), sign_in("fang")

    page = client.get(record_page(person)).content.decode()
    form = filled_in("reached") | {"need_kind": "school", "need_note": "想找看护"}
    answer = client.post(record_page(person), form, follow=True)

    assert 'href="tel:13800138000"' in page
    assert "记好了，何志斌联系上了。困难也记下了，等人接手。" in answer.content.decode()
    assert "想找看护" in client.get(reverse("needs")).content.decode()
    with scope.entered(cast.luo.reach):
        assert [one.made_by for one in Attempt.objects.all()] == ["方联系"]


def test_contact_person_reads_a_card_without_papers_and_sources(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    person = entrusted(cast, fang, "何志斌")
    address = reverse("person", args=[person.id])

    card, file = (sign_in(who).get(address) for who in ("fang", "luo"))

    assert (card.context["sightings"], len(file.context["sightings"])) == (None, 1)
    assert [action["label"] for action in card.context["actions"]] == ["记一次联系", "记一件难处"]


@pytest.mark.parametrize("address", ["batches", "matches", "street", "tallies", "organisations"])
def test_contact_person_has_no_rosters_matches_figures_or_organisations(
    cast: Cast, sign_in: SignIn, fang: Appointment, address: str
) -> None:
    assert sign_in("fang").get(reverse(address)).status_code == 403


def test_what_is_taken_back_is_gone_from_pages_that_were_open(
    cast: Cast, sign_in: SignIn, fang: Appointment
) -> None:
    person, client = entrusted(cast, fang, "何志斌"), sign_in("fang")
    page = record_page(person)
    assert client.get(page).status_code == 200

    sign_in("luo").post(reverse("take_back_contact_person", args=[link_of(person).id]))

    assert client.post(page, filled_in("reached")).status_code == 404
    assert names(client.get(reverse("due_list"))) == []


def test_member_reads_who_answers(cast: Cast, fang: Appointment) -> None:
    person = entrusted(cast, fang, "何志斌")

    page = client_of(person).get(reverse("my_home"))

    community = Organisation.objects.get(code=HUANBAO).name
    assert page.context["contact_persons"] == [
        {"name": "方联系", "side_word": "流入地", "telephone": "", "note": community}
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_naming_asks_the_same_queries_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for place, name in enumerate(["方联系", "沈联系", "顾联系"][:count]):
        contact_person(f"contact{place}", name)
    person, client = waiting("何志斌"), sign_in("luo")
    address = naming_page(person)

    with django_assert_num_queries(11):
        client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_a_contact_person_asks_the_same_queries_for_one_and_for_three(
    cast: Cast,
    sign_in: SignIn,
    fang: Appointment,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for late, name in enumerate(["何志斌", "马春兰", "谢家乐"][:count]):
        entrusted(cast, fang, name, late=late + 1)
    client = sign_in("fang")

    with django_assert_num_queries(16):
        page = client.get(reverse("due_list"))

    assert len(names(page)) == count

"""The due list and recording a contact, as a community worker sees them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.accounts.models import Account
from huiliu.audit.models import Reading
from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link, Window
from huiliu.web.contact import pages as due_pages
from tests.cast import Cast
from tests.factories import at, make_person, make_stay, make_window

SignIn = Callable[[str], Client]


def waiting(name: str, *, code: str = "420103001001", late: int = 1) -> Person:
    """Make somebody whose limit was `late` days ago."""
    person = make_person(name, sealed={"mobile": "13800138000"}, **at(host=code, patch=code))
    limit = today() - timedelta(days=late)
    stay = make_stay(person, opened_on=limit - timedelta(days=45))
    make_window(
        stay, opens_on=limit - timedelta(days=25), aim_on=limit - timedelta(days=15), limit_on=limit
    )
    return person


def record_page(person: Person) -> str:
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person=person, side=Side.HOST)
    return reverse("record_contact", args=[link.id])


def filled_in(outcome: str) -> dict[str, str]:
    """Return the form as a worker sends it after a call today."""
    return {
        "id": str(new_id()),
        "outcome": outcome,
        "channel": "telephone",
        "happened_on_0": today().isoformat(),
        "happened_on_1": "",
        "note": "一切都好",
        "need_kind": "",
        "need_note": "",
    }


@pytest.mark.parametrize("count", [1, 3])
def test_due_list_asks_the_same_queries_for_one_and_for_three(
    cast: Cast,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    names = ["何志斌", "马春兰", "谢家乐"][:count]
    for late, name in enumerate(names):
        waiting(name, late=late + 1)
    client = sign_in("luo")

    with django_assert_num_queries(14):
        page = client.get(reverse("due_list"))

    assert [row["name"] for group in page.context["groups"] for row in group["rows"]] == names[::-1]


def test_due_list_leaves_one_entry_with_the_people_it_showed(cast: Cast, sign_in: SignIn) -> None:
    shown = {waiting("何志斌").id, waiting("马春兰").id}
    waiting("方远", code="420104001001")

    sign_in("luo").get(reverse("due_list"))

    with scope.entered(Reach(trail=cast.luo.range)):
        entries = list(Reading.objects.all())
    assert [(entry.name, entry.page, set(entry.persons)) for entry in entries] == [
        ("罗社区", "due_list", shown)
    ]


def test_street_clerk_sees_all_communities_and_another_district_none(
    cast: Cast, sign_in: SignIn
) -> None:
    waiting("何志斌")
    waiting("马春兰", code="420103001002")

    here = sign_in("he").get(reverse("due_list")).content.decode()
    elsewhere = sign_in("sun").get(reverse("due_list")).content.decode()

    assert "何志斌" in here
    assert "马春兰" in here
    assert "何志斌" not in elsewhere
    assert "今天没有要联系的人" in elsewhere


def test_record_page_shows_the_number_to_call(cast: Cast, sign_in: SignIn) -> None:
    person = waiting("何志斌")

    page = sign_in("luo").get(record_page(person)).content.decode()

    assert 'href="tel:13800138000"' in page


def test_record_page_of_somebody_out_of_reach_is_not_there(cast: Cast, sign_in: SignIn) -> None:
    person = waiting("何志斌")

    assert sign_in("sun").get(record_page(person)).status_code == 404


def test_posted_contact_leads_back_to_a_list_without_the_person(
    cast: Cast, sign_in: SignIn
) -> None:
    person = waiting("何志斌")

    answer = sign_in("luo").post(record_page(person), filled_in("reached"), follow=True)

    assert answer.redirect_chain == [(reverse("due_list"), 302)]
    assert "记好了，何志斌联系上了。" in answer.content.decode()
    assert answer.context["groups"] == []
    with scope.entered(Reach.everywhere()):
        assert [one.outcome for one in Attempt.objects.filter(person=person)] == ["reached"]


def test_posted_attempt_leaves_the_person_on_the_list(cast: Cast, sign_in: SignIn) -> None:
    person = waiting("何志斌")

    answer = sign_in("luo").post(record_page(person), filled_in("not_reached"), follow=True)

    assert "记好了，何志斌这次没联系上，还留在名单上。" in answer.content.decode()
    [group] = answer.context["groups"]
    assert [row["name"] for row in group["rows"]] == ["何志斌"]


def test_refusal_stands_on_the_form_with_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    """The form was open while the link was taken off again."""
    person = waiting("何志斌")
    client = sign_in("luo")
    with scope.entered(Reach.everywhere()):
        Link.objects.filter(person=person).update(connected=False)

    answer = client.post(record_page(person), filled_in("reached"))

    assert answer.status_code == 422
    assert "这一边还没有接上，先要找到对应的党组织。" in answer.content.decode()
    assert "一切都好" in answer.content.decode()


def test_form_without_an_outcome_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    person = waiting("何志斌")
    form = {"id": str(new_id()), "channel": "visit", "note": "门口碰到", "happened_on_0": ""}

    answer = sign_in("luo").post(record_page(person), form)

    assert answer.status_code == 422
    assert "门口碰到" in answer.content.decode()


def test_visitor_without_an_account_is_led_to_sign_in(db: None) -> None:
    assert Client().get(reverse("due_list")).url == reverse("sign_in")


def test_form_is_void_after_another_appointment_was_chosen(cast: Cast) -> None:
    person = waiting("何志斌")
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(username="luo"))
    token = client.get(record_page(person)).context["csrf_token"]
    chosen = {"appointment": str(cast.luo.appointment_id), "csrfmiddlewaretoken": str(token)}
    client.post(reverse("choose_appointment"), chosen)

    answer = client.post(record_page(person), {"csrfmiddlewaretoken": str(token)})

    assert answer.status_code == 409
    assert "用另一个身份打开的" in answer.content.decode()


def shown_on(page: HttpResponse) -> list[str]:
    return [row["name"] for group in page.context["groups"] for row in group["rows"]]


def test_list_that_is_longer_than_a_page_says_so_and_goes_on(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_pages, "LINES", 2)
    names = ["何志斌", "马春兰", "谢家乐", "方远", "陈涛"]
    for late, name in enumerate(names):
        waiting(name, late=9 - late)
    client = sign_in("luo")

    first = client.get(reverse("due_list"), {"show": "all"})
    second = client.get(first.context["next_url"])
    third = client.get(second.context["next_url"])

    assert [shown_on(page) for page in (first, second, third)] == [names[:2], names[2:4], names[4:]]
    assert "一共 5 人，这一页是 2 人" in first.content.decode()
    assert (first.context["first_url"], third.context["next_url"]) == ("", "")
    assert third.context["first_url"] == f"{reverse('due_list')}?show=all"


def test_next_page_goes_on_where_it_was_although_the_last_one_was_called(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_pages, "LINES", 1)
    last = waiting("何志斌", late=2)
    waiting("马春兰", late=1)
    client = sign_in("luo")
    address = client.get(reverse("due_list")).context["next_url"]

    client.post(record_page(last), filled_in("reached"))

    assert shown_on(client.get(address)) == ["马春兰"]


def test_people_of_one_day_are_each_on_one_page(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_pages, "LINES", 1)
    names = {"何志斌", "马春兰", "谢家乐"}
    for name in names:
        waiting(name)
    client, address, seen = sign_in("luo"), reverse("due_list"), []

    while address:
        page = client.get(address)
        seen += shown_on(page)
        address = page.context["next_url"]

    assert (len(seen), set(seen)) == (3, names)


def test_page_behind_somebody_out_of_reach_is_the_first(cast: Cast, sign_in: SignIn) -> None:
    waiting("何志斌")
    waiting("方远", code="420104001001")
    with scope.entered(Reach.everywhere()):
        others = Window.objects.get(person__name="方远").id

    page = sign_in("luo").get(reverse("due_list"), {"after": others})

    assert shown_on(page) == ["何志斌"]

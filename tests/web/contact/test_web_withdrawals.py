"""Taking back a contact that was recorded by mistake, by whoever recorded it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.audit.models import Reading
from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import Cast
from tests.factories import at, make_person, make_stay, make_window

SignIn = Callable[[str], Client]


def overdue(name: str) -> Person:
    """Make somebody at 环保 whose limit was yesterday."""
    person = make_person(name, **at(host="420103001001", patch="420103001001"))
    limit = today() - timedelta(days=1)
    stay = make_stay(person, opened_on=limit - timedelta(days=45))
    make_window(
        stay, opens_on=limit - timedelta(days=25), aim_on=limit - timedelta(days=15), limit_on=limit
    )
    return person


def recorded(client: Client, person: Person, *, need: str = "") -> UUID:
    """Record that the person was reached today, and return the record's id."""
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person=person, side=Side.HOST)
    id = new_id()
    client.post(
        reverse("record_contact", args=[link.id]),
        {
            "id": str(id),
            "outcome": "reached",
            "channel": "telephone",
            "happened_on_0": today().isoformat(),
            "need_kind": need,
        },
    )
    return id


def due_names(client: Client) -> list[str]:
    page = client.get(reverse("due_list"))
    return [row["name"] for group in page.context["groups"] for row in group["rows"]]


def reason_of(id: UUID) -> str:
    with scope.entered(Reach.everywhere()):
        return Attempt.objects.get(id=id).voided_because


def test_message_after_recording_leads_to_taking_it_back(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("luo")

    made = recorded(client, overdue("何志斌"))

    page = client.get(reverse("due_list")).content.decode()
    assert f'href="{reverse("void_contact", args=[made])}"' in page


def test_contact_taken_back_brings_the_person_back_to_the_list(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("luo"), overdue("何志斌")
    made = recorded(client, person)
    before = due_names(client)

    answer = client.post(reverse("void_contact", args=[made]), {"because": "记错了人"}, follow=True)

    assert answer.redirect_chain == [(reverse("person", args=[person.id]), 302)]
    assert "撤回了，何志斌的这条联系不再算数。" in answer.content.decode()
    [shown] = answer.context["contacts"]
    assert (shown["outcome_word"], shown["void_url"]) == ("已撤回，记错了人", "")
    assert (before, due_names(client)) == ([], ["何志斌"])


def test_page_says_what_changes_and_whose_name_was_seen(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("luo"), overdue("何志斌")
    made = recorded(client, person, need="housing")

    page = client.get(reverse("void_contact", args=[made]))

    assert page.context["consequences"] == [
        "记录还看得到，写明已撤回和原因。",
        "下次什么时候联系，从前一次联系上或登记的那天重新算。",
        "一起记下的困难还留着，不跟着撤回。",
    ]
    with scope.entered(Reach(trail=cast.luo.range)):
        assert Reading.objects.filter(page="void_contact", persons=[person.id]).count() == 1


@pytest.mark.parametrize("sent", [{}, {"because": "不想说"}])
def test_nothing_is_taken_back_without_one_of_the_reasons(
    cast: Cast, sign_in: SignIn, sent: dict[str, str]
) -> None:
    client = sign_in("luo")
    made = recorded(client, overdue("何志斌"))

    answer = client.post(reverse("void_contact", args=[made]), sent)

    assert answer.status_code == 422
    assert reason_of(made) == ""


def test_second_post_leaves_the_first_reason(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("luo"), overdue("何志斌")
    address = reverse("void_contact", args=[recorded(client, person)])
    client.post(address, {"because": "记错了人"})

    answer = client.post(address, {"because": "重复记了"})

    assert answer.url == reverse("person", args=[person.id])
    assert reason_of(UUID(address.split("/")[2])) == "记错了人"


@pytest.mark.parametrize(("username", "status"), [("he", 404), ("sun", 404), ("tang", 403)])
def test_record_of_somebody_else_cannot_be_taken_back(
    cast: Cast, sign_in: SignIn, username: str, status: int
) -> None:
    made = recorded(sign_in("luo"), overdue("何志斌"))

    answer = sign_in(username).post(reverse("void_contact", args=[made]), {"because": "记错了人"})

    assert answer.status_code == status
    assert reason_of(made) == ""


def test_file_offers_it_for_ones_own_record_of_today_alone(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("luo"), overdue("何志斌")
    today_made, earlier = recorded(client, person), recorded(client, person)
    with scope.entered(Reach.everywhere()):
        early = Attempt.objects.get(id=earlier).recorded_at - timedelta(days=1)
        Attempt.objects.filter(id=earlier).update(recorded_at=early)
    address = reverse("person", args=[person.id])

    own = [one["void_url"] for one in client.get(address).context["contacts"]]
    others = [one["void_url"] for one in sign_in("he").get(address).context["contacts"]]

    assert own == [reverse("void_contact", args=[today_made]), ""]
    assert others == ["", ""]


def test_record_page_leaves_out_what_was_taken_back(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("luo"), overdue("何志斌")
    made = recorded(client, person)
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person=person, side=Side.HOST)
    address = reverse("record_contact", args=[link.id])
    before = client.get(address).context["recent"]

    client.post(reverse("void_contact", args=[made]), {"because": "重复记了"})

    assert [one["outcome_word"] for one in before] == ["联系上了"]
    assert client.get(address).context["recent"] == []

"""Registering one person: a short form, each problem at its field, and the file at the end."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.stays.choices import Act
from huiliu.stays.models import Stay
from tests.cast import Cast
from tests.exchange.people import HOME, number

SignIn = Callable[[str], Client]
HE = {"name": "何志斌", "telephone": "13800138001"}


def send(client: Client, **said: str) -> Any:
    side = said.pop("side", "")
    page = reverse("register") + (f"?show={side}" if side else "")
    return client.post(page, {"id": str(new_id()), **HE, **said}, follow=True)


def asked(client: Client, side: str = "") -> list[str]:
    page = client.get(reverse("register"), {"show": side} if side else {})
    return list(page.context["form"].fields)


def people() -> list[Person]:
    with scope.entered(Reach.everywhere()):
        return list(Person.objects.select_related("host", "home"))


def test_list_and_rosters_lead_to_the_page(cast: Cast, sign_in: SignIn) -> None:
    luo, tang = sign_in("luo"), sign_in("tang")

    assert luo.get(reverse("due_list")).context["register_url"] == reverse("register")
    assert luo.get(reverse("batches")).context["register_url"] == reverse("register")
    assert tang.get(reverse("batches")).context["register_url"] == ""


def test_who_has_come_is_registered_and_the_file_opens(cast: Cast, sign_in: SignIn) -> None:
    file = send(sign_in("luo"), branch=HOME, address="环保路3号", arrived_on="2026-11-01")

    [person] = people()
    assert file.redirect_chain == [(reverse("person", args=[person.id]), 302)]
    assert "登记好了" in file.content.decode()
    assert "环保路3号" in file.content.decode()


def test_message_leads_to_taking_it_back(cast: Cast, sign_in: SignIn) -> None:
    luo = sign_in("luo")
    [message, *_] = send(luo).context["messages"]
    undo = message.extra_tags.removeprefix("undo:")

    looked = luo.post(undo, {"step": "look"})
    luo.post(undo, {"step": "do"})

    assert looked.status_code == 200
    assert people() == []


@pytest.mark.parametrize(
    ("who", "first", "other"),
    [
        ("luo", "branch", "bound_for"),
        ("he", "branch", "bound_for"),
        ("zhou", "bound_for", "branch"),
    ],
)
def test_each_is_asked_first_for_those_whom_they_mostly_have(
    cast: Cast, sign_in: SignIn, who: str, first: str, other: str
) -> None:
    client = sign_in(who)

    assert first in asked(client)
    assert other in asked(client, "in" if who == "zhou" else "out")


def test_branch_registers_who_has_left_and_the_host_is_asked(cast: Cast, sign_in: SignIn) -> None:
    send(sign_in("zhou"), bound_for="江汉区环保社区", left_on="2026-10-01")

    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.select_related("queue").get()
    assert (stay.waits_for, str(stay.queue)) == (Act.ACCEPT_AT_HOST, "环保社区居委会")


def test_street_says_in_which_of_its_communities(cast: Cast, sign_in: SignIn) -> None:
    he = sign_in("he")
    community = Organisation.objects.get(code="420103001001")
    offered = he.get(reverse("register")).context["form"].fields["place"].choices

    send(he, place=str(community.id))

    assert [name for _, name in offered] == ["北湖街街道", "环保社区居委会", "建设社区居委会"]
    assert [str(person.host) for person in people()] == ["环保社区居委会"]


def test_each_problem_stands_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn
) -> None:
    page = send(sign_in("luo"), citizen_number="12345", telephone="1380013", branch=HOME)

    form = page.context["form"]
    assert page.status_code == 422
    assert set(form.errors) == {"citizen_number", "telephone"}
    assert form["branch"].value() == HOME
    assert people() == []


def test_who_is_registered_elsewhere_is_told_in_words(cast: Cast, sign_in: SignIn) -> None:
    send(sign_in("sun"), citizen_number=number("19820301"))

    page = send(sign_in("luo"), citizen_number=number("19820301"))

    assert page.status_code == 422
    assert "已经在别的党组织登记了" in page.content.decode()
    assert [str(person.host) for person in people()] == ["荣华社区居委会"]


def test_who_may_be_registered_at_home_waits_for_both(cast: Cast, sign_in: SignIn) -> None:
    send(sign_in("zhou"), citizen_number=number("19820301"))

    file = send(sign_in("luo"), citizen_number=number("19820301"))

    assert "别处也有一份" in file.content.decode()
    asked = sign_in("luo").get(reverse("matches")).context["asked"]
    assert len(asked) == 1


def test_sent_twice_is_registered_once(cast: Cast, sign_in: SignIn) -> None:
    luo, id = sign_in("luo"), str(new_id())

    send(luo, id=id)
    again = send(luo, id=id)

    assert again.status_code == 200
    assert len(people()) == 1


def test_liaison_registers_nobody(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("tang").get(reverse("register")).status_code == 403

"""One person's page, as those who care for the person see it."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from huiliu.core import scope
from huiliu.core.reach import Reach
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import DAY, Cast
from tests.factories import make_stay, make_window
from tests.members import client_of, make_member
from tests.stays.test_stays_course import come

SignIn = Callable[[str], Client]


def test_page_masks_numbers_and_offers_to_note_a_need(cast: Cast, sign_in: SignIn) -> None:
    person = make_member("何志斌", sealed={"citizen_number": "420199199001011234"})

    page = sign_in("luo").get(reverse("person", args=[person.id]))

    shown = {field["label"]: field["value"] for field in page.context["person"]["fields"]}
    assert (shown["手机号码"], shown["公民身份号码"]) == ("138****8000", "420199********1234")
    assert [action["url"] for action in page.context["actions"]] == [
        reverse("raise_need", args=[person.id]),
        reverse("change_telephone", args=[person.id]),
        reverse("print_file", args=[person.id]),
    ]


def test_contact_is_recorded_on_the_link_of_ones_own_side(cast: Cast, sign_in: SignIn) -> None:
    person = make_member("何志斌")
    stay = make_stay(person)
    make_window(stay, opens_on=DAY, aim_on=DAY, limit_on=DAY)
    with scope.entered(Reach.everywhere()):
        host = Link.objects.get(person=person, side=Side.HOST)

    page = sign_in("luo").get(reverse("person", args=[person.id]))

    assert [action["url"] for action in page.context["actions"]] == [
        reverse("record_contact", args=[host.id]),
        reverse("raise_need", args=[person.id]),
        reverse("tell", args=[stay.id]),
        reverse("change_telephone", args=[person.id]),
        reverse("print_file", args=[person.id]),
    ]


def test_contact_of_the_other_side_is_not_offered(cast: Cast, sign_in: SignIn) -> None:
    person = make_member("何志斌")
    stay = make_stay(person)
    for side in (Side.HOST, Side.HOME, Side.SELF):
        make_window(stay, opens_on=DAY, aim_on=DAY, limit_on=DAY, side=side)

    page = sign_in("luo").get(reverse("person", args=[person.id]))

    urls = [action["url"] for action in page.context["actions"] if "contact" in action["url"]]
    with scope.entered(Reach.everywhere()):
        assert urls == [
            reverse("record_contact", args=[Link.objects.get(person=person, side=Side.HOST).id])
        ]


def test_answer_is_offered_to_whoever_is_asked_alone(cast: Cast, sign_in: SignIn) -> None:
    stay = come()
    address = reverse("person", args=[stay.person_id])

    host, home = (sign_in(name).get(address).context["stay"] for name in ("luo", "zhou"))

    assert (host["decide_url"], home["decide_url"]) == ("", reverse("decide", args=[stay.id]))


def test_page_shows_no_value_that_was_worked_out(cast: Cast, sign_in: SignIn) -> None:
    person = make_member("何志斌", sealed={"first_15": "420199199001011"})

    page = sign_in("luo").get(reverse("person", args=[person.id]))

    assert page.status_code == 200
    assert "420199199001011" not in page.content.decode()


def test_page_of_somebody_out_of_reach_is_not_there(cast: Cast, sign_in: SignIn) -> None:
    person = make_member("何志斌")

    assert sign_in("sun").get(reverse("person", args=[person.id])).status_code == 404
    assert sign_in("qian").get(reverse("person", args=[person.id])).status_code == 403


def test_needs_are_in_the_navigation_of_those_who_solve_them_alone(
    cast: Cast, sign_in: SignIn
) -> None:
    member = make_member("何志斌")

    worker = sign_in("luo").get(reverse("person", args=[member.id]))
    own = client_of(member).get(reverse("my_home"))

    assert "诉求" in {place["label"] for place in worker.context["navigation"]}
    assert "诉求" not in {place["label"] for place in own.context["navigation"]}

"""The auditor's looks: the same ones are drawn again, a verdict is kept, nobody else sees them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.access.roles import RoleName
from huiliu.audit.drawing import DRAWN, months_to_review
from huiliu.audit.models import Reading, Review
from huiliu.core.clock import begin_of, today
from huiliu.core.ids import new_id
from huiliu.organisations.models import Organisation
from tests.cast import Cast
from tests.offices import client_in_office

MONTH = months_to_review(today())[0]


def look(code: str = "420103001001", *, purpose: str = "", name: str = "罗社区") -> Reading:
    place = Organisation.objects.get(code=code)
    made = Reading(
        at=begin_of(MONTH) + timedelta(days=3),
        name=name,
        role=RoleName.COMMUNITY_WORKER,
        organisation=str(place.id),
        organisation_name=place.name,
        organisation_path=place.path,
        page="person",
        purpose=purpose,
        persons=[new_id()],
    )
    Reading.objects.bulk_create([made])
    return made


@pytest.fixture
def auditor(cast: Cast) -> Client:
    return client_in_office(RoleName.AUDITOR, "420103")


def test_looks_of_the_own_district_are_drawn_in_words(auditor: Client) -> None:
    look(purpose="break_glass.safety")
    look("420104001001")

    [line] = auditor.get(reverse("looks")).context["looks"]

    assert {name: line[name] for name in ("who", "organisation", "what", "why", "count")} == {
        "who": "罗社区 社区工作者",
        "organisation": "环保社区居委会",
        "what": "打开了本人的档案",
        "why": "应急查看，担心人身安全",
        "count": 1,
    }


def test_drawing_is_the_same_again_and_puts_those_beyond_reach_first(auditor: Client) -> None:
    for number in range(DRAWN + 5):
        look(name=f"甲{number}")
    beyond = look(purpose="break_glass.called", name="乙")

    drawn = [
        [line["review_url"] for line in auditor.get(reverse("looks")).context["looks"]]
        for _ in range(2)
    ]

    assert drawn[0] == drawn[1]
    assert (len(drawn[0]), drawn[0][0]) == (DRAWN, reverse("review_look", args=[beyond.id]))


def test_verdict_is_kept_and_the_newest_holds(auditor: Client) -> None:
    drawn = look()

    for verdict in ("clear", "to_ask", "to_ask"):
        auditor.post(reverse("review_look", args=[drawn.id]), {"verdict": verdict})

    review = Review.objects.get()
    assert (review.reading, review.month, review.verdict, review.reviewed_by) == (
        drawn.id,
        MONTH,
        "to_ask",
        "沈在任",
    )
    assert auditor.get(reverse("looks")).context["left"] == 0


def test_look_of_another_district_is_not_there(auditor: Client) -> None:
    elsewhere = look("420104001001")

    answer = auditor.post(reverse("review_look", args=[elsewhere.id]), {"verdict": "clear"})

    assert (answer.status_code, Review.objects.count()) == (404, 0)


def test_month_in_which_nobody_looked_says_so(auditor: Client) -> None:
    page = auditor.get(reverse("looks"), {"month": "1999-01"})

    assert "这个月没有人看过档案。" in page.content.decode()


def test_looks_take_as_many_queries_with_three_as_with_one(
    auditor: Client, django_assert_num_queries: object
) -> None:
    look()
    with django_assert_num_queries(12):
        auditor.get(reverse("looks"))
    look()
    look()
    with django_assert_num_queries(12):
        auditor.get(reverse("looks"))

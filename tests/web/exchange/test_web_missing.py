"""The questions about those who are not in a newer roster."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.clock import now, today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.choices import BatchState, MissingAnswer
from huiliu.exchange.models import Batch, Missing
from huiliu.organisations.models import Organisation
from tests.cast import Cast
from tests.factories import at, make_person

SignIn = Callable[[str], Client]
HERE = {"host": "420103001001", "patch": "420103001001"}


def ask_about(name: str, **place: str | None) -> Missing:
    """Make the question that a newer roster of the city asked about somebody."""
    city = Organisation.objects.get(code="4201")
    person = make_person(name, **at(**(place or HERE)))
    batch = Batch(
        id=new_id(),
        file_name="流入名册.xlsx",
        file_digest=b"",
        series_digest=b"",
        direction="inflow",
        organisation=city,
        owner_path=city.path,
        state=BatchState.APPLIED,
        made_by="钱登记",
        made_under=new_id(),
        checked_at=now(),
        applied_at=now() - timedelta(days=1),
    )
    missing = Missing(batch=batch, person=person, asked_on=today(), **person.addresses())
    with scope.entered(Reach.everywhere()):
        batch.save(force_insert=True)
        missing.save(force_insert=True)
    return missing


def answered(missing: Missing) -> str:
    with scope.entered(Reach.everywhere()):
        return Missing.objects.get(id=missing.id).answer


def test_community_is_asked_about_those_who_take_part_there(cast: Cast, sign_in: SignIn) -> None:
    ask_about("何志斌")
    ask_about("方远", host="420104001001")

    page = sign_in("luo").get(reverse("missing"))

    names = [
        (group["label"], row["name"]) for group in page.context["groups"] for row in group["rows"]
    ]
    assert names == [("环保社区居委会", "何志斌")]


def test_list_of_rosters_says_that_somebody_is_asked_about(cast: Cast, sign_in: SignIn) -> None:
    ask_about("何志斌")

    page = sign_in("luo").get(reverse("batches"))

    assert "有 1" in page.content.decode()
    assert reverse("missing") in page.content.decode()


def test_answer_is_kept_and_the_question_gone(cast: Cast, sign_in: SignIn) -> None:
    missing = ask_about("何志斌")
    url = reverse("answer_missing", args=[missing.id])

    page = sign_in("luo").post(url, {"answer": "went_home"}, follow=True)

    assert "记好了，何志斌：回家乡了。" in page.content.decode()
    assert page.context["groups"] == []
    assert answered(missing) == MissingAnswer.WENT_HOME


def test_answer_without_a_choice_is_asked_for_again(cast: Cast, sign_in: SignIn) -> None:
    missing = ask_about("何志斌")

    answer = sign_in("luo").post(reverse("answer_missing", args=[missing.id]), {})

    assert (answer.status_code, answered(missing)) == (422, MissingAnswer.NONE)
    assert "请选一个。" in answer.content.decode()


def test_question_of_another_district_is_not_there(cast: Cast, sign_in: SignIn) -> None:
    missing = ask_about("何志斌")
    url = reverse("answer_missing", args=[missing.id])

    assert sign_in("sun").post(url, {"answer": "moved"}).status_code == 404
    assert sign_in("sun").post(url, {}).status_code == 404


def test_district_is_asked_for_the_cases_that_wait_for_it_alone(
    cast: Cast, sign_in: SignIn
) -> None:
    ask_about("何志斌", host="420103001001", queue="420103")
    ask_about("方远", queue="420103")
    ask_about("马春林", queue="420103001")

    page = sign_in("tang").get(reverse("missing"))

    rows = [row["name"] for group in page.context["groups"] for row in group["rows"]]
    assert rows == ["方远"]


@pytest.mark.parametrize("count", [1, 3])
def test_questions_ask_the_same_queries_for_one_and_for_three(
    cast: Cast,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    shown = {ask_about(name).person_id for name in ("何志斌", "马春林", "谢家乐")[:count]}
    client = sign_in("luo")

    with django_assert_num_queries(9):
        client.get(reverse("missing"))

    with scope.entered(Reach(trail=cast.luo.range)):
        assert set(Reading.objects.get(page="missing").persons) == shown

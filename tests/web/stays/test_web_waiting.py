"""What waits for an organisation: answering by one press, with a sentence, and taking back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.stays.choices import Act, Side, StayMove, StayState
from huiliu.stays.models import Stay, StayStep
from tests.cast import Cast
from tests.stays.test_stays_course import (
    RONGHUA,
    come,
    place,
    rhythms,
    sent,
    standing,
    steps,
)
from tests.web.stays.test_web_matches import outside_home

SignIn = Callable[[str], Client]
WAITING = "/waiting/"


def rows(page: Any) -> list[tuple[str, str, str]]:
    """Return whom the list asks about, what it asks, and the word of the one press."""
    return [(row["name"], str(row["question"]), row["yes_word"]) for row in page.context["rows"]]


def press(client: Client, stay: Stay) -> HttpResponse:
    """Press the button beside somebody, as the list shows it."""
    shown = client.get(reverse("waiting")).context["rows"]
    [row] = [row for row in shown if row["yes_url"] == reverse("say_yes", args=[stay.id])]
    return client.post(row["yes_url"], {"answer": row["yes"], "id": row["id"]}, follow=True)


def answer(client: Client, stay: Stay, **said: str) -> Any:
    page = reverse("decide", args=[stay.id])
    return client.post(page, {"id": str(new_id()), "words": "", **said}, follow=True)


def undo(client: Client) -> HttpResponse:
    """Press 撤销 in the message about the last answer."""
    with scope.entered(Reach.everywhere()):
        step = StayStep.objects.order_by("made_at", "id").last()
    assert step is not None
    return client.post(reverse("take_back_step", args=[step.id]), follow=True)


def test_each_side_is_asked_its_own_question(cast: Cast, sign_in: SignIn) -> None:
    sent("何志斌")
    come("马春兰")

    assert rows(sign_in("luo").get(WAITING)) == [("何志斌", "在这里吗？", "在，我们来联系")]
    assert rows(sign_in("zhou").get(WAITING)) == [("马春兰", "是我们的党员吗？", "是，我们来联系")]


def test_one_press_takes_somebody_in_and_one_takes_it_back(cast: Cast, sign_in: SignIn) -> None:
    stay, luo = sent(), sign_in("luo")

    told = press(luo, stay).content.decode()

    assert "何志斌两边都接上了" in told
    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert "撤回了" in undo(luo).content.decode()
    assert standing(stay) == (StayState.DISPATCHED, Act.ACCEPT_AT_HOST, "环保社区居委会")
    assert rhythms(stay) == {Side.HOME, Side.SELF}
    assert [move for move, _, _ in steps(stay)] == [StayMove.ACCEPTED, StayMove.TAKEN_BACK]


def test_no_names_where_somebody_is_and_the_next_reads_why(cast: Cast, sign_in: SignIn) -> None:
    stay = sent()

    told = answer(
        sign_in("luo"), stay, answer="refused", place="荣华社区居委会", words="搬到荣华社区去住了"
    )

    assert "下一步：荣华社区居委会流入地接收" in told.content.decode()
    assert rows(told) == []
    [row] = sign_in("sun").get(WAITING).context["rows"]
    assert [step["text"] for step in row["steps"]] == ["不接收，转给别处：搬到荣华社区去住了"]


def test_refusal_comes_back_from_where_it_went(cast: Cast, sign_in: SignIn) -> None:
    stay, luo = sent(), sign_in("luo")
    answer(luo, stay, answer="refused", place="荣华社区居委会", words="搬走了")

    undo(luo)

    assert standing(stay) == (StayState.DISPATCHED, Act.ACCEPT_AT_HOST, "环保社区居委会")
    assert rows(sign_in("sun").get(WAITING)) == []


def test_what_the_next_has_answered_is_not_taken_back(cast: Cast, sign_in: SignIn) -> None:
    stay, luo = sent(), sign_in("luo")
    answer(luo, stay, answer="refused", place="荣华社区居委会", words="搬走了")
    with scope.entered(Reach.everywhere()):
        refusal = StayStep.objects.get()
    press(sign_in("sun"), stay)

    told = luo.post(reverse("take_back_step", args=[refusal.id]))

    assert told.status_code == 409
    assert "后来又有人办了" in told.content.decode()
    assert standing(stay) == (StayState.ACTIVE, "", "")


def test_words_that_mean_several_places_are_asked_again(cast: Cast, sign_in: SignIn) -> None:
    stay, luo = sent(), sign_in("luo")

    asked = answer(luo, stay, answer="refused", place="社区", words="搬走了")

    assert asked.status_code == 422
    offered = [words for _, words in asked.context["form"].fields["organisation"].choices]
    assert "荣华社区居委会" in " ".join(offered)
    chosen = str(place(RONGHUA).id)
    answer(luo, stay, answer="refused", place="社区", organisation=chosen, words="搬走了")
    assert standing(stay)[2] == "荣华社区居委会"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"words": "搬走了"}, "请选一个"),
        ({"answer": "refused"}, "请写一句为什么"),
        ({"answer": "refused", "place": "没有的地方", "words": "搬走了"}, "没有找到名称里有"),
        ({"answer": "dispatched", "place": "荣华"}, "有效的选项"),
    ],
)
def test_answer_that_lacks_something_is_asked_again_and_loses_nothing(
    cast: Cast, sign_in: SignIn, said: dict[str, str], problem: str
) -> None:
    stay = sent()

    asked = answer(sign_in("luo"), stay, **said)

    assert asked.status_code == 422
    assert problem in asked.content.decode()
    assert said.get("words", "") in asked.content.decode()
    assert steps(stay) == []


def test_street_sends_on_whom_nobody_knows(cast: Cast, sign_in: SignIn) -> None:
    stay = sent()
    answer(sign_in("luo"), stay, answer="refused", words="没有这个人")
    he = sign_in("he")
    assert rows(he.get(WAITING)) == [("何志斌", "该由哪里联系？", "")]
    assert rows(he.get(WAITING, {"show": "below"})) == []

    answer(he, stay, answer="dispatched", place="荣华社区居委会")

    assert standing(stay) == (StayState.DISPATCHED, Act.ACCEPT_AT_HOST, "荣华社区居委会")


def test_street_answers_for_its_communities_on_a_list_of_their_own(
    cast: Cast, sign_in: SignIn
) -> None:
    stay, he = sent(), sign_in("he")

    own = he.get(WAITING)

    assert (rows(own), [one["count"] for one in own.context["figures"]]) == ([], [0, 1])
    assert rows(he.get(WAITING, {"show": "below"}))[0][0] == "何志斌"
    answer(he, stay, answer="accepted")
    assert standing(stay) == (StayState.ACTIVE, "", "")


def test_district_has_telephoned_a_home_that_nothing_else_reaches(
    cast: Cast, sign_in: SignIn
) -> None:
    outside_home()
    stay, tang = come(home="W1"), sign_in("tang")
    assert rows(tang.get(WAITING)) == [("何志斌", "组织关系在哪里？", "")]
    assert "请写一句" in answer(tang, stay, answer="confirmed").content.decode()

    answer(tang, stay, answer="confirmed", words="王家村王支书电话里说是")

    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert rhythms(stay) == {Side.HOST, Side.SELF}


def test_only_who_is_asked_can_open_the_question(cast: Cast, sign_in: SignIn) -> None:
    stay = sent()
    page = reverse("decide", args=[stay.id])

    assert sign_in("zhou").get(page).status_code == 404
    assert sign_in("sun").get(page).status_code == 404
    assert sign_in("luo").get(page).status_code == 200


def test_what_is_late_says_so_and_stands_first(cast: Cast, sign_in: SignIn) -> None:
    early, late = sent("何志斌"), sent("马春兰")
    with scope.entered(Reach.everywhere()):
        Stay.objects.filter(id=early.id).update(waits_until=today() + timedelta(3))
        Stay.objects.filter(id=late.id).update(waits_until=today() - timedelta(1))

    shown = sign_in("luo").get(WAITING).context["rows"]

    assert [(row["name"], row["is_late"]) for row in shown] == [("马春兰", True), ("何志斌", False)]


def test_due_list_and_file_lead_to_what_is_asked(cast: Cast, sign_in: SignIn) -> None:
    stay, luo = sent(), sign_in("luo")

    assert luo.get(reverse("due_list")).context["asked"] == 1
    file = luo.get(reverse("person", args=[stay.person_id]))
    assert file.context["stay"]["decide_url"] == reverse("decide", args=[stay.id])
    assert sign_in("zhou").get(reverse("due_list")).context["asked"] == 0


def test_file_tells_how_it_came(cast: Cast, sign_in: SignIn) -> None:
    stay = sent()
    answer(sign_in("luo"), stay, answer="refused", place="荣华社区居委会", words="搬走了")

    file = sign_in("sun").get(reverse("person", args=[stay.person_id]))

    said = [step["text"] for step in file.context["stay"]["timeline"]]
    assert said[-1] == "环保社区居委会 罗社区 不接收，转给别处：搬走了"


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, n: int
) -> None:
    for number in range(n):
        sent(f"何志{number}")
    luo = sign_in("luo")
    luo.get(WAITING)

    with django_assert_num_queries(12):
        shown = luo.get(WAITING).context["rows"]

    assert len(shown) == n

"""The life of a need as actions: who may do what, and what each step keeps."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.needs.actions import (
    confirm_by_telephone,
    confirm_need,
    not_yet,
    raise_need,
    solve_need,
    take_need,
)
from huiliu.needs.choices import NeedKind
from huiliu.needs.models import Need
from huiliu.needs.queries import steps_of
from huiliu.people.models import Person
from tests.cast import DAY, Cast
from tests.members import acting_as_member, make_member

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_member("何志斌")


@pytest.fixture
def himself(driver: Person) -> Acting:
    return acting_as_member(driver)


def raised(by: Acting, person: Person, *, id: UUID | None = None) -> UUID:
    need = raise_need(
        by=by,
        id=id or new_id(),
        person_id=person.id,
        kind=NeedKind.SCHOOL,
        words="女儿明年上小学",
        day=DAY,
        at=MORNING,
    )
    return need.id


def solved(by: Acting, need: UUID) -> None:
    take_need(by=by, id=new_id(), need_id=need, at=MORNING)
    solve_need(by=by, id=new_id(), need_id=need, words="材料交到社区了", at=MORNING)


def steps(need: UUID) -> list[tuple[str, str, str, str]]:
    with scope.entered(Reach.everywhere()):
        found = steps_of(need=Need.objects.get(id=need))
        return [(step.state, step.whose_word, step.made_by, words) for step, words in found]


def state(need: UUID) -> str:
    with scope.entered(Reach.everywhere()):
        return Need.objects.get(id=need).state


def test_every_state_is_a_step_from_the_first_one_on(
    cast: Cast, driver: Person, himself: Acting
) -> None:
    need = raised(cast.luo, driver)
    solved(cast.luo, need)
    not_yet(by=himself, id=new_id(), need_id=need, words="学校说还差一张表", at=MORNING)
    solve_need(by=cast.luo, id=new_id(), need_id=need, words="表也交了", at=MORNING)
    confirm_need(by=himself, id=new_id(), need_id=need, at=MORNING)

    assert steps(need) == [
        ("open", "organisation", "罗社区", ""),
        ("taken", "organisation", "罗社区", ""),
        ("solved", "organisation", "罗社区", "材料交到社区了"),
        ("taken", "person", "何志斌", "学校说还差一张表"),
        ("solved", "organisation", "罗社区", "表也交了"),
        ("confirmed", "person", "何志斌", ""),
    ]


def test_need_that_the_person_raised_is_the_persons_word(driver: Person, himself: Acting) -> None:
    assert steps(raised(himself, driver)) == [("open", "person", "何志斌", "")]


def test_confirmation_by_telephone_says_who_took_the_call(cast: Cast, driver: Person) -> None:
    need = raised(cast.luo, driver)
    solved(cast.luo, need)

    confirm_by_telephone(by=cast.luo, id=new_id(), need_id=need, at=MORNING)

    assert steps(need)[-1] == ("confirmed", "telephone", "罗社区", "")
    with scope.entered(Reach(own=(driver.id,))):
        assert Entry.objects.filter(act="needs.confirm_by_telephone").count() == 1


def test_person_takes_back_what_was_noted_of_a_call(
    cast: Cast, driver: Person, himself: Acting
) -> None:
    need = raised(cast.luo, driver)
    solved(cast.luo, need)
    confirm_by_telephone(by=cast.luo, id=new_id(), need_id=need, at=MORNING)

    not_yet(by=himself, id=new_id(), need_id=need, words="我没有打过电话", at=MORNING)

    assert state(need) == "taken"


def test_worker_cannot_speak_as_the_person(cast: Cast, driver: Person) -> None:
    need = raised(cast.luo, driver)
    solved(cast.luo, need)

    with pytest.raises(NotPermitted):
        confirm_need(by=cast.luo, id=new_id(), need_id=need, at=MORNING)

    assert state(need) == "solved"


def test_person_cannot_note_a_call(cast: Cast, driver: Person, himself: Acting) -> None:
    need = raised(cast.luo, driver)
    solved(cast.luo, need)

    with pytest.raises(NotPermitted):
        confirm_by_telephone(by=himself, id=new_id(), need_id=need, at=MORNING)


def test_call_cannot_confirm_what_nobody_solved(cast: Cast, driver: Person) -> None:
    need = raised(cast.luo, driver)

    with pytest.raises(Refused, match="等人接手"):
        confirm_by_telephone(by=cast.luo, id=new_id(), need_id=need, at=MORNING)


def test_solving_needs_a_sentence_and_the_organisation_that_took_it(
    cast: Cast, driver: Person
) -> None:
    need = raised(cast.luo, driver)
    take_need(by=cast.luo, id=new_id(), need_id=need, at=MORNING)

    with pytest.raises(Refused, match="怎么办好的"):
        solve_need(by=cast.luo, id=new_id(), need_id=need, words=" ", at=MORNING)
    with pytest.raises(Refused, match="别的组织在办"):
        solve_need(by=cast.he, id=new_id(), need_id=need, words="办好了", at=MORNING)

    assert state(need) == "taken"


def test_other_organisation_takes_it_over(cast: Cast, driver: Person) -> None:
    need = raised(cast.luo, driver)
    take_need(by=cast.luo, id=new_id(), need_id=need, at=MORNING)
    take_need(by=cast.he, id=new_id(), need_id=need, at=MORNING)

    assert [step[2] for step in steps(need)] == ["罗社区", "罗社区", "何干事"]


def test_same_form_sent_twice_is_one_step(cast: Cast, driver: Person, himself: Acting) -> None:
    first, form = new_id(), new_id()
    for _ in range(2):
        raised(himself, driver, id=first)
    for _ in range(2):
        take_need(by=cast.luo, id=form, need_id=first, at=MORNING)
    sentence = new_id()
    for _ in range(2):
        solve_need(by=cast.luo, id=sentence, need_id=first, words="好了", at=MORNING)

    assert [step[0] for step in steps(first)] == ["open", "taken", "solved"]


def test_second_sentence_of_a_colleague_is_refused_not_lost(cast: Cast, driver: Person) -> None:
    need = raised(cast.luo, driver)
    solved(cast.luo, need)

    with pytest.raises(Refused, match="没有再记"):
        solve_need(by=cast.luo, id=new_id(), need_id=need, words="也办了", at=MORNING)


def test_need_out_of_reach_is_not_there(cast: Cast, driver: Person) -> None:
    need = raised(cast.luo, driver)
    stranger = acting_as_member(make_member("方远", telephone="13900139000"))

    with pytest.raises(OutOfReach):
        take_need(by=cast.sun, id=new_id(), need_id=need, at=MORNING)
    with pytest.raises(OutOfReach):
        confirm_need(by=stranger, id=new_id(), need_id=need, at=MORNING)
    with pytest.raises(OutOfReach):
        raised(stranger, driver)


def test_not_yet_says_what_is_missing(cast: Cast, driver: Person, himself: Acting) -> None:
    need = raised(cast.luo, driver)
    solved(cast.luo, need)

    with pytest.raises(Refused, match="请写一句还差什么"):
        not_yet(by=himself, id=new_id(), need_id=need, words=" ", at=MORNING)

    assert state(need) == "solved"


def test_words_are_limited_and_say_by_how_much(cast: Cast, driver: Person) -> None:
    need = raised(cast.luo, driver)
    take_need(by=cast.luo, id=new_id(), need_id=need, at=MORNING)

    with pytest.raises(Refused, match="说明最多300字，现在有301字"):
        solve_need(by=cast.luo, id=new_id(), need_id=need, words="长" * 301, at=MORNING)

    assert state(need) == "taken"

"""Which moves a need allows in which state."""

import pytest

from huiliu.needs.choices import Move, NeedState, WhoseWord
from huiliu.needs.rules import may_move, state_after, word_of

ALLOWED = {
    NeedState.OPEN: {Move.TAKE, Move.CONFIRM},
    NeedState.TAKEN: {Move.TAKE, Move.SOLVE, Move.CONFIRM},
    NeedState.SOLVED: {Move.CONFIRM, Move.CONFIRM_BY_TELEPHONE, Move.NOT_YET},
    NeedState.CONFIRMED: {Move.NOT_YET},
}


@pytest.mark.parametrize("state", NeedState)
def test_state_allows_exactly_its_moves(state: NeedState) -> None:
    assert {move for move in Move if may_move(move, state=state)} == ALLOWED[state]


@pytest.mark.parametrize(("taken", "after"), [(True, NeedState.TAKEN), (False, NeedState.OPEN)])
def test_not_yet_gives_it_back_to_whoever_took_it(*, taken: bool, after: NeedState) -> None:
    assert state_after(Move.NOT_YET, taken=taken) == after


def test_only_the_person_and_the_call_speak_for_the_person() -> None:
    assert {move: word_of(move) for move in Move} == {
        Move.TAKE: WhoseWord.ORGANISATION,
        Move.SOLVE: WhoseWord.ORGANISATION,
        Move.CONFIRM: WhoseWord.PERSON,
        Move.NOT_YET: WhoseWord.PERSON,
        Move.CONFIRM_BY_TELEPHONE: WhoseWord.TELEPHONE,
    }

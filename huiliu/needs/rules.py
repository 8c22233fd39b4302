"""Who may move a need from which state, and where it then stands. Plain rules."""

from huiliu.needs.choices import Move, NeedState, WhoseWord

FROM: dict[Move, frozenset[NeedState]] = {
    Move.TAKE: frozenset({NeedState.OPEN, NeedState.TAKEN}),
    Move.SOLVE: frozenset({NeedState.TAKEN}),
    Move.CONFIRM: frozenset({NeedState.OPEN, NeedState.TAKEN, NeedState.SOLVED}),
    Move.CONFIRM_BY_TELEPHONE: frozenset({NeedState.SOLVED}),
    Move.NOT_YET: frozenset({NeedState.SOLVED, NeedState.CONFIRMED}),
}
"""The person may say at any time that it is solved, and may take that word back; what a worker
notes of a telephone call only answers a need that was worked on."""

SPOKEN = {
    Move.CONFIRM: WhoseWord.PERSON,
    Move.NOT_YET: WhoseWord.PERSON,
    Move.CONFIRM_BY_TELEPHONE: WhoseWord.TELEPHONE,
}
_AFTER = {
    Move.TAKE: NeedState.TAKEN,
    Move.SOLVE: NeedState.SOLVED,
    Move.CONFIRM: NeedState.CONFIRMED,
    Move.CONFIRM_BY_TELEPHONE: NeedState.CONFIRMED,
}


def may_move(move: Move, *, state: NeedState) -> bool:
    return state in FROM[move]


def state_after(move: Move, *, taken: bool) -> NeedState:
    """Return where a need stands after a move; "not yet" gives it back to whoever took it."""
    if move is Move.NOT_YET:
        return NeedState.TAKEN if taken else NeedState.OPEN
    return _AFTER[move]


def word_of(move: Move) -> WhoseWord:
    return SPOKEN.get(move, WhoseWord.ORGANISATION)

"""Which state of a need may follow which. Plain rules."""

from huiliu.needs.choices import NeedState

FOLLOWS: dict[NeedState, frozenset[NeedState]] = {
    NeedState.OPEN: frozenset({NeedState.TAKEN}),
    NeedState.TAKEN: frozenset({NeedState.TAKEN, NeedState.SOLVED}),
    NeedState.SOLVED: frozenset({NeedState.CONFIRMED, NeedState.TAKEN}),
    NeedState.CONFIRMED: frozenset(),
}


def may_become(state: NeedState, after: NeedState) -> bool:
    return after in FOLLOWS[state]

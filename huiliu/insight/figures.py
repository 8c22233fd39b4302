"""The figures of the street's and the district's pages: what each counts, and in which words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiliu.needs.choices import NeedState
from huiliu.stays.choices import StayState, WindowState


class Panel(models.TextChoices):
    """What is counted together, by one query."""

    STAYS = "stays", gettext_lazy("登记和接上")
    LINKS = "links", gettext_lazy("流入地的联系")
    HOME_LINKS = "home_links", gettext_lazy("流出地的联系")
    NEEDS = "needs", gettext_lazy("困难诉求")


STATES: dict[Panel, type[models.TextChoices]] = {
    Panel.STAYS: StayState,
    Panel.LINKS: WindowState,
    Panel.HOME_LINKS: WindowState,
    Panel.NEEDS: NeedState,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """The rows of one panel in some states; the name stands in addresses."""

    name: str
    panel: Panel
    states: tuple[str, ...]
    words: str = ""

    @property
    def label(self) -> str:
        if self.words:
            return _(self.words)
        return "、".join(str(STATES[self.panel](state).label) for state in self.states)


def _each(panel: Panel, states: Iterable[str]) -> tuple[Figure, ...]:
    return tuple(Figure(f"{panel.value}.{state}", panel, (state,)) for state in states)


_ON_THE_WAY = (
    StayState.REGISTERED_OUT.value,
    StayState.DISPATCHED.value,
    StayState.REPORTED.value,
)
COLUMNS: dict[Panel, tuple[Figure, ...]] = {
    Panel.STAYS: (
        *_each(Panel.STAYS, (StayState.ACTIVE.value, StayState.REGISTERED_IN.value)),
        Figure("stays.registered_out", Panel.STAYS, _ON_THE_WAY, words="等流入地接收"),
        *_each(Panel.STAYS, (StayState.CONTACT_LOST_REVIEW.value,)),
    ),
    Panel.LINKS: _each(Panel.LINKS, WindowState.values),
    Panel.HOME_LINKS: _each(Panel.HOME_LINKS, WindowState.values),
    Panel.NEEDS: _each(Panel.NEEDS, NeedState.values),
}
"""The columns of each panel's table, one state each."""

STREET_PANELS = (Panel.STAYS, Panel.LINKS, Panel.NEEDS)
"""What is counted where names are seen: the home side is seen by its own branch."""

MATCHED = COLUMNS[Panel.STAYS][0]
ONE_SIDED = Figure(
    "stays.one_sided",
    Panel.STAYS,
    tuple(state for figure in COLUMNS[Panel.STAYS][1:] for state in figure.states),
    words="只有一边登记",
)
WAITING = Figure(
    "links.waiting",
    Panel.LINKS,
    (WindowState.DUE.value, WindowState.OVERDUE.value),
    words="等着联系",
)
OVERDUE = COLUMNS[Panel.LINKS][-1]
UNTAKEN = Figure("needs.untaken", Panel.NEEDS, (NeedState.OPEN.value,), words="诉求等人接手")

TILES = (MATCHED, ONE_SIDED, WAITING, UNTAKEN)
TALLY_TILES = (MATCHED, OVERDUE, UNTAKEN)
"""One state each: a sum of hidden figures would tell something of them."""

FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        *(figure for panel in STREET_PANELS for figure in COLUMNS[panel]),
        *(ONE_SIDED, WAITING, UNTAKEN),
    )
}
"""Every figure that opens a list, by name."""

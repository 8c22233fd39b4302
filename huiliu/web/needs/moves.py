"""The moves that a need's page offers: a button each, some with a sentence."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.core.acting import Acting
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.needs.choices import Move, NeedState
from huiliu.needs.models import Need
from huiliu.needs.rules import may_move
from huiliu.web.needs.forms import MoveForm, NotYetForm, SolveForm


@dataclass(frozen=True, slots=True)
class Button:
    """Who sees it, what it asks, and what is said once it was pressed."""

    permission: Permission
    form: type[forms.Form]
    done: str
    primary: bool = False


BUTTONS = {
    Move.TAKE: Button(
        Permission.WORK_NEED, MoveForm, "记好了，这件事由这里来办，本人看得到。", primary=True
    ),
    Move.SOLVE: Button(
        Permission.WORK_NEED, SolveForm, "记好了，等本人说解决了没有。", primary=True
    ),
    Move.CONFIRM: Button(
        Permission.CONFIRM_NEED, MoveForm, "记好了，谢谢您告诉我们。", primary=True
    ),
    Move.NOT_YET: Button(
        Permission.CONFIRM_NEED, NotYetForm, "记好了，您说的还差什么，接手的人看得到。"
    ),
    Move.CONFIRM_BY_TELEPHONE: Button(
        Permission.WORK_NEED, MoveForm, "记好了，写明是本人来电说的、由您接的。"
    ),
}


def offered(*, need: Need, by: Acting) -> list[Move]:
    return [
        move
        for move, button in BUTTONS.items()
        if by.may(button.permission)
        and may_move(move, state=NeedState(need.state))
        and _fits_owner(move, need=need, by=by)
    ]


def acts(*, need: Need, by: Acting, tried: tuple[Move, forms.Form] | None) -> list[dict[str, Any]]:
    """Return the buttons of a page; the form that was just sent stays, with what was written."""
    forms_sent = dict([tried]) if tried else {}
    moves = dict.fromkeys([*offered(need=need, by=by), *forms_sent])
    return [
        {
            "url": reverse(move.value, args=[need.id]),
            "form": forms_sent.get(move) or form_of(move),
            "label": _label(move, need),
            "primary": BUTTONS[move].primary,
        }
        for move in moves
    ]


def form_of(move: Move, sent: Any = None) -> forms.Form:
    """Return the form of a move; each has element ids of its own, because they share a page."""
    return BUTTONS[move].form(
        sent, initial={"id": new_id()}, auto_id=f"{move.value}_%s", label_suffix=""
    )


def _fits_owner(move: Move, *, need: Need, by: Acting) -> bool:
    """Whoever has taken it solves it; anybody else may take it over."""
    ours = need.taken_by_id is not None and need.taken_by_id == by.organisation_id
    if move is Move.TAKE:
        return need.state == NeedState.OPEN or not ours
    return ours if move is Move.SOLVE else True


def _label(move: Move, need: Need) -> str:
    if move is Move.TAKE and need.taken_by_id is not None:
        return _("改由我们来办")
    return str(move.label)

"""One person is registered at the counter or on the telephone, without any workbook."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.exchange.actions import HadAlready, Registration, Told, Unregistrable, register_person
from huiliu.exchange.queries import importer_of
from huiliu.exchange.roster.direction import Direction
from huiliu.organisations.choices import HOSTS, Kind
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import children_of
from huiliu.web.exchange.registering_forms import RegisterForm
from huiliu.web.kit.pages import FORM, Asked, page

SIDES = {"in": Direction.INFLOW, "out": Direction.OUTFLOW}
LEFT_FROM = frozenset({Kind.BRANCH, Kind.GENERAL_BRANCH})
"""Kinds whose members leave rather than arrive."""


@page(Permission.REGISTER_PERSON, methods=FORM)
def register(request: Asked) -> HttpResponse:
    """Register somebody who has come, or one of the own who has left: `?show=out`."""
    own = importer_of(by=request.by)
    offered = _offered(request, own)
    if not offered:
        raise OutOfReach
    direction = SIDES.get(request.GET.get("show", ""), offered[0])
    if direction not in offered:
        direction = offered[0]
    below = children_of(parent=own, kinds=HOSTS, day=request.day) if _comes(direction) else []
    form = RegisterForm(
        request.POST or None,
        direction=direction,
        own=own,
        below=below,
        today=request.day,
        initial={"id": new_id()},
    )
    registered = _registered(request, form) if request.method == "POST" else None
    if registered is not None:
        return redirect("person", registered.person)
    other = next((side for side, one in SIDES.items() if one in offered and one != direction), "")
    context = {
        "form": form,
        "is_outflow": not _comes(direction),
        "organisation": own.name,
        "other_url": f"{reverse('register')}?show={other}" if other else "",
    }
    return render(request, "exchange/register.html", context, status=422 if form.errors else 200)


def _comes(direction: Direction) -> bool:
    return direction is Direction.INFLOW


def _offered(request: Asked, own: Organisation) -> list[Direction]:
    """Return for which sides somebody answers; a branch is asked for those who leave first."""
    reach = request.by.reach
    sides = ((reach.host, Direction.INFLOW), (reach.home, Direction.OUTFLOW))
    offered = [direction for held, direction in sides if held is not None]
    return offered[::-1] if own.kind in LEFT_FROM else offered


def _registered(request: Asked, form: RegisterForm) -> Registration | None:
    if not form.is_valid():
        return None
    return registered(
        request,
        form,
        lambda: register_person(
            by=request.by,
            id=form.cleaned_data["id"],
            place=form.place,
            told=Told(form.direction, form.said()),
            at=request.at,
            day=request.day,
        ),
    )


def registered(
    request: Asked, form: RegisterForm, register: Callable[[], Registration | HadAlready]
) -> Registration | None:
    """Do it and say what came of it; what kept it from being done stands at its field."""
    try:
        done = register()
    except Unregistrable as found:
        form.show(found.problems)
        return None
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return None
    if isinstance(done, HadAlready):
        form.add_error(None, done.words)
        return None
    _tell(request, done)
    return done


def _tell(request: Asked, done: Registration) -> None:
    """Say what came of it: with the way back, with what was odd, and with whom it may be."""
    words = _("这个人已经有档案，说的都记进去了。") if done.known_before else _("登记好了。")
    undo = reverse("undo_batch", args=[done.batch.id])
    messages.success(request, words, extra_tags=f"undo:{undo}")
    if done.asked_elsewhere:
        messages.info(request, _("别处也有一份，可能是同一个人。两边都说是，就合成一份。"))
    for note in done.notes:
        messages.info(request, note)

"""What waits for the acting organisation: the list, its answers, and taking an answer back."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import HOMES, HOSTS
from huiliu.stays.actions import (
    accept_stay,
    confirm_home,
    disown_stay,
    dispatch_stay,
    find_again,
    name_home,
    refuse_stay,
    take_back_step,
)
from huiliu.stays.actions.moving import Said
from huiliu.stays.choices import Act, StayMove
from huiliu.stays.course_rules import answers_to
from huiliu.stays.models import Stay
from huiliu.stays.queries import asked_stay, asked_stays, count_asked, course_of, steps_of
from huiliu.stays.said import was_said
from huiliu.web.kit.pages import FORM, POST, Asked, id_from, page
from huiliu.web.kit.places import places_meant
from huiliu.web.stays import asking
from huiliu.web.stays.answer_forms import AnswerForm, YesForm

SHOWN_AT_MOST = 50
SAY: Mapping[StayMove, tuple[Callable[..., Stay | None], str]] = {
    StayMove.ACCEPTED: (accept_stay, ""),
    StayMove.CONFIRMED: (confirm_home, ""),
    StayMove.REFUSED: (refuse_stay, "to_id"),
    StayMove.DISOWNED: (disown_stay, "home_id"),
    StayMove.DISPATCHED: (dispatch_stay, "to_id"),
    StayMove.HOME_FOUND: (name_home, "home_id"),
    StayMove.FOUND_AGAIN: (find_again, ""),
}
"""By what is said: the action, and how it calls the organisation that is named."""


@page(Permission.DECIDE_STAY)
def waiting(request: Asked) -> HttpResponse:
    below = request.GET.get("show") == "below"
    found = asked_stays(by=request.by, below=below, longest=SHOWN_AT_MOST + 1)
    shown = found[:SHOWN_AT_MOST]
    read(by=request.by, page="waiting", persons=[stay.person_id for stay in shown])
    steps = steps_of(stays=shown)
    own, under = count_asked(by=request.by)
    context = {
        "rows": [asking.row(stay, steps[stay.id], request.day) for stay in shown],
        "figures": [
            {
                "label": _("等我们办"),
                "count": own,
                "url": reverse("waiting"),
                "current": not below,
            },
            {
                "label": _("等下面办"),
                "count": under,
                "url": f"{reverse('waiting')}?show=below",
                "current": below,
            },
        ]
        if under or below
        else [],
        "has_more": len(found) > SHOWN_AT_MOST,
        "is_below": below,
        "far_lists_url": reverse("far_lists") if request.by.may(Permission.OPEN_FAR_LIST) else "",
    }
    return render(request, "stays/waiting.html", context)


@page(Permission.DECIDE_STAY, methods=POST)
def yes(request: Asked, stay: UUID) -> HttpResponse:
    """Say yes from the list: one press, which can be taken back."""
    form = YesForm(request.POST)
    if not form.is_valid():
        return redirect("decide", stay) if asked_stay(by=request.by, id=stay) else gone(request)
    move = StayMove(form.cleaned_data["answer"])
    said = Said(id=form.cleaned_data["id"], at=request.at, day=request.day)
    say = accept_stay if move == StayMove.ACCEPTED else confirm_home
    tell_done(request, said, say(by=request.by, stay_id=stay, said=said))
    return redirect("waiting")


@page(Permission.DECIDE_STAY, methods=FORM)
def decide(request: Asked, stay: UUID) -> HttpResponse:
    """Answer with a sentence, or with another organisation, which may have to be looked for."""
    asked = asked_stay(by=request.by, id=stay)
    if asked is None:
        return gone(request)
    moves = answers_to(course_of(asked))
    form = AnswerForm(
        request.POST or None,
        moves=asking.answers(asked, moves),
        places=places_meant(request, kinds=HOMES if moves & asking.OF_A_HOME else HOSTS),
        initial={"id": new_id()},
    )
    if request.method == "POST" and form.is_valid() and _said(request, form, asked.id):
        return redirect("waiting")
    read(by=request.by, page="decide", persons=[asked.person_id], fields=("name",))
    context = {
        "row": asking.row(asked, steps_of(stays=[asked])[asked.id], request.day),
        "form": form,
        "far_list_url": _far_list_url(request, asked),
        "person_url": reverse("person", args=[asked.person_id])
        if request.by.may(Permission.VIEW_PERSON)
        else "",
    }
    return render(request, "stays/decide.html", context, status=422 if form.errors else 200)


@page(Permission.DECIDE_STAY, methods=POST)
def taking_back(request: Asked, move: UUID) -> HttpResponse:
    stay = take_back_step(by=request.by, step_id=move, at=request.at, day=request.day)
    messages.success(request, _("撤回了，和没有记过一样。"))
    asked = asked_stay(by=request.by, id=stay.id) is not None
    may_read = request.by.may(Permission.VIEW_PERSON)
    return redirect("waiting") if asked or not may_read else redirect("person", stay.person_id)


def _far_list_url(request: Asked, asked: Stay) -> str:
    """Return where a home outside the city that nothing reaches can be given a list."""
    may = request.by.may(Permission.OPEN_FAR_LIST) and asked.waits_for == Act.FIND_HOME
    return reverse("open_far_list", args=[asked.home_id]) if may and asked.home_id else ""


def gone(request: Asked) -> HttpResponse:
    """Answer for a question that does not wait here: a form that was sent twice has been noted."""
    id = id_from(request.POST.get("id"))
    if id is None or not was_said(by=request.by, id=id):
        raise OutOfReach
    messages.success(request, _("这一页已经记过了。"))
    return redirect("waiting")


def tell_done(request: Asked, said: Said, stay: Stay | None) -> None:
    """Say who has it now, with the way to undo; a page that was sent twice says it was noted."""
    words = asking.done_words(stay) if stay else _("这一页已经记过了。")
    undo = reverse("take_back_step", args=[said.id])
    messages.success(request, words, extra_tags=f"undo:{undo}")


def _said(request: Asked, form: AnswerForm, stay: UUID) -> bool:
    told, move = form.cleaned_data, StayMove(form.cleaned_data["answer"])
    said = Said(id=told["id"], at=request.at, day=request.day, words=told["words"])
    say, place = SAY[move]
    named = {place: form.organisation} if place else {}
    try:
        done = say(by=request.by, stay_id=stay, said=said, **named)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    tell_done(request, said, done)
    return True

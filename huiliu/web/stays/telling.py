"""Where somebody has gone, or that nobody finds them: what a side says without being asked."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from huiliu.audit.entries import read
from huiliu.core.errors import Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import HOSTS
from huiliu.stays.actions import Said, doubt_stay, end_stay, find_again, move_stay
from huiliu.stays.choices import ClosedBecause, StayMove
from huiliu.stays.course_rules import Course, is_possible
from huiliu.stays.models import Stay
from huiliu.stays.queries import course_of, told_stay
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.kit.places import places_meant
from huiliu.web.kit.surroundings import way_back
from huiliu.web.stays.answer_forms import AnswerForm
from huiliu.web.stays.deciding import gone, tell_done

MOVED, RETURNED, DOUBTED, FOUND, DIED = "moved", "returned", "doubted", "found_again", "died"
TELLS: dict[str, tuple[StayMove, Any]] = {
    MOVED: (StayMove.MOVED, gettext_lazy("搬到别处住了")),
    RETURNED: (StayMove.CLOSED, gettext_lazy("回流出地了")),
    DOUBTED: (StayMove.DOUBTED, gettext_lazy("找不到了，电话也不通")),
    FOUND: (StayMove.FOUND_AGAIN, gettext_lazy("又联系上了")),
    DIED: (StayMove.CLOSED, gettext_lazy("去世了")),
}
"""By what is chosen: the move that it is, and its words."""


@page(Permission.DECIDE_STAY, methods=FORM)
def tell(request: Asked, stay: UUID) -> HttpResponse:
    told = told_stay(by=request.by, id=stay)
    if told is None:
        return gone(request)
    form = AnswerForm(
        request.POST or None,
        moves=tellable(course_of(told)),
        places=places_meant(request, kinds=HOSTS),
        initial={"id": new_id()},
    )
    if request.method == "POST" and form.is_valid() and _said(request, form, told):
        return redirect("due_list" if request.by.may(Permission.VIEW_DUE) else "waiting")
    read(by=request.by, page="tell", persons=[told.person_id], fields=("name",))
    context = {
        "name": told.person.name,
        "state_word": told.get_state_display(),
        "host": told.host,
        "form": form,
        "back_url": way_back(request.by, person=told.person_id),
    }
    return render(request, "stays/tell.html", context, status=422 if form.errors else 200)


def tellable(course: Course) -> list[tuple[str, str]]:
    return [
        (name, str(words)) for name, (move, words) in TELLS.items() if is_possible(course, move)
    ]


def _said(request: Asked, form: AnswerForm, stay: Stay) -> bool:
    told, chosen = form.cleaned_data, form.cleaned_data["answer"]
    said = Said(id=told["id"], at=request.at, day=request.day, words=told["words"])
    say: dict[str, Callable[..., Stay | None]] = {
        MOVED: partial(move_stay, to_id=form.organisation),
        RETURNED: partial(end_stay, because=ClosedBecause.RETURNED),
        DIED: partial(end_stay, because=ClosedBecause.DIED),
        DOUBTED: doubt_stay,
        FOUND: find_again,
    }
    try:
        done = say[chosen](by=request.by, stay_id=stay.id, said=said)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    tell_done(request, said, done)
    return True

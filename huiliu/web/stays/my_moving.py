"""The member says where they live now, or that they are home again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import HOSTS
from huiliu.stays.actions import Said, go_home, move_oneself, take_back_own_step
from huiliu.stays.choices import Doubt
from huiliu.stays.models import Stay
from huiliu.stays.queries import last_stay_of, may_move
from huiliu.stays.said import was_said
from huiliu.web.kit.pages import FORM, POST, Asked, id_from, page
from huiliu.web.kit.places import places_meant
from huiliu.web.stays.answer_forms import AnswerForm

MOVED, RETURNED = "moved", "returned"
MOVES = [
    (MOVED, gettext_lazy("我搬到别处住了")),
    (RETURNED, gettext_lazy("我回老家了，不再出去")),
]


@page(Permission.MOVE_ONESELF, methods=FORM)
def moving(request: Asked) -> HttpResponse:
    stay = last_stay_of(persons=request.by.reach.own)
    if stay is None or not may_move(stay):
        return _gone(request, stay)
    form = AnswerForm(
        request.POST or None,
        moves=[(name, str(words)) for name, words in MOVES],
        places=places_meant(request, kinds=HOSTS),
        initial={"id": new_id()},
    )
    if request.method == "POST" and form.is_valid() and _said(request, form, stay):
        return redirect("my_home")
    context = {"form": form, "host": stay.host, "back_url": reverse("my_home")}
    return render(request, "stays/my_move.html", context, status=422 if form.errors else 200)


@page(Permission.MOVE_ONESELF, methods=POST)
def taking_back(request: Asked, move: UUID) -> HttpResponse:
    take_back_own_step(by=request.by, step_id=move, at=request.at, day=request.day)
    messages.success(request, _("撤回了，和没有说过一样。"))
    return redirect("my_home")


def _gone(request: Asked, stay: Stay | None) -> HttpResponse:
    """Answer where there is nothing to say; a form that was sent twice has been noted."""
    id = id_from(request.POST.get("id"))
    if id is None or not was_said(by=request.by, id=id):
        raise OutOfReach(_why_not(stay))
    messages.success(request, _("这一页已经记过了。"))
    return redirect("my_home")


def _why_not(stay: Stay | None) -> str:
    if stay is None or stay.closed_on is not None:
        return _("现在没有在外的登记，不用在这里说。有事请打电话给联系人。")
    if stay.doubt == Doubt.REVIEW:
        return _("两边正在找您。请先在“我的家”按一下“我都好”，再来这里说。")
    return _("现在是“%(state)s”，要由组织来办。有事请打电话给联系人。") % {
        "state": stay.get_state_display()
    }


def _done_words(stay: Stay) -> str:
    if stay.closed_on:
        return _("告诉两边了，在外的联系到这里为止。")
    return _("告诉两边了。接下来是%(place)s的事，您不用再跑。") % {"place": stay.queue}


def _said(request: Asked, form: AnswerForm, stay: Stay) -> bool:
    told = form.cleaned_data
    said = Said(id=told["id"], at=request.at, day=request.day, words=told["words"])
    try:
        if told["answer"] == RETURNED:
            done = go_home(by=request.by, stay_id=stay.id, said=said)
        else:
            to = form.organisation
            done = move_oneself(by=request.by, stay_id=stay.id, to_id=to, said=said)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    words = _done_words(done) if done else _("这一页已经记过了。")
    undo = reverse("take_back_own_step", args=[said.id])
    messages.success(request, words, extra_tags=f"undo:{undo}")
    return True

"""The door of a home outside the city: an address, and six digits or the code of a letter."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huiliu.access.actions import enter_by_letter, enter_far_list, send_far_code
from huiliu.access.models import FarList
from huiliu.access.queries import acting_as_sign_in, far_list_at, telephone_of_far_list
from huiliu.accounts.models import Account
from huiliu.accounts.sessions import FACTOR
from huiliu.core.clock import day_of, now
from huiliu.core.errors import OutOfReach, Refused, TooMany
from huiliu.core.ids import new_id
from huiliu.people.rules import mask_telephone
from huiliu.web.access.far_forms import AskForm, LetterForm, SixDigitsForm
from huiliu.web.kit.entering import let_in
from huiliu.web.kit.limits import network
from huiliu.web.kit.pages import ACTING_KEY, FORM, GIVEN, public

ASKED_KEY = "asked_far_code"
"""In the session: which code was asked for, and for which list."""
CLOSED = "六位数不对，或者已经用过、过期了。请再看看，或者再要一个。"
WRONG = "这个编码打不开。请看看是不是最近的一封信；弄丢了，请打电话再要一封。"


@public(methods=FORM)
def door(request: HttpRequest, far_list: UUID) -> HttpResponse:
    """Offer to send six digits to the secretary's number, or lead to the code of the letter."""
    held = _held(far_list)
    at = now()
    if not held.appointment.holds_on(day_of(at)):
        return render(request, "access/far_over.html", {"organisation": _name(held)})
    telephone = telephone_of_far_list(held)
    refusal = _sent(request, held) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        return redirect("far_code", held.id)
    context = {
        "far_list": held,
        "organisation": _name(held),
        "sent_to": mask_telephone(telephone) if telephone else "",
        "refusal": refusal,
        "id": new_id(),
    }
    return render(request, "access/far_door.html", context, status=422 if refusal else 200)


@public(methods=FORM)
def code(request: HttpRequest, far_list: UUID) -> HttpResponse:
    held, asked = _held(far_list), request.session.get(ASKED_KEY)
    if asked is None or asked["far_list"] != str(held.id):
        return redirect("far_door", held.id)
    form = SixDigitsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = now()
        account = enter_far_list(
            by=acting_as_sign_in(),
            far_list=held,
            code_id=UUID(asked["id"]),
            code=form.cleaned_data["code"].strip(),
            at=at,
            day=day_of(at),
        )
        if account is not None:
            return _let_in(request, account, held)
        form.add_error(None, _(CLOSED))
    telephone = telephone_of_far_list(held)
    context = {"form": form, "sent_to": mask_telephone(telephone), "far_list": held}
    return render(request, "access/far_code.html", context, status=422 if form.errors else 200)


@public(methods=FORM)
def letter(request: HttpRequest, far_list: UUID) -> HttpResponse:
    held = _held(far_list)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = _entered(form, held)
        if account is not None:
            return _let_in(request, account, held)
    context = {"form": form, "organisation": _name(held), "far_list": held}
    return render(request, "access/far_by_letter.html", context, status=422 if form.errors else 200)


def _held(id: UUID) -> FarList:
    held = far_list_at(id=id)
    if held is None:
        raise OutOfReach
    return held


def _name(held: FarList) -> str:
    return held.appointment.organisation.name


def _sent(request: HttpRequest, held: FarList) -> str:
    """Have six digits sent; return why not, or nothing."""
    form, at = AskForm(request.POST), now()
    id = form.cleaned_data["id"] if form.is_valid() else new_id()
    try:
        send_far_code(
            by=acting_as_sign_in(),
            id=id,
            far_list=held,
            network=network(request),
            at=at,
            day=day_of(at),
        )
    except TooMany:
        raise
    except Refused as refusal:
        return refusal.words
    request.session[ASKED_KEY] = {"id": str(id), "far_list": str(held.id)}
    return ""


def _entered(form: LetterForm, held: FarList) -> Account | None:
    at = now()
    account = enter_by_letter(
        by=acting_as_sign_in(),
        far_list=held,
        code=form.cleaned_data["code"],
        at=at,
        day=day_of(at),
    )
    if account is None:
        form.add_error("code", _(WRONG))
    return account


def _let_in(request: HttpRequest, account: Account, held: FarList) -> HttpResponse:
    """Begin the session: the address and the code together are the two factors of this door."""
    response = let_in(request, account, to="due_list")
    request.session[FACTOR] = GIVEN
    request.session[ACTING_KEY] = str(held.appointment_id)
    return response

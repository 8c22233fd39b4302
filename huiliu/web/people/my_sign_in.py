"""The member's door: a telephone number, six digits, and where people share a number, the name."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.queries import acting_as_sign_in
from huiliu.accounts.models import Account
from huiliu.core.clock import day_of, now
from huiliu.core.errors import Refused, TooMany
from huiliu.core.ids import new_id
from huiliu.people.actions import enter_by_code, send_sign_in_code
from huiliu.people.rules import mask_telephone
from huiliu.web.kit.entering import let_in
from huiliu.web.kit.limits import network
from huiliu.web.kit.pages import ACTING_KEY, AS_SELF, FORM, public
from huiliu.web.people.my_forms import CodeForm, TelephoneForm

ASKED_KEY = "asked_code"
"""In the session: which code was asked for, the masked number, and whether a name is wanted."""
CLOSED = "六位数或姓名不对，或者六位数已经用过、过期了。请再看看，或者再要一个。"


@public(methods=FORM)
def telephone(request: HttpRequest) -> HttpResponse:
    form = TelephoneForm(request.POST or None, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid() and _sent(request, form):
        return redirect("my_code")
    context = {"form": form}
    return render(request, "people/my_sign_in.html", context, status=422 if form.errors else 200)


@public(methods=FORM)
def code(request: HttpRequest) -> HttpResponse:
    asked = request.session.get(ASKED_KEY)
    if asked is None:
        return redirect("my_sign_in")
    form = CodeForm(request.POST or None, asks_name=asked["asks_name"])
    if request.method == "POST" and form.is_valid():
        account = _entered(request, form, asked)
        if account is not None:
            response = let_in(request, account, to="my_home")
            request.session[ACTING_KEY] = AS_SELF
            del request.session[ASKED_KEY]
            return response
    context = {"form": form, "sent_to": asked["sent_to"], "again_url": reverse("my_sign_in")}
    return render(request, "people/my_code.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, form: TelephoneForm) -> bool:
    said = form.cleaned_data
    try:
        send_sign_in_code(
            by=acting_as_sign_in(),
            id=said["id"],
            telephone=said["telephone"],
            network=network(request),
            at=now(),
        )
    except TooMany:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    request.session[ASKED_KEY] = {
        "id": str(said["id"]),
        "sent_to": mask_telephone(said["telephone"]),
        "asks_name": False,
    }
    return True


def _entered(request: HttpRequest, form: CodeForm, asked: dict[str, Any]) -> Account | None:
    at = now()
    entering = enter_by_code(
        by=acting_as_sign_in(),
        id=UUID(asked["id"]),
        code=form.cleaned_data["code"],
        name=form.cleaned_data.get("name", ""),
        at=at,
        day=day_of(at),
    )
    if entering.wants_name:
        form.ask_name(_("这个号码不止一个人在用，请写上您的姓名。"))
        request.session[ASKED_KEY] = asked | {"asks_name": True}
    elif entering.account is None:
        form.add_error(None, _(CLOSED))
    return entering.account

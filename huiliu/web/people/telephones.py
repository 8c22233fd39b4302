"""At the counter: a member's number has changed, and a worker who has the file writes it down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.people.actions import change_telephone
from huiliu.people.models import Person
from huiliu.people.queries import person_in_reach
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.people.my_forms import NewTelephoneForm


@page(Permission.CHANGE_TELEPHONE, methods=FORM)
def telephone(request: Asked, person: UUID) -> HttpResponse:
    shown = person_in_reach(id=person)
    if shown is None:
        raise OutOfReach
    form = NewTelephoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, form, shown):
        return redirect("person", shown.id)
    read(by=request.by, page="change_telephone", persons=[shown.id], fields=("name",))
    words = {"name": shown.name}
    context = {
        "form": form,
        "question": _("给%(name)s换手机号") % words,
        "explanation": _("本人在场，看过证件，再填。"),
        "consequences": [
            _("新号码马上就能用来看自己的档案，旧号码不能再用。"),
            _("旧号码会收到一条消息，说是哪个组织换的。"),
            _("%(name)s能看到是谁在什么时候换的。") % words,
        ],
        "confirm_label": _("换成这个号码"),
        "cancel_url": reverse("person", args=[shown.id]),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _changed(request: Asked, form: NewTelephoneForm, person: Person) -> bool:
    try:
        change_telephone(
            by=request.by,
            person_id=person.id,
            telephone=form.cleaned_data["telephone"],
            at=request.at,
            day=request.day,
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    messages.success(request, _("记好了，%(name)s以后用新号码。") % {"name": person.name})
    return True

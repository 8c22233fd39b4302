"""Taking back a record of a contact that was made by mistake."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.contact.actions import void_contact
from huiliu.contact.choices import Outcome
from huiliu.contact.models import Attempt
from huiliu.contact.queries import own_attempt
from huiliu.contact.words import day_words
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.needs.queries import need_in_reach
from huiliu.web.contact.forms import VoidForm
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.kit.surroundings import way_back


@page(Permission.RECORD_CONTACT, methods=FORM)
def withdrawal(request: Asked, attempt: UUID) -> HttpResponse:
    made = own_attempt(id=attempt, by=request.by)
    if made is None:
        raise OutOfReach
    if made.voided_at is not None:
        return redirect(way_back(request.by, person=made.person_id))
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        void_contact(by=request.by, id=attempt, because=because, at=request.at, day=request.day)
        words = _("撤回了，%(name)s的这条联系不再算数。")
        messages.success(request, words % {"name": made.person.name})
        return redirect(way_back(request.by, person=made.person_id))
    return _asked(request, form, made)


def _asked(request: Asked, form: VoidForm, made: Attempt) -> HttpResponse:
    read(by=request.by, page="void_contact", persons=[made.person_id])
    context = {
        "question": _("撤回%(name)s的这条联系？") % {"name": made.person.name},
        "explanation": _("%(day)s %(channel)s，%(outcome)s。")
        % {
            "day": day_words(made.happened_on, request.day),
            "channel": made.get_channel_display(),
            "outcome": made.get_outcome_display(),
        },
        "consequences": _consequences(made),
        "form": form,
        "confirm_label": _("撤回这条联系"),
        "cancel_url": way_back(request.by, person=made.person_id),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _consequences(made: Attempt) -> list[str]:
    found = [_("记录还看得到，写明已撤回和原因。")]
    if made.outcome == Outcome.REACHED:
        found.append(_("下次什么时候联系，从前一次联系上或登记的那天重新算。"))
    if need_in_reach(id=made.id):
        found.append(_("一起记下的困难还留着，不跟着撤回。"))
    return found

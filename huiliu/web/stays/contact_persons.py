"""Saying who answers for a link, and taking it back to the whole organisation."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.models import Appointment
from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.stays.actions import name_contact_person
from huiliu.stays.models import Link
from huiliu.stays.queries import contact_persons_for, entrusted_counts, link_held
from huiliu.web.kit.pages import FORM, POST, Asked, id_from, page
from huiliu.web.stays.forms import ContactPersonForm


@page(Permission.NAME_CONTACT_PERSON, methods=FORM)
def naming(request: Asked, link: UUID) -> HttpResponse:
    """Offer the contact persons of the organisation, each with how many they answer for."""
    held = _held(request, link)
    fitting = contact_persons_for(link=held, day=request.day)
    counts = entrusted_counts(appointments=[one.id for one in fitting])
    offered = {
        one.id: _("%(name)s，现在联系 %(n)s 人")
        % {"name": one.account.name, "n": counts.get(one.id, 0)}
        for one in fitting
    }
    sent = request.POST if request.method == "POST" else None
    form = ContactPersonForm(sent, offered=offered, current=held.contact_person_id)
    if request.method == "POST" and form.is_valid() and _named(request, form, held, fitting):
        return redirect("due_list") if _from_due(request) else redirect("person", held.person_id)
    return _asked(request, form, held, fitting)


@page(Permission.NAME_CONTACT_PERSON, methods=POST)
def taking_back(request: Asked, link: UUID) -> HttpResponse:
    held = _held(request, link)
    named = id_from(request.GET.get("named"))
    name_contact_person(
        by=request.by, link_id=link, appointment_id=None, day=request.day, instead_of=named
    )
    words = _("收回了，%(name)s由%(place)s联系。")
    messages.success(
        request,
        words % {"name": held.person.name, "place": held.own_organisation},
        extra_tags=f"withdraw:{reverse('name_contact_person', args=[link])}",
    )
    return redirect("person", held.person_id)


def _held(request: Asked, link: UUID) -> Link:
    held = link_held(by=request.by, id=link)
    if held is None:
        raise OutOfReach
    return held


def _from_due(request: Asked) -> bool:
    return request.GET.get("from") == "due"


def _named(request: Asked, form: ContactPersonForm, link: Link, fitting: list[Appointment]) -> bool:
    chosen = form.cleaned_data["contact_person"]
    try:
        name_contact_person(by=request.by, link_id=link.id, appointment_id=chosen, day=request.day)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    who = next(one.account.name for one in fitting if one.id == chosen)
    # Whoever takes the first naming back has nobody to choose; after a change there is a choice.
    first = link.contact_person_id is None
    undo = f"{reverse('take_back_contact_person', args=[link.id])}?named={chosen}"
    back = undo if first else reverse("name_contact_person", args=[link.id])
    messages.success(
        request,
        _("交好了，%(name)s以后由%(who)s联系。") % {"name": link.person.name, "who": who},
        extra_tags=f"{'undo' if first else 'withdraw'}:{back}",
    )
    return True


def _asked(
    request: Asked, form: ContactPersonForm, link: Link, fitting: list[Appointment]
) -> HttpResponse:
    read(by=request.by, page="name_contact_person", persons=[link.person_id], fields=("name",))
    place = link.own_organisation
    may_invite = request.by.may(Permission.EDIT_APPOINTMENT, at=link.own_path)
    context = {
        "name": link.person.name,
        "place": place,
        "current": next((one for one in fitting if one.id == link.contact_person_id), None),
        "fitting": fitting,
        "form": form,
        "take_back_url": reverse("take_back_contact_person", args=[link.id]),
        "back_url": reverse("due_list")
        if _from_due(request)
        else reverse("person", args=[link.person_id]),
        "empty_text": _empty_words(str(place), may_invite=may_invite),
        "invite_url": reverse("invite", args=[place.id]) if place and may_invite else "",
    }
    status = 422 if form.errors else 200
    return render(request, "stays/contact_person.html", context, status=status)


def _empty_words(place: str, *, may_invite: bool) -> str:
    if may_invite:
        return _("%(place)s还没有联系人。先邀请一位，身份选“联系人”。") % {"place": place}
    words = _("%(place)s还没有联系人。请街道干事在“组织”里打开%(place)s的任职，邀请一位联系人。")
    return words % {"place": place}

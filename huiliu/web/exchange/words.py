"""The words of rosters for our fields: listed, added, removed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.core.permissions import Permission
from huiliu.exchange.actions import add_synonym, remove_synonym
from huiliu.exchange.queries import synonyms, unknown_headers
from huiliu.exchange.roster.fields import Field
from huiliu.web.exchange.forms import SynonymForm
from huiliu.web.kit.pages import FORM, POST, Asked, page


@page(Permission.EDIT_SYNONYM, methods=FORM)
def listed(request: Asked) -> HttpResponse:
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        synonym = add_synonym(by=request.by, header=said["header"], field=Field(said["field"]))
        words = _("记下了，“%(header)s”就是%(field)s。已经上传的表，再看一遍就认得。")
        named = {"header": synonym.header, "field": Field(synonym.field).label}
        messages.success(request, words % named)
        return redirect("synonyms")
    context = {
        "form": form,
        "unknown": unknown_headers(),
        "synonyms": [
            {
                "header": one.header,
                "field_label": Field(one.field).label,
                "remove_url": reverse("remove_synonym", args=[one.id]),
            }
            for one in synonyms()
        ],
    }
    return render(request, "exchange/synonyms.html", context, status=422 if form.errors else 200)


@page(Permission.EDIT_SYNONYM, methods=POST)
def removal(request: Asked, synonym: UUID) -> HttpResponse:
    remove_synonym(by=request.by, id=synonym)
    messages.success(request, _("去掉了，以后不再按它来认。"))
    return redirect("synonyms")

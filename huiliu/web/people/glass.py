"""Looking at one file beyond one's reach, for a reason that the person reads, for an hour."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiliu.accounts.counters import count
from huiliu.accounts.rules import GLASSES
from huiliu.core.errors import Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.people.actions import Caller, break_glass
from huiliu.people.choices import GlassReason
from huiliu.people.models import BreakGlass
from huiliu.people.rules import LONGEST_NAME
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.people.my_forms import NewTelephoneForm

NOT_FOUND = "没有找到姓名和手机号都对得上的党员。请再问一遍，或者请来电的人先到社区报到。"


class GlassForm(NewTelephoneForm):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=LONGEST_NAME)
    reason = forms.ChoiceField(
        label=gettext_lazy("为什么要看"), choices=GlassReason.choices, widget=forms.RadioSelect
    )
    id = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("name", "telephone", "reason", "id")
    why = {"reason": gettext_lazy("本人在“谁看过”里能看到这一条。")}


@page(Permission.BREAK_GLASS, methods=FORM)
def glass(request: Asked) -> HttpResponse:
    form = GlassForm(request.POST or None, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        broken = _broken(request, form)
        if broken:
            until = localtime(broken.ends_at).strftime("%H:%M")
            words = _("可以看到 %(until)s，只能看，不能改。本人看得到是谁、为什么看的。")
            messages.success(request, words % {"until": until})
            return redirect("person", broken.persons[0])
    context = {
        "form": form,
        "question": _("应急查看一份档案"),
        "explanation": _("只在有人求助、而档案不在您的范围里时用。"),
        "consequences": [
            _("能看一个小时，到时间自动关上。"),
            _("本人马上能看到是谁、为什么看的。"),
            _("每个月会抽查。"),
        ],
        "confirm_label": _("打开"),
        "cancel_url": reverse("home"),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _broken(request: Asked, form: GlassForm) -> BreakGlass | None:
    said, tried = form.cleaned_data, count(GLASSES, subject=str(request.by.under()), at=request.at)
    if tried.over(GLASSES):
        form.add_error(None, _("一个小时里试的次数太多了，请晚一点再试。"))
        return None
    try:
        broken = break_glass(
            by=request.by,
            id=said["id"],
            told=Caller(said["name"], said["telephone"]),
            reason=GlassReason(said["reason"]),
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return None
    if broken is None:
        form.add_error(None, _(NOT_FOUND))
    return broken

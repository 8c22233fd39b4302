"""What exports ask: which list and what for, why not, until when, and a number from paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.exchange.actions import Wanted
from huiliu.exchange.actions.exports import WORDS_LENGTH
from huiliu.exchange.actions.permits import BECAUSE_LENGTH
from huiliu.exchange.choices import ExportPurpose, ExportSet
from huiliu.exchange.outgoing import Offered


class AskForm(forms.Form):
    """One set with one of its purposes, among those that are open, and a line of words."""

    note = forms.CharField(
        label=_("再说一句"),
        required=False,
        max_length=WORDS_LENGTH,
        help_text=_("五十人以上的，同意的人看得到这句话。"),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Sequence[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (
                f"{one.fixed_set.code}.{purpose}",
                _("%(set)s（现在 %(n)s 人）：%(purpose)s")
                % {"set": one.fixed_set.code.label, "n": one.people, "purpose": purpose.label},
            )
            for one in offered
            for purpose in one.fixed_set.purposes
        ]
        self.fields["wanted"] = forms.ChoiceField(
            label=_("要哪一份，做什么用"), choices=choices, widget=forms.RadioSelect
        )
        self.order_fields(["wanted", "note"])

    def told(self) -> Wanted:
        fixed_set, _dot, purpose = self.cleaned_data["wanted"].partition(".")
        return Wanted(ExportSet(fixed_set), ExportPurpose(purpose), self.cleaned_data["note"])


class RefuseForm(forms.Form):
    note = forms.CharField(
        label=_("为什么不同意"), max_length=WORDS_LENGTH, help_text=_("申请的人看得到这句话。")
    )


class PermitForm(forms.Form):
    """Which set, until when, and why."""

    fixed_set = forms.ChoiceField(
        label=_("开通哪一种"), choices=ExportSet.choices, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("到哪一天"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("最长 92 天，到了这一天自己停。"),
    )
    note = forms.CharField(
        label=_("为什么"), max_length=BECAUSE_LENGTH, help_text=_("不要写党员的姓名。")
    )
    id = forms.UUIDField(widget=forms.HiddenInput)

    def told(self) -> tuple[ExportSet, date, str]:
        said = self.cleaned_data
        return ExportSet(said["fixed_set"]), said["until"], said["note"]


class TraceForm(forms.Form):
    number = forms.CharField(
        label=_("纸上或表里的编号"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("八位字母和数字，印在每一页的上面。"),
    )

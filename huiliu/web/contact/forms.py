"""What recording a contact asks: the outcome, and what else is worth a word."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.contact.actions import NOTE_LENGTH, Told
from huiliu.contact.choices import OF_ORGANISATIONS, WHY_VOIDED, ContactChannel, Hello, Outcome
from huiliu.needs.choices import NeedKind
from huiliu.web.kit.forms import DayField


class ContactForm(forms.Form):
    """The channel and the day are filled in; the outcome has to be chosen, never by haste."""

    outcome = forms.ChoiceField(label=_("结果"), choices=Outcome.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label=_("怎样联系的"),
        choices=[(one.value, one.label) for one in OF_ORGANISATIONS],
        widget=forms.RadioSelect,
        initial=ContactChannel.TELEPHONE,
    )
    note = forms.CharField(
        label=_("一句话"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("两边的党组织和本人都会看到。"),
    )
    need_kind = forms.ChoiceField(
        label=_("什么困难"),
        required=False,
        choices=[("", _("没有")), *NeedKind.choices],
        widget=forms.RadioSelect,
    )
    need_note = forms.CharField(
        label=_("说说情况"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 2}),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"] = DayField(today=today, label=_("哪一天"))

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(
            channel=ContactChannel(said["channel"]),
            outcome=Outcome(said["outcome"]),
            happened_on=said["happened_on"],
            note=said["note"],
            need=NeedKind(said["need_kind"]) if said["need_kind"] else None,
            need_words=said["need_note"],
        )


class HelloForm(forms.Form):
    """What one of the two presses on the member's own page sends."""

    hello = forms.ChoiceField(choices=Hello.choices)
    id = forms.UUIDField()


class VoidForm(forms.Form):
    """Why a record is taken back; both sides and the member read it."""

    because = forms.ChoiceField(
        label=_("为什么撤回"),
        choices=[(words, words) for words in WHY_VOIDED],
        widget=forms.RadioSelect,
        help_text=_("两边的党组织和本人都会看到。"),
    )

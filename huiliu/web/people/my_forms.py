"""What a member is asked at the door or the counter: the telephone number, then six digits."""

import unicodedata
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.exchange.roster.fields import Field
from huiliu.people.actions import FACT_LENGTH
from huiliu.people.rules import LONGEST_NAME, read_mobile


class NewTelephoneForm(forms.Form):
    telephone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_telephone(self) -> str:
        """Return eleven digits, whatever was put between or before them."""
        read = read_mobile(self.cleaned_data["telephone"])
        if read is None:
            raise forms.ValidationError(_("手机号是十一位，请再看看。"))
        return read


class WhichFactForm(forms.Form):
    """A fact of the own file: the one whose line was followed, or else one to choose."""

    def __init__(self, sent: Any = None, *, among: Collection[str], fact: str, **more: Any) -> None:
        super().__init__(sent, initial={"field": fact, **more})
        self.fields["field"] = forms.ChoiceField(
            label=_("哪一项"),
            choices=[(one.value, one.label) for one in Field if one in among],
            widget=forms.HiddenInput if fact else forms.RadioSelect,
        )
        self.order_fields(["field"])


class FactForm(WhichFactForm):
    """What is right, beginning with what stands."""

    value = forms.CharField(label=_("怎样写才对"), max_length=FACT_LENGTH)
    known: Mapping[str, str] = MappingProxyType({})


class TelephoneForm(NewTelephoneForm):
    id = forms.UUIDField(widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """The name is asked only of who has shown, by the right digits, that the number is theirs."""

    code = forms.CharField(
        label=_("六位数"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, sent: Any = None, *, asks_name: bool) -> None:
        super().__init__(sent)
        if asks_name:
            self._add_name()

    def ask_name(self, because: str) -> None:
        """Ask on the page that is shown again."""
        self._add_name()
        self.add_error("name", because)

    def _add_name(self) -> None:
        self.fields["name"] = forms.CharField(
            label=_("姓名"),
            max_length=LONGEST_NAME,
            widget=forms.TextInput({"autocomplete": "name"}),
        )

    def clean_code(self) -> str:
        """Return the digits, however they were typed."""
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        return "".join(mark for mark in typed if mark.isdecimal())

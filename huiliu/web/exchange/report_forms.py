"""What reporting in asks, and what those who answer it ask."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.access.rules import read_code
from huiliu.exchange.choices import ReportEnd
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.rules import is_number
from huiliu.organisations.models import Organisation
from huiliu.people.rules import LONGEST_NAME, read_telephone
from huiliu.web.kit.places import PLACE_HINT, settled, which_of

LONGEST = 120
_SAID = {
    "name": Field.NAME,
    "telephone": Field.TELEPHONE,
    "branch": Field.BRANCH,
    "address": Field.ADDRESS,
}


class ReportInForm(forms.Form):
    """A name and how to reach somebody; the rest is asked on the telephone."""

    name = forms.CharField(
        label=_("姓名"), max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "name"})
    )
    telephone = forms.CharField(
        label=_("电话"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("只用来联系您。自己没有电话，就写能带话的人的。"),
    )
    branch = forms.CharField(
        label=_("组织关系在哪里"),
        required=False,
        max_length=LONGEST,
        help_text=_("省、县、村或者单位，说多少写多少；说不清就空着。"),
    )
    address = forms.CharField(label=_("现在住哪里"), required=False, max_length=LONGEST)
    id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_telephone(self) -> str:
        text: str = self.cleaned_data["telephone"]
        if read_telephone(text) is None:
            raise forms.ValidationError(_("这不像一个电话号码，请再看看有没有多一位、少一位。"))
        return text

    def said(self) -> dict[Field, str]:
        return {field: self.cleaned_data[name] for name, field in _SAID.items()}


class CodeForm(forms.Form):
    """The number of a report or of a slip."""

    code = forms.CharField(
        label=_("报到编号"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("八个字母和数字，报到以后给的，或者印在报到单上。"),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not is_number(code):
            raise forms.ValidationError(_("编号不对，请照着再写一遍：八个字母和数字。"))
        return code


class PassOnForm(forms.Form):
    """Which organisation somebody is handed to."""

    place = forms.CharField(label=_("转给哪里"), max_length=60, help_text=PLACE_HINT)

    def __init__(self, sent: Any, *, places: Sequence[Organisation]) -> None:
        super().__init__(sent)
        self._places = {place.id: place for place in places}
        if len(places) > 1:
            self.fields["organisation"] = which_of(places)

    @property
    def organisation(self) -> UUID | None:
        return self.cleaned_data.get("found")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("place"):
            told["found"] = settled(self, self._places, told["place"], told.get("organisation"))
        return told


class EndForm(forms.Form):
    """Why somebody is not registered."""

    because = forms.ChoiceField(
        label=_("怎么了"),
        choices=[(end.value, end.label) for end in ReportEnd if end],
        widget=forms.RadioSelect,
    )


class SlipsForm(forms.Form):
    id = forms.UUIDField()

"""What registering somebody asks: a name, how to reach them, and what they happen to know."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.problems import Problem
from huiliu.organisations.models import Organisation
from huiliu.people.rules import LONGEST_NAME

LONGEST = 120
_ASKED: dict[Direction, tuple[tuple[Field, Any, Any], ...]] = {
    Direction.INFLOW: (
        (Field.BRANCH, _("组织关系在哪里"), _("省、县、村或者单位，说多少写多少；说不清就空着。")),
        (Field.ADDRESS, _("现在住哪里"), ""),
    ),
    Direction.OUTFLOW: (
        (Field.BOUND_FOR, _("去了哪里"), _("哪个市、哪个区、哪个街道社区，说多少写多少。")),
        (Field.EMPLOYER, _("在那边做什么"), ""),
    ),
}
_SINCE = {
    Direction.INFLOW: (Field.ARRIVED_ON, _("什么时候来的")),
    Direction.OUTFLOW: (Field.LEFT_ON, _("什么时候走的")),
}


class RegisterForm(forms.Form):
    """Fields are called as the columns of a roster are, which they become."""

    name = forms.CharField(
        label=_("姓名"), max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "off"})
    )
    telephone = forms.CharField(
        label=_("电话"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    citizen_number = forms.CharField(
        label=_("公民身份号码"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("有证件就照着写，认得出是不是已经登记过；没有可以空着。"),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        sent: Any,
        *,
        direction: Direction,
        own: Organisation,
        below: Sequence[Organisation],
        today: date,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(sent, initial=dict(initial))
        self.direction = direction
        self._places = {one.id: one for one in (own, *below)}
        self._own = own
        for field, label, hint in _ASKED[direction]:
            self.fields[field.value] = forms.CharField(
                label=label, required=False, max_length=LONGEST, help_text=hint
            )
        since, label = _SINCE[direction]
        self.fields[since.value] = forms.DateField(
            label=label,
            required=False,
            widget=forms.DateInput({"type": "date", "max": today.isoformat()}, format="%Y-%m-%d"),
        )
        if below:
            self.fields["place"] = forms.TypedChoiceField(
                label=_("在哪里参加组织生活"),
                choices=[(str(id), one.name) for id, one in self._places.items()],
                coerce=UUID,
                required=False,
                initial=own.id,
            )

    @property
    def place(self) -> Organisation:
        return self._places[self.cleaned_data.get("place") or self._own.id]

    def said(self) -> dict[Field, str]:
        """Return what was filled in, as the cells of a row."""
        columns = {field.value: field for field in Field}
        return {
            columns[name]: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if name in columns and value
        }

    def show(self, problems: Sequence[Problem]) -> None:
        """Put each problem of the row to the field that it is about."""
        for problem in problems:
            name = problem.field.value if problem.field else None
            self.add_error(name if name in self.fields else None, problem.message)

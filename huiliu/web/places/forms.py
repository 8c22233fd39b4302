"""What stands on the poster of a station."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.organisations.models import Organisation
from huiliu.places.actions import Desk


class DeskForm(forms.Form):
    """Where it is, when, and whom to call: what somebody reads who stands before the door."""

    name = forms.CharField(
        label=_("叫什么"), max_length=60, help_text=_("比如“环保社区报到服务站”，印在海报最上面。")
    )
    address = forms.CharField(label=_("地址"), max_length=120)
    hours = forms.CharField(
        label=_("什么时候有人"), max_length=120, help_text=_("比如“周一到周五 9:00–17:30”。")
    )
    telephone = forms.CharField(
        label=_("电话"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel"}),
        help_text=_("写站里的电话，会印在海报上，谁都看得到。"),
    )

    def desk(self) -> Desk:
        said = self.cleaned_data
        return Desk(said["name"], said["address"], said["hours"], said["telephone"])


class OpenForm(DeskForm):
    """Of an organisation with others right below it, also whose desk it is."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {place.id: place for place in places}
        if len(places) > 1:
            self.fields["place"] = forms.TypedChoiceField(
                label=_("是哪里的"),
                choices=[(str(place.id), place.name) for place in places],
                coerce=UUID,
                initial=places[0].id,
            )

    @property
    def place(self) -> Organisation:
        chosen = self.cleaned_data.get("place")
        return self._places[chosen] if chosen else next(iter(self._places.values()))

"""What an answer about somebody who is waited for asks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.organisations.models import Organisation
from huiliu.stays.actions.moving import WORDS_LENGTH
from huiliu.stays.choices import StayMove
from huiliu.web.kit.places import PLACE_HINT, settled, which_of

SAID_AT_ONCE = (StayMove.ACCEPTED, StayMove.CONFIRMED)
NAMES_A_PLACE_FOR_SURE = frozenset[str]({StayMove.DISPATCHED, StayMove.HOME_FOUND})
NAMES_A_PLACE = NAMES_A_PLACE_FOR_SURE | {StayMove.REFUSED, StayMove.DISOWNED, StayMove.MOVED}


class YesForm(forms.Form):
    """What the one press of the list sends: which answer, and the id that makes it count once."""

    answer = forms.ChoiceField(choices=[(one.value, "") for one in SAID_AT_ONCE])
    id = forms.UUIDField()


class AnswerForm(forms.Form):
    """An answer; a no says why, and where words for a place mean several, which one."""

    words = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("接下来办的人和本人都会看到。"),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("answer", "place", "organisation", "words", "id")

    def __init__(
        self,
        sent: Any,
        *,
        moves: Sequence[tuple[str, str]],
        places: Sequence[Organisation],
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(sent, initial=dict(initial))
        self._places = {place.id: place for place in places}
        alone = moves[0][0] if len(moves) == 1 else None
        self.fields["answer"] = forms.ChoiceField(
            label=_("怎样"),
            choices=moves,
            initial=alone,
            widget=forms.HiddenInput if alone else forms.RadioSelect,
        )
        if {value for value, _words in moves} & NAMES_A_PLACE:
            self.fields["place"] = forms.CharField(
                label=_("是哪个党组织"),
                required=bool(alone),
                max_length=60,
                help_text=PLACE_HINT,
            )
        if len(places) > 1:
            self.fields["organisation"] = which_of(places)
        self.order_fields(self.field_order)

    @property
    def organisation(self) -> UUID | None:
        """The one that is meant; nothing where none was asked for."""
        return self.cleaned_data.get("found")

    @property
    def place_name(self) -> str:
        place = self._places.get(self.organisation) if self.organisation else None
        return place.name if place else ""

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        answer, text = told.get("answer"), told.get("place", "")
        if answer not in NAMES_A_PLACE:
            return told
        if answer in NAMES_A_PLACE_FOR_SURE and not text:
            self.add_error("place", _("请写上是哪个党组织。"))
        if text:
            told["found"] = settled(self, self._places, text, told.get("organisation"))
        return told

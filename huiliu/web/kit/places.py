"""One way for every form to ask which organisation is meant: words first, then a choice."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import named_anywhere
from huiliu.web.kit.pages import Asked

FOUND_AT_MOST = 12
PLACE_HINT = _("写名称里的几个字就行，比如“环保社区”。")


def places_meant(request: Asked, *, kinds: Collection[str]) -> list[Organisation]:
    """Return whom the words may mean that were sent for a place."""
    text = request.POST.get("place", "").strip()
    if not text:
        return []
    return named_anywhere(text=text, kinds=kinds, day=request.day, at_most=FOUND_AT_MOST + 1)


def which_of(places: Sequence[Organisation]) -> forms.TypedChoiceField:
    """Return the question which of several organisations is meant."""
    return forms.TypedChoiceField(
        label=_("是其中哪一个"),
        required=False,
        choices=[(str(place.id), _full(place)) for place in places],
        coerce=UUID,
        empty_value=None,
        widget=forms.RadioSelect,
    )


def settled(
    form: forms.Form, places: Mapping[UUID, Organisation], text: str, chosen: UUID | None
) -> UUID | None:
    """Return which of the places is meant, or say at the form's field what is missing."""
    exact = [id for id, place in places.items() if place.name == text]
    meant = [chosen] if chosen else exact if len(exact) == 1 else [*places]
    if not meant:
        words = _("没有找到名称里有“%(text)s”的党组织，请换几个字再找。")
        form.add_error("place", words % {"text": text})
    elif len(meant) > FOUND_AT_MOST:
        words = _("名称里有“%(text)s”的太多了，请多写几个字，比如前面加上街道社区的名称。")
        form.add_error("place", words % {"text": text})
    elif len(meant) > 1:
        form.add_error("organisation", _("名称里有这几个字的不止一个，请选一个。"))
    return meant[0] if len(meant) == 1 else None


def _full(place: Organisation) -> str:
    above = place.parent
    return f"{above.name} {place.name}" if above else place.name

"""Values of a file in words: codes as they were written, numbers masked."""

from typing import Any

from django.utils.translation import gettext as _

from huiliu.people.rules import mask_citizen_number, mask_telephone

MASKS = {
    "citizen_number": mask_citizen_number,
    "mobile": mask_telephone,
    "telephone": mask_telephone,
    "landline": mask_telephone,
}


def value_words(field: str, value: Any) -> str:
    """Return a stored value as a person reads it; numbers are masked unless a duty needs them."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = value["text"] if isinstance(value, dict) else str(value)
    return MASKS[field](text) if field in MASKS else str(text)

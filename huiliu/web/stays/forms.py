"""What naming a contact person asks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactPersonForm(forms.Form):
    """One of those whom the organisation has; whoever is alone is chosen already."""

    def __init__(self, sent: Any, *, offered: Mapping[UUID, str], current: UUID | None) -> None:
        super().__init__(sent)
        alone = next(iter(offered)) if len(offered) == 1 else None
        self.fields["contact_person"] = forms.TypedChoiceField(
            label=_("交给谁"),
            choices=[(str(id), words) for id, words in offered.items()],
            initial=current or alone,
            coerce=UUID,
            widget=forms.RadioSelect,
        )

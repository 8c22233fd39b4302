"""What the tree asks: a name to search for, a child to open, a name to give."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.organisations.choices import Kind

NAME_LENGTH = 120


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("按名称找"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"type": "search"}),
    )


class OpenForm(forms.Form):
    """Only the kinds that fit under the parent are offered."""

    kind = forms.ChoiceField(label=_("是什么组织"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("名称"), max_length=NAME_LENGTH)

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=_("是什么组织"),
            choices=choices,
            initial=choices[0][0] if len(choices) == 1 else None,
            widget=forms.RadioSelect,
        )


class RenameForm(forms.Form):
    name = forms.CharField(
        label=_("新名称"),
        max_length=NAME_LENGTH,
        help_text=_("原来的名称会留作另一种叫法，名册上照旧认得。"),
    )


class SpellingForm(forms.Form):
    text = forms.CharField(
        label=_("另一种叫法"),
        max_length=NAME_LENGTH,
        help_text=_("名册上怎么写，就怎么填。以后导入时不用再问。"),
    )


class JoinForm(forms.Form):
    """Which home is kept, and which other spelling is the same."""

    kept = forms.UUIDField()
    other = forms.UUIDField()

"""What raising a need asks, and what a move of it asks: a sentence, or nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.needs.actions import WORDS_LENGTH
from huiliu.needs.choices import NeedKind


class RaiseForm(forms.Form):
    """The kind is enough; the sentence helps whoever takes it."""

    kind = forms.ChoiceField(label=_("什么事"), choices=NeedKind.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("说说情况"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("两边的党组织和本人都会看到。"),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """A button; the id makes the act happen once."""

    id = forms.UUIDField(widget=forms.HiddenInput)


class SolveForm(MoveForm):
    note = forms.CharField(
        label=_("怎么办好的"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("本人会看到，由本人来说解决了没有。"),
    )


class NotYetForm(MoveForm):
    note = forms.CharField(
        label=_("还差什么"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("接手的人会看到，接着办。"),
    )

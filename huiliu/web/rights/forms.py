"""What objections, answers, copies on paper and acting for another ask."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.access.rules import is_code, read_code
from huiliu.exchange.roster.fields import Field
from huiliu.rights.actions import WORDS_LENGTH
from huiliu.rights.choices import CopyPurpose, Reason


class ObjectionForm(forms.Form):
    """The reason is enough; a sentence helps whoever looks into it."""

    reason = forms.ChoiceField(
        label=_("哪里不对"), choices=Reason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("说说情况"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("只有答复的人看得到。"),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)


class FactObjectionForm(ObjectionForm):
    """The same about one fact of a source: of the line that was followed, or else one to choose."""

    def __init__(self, sent: Any = None, *, said: Mapping[str, str], fact: str, id: object) -> None:
        super().__init__(sent, initial={"field": fact, "id": id})
        self.fields["field"] = forms.ChoiceField(
            label=_("哪一项"),
            choices=[(field, Field(field).label) for field in said],
            widget=forms.HiddenInput if fact else forms.RadioSelect,
        )
        self.order_fields(["field"])


class AnswerForm(forms.Form):
    note = forms.CharField(
        label=_("答复"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("本人会看到这句话，和您的姓名、组织。"),
    )


class CopyForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("谁要的"), choices=CopyPurpose.choices, widget=forms.RadioSelect
    )


class DelegateForm(forms.Form):
    until = forms.DateField(
        label=_("到哪一天"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("最长一年，到了这一天就不能再替您办。"),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)


class AgreementForm(forms.Form):
    code = forms.CharField(
        label=_("对方给您的码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Return the letters, whatever was written between them."""
        code = read_code(self.cleaned_data["code"])
        if not is_code(code):
            raise forms.ValidationError(_("码是十个字母和数字，请再对一对。"))
        return code

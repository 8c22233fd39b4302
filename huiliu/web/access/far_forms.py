"""What the door of a home outside the city asks, and what opening one does."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.access.actions import Secretary
from huiliu.access.far_rules import LONGEST_DAYS, may_last_until
from huiliu.access.rules import is_code, read_code
from huiliu.people.rules import read_mobile
from huiliu.web.access.forms import NAME_LENGTH


class OpenFarListForm(forms.Form):
    """Who speaks for the branch, how to reach them, and until when."""

    name = forms.CharField(label=_("书记姓名"), max_length=NAME_LENGTH)
    telephone = forms.CharField(
        label=_("书记手机号"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("六位数发到这个号。没有手机就空着，打印一封信寄过去。"),
    )
    until = forms.DateField(
        label=_("到哪一天为止"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_telephone(self) -> str:
        """Return eleven digits, whatever was put between or before them."""
        text: str = self.cleaned_data["telephone"]
        read = read_mobile(text) if text else ""
        if read is None:
            raise forms.ValidationError(_("手机号是十一位，请再看看。"))
        return read

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not may_last_until(until, day=self._today):
            words = _("请选明天以后、%(days)s 天以内的日子。")
            raise forms.ValidationError(words % {"days": LONGEST_DAYS})
        return until

    def secretary(self) -> Secretary:
        said = self.cleaned_data
        return Secretary(said["name"], said["telephone"], said["until"])


class SixDigitsForm(forms.Form):
    code = forms.CharField(
        label=_("六位数"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class LetterForm(forms.Form):
    code = forms.CharField(
        label=_("信上的编码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("十个字母和数字，印在地址下面。"),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not is_code(code):
            raise forms.ValidationError(_("编码不对，请照着信再写一遍。"))
        return code


class AskForm(forms.Form):
    """The button that has six digits sent; its id makes that happen once."""

    id = forms.UUIDField()

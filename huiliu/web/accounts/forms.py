"""What signing in asks, and what looking after the own sign-in asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _password(label: Any, *, new: bool, **more: Any) -> forms.CharField:
    kind = "new-password" if new else "current-password"
    widget = forms.PasswordInput({"autocomplete": kind})
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, **more)


def _remember() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("这台设备只有我用，30 天内不再问"), required=False, initial=False
    )


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("登录名"), max_length=60, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = _password(_("密码"), new=False)


class FactorForm(forms.Form):
    """Six digits of the app, or a code on paper: whoever types knows which it is."""

    code = forms.CharField(
        label=_("六位数，或者纸上的备用码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
    remember = _remember()


class AddAppForm(forms.Form):
    code = forms.CharField(
        label=_("手机上现在显示的六位数"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    remember = _remember()
    secret = forms.CharField(max_length=400, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    current = _password(_("现在的密码"), new=False)
    password = _password(_("新密码"), new=True, help_text=_("至少 12 位，一句好记的话也可以。"))
    again = _password(_("新密码再输一遍"), new=True)

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("两次输的密码不一样，请再输一遍。"))
        return again

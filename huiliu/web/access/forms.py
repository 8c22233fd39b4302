"""What appointing, inviting and accepting ask."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.access.roles import RoleName
from huiliu.access.rules import CODE_GROUP, CODE_LENGTH, Acceptance, is_code, read_code

NAME_LENGTH = 40
USERNAME_LENGTH = 60
OF_MEMBERS = "member-"
"""How the sign-in names begin that the product makes itself."""


def _role_field(roles: Iterable[RoleName]) -> forms.ChoiceField:
    choices = [(role.value, role.label) for role in roles]
    return forms.ChoiceField(
        label=_("身份"),
        choices=choices,
        initial=choices[0][0] if len(choices) == 1 else None,
        widget=forms.RadioSelect,
    )


class InviteForm(forms.Form):
    """Only the roles that the inviter may give here are offered."""

    name = forms.CharField(label=_("姓名"), max_length=NAME_LENGTH)
    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: Iterable[RoleName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = _role_field(roles)


class AppointForm(forms.Form):
    username = forms.CharField(
        label=_("登录名"),
        max_length=USERNAME_LENGTH,
        help_text=_("已经在用这个系统的同志，向本人问一下。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("姓名"), max_length=NAME_LENGTH, help_text=_("和登录名对得上，才不会任命错人。")
    )

    def __init__(self, *args: Any, roles: Iterable[RoleName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = _role_field(roles)


class EndForm(forms.Form):
    ends_on = forms.DateField(
        label=_("从哪一天起不再任职"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = today
        self.fields["ends_on"].widget.attrs["min"] = today.isoformat()


class AcceptForm(forms.Form):
    code = forms.CharField(
        label=_("邀请码"),
        max_length=CODE_LENGTH + CODE_GROUP,
        help_text=_("邀请信上的 10 个字母和数字，中间的横线可以不写。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,59}$",
        label=_("给自己取个登录名"),
        help_text=_("小写字母和数字，三个以上，例如姓名的拼音。"),
        error_messages={"invalid": _("登录名只能用小写字母、数字、点和横线，至少三个。")},
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("设一个密码"),
        max_length=128,
        strip=False,
        help_text=_("至少 12 位，一句好记的话也可以。"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("密码再输一遍"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    why = {"again": _("邀请码只能用一次，密码输错了就进不来。")}

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not is_code(code):
            raise forms.ValidationError(_("邀请码里有一处不对，请对照邀请信再看看。"))
        return code

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if username.startswith(OF_MEMBERS):
            raise forms.ValidationError(_("这样开头的登录名留给党员本人，请换一个。"))
        return username

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("两次输的密码不一样，请再输一遍。"))
        return again

    def accepted(self, *, network: str) -> Acceptance:
        said = self.cleaned_data
        return Acceptance(
            code=said["code"],
            username=said["username"],
            password=said["password"],
            network=network,
        )

"""Logging in, the own password and codes, and opening accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils import timezone

from core import limits
from core.forms import Form, FormHelper, PlainWords
from core.limits import Limit
from members.models import User

# Somebody at another's open desk could else try out passwords here, where no lock counts them.
PASSWORDS = Limit("own-password", 10, 600, "输入密码")


class LoginForm(PlainWords, AuthenticationForm):
    """Django's own, asking and refusing in the house's words."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "账号或者密码不对，请再试一次。密码区分大小写。"
    }

    def confirm_login_allowed(self, user: User) -> None:
        """A one-time code opens an account for a while only. Who is closed out was refused before."""
        super().confirm_login_allowed(user)
        if user.code_expires_at and user.code_expires_at < timezone.now():
            raise forms.ValidationError("这个一次性密码已经过期，请联系管理员重新获取。", code="expired")


class OwnPasswordForm(PlainWords, PasswordChangeForm):
    """A new password in place of the old one, which must not be the same."""

    def clean_old_password(self) -> str:
        limits.spend(PASSWORDS, f"user {self.user.pk}")
        return super().clean_old_password()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new_password1") and cleaned["new_password1"] == cleaned.get("old_password"):
            self.add_error("new_password1", "新密码不能与原来的密码相同。")
        return cleaned


class CodeForm(Form):
    """A code of the app, or one from the list of recovery codes."""

    code = forms.CharField(
        label="验证码",
        max_length=40,
        help_text="手机应用里显示的6位数字。手机不在身边时，填一个恢复代码。",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class SetUpForm(Form):
    """The first code of an app that has just read the picture."""

    code = forms.CharField(
        label="手机上显示的6位数字",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(
            self, submit="开启两步验证", busy="正在核对…", cancel_url=cancel_url, keep=False
        )


class PasswordForm(Form):
    """The own password once more, before what protects the account is changed."""

    password = forms.CharField(
        label="登录密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(
        self, *args: Any, user: User, submit: str, cancel_url: str, kind: str = "primary", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper(self, submit=submit, cancel_url=cancel_url, kind=kind, keep=False)

    def clean_password(self) -> str:
        limits.spend(PASSWORDS, f"user {self.user.pk}")
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("密码不对，请重新填写。")
        return self.cleaned_data["password"]


def username_field() -> forms.RegexField:
    """What one logs in with: letters, digits and a few signs, so that it can be told on the phone."""
    return forms.RegexField(
        r"^[\w.@+-]+$",
        label="账号",
        max_length=60,
        help_text="登录时用，例如姓名拼音或手机号。",
        error_messages={"invalid": "账号只能用文字、数字和 . @ + - _ ，中间不能有空格。"},
    )


class AccountForm(Form):
    """An account for somebody on the register; the one-time code is made by the server."""

    username = username_field()

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="开通账号", busy="正在开通…", cancel_url=cancel_url)

"""Logging in, and opening accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from core.forms import Form, FormHelper, PlainWords


class LoginForm(PlainWords, AuthenticationForm):
    """Django's own, asking in the house's words."""


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

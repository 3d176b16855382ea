"""Uploading a list of people, and confirming what is written of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.exceptions import Refused
from core.forms import Form, FormHelper
from core.uploads import accept
from members.enums import RosterMode, RowOutcome
from members.forms.fields import PlaceField
from members.models import Organization, Roster
from members.roster.reading import Listed, read_people

SHEET = frozenset({"xlsx"})


class UploadForm(Form):
    """A workbook of people; `listed` is what it says. The file itself is not kept."""

    upload = forms.FileField(
        label="名单文件", help_text="Excel 或 WPS 表格（.xlsx）。上传后先核对，不会马上写入。"
    )
    branch = PlaceField(
        queryset=Organization.objects.none(),
        label="没有写支部的行，登记到",
        required=False,
        empty_label="每一行都写了支部",
    )
    listed: Listed
    file_name: str

    def __init__(
        self, *args: Any, branches: QuerySet[Organization], today: Any, cancel_url: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["branch"].queryset = branches
        self.fields["upload"].widget.attrs["accept"] = ".xlsx"
        self.helper = FormHelper(self, submit="上传并核对", busy="正在核对每一行…", cancel_url=cancel_url)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        try:
            accepted = accept(upload, kinds=SHEET)
            self.listed, self.file_name = read_people(accepted.content, today=self.today), accepted.clean_name
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return upload


class ConfirmForm(Form):
    """Which rows are written, and whether accounts are made."""

    mode = forms.ChoiceField(label="写入哪些行", choices=RosterMode.choices, widget=forms.RadioSelect)
    with_accounts = forms.BooleanField(
        label="同时为还没有账号的人开通账号",
        required=False,
        help_text="账号是手机号；没有手机的不开通。一次性密码写完后可以下载一次，首次登录须修改。",
    )

    def __init__(self, roster: Roster, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refused = roster.counts[RowOutcome.REFUSED]
        self.fields["mode"].initial = RosterMode.GOOD if refused else RosterMode.ALL
        if not refused:
            del self.fields["mode"]
        self.helper = FormHelper(self, submit="写入名册", busy="正在提交…")

    @property
    def chosen(self) -> dict[str, Any]:
        """What `confirm_roster` takes; without refused rows there is nothing to choose between."""
        data = self.cleaned_data
        return {"mode": data.get("mode") or RosterMode.ALL, "with_accounts": data["with_accounts"]}

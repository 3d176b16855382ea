"""Entering days of the working calendar, and saying that a year is complete."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper

_SOURCE = "写明放假通知的名称和文号，显示在这一天旁边。"


class DaysForm(Form):
    """A stretch of days off, or of weekend days that are worked."""

    first = DayField(label="从")
    last = DayField(label="到", required=False, help_text="只有一天可以不填。")
    is_workday = forms.TypedChoiceField(
        label="这几天",
        choices=[("no", "放假"), ("yes", "调休上班")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    source = forms.CharField(label="依据", max_length=200, help_text=_SOURCE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="录入", busy="正在录入…")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("first") and "last" not in self.errors:
            data["last"] = data.get("last") or data["first"]
        return data


class YearForm(Form):
    """The next year, all of whose days off are entered."""

    year = forms.IntegerField(widget=forms.HiddenInput)
    year_source = forms.CharField(label="依据", max_length=200, help_text=_SOURCE)


class DropForm(Form):
    """Why an entry is taken back."""

    reason = forms.CharField(label="撤销的理由", max_length=200)

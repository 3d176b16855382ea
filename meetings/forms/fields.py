"""Fields that several forms of meetings share."""

from __future__ import annotations

from typing import Any

from django import forms


class ClockField(forms.TimeField):
    """A time of day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请填写正确的时间，例如 14:30。"

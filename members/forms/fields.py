"""Fields that several forms about people share."""

from __future__ import annotations

from typing import Any

from django import forms

from members.models import Organization


class DayField(forms.DateField):
    """A day by the browser's own small calendar; typed days may also be written 2026年3月5日."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请填写正确的日期，例如 2026-03-05。"


class PlaceField(forms.ModelChoiceField):
    """An organisation; its depth in the tree shows by a full-width indent."""

    def label_from_instance(self, organization: Organization) -> str:
        depth = max(organization.path.strip("/").count("/") - 1, 0)
        return f"{'　' * depth}{organization.short_name}"


def name_field(label: str, **kwargs: Any) -> forms.CharField:
    """A name in Chinese: no more than the column holds, without the spaces that copying brings."""
    return forms.CharField(label=label, max_length=kwargs.pop("max_length", 40), **kwargs)

"""How every form looks: labels above, help and errors before the field, 必填 as a word, one submit button.

Use either `{% crispy form %}` with a `FormHelper` from here, or `{{ form|crispy }}` inside an own <form>.
The field's own markup is `templates/bootstrap5/field.html`, which replaces crispy-bootstrap5's.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from typing import Any

from crispy_forms.helper import FormHelper as CrispyHelper
from django import forms


class FormHelper(CrispyHelper):
    """A whole form with error summary and foot. `form=None` leaves the layout to the form's own order.

    submit, busy: the button's words at rest and while sending. cancel_url: shows a way out. kind: primary,
    or danger for what cannot be taken back. keep: False for forms that need no warning about unsaved changes.
    """

    template = "core/form.html"

    def __init__(
        self,
        form: forms.BaseForm | None = None,
        *,
        submit: str = "保存",
        busy: str = "正在保存…",
        cancel_url: str = "",
        cancel: str = "取消",
        kind: str = "primary",
        action: str = "",
        method: str = "post",
        keep: bool = True,
    ) -> None:
        super().__init__(form)
        self.submit_label, self.busy_label, self.submit_kind = submit, busy, kind
        self.cancel_url, self.cancel_label = cancel_url, cancel
        self.form_action = action
        self.form_method = method
        self.form_class = "form-page"
        # The server checks everything and answers in Chinese, all at once; browsers' bubbles do neither.
        self.attrs: dict[str, Any] = {"novalidate": True}
        if keep and method == "post":
            self.attrs["data-warn-unsaved"] = True


class PlainWords(forms.BaseForm):
    """Mixin: an empty field is asked for by its name (请填写会议名称。), unless it has words of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == str(forms.Field.default_error_messages["required"]):
                field.error_messages["required"] = f"{_ask(field)}{field.label or name}。"


def _ask(field: forms.Field) -> str:
    if isinstance(field, forms.FileField):
        return "请上传"
    return "请选择" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "请填写"


class Form(PlainWords, forms.Form):
    """A plain form of the house."""


class ModelForm(PlainWords, forms.ModelForm):
    """A model's form of the house; its `save` is not used, writes go through actions."""


def day_widget(**attrs: Any) -> forms.DateInput:
    """A text field that script gives a small calendar (static/ui/form.js)."""
    shown = {"data-day": True, "inputmode": "numeric", "autocomplete": "off", "placeholder": "如 2026-03-05"}
    return forms.DateInput(format="%Y-%m-%d", attrs=shown | attrs)


class DayField(forms.DateField):
    """A day, typed as 2026-03-05, 2026/3/5, 2026.3.5 or 2026年3月5日 (full-width digits too), or picked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", day_widget())
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请填写正确的日期，例如 2026-03-05。"

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        text = unicodedata.normalize("NFKC", value).strip()
        if words := _no_such_day(text):
            raise forms.ValidationError(words, code="no_such_day")
        return super().to_python(text)


def _no_such_day(text: str) -> str:
    """The sentence for 二月三十: a day past the end of its month; "" for any other text."""
    found = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?", text)
    year, month, day = map(int, found.groups()) if found else (0, 0, 0)
    if not (found and year >= dt.MINYEAR and 1 <= month <= 12):
        return ""
    last = calendar.monthrange(year, month)[1]
    return f"{year}年{month}月没有{day}日，这个月最后一天是{last}日。" if day > last else ""


def keep_draft(field: forms.Field, key: str, *, confidential: bool = False) -> None:
    """Keep what is typed into a textarea on the device under `key` until it is saved.

    `key` is unique for user and text (`material-12`). Confidential text is kept in the tab only.
    """
    field.widget.attrs["data-keep"] = key
    if confidential:
        field.widget.attrs["data-keep-tab"] = True

"""Forms that hold every kind of field a page of ours uses."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, FormHelper, day_widget, keep_draft


class SampleForm(Form):
    """Every kind of field a page of ours uses."""

    title = forms.CharField(label="会议名称", max_length=60, help_text="会印在通知和会议记录上。")
    held_on = forms.DateField(
        label="会议日期",
        widget=day_widget(),
        error_messages={"required": "请填写会议日期；还没有定下来时，先写大致的日子。"},
    )
    form = forms.ChoiceField(
        label="会议形式",
        choices=[("", "请选择"), ("general", "党员大会"), ("committee", "支委会"), ("group", "党小组会")],
    )
    host = forms.ChoiceField(
        label="主持人", widget=forms.RadioSelect, choices=[("1", "周明远（书记）"), ("2", "李秀兰（副书记）")]
    )
    guests = forms.MultipleChoiceField(
        label="列席人员",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", "入党积极分子"), ("b", "群众代表"), ("c", "镇督导组")],
    )
    theme = forms.CharField(
        label="会议主题", widget=forms.Textarea(attrs={"rows": 4}), help_text="可以直接用上级方案里的表述。"
    )
    attachment = forms.FileField(label="附件", required=False, help_text="只收 .docx 和 .pdf，不超过 20 MB。")
    inform = forms.BooleanField(label="保存后立即通知全体党员", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["theme"], "gallery-theme")
        self.helper = FormHelper(self, submit="保存方案", cancel_url="/gallery/")


class UploadForm(Form):
    """One file."""

    file = forms.FileField(label="对照检查材料", help_text="上传后您可以先看体检结果，再交书记审阅。")


def wrong_form() -> SampleForm:
    """The sample form as it comes back when two fields are wrong."""
    return SampleForm(
        data={"title": "", "theme": "", "form": "general", "host": "1", "guests": ["a"]}, prefix="wrong"
    )

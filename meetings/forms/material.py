"""Forms about a material: handing it in, and reviewing it."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, FormHelper, keep_draft
from meetings.actions.material import MAX_TEXT
from meetings.enums import ReviewVerdict
from meetings.models import Material


class SubmitForm(Form):
    """A new version: a Word file, or the text written here; one of the two."""

    upload = forms.FileField(label="上传 Word 文件", required=False)
    text = forms.CharField(
        label="或在这里写",
        required=False,
        strip=True,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="写的内容会暂存在这台设备上，登录过期也不会丢。",
    )

    def __init__(self, material: Material, account: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ".docx"
        keep_draft(self.fields["text"], f"material-{material.pk}-{account}", confidential=True)
        self.helper = FormHelper(self, submit="提交审核", busy="正在检查并提交…")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("upload")) == bool(given.get("text")) and not self.errors:
            both = bool(given.get("upload"))
            raise forms.ValidationError(
                "上传文件和在这里写，请只用一种。" if both else "请上传 Word 文件，或者在下面写好内容。"
            )
        return given


class ReviewForm(Form):
    """A reviewer's verdict on the latest version."""

    verdict = forms.ChoiceField(
        label="审核结论",
        choices=ReviewVerdict.choices,
        widget=forms.RadioSelect,
        initial=ReviewVerdict.APPROVE,
    )
    remarks = forms.CharField(
        label="审核意见",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="退回时必填：写明哪一段、要改什么。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, material: Material, account: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["remarks"], f"review-{material.pk}-{account}", confidential=True)
        self.helper = FormHelper(self, submit="提交审核结论", busy="正在提交…")

"""Forms about a material: writing it, handing it in, remarks on it, and the review."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, FormHelper, keep_draft
from meetings.enums import ReviewVerdict
from meetings.models import Material


class UploadForm(Form):
    """A new version as a Word file."""

    upload = forms.FileField(label="上传 Word 文件", error_messages={"required": "请上传 Word 文件。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ".docx"
        self.helper = FormHelper(self, submit="提交审核", busy="正在检查并提交…")


class WriteForm(Form):
    """The text of a material as it is being written; `revision` is that of the draft it began with."""

    text = forms.CharField(
        label="材料正文",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "writing", "spellcheck": "false"}),
        help_text="小标题自成一行，如“一、存在的问题”。停笔几秒就存一次；断网时存在这台设备上。",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, material: Material, account: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], f"material-{material.pk}-{account}", confidential=True)
        self.helper = FormHelper(self, submit="提交审核", busy="正在提交…")


class RemarkForm(Form):
    """What a reviewer says about one paragraph."""

    text = forms.CharField(
        label="批注",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="说清这一段哪里不实、不深、不具体。作者在这一段旁边看到。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    quote = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, key: str, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], key, confidential=True)
        self.helper = FormHelper(self, submit="写下批注", busy="正在保存…", cancel_url=cancel_url)


class AnswerForm(Form):
    """What the author says to a remark."""

    text = forms.CharField(
        label="回应",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="改了什么，或者为什么不改。每条批注回应一次。",
    )

    def __init__(self, key: str, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], key, confidential=True)
        self.helper = FormHelper(self, submit="回应", busy="正在保存…", cancel_url=cancel_url)


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

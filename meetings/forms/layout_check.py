"""A document handed in to have its layout measured."""

from __future__ import annotations

from typing import Any

from django import forms

from core.exceptions import Refused
from core.forms import Form, FormHelper
from core.uploads import accept
from gongwen.checker import Finding, UnreadableDocument, check

WORD = frozenset({"docx"})
KINDS = (
    ("official", "公文：方案、通知、报告、通报等"),
    ("record", "记录和表格：会议记录、谈话记录、签到表、汇总表等"),
)
TIMEOUT = 40  # seconds for LibreOffice; without its pages the rest is still told


class LayoutCheckForm(Form):
    """One .docx and what it is; `findings` is what was measured. The file is read and not kept."""

    file = forms.FileField(label="Word 文件", help_text="后缀为 .docx。文件只检查，不保存。")
    kind = forms.ChoiceField(label="是什么文件", choices=KINDS, initial="official", widget=forms.RadioSelect)
    findings: list[Finding]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="检查", busy="正在检查，约需十秒…")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("file") and data.get("kind"):
            try:
                content = accept(data["file"], kinds=WORD).content
                content.seek(0)
                self.findings = check(content.read(), True, kind=data["kind"], timeout=TIMEOUT)
            except (Refused, UnreadableDocument) as error:
                self.add_error("file", getattr(error, "message", "") or str(error))
        return data

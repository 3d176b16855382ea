"""Handing in a notice to be read: a file, or its words."""

from __future__ import annotations

from typing import Any

from django import forms

from core.exceptions import Refused
from core.forms import Form, FormHelper
from core.uploads.accept import accept
from meetings.reading import SourceText, UnreadablePlan, extract

WORD = frozenset({"docx"})
PACKAGE = b"PK"


class ReadForm(Form):
    """One of a file and pasted text; `source` is what can be read of it."""

    file = forms.FileField(
        label="通知或方案文件", required=False, help_text="Word 文件（.docx）或文本文件（.txt）。"
    )
    text = forms.CharField(
        label="或者粘贴文字",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    source: SourceText

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="读取", busy="正在读取…", cancel_url=cancel_url)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("file") and not (data.get("text") or "").strip():
            self.add_error(None, "请上传文件，或者粘贴文字。")
        if not self.errors:
            try:
                self.source = self._source(data.get("file"), data.get("text") or "")
            except UnreadablePlan as error:
                self.add_error("file" if data.get("file") else "text", str(error))
            except Refused as error:
                self.add_error("file", error.message)
        return data

    def _source(self, file: Any, text: str) -> SourceText:
        if file is None:
            return SourceText.of(text)
        # The file is read and not kept; a package is looked through first, as every upload is.
        if file.read(len(PACKAGE)) == PACKAGE:
            file = accept(file, kinds=WORD).content
        file.seek(0)
        return extract(file.read(), file.name or "")

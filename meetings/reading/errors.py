"""The one refusal of this package: a file that gives no text, told in a sentence for its uploader."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why a file was not read. A text that is read but is no plan is no refusal: its kind says so."""

    BROKEN = "broken"
    EMPTY = "empty"
    NO_TEXT = "no_text"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"


SENTENCES = {
    Refusal.BROKEN: (
        "这个 Word 文件已损坏或不完整，打不开。请用 Word 或 WPS 打开后另存为 .docx 再上传，或者直接粘贴正文。"
    ),
    Refusal.EMPTY: "文件是空的，没有内容。请检查是否选错了文件。",
    Refusal.NO_TEXT: "文件里没有可以读取的文字，可能是扫描件或图片。请上传文字版，或者直接粘贴正文。",
    Refusal.TOO_LARGE: "文件太大，超出了一份方案应有的篇幅。请只保留方案正文后再上传。",
    Refusal.UNSUPPORTED: (
        "只能读取 .docx 和 .txt 文件。请用 Word 或 WPS 另存为 .docx 再上传，或者直接粘贴正文。"
    ),
}


class UnreadablePlan(Exception):
    """A file that gives no text. `str()` is one Chinese sentence that says what to do; `reason` is for
    code.
    """

    def __init__(self, reason: Refusal) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason

"""What a check says: one line per thing measured."""

from dataclasses import asdict, dataclass

PASS, WARN, FAIL, UNVERIFIED = "pass", "warn", "fail", "not verified"
STATUS_WORDS = {PASS: "符合", WARN: "提醒", FAIL: "不符合", UNVERIFIED: "未验证"}

# Row of the layout table → clause of GB/T 9704-2012.
CLAUSES = {
    "page": "5.1、5.2.1 幅面与版心",
    "text": "5.2.2、5.2.3 正文字体、行数与字数",
    "title": "7.3.1 标题",
    "levels": "7.3.3 结构层次",
    "addressee": "7.3.2 主送机关",
    "attachments_note": "7.3.4 附件说明",
    "signature": "7.3.5 署名和成文日期",
    "attachment": "7.3.7 附件",
    "page_number": "7.5 页码",
    "wide_tables": "8 横排表格",
    "minutes": "10.3 纪要格式",
    "fonts": "5.2.2 字体",
    "head": "7.2 版头",
}


@dataclass(frozen=True)
class Finding:
    """``row`` names the row of the layout table; ``expected`` and ``found`` are sentences in Chinese."""

    row: str
    clause: str
    expected: str
    found: str
    status: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class Findings:
    """Collects findings of one row after another."""

    def __init__(self) -> None:
        self.all: list[Finding] = []

    def add(self, row: str, status: str, expected: str, found: str) -> None:
        self.all.append(Finding(row, CLAUSES[row], expected, found, status))

    def check(self, row: str, good: bool, expected: str, found: str, *, otherwise: str = FAIL) -> bool:
        self.add(row, PASS if good else otherwise, expected, found)
        return good

    def absent(self, row: str, expected: str, what: str) -> None:
        """Nothing to measure: said, not counted as conforming."""
        self.add(row, UNVERIFIED, expected, f"文中没有{what}，未作检查")


def excerpt(text: str, length: int = 16) -> str:
    """The beginning of a passage, for pointing at it."""
    flat = " ".join(text.split())
    return f"“{flat[:length]}{'…' if len(flat) > length else ''}”"


def places(texts: list[str], limit: int = 3) -> str:
    """Up to three excerpts and how many there are."""
    shown = "、".join(excerpt(text) for text in texts[:limit])
    return shown if len(texts) <= limit else f"{shown}等 {len(texts)} 处"

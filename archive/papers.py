"""The papers that the archive itself adds to a packet: catalogue, note (备考表), self-check report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.exports import COLUMNS, catalogue_rows
from archive.models import CatalogueEntry, Packet
from archive.queries import WITHHELD
from gongwen import Document, chinese_date
from meetings.enums import DocumentKind, Retention

_WIDTHS = (3, 16, 4.5, 8, 13, 6, 3.4, 3.4, 4)  # proportions; a date and most archive numbers stay whole


@dataclass(frozen=True)
class Check:
    """One line of the self-check: what was looked at, whether it holds, and what was found."""

    name: str
    passed: bool
    detail: str

    @property
    def outcome(self) -> str:
        return "通过" if self.passed else "不通过"


def catalogue(entries: Sequence[CatalogueEntry], heading: str) -> bytes:
    """归档文件目录 as .docx: one table on landscape sheets, head repeated."""
    paper = Document(title=heading, landscape=True)
    paper.table(header=COLUMNS, rows=catalogue_rows(entries), widths=_WIDTHS, landscape=True)
    return paper.to_bytes()


def note(packet: Packet, entries: Sequence[CatalogueEntry], withheld: Counter[str], number: str) -> bytes:
    """备考表: what the packet holds, what is missing and why, who ordered it; the checker signs by hand."""
    paper = Document(title="备考表")
    paper.fields(
        [
            ("档号范围", number),
            ("会议名称", packet.meeting.title),
            ("归档组织", packet.organization.name),
            ("归档文件", contents_in_words(entries)),
            ("缺件说明", "\n".join(gaps_in_words(packet))),
            (WITHHELD, "\n".join(withheld_in_words(withheld))),
            ("补充说明", supplement_in_words(packet)),
            ("整理人", packet.requested_by.display_name),
            ("整理日期", chinese_date(packet.dated)),
            ("检查人", "（待签名）"),
            ("检查日期", "（待填写）"),
        ]
    )
    return paper.to_bytes()


def self_check(checks: Sequence[Check]) -> bytes:
    """自检报告: every check with its outcome."""
    paper = Document(title="归档包自检报告")
    rows = [(str(n), check.name, check.outcome, check.detail) for n, check in enumerate(checks, 1)]
    paper.table(header=("序号", "检查内容", "结果", "说明"), rows=rows, widths=(2, 6, 3, 12))
    return paper.to_bytes()


def contents_in_words(entries: Sequence[CatalogueEntry]) -> str:
    """共3件（永久1件、30年2件），其中2件共9页，其余1件未计页数。"""
    counted = Counter(entry.retention for entry in entries)
    periods = "、".join(f"{Retention(p).label}{counted[p]}件" for p in Retention if counted[p])
    pages = [entry.pages for entry in entries if entry.pages is not None]
    left = f"，其余{len(entries) - len(pages)}件未计页数" if len(pages) < len(entries) else ""
    known = f"，其中{len(pages)}件共{sum(pages)}页{left}" if pages else "，电子文件未计页数"
    return f"共{len(entries)}件（{periods}）{known}。"


def gaps_in_words(packet: Packet) -> list[str]:
    """One sentence a gap: 会议通知：口头通知，未形成文件。"""
    return [f"{DocumentKind(kind).label}：{reason}" for kind, reason in sorted(packet.gaps.items())]


def withheld_in_words(withheld: Counter[str]) -> list[str]:
    """How many documents of which kind stay out by rule. Their titles would tell who talked to whom."""
    return [f"{kind.label}{withheld[kind]}份" for kind in DocumentKind if withheld[kind]]


def supplement_in_words(packet: Packet) -> str:
    """Which packet this one adds to; nothing for a first one."""
    first = packet.supplements
    if first is None:
        return ""
    return (
        f"本包是对“{first.file_name}”（{chinese_date(first.dated)}归档，SHA-256：{first.sha256}）的补充，"
        "只含归档以后新增或变更的文件。"
    )

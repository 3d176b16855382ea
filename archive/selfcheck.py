"""The self-check (自检) of a packet: what an archivist would look through before accepting it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from archive import names
from archive.bag import PAYLOAD
from archive.chain import broken, chain_of
from archive.models import CatalogueEntry, Packet
from archive.papers import Check
from archive.queries import Survey
from archive.queries.confidentiality import Admission
from core.exceptions import NotNow
from meetings.models import Meeting

if TYPE_CHECKING:
    from archive.draft import Item


def self_check(
    packet: Packet, entries: Sequence[CatalogueEntry], items: Sequence[Item], found: Survey
) -> list[Check]:
    """What an archivist would look through before accepting, looked through."""
    return [
        _check_complete(packet, found),
        check_files(items),
        _check_names(entries),
        _check_numbers(entries),
        _check_confidential(packet.meeting, items, len(found.withheld)),
        _check_minutes(packet.meeting),
    ]


def require_passed(checks: Iterable[Check]) -> None:
    """Raise NotNow with everything that does not hold."""
    if faults := [f"{check.name}：{check.detail}" for check in checks if not check.passed]:
        raise NotNow(f"自检没有通过，归档包没有生成。{'；'.join(faults)}")


def _check_complete(packet: Packet, found: Survey) -> Check:
    lacking = [] if packet.is_supplement else found.unexplained(packet.gaps)
    if lacking:
        return Check("材料齐全", False, "缺少" + "、".join(item.label for item in lacking))
    named = f"缺件{len(packet.gaps)}种，均已说明原因" if packet.gaps else "没有缺件"
    return Check("材料齐全", True, "补充归档，只含新增或变更的文件" if packet.is_supplement else named)


def check_files(items: Sequence[Item]) -> Check:
    """Whether a reader could open every document. Also asked before numbers are given."""
    faults = [f"“{item.document.kind.label}”{item.fault}" for item in items if item.fault]
    size = sum(item.stored.size for item in items)
    return Check("文件可读", not faults, "、".join(faults) or f"{len(items)}份文件都能打开，共{size}字节")


def _check_names(entries: Sequence[CatalogueEntry]) -> Check:
    bad = [entry.path for entry in entries if not names.is_safe(entry.path.removeprefix(PAYLOAD))]
    twice = len({entry.path.casefold() for entry in entries}) != len(entries)
    words = "有重名" if twice else "各系统都能使用，没有重名"
    return Check("文件名规范", not bad and not twice, "、".join(bad) or words)


def _check_numbers(entries: Sequence[CatalogueEntry]) -> Check:
    """Every series these entries belong to runs from 1 to its last number."""
    gaps = [
        str(series)
        for series in {entry.series_id: entry.series for entry in entries}.values()
        if series.entries.count() != series.last
    ]
    return Check("件号连续", not gaps, "、".join(gaps) or f"{len(entries)}件编号连续，没有跳号和重号")


def _check_confidential(meeting: Meeting, items: Sequence[Item], withheld: int) -> Check:
    """The rules are read once more: what may not go in is not in."""
    admission = Admission.of(meeting)
    leaked = [f"“{i.document.kind.label}”不得归档" for i in items if not admission.lets_in(i.document)]
    kept = f"按规定不归档{withheld}份，未放入本包" if withheld else "没有不得归档的文件"
    return Check("保密要求", not leaked, "、".join(leaked) or kept)


def _check_minutes(meeting: Meeting) -> Check:
    chain = chain_of(meeting, with_text=True)
    sealed = sum(1 for sitting in chain["sittings"] if sitting["seal"])
    faults = broken(chain)
    return Check("会议记录封存", not faults, "；".join(faults) or f"{sealed}次会议的记录与封存时一致")


def fault_of(content: bytes, suffix: str) -> str:
    """Why a file could not be opened by a reader; empty when it can. By content, for the kinds we know."""
    if not content:
        return "是空文件"
    if suffix in (".docx", ".xlsx"):
        return "" if _is_whole_package(content) else "文件损坏，打不开"
    known = {".pdf": b"%PDF-", ".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
    return "" if content.startswith(known.get(suffix, b"")) else "内容与文件类型不符"


def _is_whole_package(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "[Content_Types].xml" in package.namelist() and package.testzip() is None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return False

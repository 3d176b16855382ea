"""Text of a .docx from its XML: paragraphs with their automatic numbers, tables in place, nothing a reader
skips.

Headers, footers and watermarks live in parts that are never opened. Limits are checked on the zip's own
list before a
byte is unpacked, and again while unpacking, because that list can lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from meetings.reading.errors import Refusal, UnreadablePlan
from meetings.reading.numbering import Numbers

MAX_EXPANDED = 50 * 1024 * 1024  # bytes over all entries
MAX_RATIO = 100  # expanded to compressed; a plan's XML has about 10
MAX_ENTRIES = 2_000
MAX_PART = 8 * 1024 * 1024  # bytes of one part that is parsed; 400 pages of text have about 4 MB
_RATIO_COUNTS_FROM = 1024 * 1024  # bytes; tiny repetitive parts reach high ratios honestly
_MAX_DEPTH = 60  # nested tables and content controls
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    W + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tblPr", "trPr", "tcPr")
}
_SKIPPED |= {MC + "Fallback", W + "sdtPr", W + "fldData"}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def read_docx(data: bytes) -> str:
    """Paragraphs as lines, table rows as lines of tab-parted cells. Raises UnreadablePlan."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_limits(archive)
            body = _parse(archive, "word/document.xml")
            numbers = Numbers(_optional(archive, "word/numbering.xml"), _optional(archive, "word/styles.xml"))
    except _BROKEN as broken:
        raise UnreadablePlan(Refusal.BROKEN) from broken
    text = "\n".join(_lines(body, numbers, 0))
    if not text.strip():
        raise UnreadablePlan(Refusal.NO_TEXT)
    return text


def _check_limits(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    expanded = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    too_dense = expanded > _RATIO_COUNTS_FROM and expanded > packed * MAX_RATIO
    if len(entries) > MAX_ENTRIES or expanded > MAX_EXPANDED or too_dense:
        raise UnreadablePlan(Refusal.TOO_LARGE)


def _parse(archive: zipfile.ZipFile, part: str) -> Element:
    with archive.open(part) as stream:
        xml = stream.read(MAX_PART + 1)
    if len(xml) > MAX_PART:
        raise UnreadablePlan(Refusal.TOO_LARGE)
    try:
        return fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as broken:
        raise UnreadablePlan(Refusal.BROKEN) from broken


def _optional(archive: zipfile.ZipFile, part: str) -> Element | None:
    return _parse(archive, part) if part in archive.namelist() else None


def _lines(parent: Element, numbers: Numbers, depth: int) -> Iterator[str]:
    """Blocks in document order; what only wraps blocks (content controls, insertions) is looked into."""
    if depth > _MAX_DEPTH:
        raise UnreadablePlan(Refusal.BROKEN)
    for child in parent:
        if child.tag == W + "p":
            yield from _paragraph(child, numbers, depth)
        elif child.tag == W + "tbl":
            yield from _rows(child, numbers, depth)
        elif child.tag not in _SKIPPED:
            yield from _lines(child, numbers, depth + 1)


def _paragraph(paragraph: Element, numbers: Numbers, depth: int) -> Iterator[str]:
    text = "".join(_runs(paragraph, depth))
    if text.strip():
        label = numbers.label(paragraph)
        yield from (label + (text.strip(" \t") if label else text.rstrip())).split("\n")
    for box in _nearest(paragraph, W + "txbxContent"):
        yield from _lines(box, numbers, depth + 1)


def _nearest(parent: Element, tag: str, depth: int = 0) -> Iterator[Element]:
    """Descendants with this tag, not those inside one of them, nor in what is skipped."""
    if depth > _MAX_DEPTH:
        raise UnreadablePlan(Refusal.BROKEN)
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _nearest(child, tag, depth + 1)


def _runs(parent: Element, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        raise UnreadablePlan(Refusal.BROKEN)
    for child in parent:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in (W + "br", W + "cr"):
            yield "\n"
        elif child.tag == W + "tab":
            yield " "
        elif child.tag == W + "r" and _is_hidden(child):
            continue
        elif child.tag not in _SKIPPED and child.tag != W + "txbxContent":
            yield from _runs(child, depth + 1)


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val", "1") not in ("0", "false")


def _rows(table: Element, numbers: Numbers, depth: int) -> Iterator[str]:
    above: dict[int, str] = {}
    for row in _nearest(table, W + "tr"):
        cells = [
            above.get(at, "") if _goes_on(cell) else _cell(cell, numbers, depth + 1)
            for at, cell in enumerate(_nearest(row, W + "tc"))
        ]
        above = dict(enumerate(cells))
        if any(cells):
            yield "\t".join(cells) if len(cells) > 1 else cells[0].replace("\v", "\n")


def _goes_on(cell: Element) -> bool:
    """A cell merged into the one above it says the same as that."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val", "continue") == "continue"


def _cell(cell: Element, numbers: Numbers, depth: int) -> str:
    return "\v".join(line.replace("\t", " ") for line in _lines(cell, numbers, depth))

"""Measures any .docx against GB/T 9704-2012, row by row of the layout table.

From the XML always; from the rendered page (lines, characters, places) where LibreOffice is present
and asked for. A font that is not on this machine is reported as not verified, whatever the XML says.
"""

from pathlib import Path

from gongwen.checker.context import Check
from gongwen.checker.faces import Faces
from gongwen.checker.findings import CLAUSES, FAIL, PASS, STATUS_WORDS, UNVERIFIED, WARN, Finding, Findings
from gongwen.checker.package import UnreadableDocument
from gongwen.checker.reading import read
from gongwen.checker.roles import find_roles
from gongwen.checker.rules_parts import (
    check_addressee,
    check_attachments,
    check_head,
    check_labels,
    check_note,
    check_signature,
)
from gongwen.checker.rules_sheet import check_fonts, check_page_number, check_wide_tables
from gongwen.checker.rules_text import check_levels, check_page, check_text, check_title
from gongwen.fonts import FontSet
from gongwen.render import TIMEOUT_SECONDS

KINDS = ("official", "record")
_RULES = (
    check_page,
    check_text,
    check_head,
    check_title,
    check_addressee,
    check_levels,
    check_note,
    check_signature,
    check_attachments,
    check_page_number,
    check_wide_tables,
    check_labels,
    check_fonts,
)


def check(
    source: bytes | str | Path,
    rendered_pdf: bool = False,
    *,
    kind: str = "official",
    fonts: FontSet | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> list[Finding]:
    """Every measured row with clause, expected, found and pass, warn, fail or not verified.

    ``kind`` "record" is for minutes, talk records and forms: parts that only official documents need
    may be missing, and a red head is refused. ``timeout`` is for LibreOffice, seconds. Raises
    UnreadableDocument (a sentence for the user) for what is no .docx or is unsafe to open, ValueError for
    another kind, OSError when the path cannot be read.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r}: one of {', '.join(KINDS)}")
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    reading = read(data)
    found = Findings()
    measured = Check(reading, find_roles(reading), Faces(fonts or FontSet()), found, kind == "record")
    for rule in _RULES:
        rule(measured)
    if rendered_pdf:
        from gongwen.checker.rendered import check_rendered

        check_rendered(measured, data, timeout)
    return found.all


__all__ = [
    "CLAUSES",
    "FAIL",
    "KINDS",
    "PASS",
    "STATUS_WORDS",
    "UNVERIFIED",
    "WARN",
    "Finding",
    "UnreadableDocument",
    "check",
]

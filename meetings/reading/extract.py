"""From a file to its text. What kind of file it is, its bytes say; the name is for messages only."""

from __future__ import annotations

from pathlib import Path

from meetings.reading.decode import decode
from meetings.reading.docx import read_docx
from meetings.reading.errors import Refusal, UnreadablePlan
from meetings.reading.source import SourceText

MAX_BYTES = 30 * 1024 * 1024  # a .docx of 100 pages with a few pictures; beyond it, no plan
_ZIP = b"PK"
_PICTURE = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")
_OTHER = (b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")


def extract(file: str | Path | bytes, name: str = "") -> SourceText:
    """Text of a .docx or .txt, given as path or content. Raises UnreadablePlan with a sentence for the
    user.
    """
    if isinstance(file, bytes):
        return SourceText.of(_text(file), name)
    path = Path(file)
    if path.stat().st_size > MAX_BYTES:
        raise UnreadablePlan(Refusal.TOO_LARGE)
    return SourceText.of(_text(path.read_bytes()), name or path.name)


def _text(data: bytes) -> str:
    if not data:
        raise UnreadablePlan(Refusal.EMPTY)
    if len(data) > MAX_BYTES:
        raise UnreadablePlan(Refusal.TOO_LARGE)
    if data.startswith(_PICTURE):
        raise UnreadablePlan(Refusal.NO_TEXT)
    if data.startswith(_OTHER):
        raise UnreadablePlan(Refusal.UNSUPPORTED)
    return read_docx(data) if data.startswith(_ZIP) else decode(data)

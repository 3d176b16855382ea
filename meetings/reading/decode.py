"""Which encoding a .txt is in: byte order mark, UTF-16 by its shape, UTF-8, then GB18030."""

from __future__ import annotations

import codecs

from meetings.reading.errors import Refusal, UnreadablePlan

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096  # bytes; enough Chinese text to tell its encoding


def decode(data: bytes) -> str:
    """The text of a .txt file. Raises UnreadablePlan (unsupported) for bytes that are no text in a known
    encoding.
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadablePlan(Refusal.UNSUPPORTED)


def _candidates(data: bytes) -> list[str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return [encoding]
    return [*_utf16_by_shape(data), "utf-8", "gb18030"]


def _utf16_by_shape(data: bytes) -> list[str]:
    """UTF-16 without a mark: line feeds and ASCII leave zero bytes on one side only; other encodings leave
    none.
    """
    sample = data[:_SAMPLE]
    zeros = [sample[side::2].count(0) for side in (0, 1)]
    if not any(zeros):
        return []
    return ["utf-16-le"] if zeros[1] > zeros[0] else ["utf-16-be"]

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
    """UTF-16 without a mark: line feeds leave zero bytes, as no other encoding does. In the right order of
    bytes it is Chinese.
    """
    sample = data[:_SAMPLE]
    if 0 not in sample:
        return []
    return sorted(("utf-16-le", "utf-16-be"), key=lambda order: -_words(sample, order))


def _words(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, "ignore")
    return sum(char.isascii() or "\u4e00" <= char <= "\u9fff" or char in "，。、：　" for char in text)

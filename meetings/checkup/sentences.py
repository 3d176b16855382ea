"""Cut a text into sentences and paragraphs without changing a character: only spans."""

import re

from meetings.checkup.folding import Span

_SENTENCE = re.compile(r"[^。！？!?；;\n\r]*(?:[。！？!?；;]+[”’」』）)》]*|[\n\r]+|$)")
_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")


def cuts(text: str) -> list[Span]:
    """Sentences that join to the whole text again, their ends and line breaks included."""
    return [match.span() for match in _SENTENCE.finditer(text) if match.end() > match.start()]


def sentences(text: str, within: Span | None = None) -> list[Span]:
    """Sentences without surrounding white space; empty ones are left out."""
    start, end = within or (0, len(text))
    body = text[start:end]
    trimmed = (trim(body, span) for span in cuts(body))
    return [(start + first, start + last) for first, last in trimmed if first < last]


def lines(text: str) -> list[Span]:
    """Lines that hold something, without surrounding white space."""
    trimmed = (trim(text, match.span()) for match in _LINE.finditer(text))
    return [(first, last) for first, last in trimmed if first < last]


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends; invisible marks count as white space."""
    start, end = span
    while start < end and _blank(text[start]):
        start += 1
    while end > start and _blank(text[end - 1]):
        end -= 1
    return start, end


def _blank(char: str) -> bool:
    return char.isspace() or char in "\u200b\u200c\u200d\ufeff\u2060"


def size(text: str) -> int:
    """Characters as word processors count them for Chinese: all but white space."""
    return sum(map(len, text.split()))

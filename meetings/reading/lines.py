"""Lines of a folded text, and the cells of those that are rows of a table."""

from __future__ import annotations

import re

from meetings.reading.source import Span

_WORD = re.compile(r"[^\s]")


def lines_of(norm: str) -> list[Span]:
    """Every line that is not blank."""
    spans, start = [], 0
    for line in norm.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return [span for span in spans if norm[span.start : span.end].strip()]


def span_text(norm: str, span: Span) -> str:
    return norm[span.start : span.end]


def first_word(norm: str, span: Span) -> int:
    """Where the words of a line begin."""
    match = _WORD.search(norm, span.start, span.end)
    return match.start() if match else span.end


def is_row(norm: str, span: Span) -> bool:
    """A table row: cells parted by tabs."""
    return "\t" in norm[span.start : span.end].strip()


def cells(norm: str, span: Span) -> list[Span]:
    """Cells of a row, empty ones too."""
    spans, start = [], span.start
    for part in norm[span.start : span.end].split("\t"):
        spans.append(Span(start, start + len(part)))
        start += len(part) + 1
    return spans

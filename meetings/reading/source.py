"""A text as it came in, cleaned so that what is shown to the user and what the rules read have the same
offsets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from meetings.reading.cleaning import clean

PASTED = "粘贴的文字"


class Span(NamedTuple):
    """Half-open range of characters in `SourceText.text`."""

    start: int
    end: int

    def __bool__(self) -> bool:
        return self.end > self.start


@dataclass(frozen=True, slots=True)
class SourceText:
    """Cleaned text of one plan. Lines are paragraphs; a table row is one line, its cells parted by tabs, and
    a line break inside a cell is a vertical tab.
    """

    text: str
    name: str = PASTED

    @classmethod
    def of(cls, raw: str, name: str = PASTED) -> SourceText:
        """Clean `raw`. Raises UnreadablePlan where nothing is left, or far more than a plan can be."""
        return cls(clean(raw), name)

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def sentence(self, span: Span) -> str:
        """The sentence around `span`, to be shown beside a value."""
        start = max(self.text.rfind(mark, 0, span.start) for mark in "。；\n\v\t") + 1
        ends = [
            at for mark in "。；\n\v\t" if (at := self.text.find(mark, max(span.end - 1, span.start))) >= 0
        ]
        return self.text[start : min(ends, default=len(self.text)) + 1].strip()

"""One text under reading: original words, folded words, outline and labelled entries, with the same
offsets.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from meetings.reading.entries import Entry, entries
from meetings.reading.lines import lines_of
from meetings.reading.model import Certainty, Found
from meetings.reading.noise import without_noise
from meetings.reading.outline import Outline, outline
from meetings.reading.phrases import sentences
from meetings.reading.script import fold, narrow
from meetings.reading.source import SourceText, Span

_EDGES = " \t\n\v\u3000。；;，,、：:"
_OPEN = re.compile(r"[xX*_ˍ]{2,}|(?<![A-Za-z])[xX](?![A-Za-z])|待定|另行|空白|△|□")
_STOP = re.compile(r"(?<=[\u4e00-\u9fff)”》])\.(?=\s|$)")
_BLANK = re.compile(r"[\s_ˍ.…—\-/()（）]*")


class Doc:
    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.raw = source.text
        # An English full stop behind a Chinese word ends a sentence too.
        self.norm = _STOP.sub("。", without_noise(fold(source.text)))

    @cached_property
    def outline(self) -> Outline:
        return outline(self.norm)

    @cached_property
    def entries(self) -> list[Entry]:
        return entries(self.norm, self.outline)

    @cached_property
    def title(self) -> str:
        """Title lines, folded, without blanks."""
        return re.sub(r"\s", "", self.text(self.outline.title))

    @cached_property
    def blank_lines(self) -> int:
        """Lines with something left open (××, ____)."""
        return sum(bool(_OPEN.search(line)) for line in self.norm.split("\n"))

    @cached_property
    def first_lines(self) -> Span:
        """The first two lines that are not blank, at most 300 characters."""
        lines = lines_of(self.norm)[:2]
        return Span(lines[0].start, min(lines[-1].end, lines[0].start + 300)) if lines else Span(0, 0)

    @cached_property
    def opening(self) -> Span:
        """Title and what stands before the first numbered section, at most 700 characters."""
        first = next((unit for unit in self.outline.units if unit.mark), None)
        end = first.span.start if first else len(self.norm)
        return Span(
            self.outline.title.end, max(min(end, self.outline.title.end + 700), self.outline.title.end)
        )

    @cached_property
    def body(self) -> Span:
        return Span(self.outline.title.end, self.outline.tail.start)

    @cached_property
    def sentences(self) -> list[Span]:
        """Sentences of the body, in order; no sentence crosses a unit."""
        return [sentence for unit in self.outline.units for sentence in sentences(self.norm, unit.text)]

    def text(self, span: Span) -> str:
        """Folded words of a span."""
        return self.norm[span.start : span.end]

    def words(self, span: Span) -> str:
        """The text's own words, digits half-width, without edges."""
        return re.sub(r"[\n\v\t]+", "", narrow(self.raw[span.start : span.end])).strip(_EDGES)

    def said(self, field: str) -> list[Entry]:
        """Labelled values of a field, surest first, else in order."""
        return sorted((entry for entry in self.entries if entry.field == field), key=lambda entry: entry.rank)

    def found(
        self,
        span: Span,
        certainty: Certainty = Certainty.SURE,
        note: str = "",
        value: Any = None,
    ) -> Found | None:
        """A value in the text's words (or the one given); None for a blank to be filled in by hand."""
        words = self.words(span)
        if value is None and (_BLANK.fullmatch(words) or not words):
            return None
        is_open = bool(_OPEN.search(self.text(span)))
        return Found(value if value is not None else words, span, certainty, note or _note(is_open), is_open)


def _note(is_open: bool) -> str:
    return "原文此处留空或用代号，请填写" if is_open else ""

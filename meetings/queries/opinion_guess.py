"""Where a text may take up an opinion, by shared words: offered to be confirmed, never counted (R10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meetings.checkup.folding import Span
from meetings.checkup.sections import outline
from meetings.checkup.sentences import lines, sentences
from meetings.checkup.thresholds import Thresholds
from meetings.checkup.wording import Passages, grams

_ENOUGH = Thresholds().opinion_share


@dataclass(frozen=True)
class Guess:
    """A paragraph that may take up an opinion: its number and its words."""

    paragraph: int
    words: str


class Guesser:
    """A text that is asked about many opinions; it is cut up at the first question."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._passages: Passages | None = None

    def guess(self, statement: str) -> Guess | None:
        """The paragraph that may take it up; None where no passage comes close enough."""
        span, wanted = self.closest(statement), grams(statement)
        found = self._paragraphs(*span) if span else ()
        return max(found, key=lambda one: len(wanted & grams(one.words)), default=None)

    def closest(self, statement: str) -> Span | None:
        """The sentences that come close enough; None where none do."""
        if self._passages is None:
            self._passages = Passages(self._text, sentences(self._text))
        share, span = self._passages.closest(statement)
        return span if share >= _ENOUGH else None

    def _paragraphs(self, start: int, end: int) -> Iterator[Guess]:
        """The paragraphs of a span that are no headings."""
        heads = {section.heading for section in outline(self._text).sections}
        for number, (first, last) in enumerate(lines(self._text), 1):
            if first < end and last > start and (first, last) not in heads:
                yield Guess(number, self._text[first:last])

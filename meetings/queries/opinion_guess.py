"""Where a text may take up an opinion, by shared words: offered to be confirmed, never counted (R10)."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.checkup.sections import outline
from meetings.checkup.sentences import lines, sentences
from meetings.checkup.thresholds import Thresholds
from meetings.checkup.wording import Passages

_ENOUGH = Thresholds().opinion_share


@dataclass(frozen=True)
class Guess:
    """A paragraph by its number, and the words in it that come close to the opinion."""

    paragraph: int
    words: str


class Guesser:
    """A text that is asked about many opinions; it is cut up at the first question."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._passages: Passages | None = None

    def guess(self, statement: str) -> Guess | None:
        """The paragraph that may take it up; None where no passage comes close enough."""
        if self._passages is None:
            self._passages = Passages(self._text, sentences(self._text))
        share, span = self._passages.closest(statement)
        number = self._number(*span) if span and share >= _ENOUGH else 0
        return Guess(number, self._text[slice(*span)]) if span and number else None

    def _number(self, start: int, end: int) -> int:
        """The first paragraph of the span that is no heading; 0 where there is none."""
        heads = {section.heading for section in outline(self._text).sections}
        for number, (first, last) in enumerate(lines(self._text), 1):
            if first < end and last > start and (first, last) not in heads:
                return number
        return 0


def comes_close(text: str, statement: str) -> bool:
    return Guesser(text).guess(statement) is not None

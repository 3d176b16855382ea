"""Compare statements by the words they share: an opinion with its answer, a problem with last year's."""

import re
from collections.abc import Sequence

from meetings.checkup.folding import Span, plain
from meetings.checkup.lexicon import any_of
from meetings.checkup.stock import worn

_CLAUSE = re.compile(r"[\W_]+")
_EMPTY = re.compile(any_of("empty"))


def grams(text: str) -> set[str]:
    """Pairs of characters that carry meaning; pairs across a word that says nothing are left out."""
    pieces: list[str] = []
    for clause in _CLAUSE.split(text):
        folded = plain(clause)
        for start, end in reversed(worn().spans(folded)):
            folded = folded[:start] + " " + folded[end:]
        pieces += _EMPTY.sub(" ", folded).split()
    return {piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1)}


class Passages:
    """Sentences of a draft, ready to be asked which of them takes up a statement."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._grams = [grams(text[start:end]) for start, end in spans]
        self._where: dict[str, list[int]] = {}
        for number, found in enumerate(self._grams):
            for gram in found:
                self._where.setdefault(gram, []).append(number)

    def closest(self, statement: str, together: int = 2) -> tuple[float, Span | None]:
        """The share of the statement's pairs that the best `together` sentences hold, and their span.

        A statement without any meaningful pair is found nowhere: (0.0, None).
        """
        wanted = grams(statement)
        hits: dict[int, set[str]] = {}
        for gram in wanted:
            for number in self._where.get(gram, ()):
                hits.setdefault(number, set()).add(gram)
        best, place = 0, None
        for number in hits:
            row = range(number, min(number + together, len(self._spans)))
            found = len(set().union(*(hits.get(at, set()) for at in row)))
            if found > best:
                best, place = found, (self._spans[row[0]][0], self._spans[row[-1]][1])
        return (best / len(wanted), place) if best else (0.0, None)

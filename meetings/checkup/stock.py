"""Phrases everybody must use, and where they stand in a text. R08 does not count them as copied."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from meetings.checkup.folding import Span, plain
from meetings.checkup.lexicon import sections

FILE = "stock_phrases.txt"
SHORTEST = 2  # characters; a single one is no phrase
PRESCRIBED = ("names", "headings", "slogans")


@dataclass(frozen=True)
class StockPhrases:
    """A set of folded phrases that finds its members in a folded text, longest first."""

    phrases: frozenset[str]
    _by_head: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for phrase in sorted(self.phrases, key=len, reverse=True):
            self._by_head.setdefault(phrase[:SHORTEST], []).append(phrase)

    @classmethod
    def of(cls, phrases: Iterable[str]) -> "StockPhrases":
        folded = (plain(phrase) for phrase in phrases)
        return cls(frozenset(phrase for phrase in folded if len(phrase) >= SHORTEST))

    def __or__(self, other: "StockPhrases") -> "StockPhrases":
        return StockPhrases(self.phrases | other.phrases)

    def spans(self, folded: str) -> list[Span]:
        """Where phrases stand, without overlaps, in order."""
        heads, out, end = self._by_head, [], 0
        for at in range(len(folded) - 1):
            longest_first = heads.get(folded[at : at + SHORTEST])
            if longest_first is None or at < end:
                continue
            found = next((phrase for phrase in longest_first if folded.startswith(phrase, at)), "")
            if found:
                end = at + len(found)
                out.append((at, end))
        return out

    def mask(self, folded: str) -> bytearray:
        """One byte a character: 1 where it belongs to a stock phrase."""
        mask = bytearray(len(folded))
        for start, end in self.spans(folded):
            mask[start:end] = b"\1" * (end - start)
        return mask


@cache
def prescribed() -> StockPhrases:
    """Names and slogans: what nobody can say otherwise."""
    return StockPhrases.of(phrase for name in PRESCRIBED for phrase in sections(FILE)[name])


@cache
def worn() -> StockPhrases:
    """Every shipped phrase, the worn-out turns too: what makes nothing concrete."""
    return StockPhrases.of(phrase for phrases in sections(FILE).values() for phrase in phrases)

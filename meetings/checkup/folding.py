"""Fold a text to the characters that matter when texts are compared, and keep the way back to the original.

Punctuation, spaces, width, case and traditional forms do not make a copied passage another one.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from meetings.checkup.lexicon import HERE

Span = tuple[int, int]  # [start, end) in characters of the original text

_KEPT = re.compile(r"[^\W_]+")


@cache
def _simplified() -> dict[str, str]:
    lines = (HERE / "traditional.txt").read_text(encoding="utf-8").splitlines()
    return {pair[0]: pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


class _Table(dict):
    """Folds one character to exactly one, so that positions stay; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKC", chr(code)).lower()
        kept = next((c for c in wide if c.isalnum()), " ")
        self[code] = _simplified().get(kept, kept)
        return self[code]


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` has only letters, digits and Han; its character i stood at `offsets[i]` in the original."""

    text: str
    offsets: array

    def span(self, start: int, end: int) -> Span:
        """The original's span of the folded characters [start, end); empty spans stay empty."""
        if start >= end:
            return (0, 0)
        return self.offsets[start], self.offsets[end - 1] + 1

    def __len__(self) -> int:
        return len(self.text)


def fold(text: str) -> Folded:
    """Order stays, every kept character knows its offset. Linear."""
    same_length = text.translate(_TABLE)
    parts: list[str] = []
    offsets = array("I")
    for match in _KEPT.finditer(same_length):
        parts.append(match.group())
        offsets.extend(range(match.start(), match.end()))
    return Folded("".join(parts), offsets)


def plain(text: str) -> str:
    """Only the folded characters, for phrases whose position does not matter."""
    return fold(text).text


def merged(spans: Iterable[Span], gap: int = 0) -> list[Span]:
    """Spans in order, those that touch or lie at most `gap` characters apart joined."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1] + gap:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out

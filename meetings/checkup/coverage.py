"""Which required aspects a material covers, by title or by keywords, and how much it says on each."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from meetings.checkup.findings import Aspect
from meetings.checkup.folding import Span, plain
from meetings.checkup.sections import LABEL, Outline, Section
from meetings.checkup.sentences import lines, sentences, size

ENOUGH = 0.5  # of the pairs of characters of a title that a line takes up to be about it
SHORTEST_KEYWORD = 2  # characters
_SPLIT = re.compile(r"[、，,；;。：:\s和与及]+|方面|情况|问题|是否|怎么样|重点|存在|的")


class How(StrEnum):
    TITLE = "title"
    KEYWORDS = "keywords"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Covered:
    """How an aspect is covered: `chars` without white space in `spans`."""

    aspect: Aspect
    how: How
    chars: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    aspect: Aspect
    title: str
    pairs: frozenset[str]
    keywords: tuple[str, ...]

    def title_in(self, folded: str) -> bool:
        if self.title in folded:
            return True
        return len(self.pairs) > 2 and sum(p in folded for p in self.pairs) >= ENOUGH * len(self.pairs)

    def keyword_in(self, folded: str) -> bool:
        return any(word in folded for word in self.keywords)


def _words(aspect: Aspect) -> _Words:
    pieces = [plain(piece) for piece in _SPLIT.split(aspect.title)]
    pairs = {piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1)}
    own = [piece for piece in pieces if len(piece) > SHORTEST_KEYWORD]
    keywords = (*own, *(plain(word) for word in aspect.keywords))
    kept = tuple(word for word in keywords if len(word) >= SHORTEST_KEYWORD)
    return _Words(aspect, plain(aspect.title), frozenset(pairs), kept)


def coverage(outline: Outline, aspects: Sequence[Aspect]) -> list[Covered]:
    """One answer for each aspect, in their order. A heading about an aspect covers what stands under it."""
    words = [_words(aspect) for aspect in aspects if plain(aspect.title)]
    titled: list[list[Span]] = [[] for _ in words]
    worded: list[list[Span]] = [[] for _ in words]
    current: int | None = None
    level = LABEL
    for span, section in _units(outline):
        unit = outline.text[slice(*span)]
        if section is not None and (heading := _named(words, outline.text[slice(*section.heading)])):
            current, level = heading[0] if len(heading) == 1 else None, section.level
        elif section is not None and section.level <= level:
            current, level = None, LABEL
        folded = plain(unit)
        for number in _named(words, unit) or ([] if current is None else [current]):
            titled[number].append(span)
        for number, word in enumerate(words):
            if word.keyword_in(folded):
                worded[number].append(span)
    return [_covered(word.aspect, outline.text, titled[n], worded[n]) for n, word in enumerate(words)]


def _units(outline: Outline) -> Iterator[tuple[Span, Section | None]]:
    """Lines, cut where a heading stands inside one, each with the section that begins there."""
    headings = {section.heading[0]: section for section in outline.sections if section.title}
    places = sorted(headings)
    for start, end in lines(outline.text):
        inside = places[bisect_right(places, start) : bisect_left(places, end)]
        for span in pairwise((start, *inside, end)):
            yield span, headings.get(span[0])


def _named(words: Sequence[_Words], unit: str) -> list[int]:
    """The aspects whose title a unit takes up, in whole or in most of a sentence."""
    folded = [plain(unit[start:end]) for start, end in sentences(unit)]
    return [
        number for number, word in enumerate(words) if any(word.title_in(sentence) for sentence in folded)
    ]


def _covered(aspect: Aspect, text: str, titled: list[Span], worded: list[Span]) -> Covered:
    spans = tuple(titled or worded)
    how = How.TITLE if titled else How.KEYWORDS if worded else How.NONE
    return Covered(aspect, how, sum(size(text[slice(*span)]) for span in spans), spans)

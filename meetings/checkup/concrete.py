"""What makes a passage concrete: persons, dates, numbers, cases, places. R10."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from meetings.checkup.folding import Span, fold, merged
from meetings.checkup.lexicon import any_of, words
from meetings.checkup.sections import Outline, Part
from meetings.checkup.sentences import lines, sentences, size
from meetings.checkup.stock import StockPhrases, worn

_HAN = "\u4e00-\u9fff"
_SURNAME = f"[{''.join(words('surnames'))}]"
_DIGIT = "[二三四五六七八九十两百千万]"
_PATTERNS: dict[str, tuple[str, ...]] = {
    "person": (
        f"{_SURNAME}(?:某某?|[xX×*]{{1,2}})",
        f"{_SURNAME}[{_HAN}]{{0,2}}{any_of('posts')}",
        f"老{_SURNAME}(?=[{_HAN}，。、])",
    ),
    "date": (
        r"(?:\d{4}|[〇零一二三四五六七八九]{4})年(?:\d{1,2}月)?",
        r"\d{1,2}月(?:\d{1,2}[日号]|份|底|初|中旬|上旬|下旬)?",
        "[一二三四五六七八九十]{1,2}月(?:份|底|初|[上中下]旬|[一二三四五六七八九十]{1,3}[日号])",
        "第[一二三四1-4]季度",
        any_of("occasions"),
    ),
    "number": (
        rf"\d+(?:\.\d+)?\s*[余多]?\s*{any_of('units')}",
        f"百分之{_DIGIT}+",
        f"{_DIGIT}{{1,4}}[余多]?{any_of('units')}",
    ),
    "case": (any_of("examples"), "以[^，。]{1,15}为例"),
    "place": (f"[{_HAN}]{{2,3}}{any_of('places')}",),
}
_MARK = {kind: re.compile("|".join(patterns)) for kind, patterns in _PATTERNS.items()}
_PLACE_TAIL = re.compile(any_of("places") + "$")
_BEFORE_PLACE = "在到于从向对去和与及赴往"
# No name of a place: 常到社区, 各社区, 深入农村, 老旧小区.
_NO_PLACE = re.compile(
    ".*(?:[到在进入去下向各本该全每们所驻包联个些一农城乡访]|老旧|城市|基层|辖区|结对|相关|有关)$|深入|走进|[各本该我]"
)
_ITEM = re.compile(
    r"(?:(?<=[。；;！!？?：:\s])|^)"
    r"(?=[一二三四五六七八九十]是|其[一二三四五]|第[一二三四五六][，、]|[（(]?\d{1,2}[)）、．.](?!\d))"
)


@dataclass(frozen=True, slots=True)
class Mark:
    kind: str
    span: Span


def marks(text: str, people: Sequence[str] = ()) -> list[Mark]:
    """All marks outside stock phrases, in order. `people`: names that are known."""
    stocky = _stock_spans(text)
    found = [Mark(kind, m.span()) for kind, pattern in _MARK.items() for m in pattern.finditer(text)]
    found = [named for mark in found if (named := _named(text, mark))]
    names = [re.escape(name) for name in people if len(name) > 1]
    if names:
        found += [Mark("person", m.span()) for m in re.finditer("|".join(names), text)]
    return sorted(_outside(found, stocky), key=lambda mark: mark.span)


def _named(text: str, mark: Mark) -> Mark | None:
    """The mark, a place without the word before it; None where it names no place of its own."""
    start, end = mark.span
    if mark.kind != "place":
        return mark
    start += text[start] in _BEFORE_PLACE
    stem = _PLACE_TAIL.sub("", text[start:end])
    return Mark("place", (start, end)) if len(stem) > 1 and not _NO_PLACE.match(stem) else None


def _stock_spans(text: str) -> list[Span]:
    folded = fold(text)
    return [folded.span(*span) for span in worn().spans(folded.text)]


def _outside(found: list[Mark], stocky: list[Span]) -> Iterator[Mark]:
    """Marks that no stock phrase holds; both in order, so one walk is enough."""
    at = 0
    for mark in sorted(found, key=lambda mark: mark.span):
        while at < len(stocky) and stocky[at][1] <= mark.span[0]:
            at += 1
        if at == len(stocky) or stocky[at][0] >= mark.span[1]:
            yield mark


def items(outline: Outline, at_least: int) -> list[Span]:
    """The single problems: paragraphs of the problem sections, cut again at 一是, 二是, 1., 其一."""
    out: list[Span] = []
    for start, end in sorted(set(outline.spans(Part.PROBLEM))):
        body = outline.text[start:end]
        for first, last in lines(body):
            cuts = [first, *(first + m.start() for m in _ITEM.finditer(body[first:last])), last]
            out += [(start + a, start + b) for a, b in pairwise(cuts) if b > a]
    return [span for span in out if size(outline.text[slice(*span)]) >= at_least]


def worn_share(folded: str, phrases: StockPhrases | None = None) -> float:
    """The share of a folded text that is stock and worn-out phrases."""
    if not folded:
        return 0.0
    return sum(end - start for start, end in (phrases or worn()).spans(folded)) / len(folded)


def slogan_runs(
    text: str, bodies: Sequence[Span], *, share: float, at_least: int, people: Sequence[str]
) -> list[Span]:
    """Sentences in a row that are mostly slogans and name nothing concrete, `at_least` characters long."""
    runs: list[Span] = []
    for body in bodies:
        empty = [span for span in sentences(text, body) if _is_slogan(text[slice(*span)], share, people)]
        runs += merged(empty, gap=2)
    return [span for span in runs if size(text[slice(*span)]) >= at_least]


def _is_slogan(sentence: str, share: float, people: Sequence[str]) -> bool:
    return worn_share(fold(sentence).text) >= share and not marks(sentence, people)

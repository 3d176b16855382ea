"""Automatic numbers of Word paragraphs: 一、 （一） 1. are often no text at all, but w:numPr and
numbering.xml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "ideographDigital",
    "ideographTraditional",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Level:
    form: str
    text: str
    start: int


class Numbers:
    """Counts a document's lists from its first paragraph to its last; ask once per paragraph, in order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._levels = {} if numbering is None else _levels(numbering)
        self._styles = {} if styles is None else _style_lists(styles)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, paragraph: Element) -> str:
        """The number that Word would print before this paragraph, or an empty string."""
        list_id, depth = self._list_of(paragraph)
        levels = self._levels.get(list_id, {})
        if depth not in levels or levels[depth].form in ("bullet", "none"):
            return ""
        counts = self._counts[list_id]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return _print(levels, counts, depth)

    def _list_of(self, paragraph: Element) -> tuple[str, int]:
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return "", 0
        style = properties.find(W + "pStyle")
        inherited = self._styles.get(style.get(W + "val", ""), ("", 0)) if style is not None else ("", 0)
        own = properties.find(W + "numPr")
        return inherited if own is None else _num_pr(own, inherited)


def _num_pr(element: Element, inherited: tuple[str, int]) -> tuple[str, int]:
    list_id, depth = element.find(W + "numId"), element.find(W + "ilvl")
    return (
        inherited[0] if list_id is None else list_id.get(W + "val", ""),
        inherited[1] if depth is None else _integer(depth.get(W + "val"), 0),
    )


def _levels(numbering: Element) -> dict[str, dict[int, Level]]:
    abstract = {
        item.get(W + "abstractNumId"): {
            _integer(level.get(W + "ilvl"), 0): _level(level) for level in item.iterfind(W + "lvl")
        }
        for item in numbering.iterfind(W + "abstractNum")
    }
    found = {}
    for item in numbering.iterfind(W + "num"):
        link = item.find(W + "abstractNumId")
        found[item.get(W + "numId", "")] = {} if link is None else abstract.get(link.get(W + "val"), {})
    return found


def _level(level: Element) -> Level:
    def value(name: str, default: str) -> str:
        element = level.find(W + name)
        return default if element is None else element.get(W + "val", default)

    return Level(value("numFmt", "decimal"), value("lvlText", "%1."), _integer(value("start", "1"), 1))


def _style_lists(styles: Element) -> dict[str, tuple[str, int]]:
    found = {}
    for style in styles.iterfind(W + "style"):
        own = style.find(f"{W}pPr/{W}numPr")
        if own is not None:
            found[style.get(W + "styleId", "")] = _num_pr(own, ("", 0))
    return found


def _print(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
    def number(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        level = levels.get(at)
        return _form(level.form, counts.get(at, level.start)) if level else ""

    return re.sub("%([1-9])", number, levels[depth].text)


def _form(form: str, number: int) -> str:
    if form in _CHINESE and number < 100:
        return _chinese(number)
    if form in _CIRCLED and 1 <= number <= 20:
        return chr(0x245F + number)
    return str(number)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text or default)
    except ValueError:
        return default

"""Find a material's sections by their headings: problems, causes, measures, whatever they are called.

Headings come numbered or not, on a line of their own or at the head of a paragraph, or all in one line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from meetings.checkup.folding import Span
from meetings.checkup.lexicon import any_of
from meetings.checkup.sentences import lines, sentences, size, trim


class Part(StrEnum):
    PROBLEM = "problem"
    CAUSE = "cause"
    MEASURE = "measure"
    REVIEW = "review"  # what became of last year's
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it up to the next one; `parts` has several where one heading names them."""

    parts: frozenset[Part]
    title: str
    heading: Span
    body: Span
    level: int

    @property
    def said(self) -> Span:
        """The body, with its heading where that says something of its own: 1.学习不够深入。"""
        own = self.title and not _is_plain(self.title) and not self.title.endswith("方面")
        end = self.body[1] if self.body[0] < self.body[1] else self.heading[1]
        return (self.heading[0], end) if own else self.body


LONGEST_TITLE = 40  # characters
LABEL = 9  # level of a label inside a paragraph: below every number
_NUMBERS = (
    (0, r"第[一二三四五六七八九十\d]{1,3}[部分章节]+分?"),
    (1, r"[一二三四五六七八九十]{1,3}\s*[、．.，,]|[壹贰叁肆伍陆柒捌玖拾]\s*[、．.]"),
    (2, r"[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]\s*[、．.]?"),
    (3, r"\d{1,2}\s*[、．.](?!\d)"),
    (4, r"[（(]\s*\d{1,2}\s*[)）]\s*[、．.]?|\d{1,2}\s*[)）]"),
    (5, r"[①-⑳]"),
)
_NUMBER = re.compile("|".join(f"(?P<n{level}>{pattern})" for level, pattern in _NUMBERS))
_INLINE = re.compile(rf"(?:(?<=[。；;！？!?：:\s])|^)(?:{_NUMBERS[1][1]}|{_NUMBERS[2][1]}|{_NUMBERS[0][1]})")
_TITLE_END = re.compile(r"[。；;：:！？!?\n]|$")

_REVIEW = re.compile(
    r"(上一?年度?|去年|上次|前次|以往|往年|上一次|\d{4}年度?).{0,24}(整改|落实|解决)|整改(落实)?(完成)?情况"
)
_CAUSE = re.compile(r"原因|根源|成因|症结|剖析|党性分析|反思")
_MEASURE = re.compile(r"措施|努力方向|整改|改进|打算|对策|今后|下一?步|努力的方向|解决办法|承诺")
_PROBLEM = re.compile(r"问题|不足|差距|短板|缺点|薄弱环节|具体表现|查摆|检视情况|对照检查情况")
_PROBLEM_BESIDE = re.compile(r"(问题|不足|差距|短板|表现|情况)(清单)?\s*(及|和|与|、|以及|，|,|暨|并)")
# The words that headings of sections are made of; a title with much else is an ordinary heading.
_VOCABULARY = re.compile(any_of("headings"))
_CUES = (
    (
        Part.CAUSE,
        re.compile(
            r"(究其|分析|剖析|深挖|追根溯源).{0,8}(原因|根源)|产生(以上|上述|这些).{0,8}问题.{0,8}(原因|根源)"
            r"|[^。；，]{0,6}(原因|根源)(在于|是|主要)"
        ),
    ),
    (
        Part.MEASURE,
        re.compile(
            r"(针对|对于)(以上|上述|这些|存在).{0,10}(问题|不足)|下一?步.{0,4}[，,]?我|今后.{0,6}[，,]?我(?!们)|在今后的"
        ),
    ),
)
_ADMITS = re.compile(r"不够|不足|不深|不强|不高|不细|不实|差距|欠缺|存在.{0,8}问题")
_DOCUMENT_TITLE = re.compile(r"(材料|提纲|报告|发言稿|清单|登记表)$")


def parts_of(title: str) -> frozenset[Part]:
    """What a heading announces; empty when it is no heading of a section. R10."""
    if _REVIEW.search(title) and not re.search(r"措施|方向|打算", title):
        return frozenset({Part.REVIEW})
    cause, measure, problem = (bool(p.search(title)) for p in (_CAUSE, _MEASURE, _PROBLEM))
    found = {part for part, seen in ((Part.CAUSE, cause), (Part.MEASURE, measure)) if seen}
    if problem and (not found or _PROBLEM_BESIDE.search(title)):
        found.add(Part.PROBLEM)
    return frozenset(found)


def _is_plain(title: str) -> bool:
    """Made of the words that section headings are made of, so it is one at any depth."""
    rest = _VOCABULARY.sub("", title)
    return len(rest) <= 0.4 * len(title)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place where a heading begins."""

    start: int
    end: int  # where its title ends and the body begins
    level: int
    title: str
    parts: frozenset[Part]


def sections(text: str) -> list[Section]:
    """All sections in order; text before the first heading belongs to none. Linear in the text."""
    out: list[Section] = []
    marks = list(_meant(_marks(text)))
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=False):
        body = trim(text, (mark.end, end))
        out.append(Section(mark.parts, mark.title, (mark.start, mark.end), body, mark.level))
    return out


def _marks(text: str) -> Iterator[_Mark]:
    for number, (start, end) in enumerate(lines(text)):
        starts = sorted({start, *(start + m.start() for m in _INLINE.finditer(text[start:end]))})
        for first, last in zip(starts, [*starts[1:], end], strict=True):
            mark = _mark(text, first, last, whole_line=(first, last) == (start, end))
            if mark and not (
                number < 2 and not _NUMBER.match(text, first) and _DOCUMENT_TITLE.search(mark.title)
            ):
                yield mark


def _mark(text: str, start: int, end: int, *, whole_line: bool) -> _Mark | None:
    """The heading at the start of text[start:end], if there is one."""
    numbered = _NUMBER.match(text, start, end)
    begin = numbered.end() if numbered else start
    stop = _TITLE_END.search(text, begin, end)
    title_end = stop.start() if stop else end
    title = text[begin:title_end].strip(" \t　：:")
    ended = text[title_end : min(end, title_end + 1)]
    alone = whole_line and end - start <= LONGEST_TITLE and ended not in ("。", "；", ";")
    if not title or len(title) > LONGEST_TITLE:
        return _cue(text, start, end)
    parts = parts_of(title)
    if numbered:
        level = next(level for level, _ in _NUMBERS if numbered.group(f"n{level}"))
        short = alone or ended in ("：", ":") or (ended == "。" and len(title) <= LONGEST_TITLE // 2)
        return _Mark(start, title_end + len(ended), level, title, parts) if short else _cue(text, start, end)
    if parts and (alone or ended in ("：", ":")) and len(title) <= LONGEST_TITLE // 2 and _is_plain(title):
        fills_line = title_end + len(ended) >= end
        return _Mark(start, title_end + len(ended), 1 if fills_line else LABEL, title, parts)
    return _cue(text, start, end)


def _cue(text: str, start: int, end: int) -> _Mark | None:
    """A paragraph whose first words say what it is, without any heading."""
    head = text[start : min(end, start + LONGEST_TITLE // 2)]
    part = next((part for part, pattern in _CUES if pattern.match(head)), None)
    return _Mark(start, start, LABEL, "", frozenset({part})) if part else None


def _meant(marks: Iterator[_Mark]) -> Iterator[_Mark]:
    """Give every heading its meaning from those above it: what is deeper belongs to what it stands under."""
    stack: list[tuple[int, frozenset[Part]]] = []
    for mark in marks:
        while stack and stack[-1][0] >= mark.level:
            stack.pop()
        above = stack[-1][1] if stack else frozenset()
        says = mark.parts and (not above or not mark.title or _is_plain(mark.title))
        named = mark.parts if says else frozenset()
        parts = named or above or frozenset({Part.OTHER})
        stack.append((mark.level, parts if parts != {Part.OTHER} else frozenset()))
        yield _Mark(mark.start, mark.end, mark.level, mark.title, parts)


@dataclass(frozen=True, slots=True)
class Outline:
    """A text's sections with what they amount to, in characters without white space."""

    text: str
    sections: tuple[Section, ...]

    def named(self) -> set[Part]:
        return {part for section in self.sections for part in section.parts}

    def spans(self, part: Part) -> list[Span]:
        """What is said on `part`, alone or beside another."""
        return [s.said for s in self.sections if part in s.parts and s.said[0] < s.said[1]]

    def sentences(self, *parts: Part) -> list[Span]:
        bodies = sorted({body for part in parts for body in self.spans(part)})
        return [span for body in bodies for span in sentences(self.text, body)]

    def chars(self, *parts: Part) -> int:
        """Characters under headings that name any of `parts`."""
        wanted = set(parts)
        return sum(size(self.text[slice(*s.said)]) for s in self.sections if s.parts & wanted)

    def shared(self) -> bool:
        """Problems and causes stand under one heading, so they cannot be counted apart."""
        return any({Part.PROBLEM, Part.CAUSE} <= section.parts for section in self.sections)


def outline(text: str) -> Outline:
    """The sections of a material; problems that stand before any heading count as problems."""
    found = sections(text)
    if found and not any(Part.PROBLEM in section.parts for section in found):
        body = trim(text, (0, found[0].heading[0]))
        if _ADMITS.search(text, *body):
            found.insert(0, Section(frozenset({Part.PROBLEM}), "", (body[0], body[0]), body, LABEL))
    return Outline(text, tuple(found))

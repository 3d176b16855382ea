"""Sections and items of a plan as a tree, whatever numbers its author used, even all on one line.

A text is first cut into units: a line, and inside a line every number or label that stands at a boundary
and in
sequence. Units then nest by a stack: a kind of number seen before goes back to its level, a new kind opens
a level.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from meetings.reading.labels import (
    BARE_LABEL,
    LABEL_MARK,
    field_of,
    heading_fields,
    is_bare_heading,
    speaks_without_colon,
)
from meetings.reading.marks import Mark, mark_at, marks_in
from meetings.reading.source import Span

_BOUNDARY = "。;；!?:”」)>】》,，、"
_SHUT = re.compile(r"[^\s]")
_ITEM_KINDS = frozenset({"is", "decimal", "ar", "arp", "arh", "circ", "ordinal"})
_MAX_TITLE = 60
_MAX_UNITS = 8_000  # five times what a plan of 100 pages has; what stands behind them is not read
_LONGEST_SEARCH = 6000  # characters between the first item of a list inside a line and its second


@dataclass(slots=True, eq=False)
class Unit:
    """A heading or paragraph: its number, its title, what follows the title at once, and the units under
    it.
    """

    span: Span
    mark: Mark | None
    head: Span
    rest: Span
    kind: str  # num, label, bare, plain, row
    parent: Unit | None = None
    children: list[Unit] = field(default_factory=list)

    @property
    def text(self) -> Span:
        """The unit's own words without its number."""
        return Span(self.head.start, self.span.end)

    @property
    def reach(self) -> Span:
        """The unit with all that is under it, without its number."""
        last = self
        while last.children:
            last = last.children[-1]
        return Span(self.head.start, max(self.span.end, last.span.end))

    def ancestors(self) -> Iterator[Unit]:
        unit = self.parent
        while unit is not None and unit.parent is not None:
            yield unit
            unit = unit.parent

    def walk(self) -> Iterator[Unit]:
        for child in self.children:
            yield child
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Outline:
    """`title` lines come before the first section, `tail` is the signature."""

    root: Unit
    units: tuple[Unit, ...]
    title: Span
    tail: Span


def outline(norm: str) -> Outline:
    """Tree of a folded text."""
    lines = _lines(norm)
    title, lines = _take_title(norm, lines)
    tail, lines = _take_tail(norm, lines)
    units = [unit for cut in islice(_cuts(norm, lines), _MAX_UNITS) if (unit := _unit(norm, *cut)).text]
    root = Unit(Span(0, len(norm)), None, Span(0, 0), Span(0, 0), "num")
    _nest(norm, root, units)
    return Outline(root, tuple(units), title, tail)


def _lines(norm: str) -> list[Span]:
    spans, start = [], 0
    for line in norm.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return [span for span in spans if norm[span.start : span.end].strip()]


# --- Title and signature --------------------------------------------------------------------------

_TITLE_END = re.compile(
    r"(?:方案|通知|通知单|安排|计划|预案|安排表|流程|议程|部署|函|意见|提示|须知|公告)(?:[(（][^)）]{1,30}[)）])?[★☆*》\s]*$"
)
_TOPIC = re.compile("组织生活|民主评议|评议党员")
_ONE_LINE_TITLE = re.compile(
    r"^.{4,60}?(?:方案|通知|安排|计划|预案|安排表)(?:[(][^)]{1,12}[)])?(?=[ ]|为|根据|按照|各|全体)"
)


def _take_title(norm: str, lines: list[Span]) -> tuple[Span, list[Span]]:
    """The title: up to four first short lines, ended by the one that names a kind of document."""
    ends = [at for at, span in enumerate(lines[:5]) if len(span_text(norm, span)) <= 70]
    named = [
        at
        for at in ends
        if _TITLE_END.search(span_text(norm, lines[at])) and "\t" not in span_text(norm, lines[at])
    ]
    mark = mark_at(norm, _start(norm, lines[0]), lines[0].end) if lines else None
    if named and (mark is None or mark.kind.startswith("bullet")):
        at = named[0]
        return Span(lines[0].start, lines[at].end), lines[at + 1 :]
    if not lines:
        return Span(0, 0), lines
    first = lines[0]
    match = _ONE_LINE_TITLE.match(norm[first.start : first.start + 80])
    if match and first.end - first.start > 80:
        cut = first.start + match.end()
        return Span(first.start, cut), [Span(cut, first.end), *lines[1:]]
    short = len(span_text(norm, first)) <= 60 and not re.search("[。:]", span_text(norm, first))
    if short and _TOPIC.search(span_text(norm, first)):
        return first, lines[1:]
    return Span(first.start, first.start), lines


_NUMERAL = r"[\d〇○零一二三四五六七八九十xX*_]"
_DATE_LINE = re.compile(
    rf"[(]?{_NUMERAL}{{2,4}}[年./-][ ]?{_NUMERAL}{{1,3}}[月./-][ ]?{_NUMERAL}{{1,3}}日?[)]?"
)
_SIGNER = re.compile(
    r"(?!.*(?:报送?|将|会后|参加))[^,。;:、\d]{2,36}(?:委员会|支部|总支部?|党委|组织部|办公室|党组|工委|小组)"
)


def _take_tail(norm: str, lines: list[Span]) -> tuple[Span, list[Span]]:
    """The signature: a date line among the last lines with the short signer lines before it, or a signer
    alone.
    """
    for back in range(1, min(7, len(lines))):
        at = len(lines) - back
        text = re.sub(r"\s", "", span_text(norm, lines[at]))
        if _DATE_LINE.fullmatch(text):
            while at > 1 and _SIGNER.fullmatch(span_text(norm, lines[at - 1]).strip()):
                at -= 1
            return Span(lines[at].start, lines[-1].end), lines[:at]
        if _SIGNER.fullmatch(text) and back == 1 and "\t" not in span_text(norm, lines[at]):
            return lines[at], lines[:at]
    return Span(len(norm), len(norm)), lines


# --- Units ----------------------------------------------------------------------------------------

Cut = tuple[Span, "Mark | None", str]


def _cuts(norm: str, lines: list[Span]) -> Iterator[Cut]:
    """Where units begin, in order. Numbers inside a line count only at a boundary and in sequence."""
    candidates = {span: _line_marks(norm, span) for span in lines}
    places: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for marks in candidates.values():
        for mark in marks:
            places[mark.kind, mark.number].append(mark.start)
    last: dict[str, int] = defaultdict(int)
    for span in lines:
        yield from _cut_line(norm, span, candidates[span], places, last)


def _line_marks(norm: str, span: Span) -> list[Mark]:
    return [] if is_row(norm, span) else marks_in(norm, span.start, span.end)


def _cut_line(
    norm: str,
    span: Span,
    marks: list[Mark],
    places: dict[tuple[str, int | None], list[int]],
    last: dict[str, int],
) -> Iterator[Cut]:
    if is_row(norm, span):
        yield span, None, "row"
        return
    starts: list[tuple[int, Mark | None, str]] = []
    first = mark_at(norm, _start(norm, span), span.end)
    starts.append((_start(norm, span), first, "num" if first else _line_kind(norm, span)))
    if first and first.number:
        last[first.kind] = first.number
    for mark in marks:
        if mark.start > starts[0][0] and _opens(norm, mark, places, last, starts[-1][1]):
            starts.append((mark.start, mark, "num"))
            last[mark.kind] = mark.number or 0
    taken = {_start(norm, Span(mark.end, span.end)) if mark else at for at, mark, _ in starts}
    starts += [
        (at, None, "label") for at in _inline_labels(norm, span) if at not in taken and at > starts[0][0]
    ]
    starts.sort(key=lambda item: item[0])
    ends = [at for at, _, _ in starts[1:]] + [span.end]
    for (at, mark, kind), end in zip(starts, ends, strict=True):
        yield Span(at, end), mark, kind


def _line_kind(norm: str, span: Span) -> str:
    text = span_text(norm, span).strip()
    if LABEL_MARK.match(text) or _label_before_space(text):
        return "label"
    return "bare" if is_bare_heading(text) or _ends_as_heading(text) else "plain"


_ADDRESSEE = re.compile("各|全体|(?:党员|同志|教师|老师|支部|总支|党委|党组织|单位|部门)(?:们)?[ ]?:$")


def _label_before_space(text: str) -> bool:
    """会议时间 2026年3月5日: a clear label needs no colon."""
    label = BARE_LABEL.match(text)
    return bool(label and speaks_without_colon(label.group()) and re.match(r" +\S", text[label.end() :]))


def _ends_as_heading(text: str) -> bool:
    return (
        text.endswith(":")
        and len(text) <= 20
        and not re.search("[。;,]", text)
        and not _ADDRESSEE.search(text)
    )


def _opens(
    norm: str,
    mark: Mark,
    places: dict[tuple[str, int | None], list[int]],
    last: dict[str, int],
    above: Mark | None,
) -> bool:
    """Does this mark inside a line open an item? Only after a boundary, and in sequence with its own kind."""
    if mark.kind == "circ" or mark.kind.startswith("bullet"):
        return True
    before = norm[mark.start - 1]
    at_boundary = before.isspace() or before in _BOUNDARY.replace("、", "")
    announced = mark.kind in ("cn", "cnp") and bool(heading_fields(_word_after(norm, mark)))
    if not at_boundary and not announced and not _follows_heading(norm, mark, above):
        return False
    if before == "," and mark.kind not in ("arp",):
        return False
    goes_on = mark.number == last[mark.kind] + 1 and mark.number > 1
    return goes_on or (mark.number == 1 and _has_second(mark, places))


def _follows_heading(norm: str, mark: Mark, above: Mark | None) -> bool:
    """Where line breaks were lost, a first item stands right behind the few words of its heading."""
    if above is None or above.kind == mark.kind or mark.number != 1:
        return False
    heading = norm[above.end : mark.start]
    return 2 <= len(heading) <= 30 and not re.search(r"[。;,\d]", heading)


def _word_after(norm: str, mark: Mark) -> str:
    return re.split(r"[\s。:,;]", norm[mark.end : mark.end + 20].strip(), maxsplit=1)[0]


def _has_second(mark: Mark, places: dict[tuple[str, int | None], list[int]]) -> bool:
    seconds = places[mark.kind, 2]
    at = bisect_right(seconds, mark.start)
    return at < len(seconds) and seconds[at] - mark.start < _LONGEST_SEARCH


def _inline_labels(norm: str, span: Span) -> Iterator[int]:
    for match in LABEL_MARK.finditer(norm, span.start, span.end):
        before = norm[match.start() - 1] if match.start() > span.start else " "
        if before.isspace() or before in "。;,】]" or match.group().startswith("【"):
            yield match.start()


def is_row(norm: str, span: Span) -> bool:
    """A table row: cells parted by tabs."""
    return "\t" in norm[span.start : span.end].strip()


def cells(norm: str, span: Span) -> list[Span]:
    """Cells of a row, empty ones too."""
    spans, start = [], span.start
    for part in norm[span.start : span.end].split("\t"):
        spans.append(Span(start, start + len(part)))
        start += len(part) + 1
    return spans


def span_text(norm: str, span: Span) -> str:
    return norm[span.start : span.end]


def _start(norm: str, span: Span) -> int:
    match = _SHUT.search(norm, span.start, span.end)
    return match.start() if match else span.end


# --- Title of a unit ------------------------------------------------------------------------------

_OPENING, _CLOSING = "(《“〈【[‘", ")》”〉】]’"


def _unit(norm: str, span: Span, mark: Mark | None, kind: str) -> Unit:
    start = mark.end if mark else span.start
    while start < span.end and norm[start].isspace():
        start += 1
    end = start + len(norm[start : span.end].rstrip())
    body = Span(start, max(end, start))
    if kind == "row":
        return Unit(Span(span.start, body.end), mark, body, Span(body.end, body.end), kind)
    label = LABEL_MARK.match(norm, start, body.end)
    if label:
        head = Span(start, label.end())
        return Unit(
            Span(span.start, body.end),
            mark,
            head,
            _trimmed(norm, Span(label.end(), body.end)),
            _kind(kind, mark),
        )
    head, rest = split_head(norm, body)
    return Unit(Span(span.start, body.end), mark, head, rest, kind)


def _kind(kind: str, mark: Mark | None) -> str:
    return "num" if mark else "label" if kind in ("plain", "bare", "inline") else kind


def split_head(norm: str, body: Span) -> tuple[Span, Span]:
    """Title and the rest of a unit; no title where the unit starts with a long sentence."""
    cut = _title_end(norm, body)
    glued = _glued_label(norm, body)
    if glued:
        return Span(body.start, glued), _trimmed(norm, Span(glued, body.end))
    if cut is None:
        whole = body.end - body.start <= _MAX_TITLE
        return (body, Span(body.end, body.end)) if whole else (Span(body.start, body.start), body)
    return Span(body.start, cut), _trimmed(norm, Span(cut + 1, body.end))


_GLUED = {"theme", "time", "place", "participants", "observers", "host"}
_GOES_ON = re.compile(
    r"[\s。:,;、]|$|要|应|须|由|为了|的|和|及|与|安排|准时|不得|需|请|均|在|对|方案|情况|内容|范围|名单|以|表"
)


def _glued_label(norm: str, body: Span) -> int | None:
    """Where 会议时间 is followed by its value at once: the end of the label."""
    match = BARE_LABEL.match(norm, body.start, body.end)
    if match is None or field_of(match.group()) not in _GLUED or len(match.group()) < 4:
        return None
    return None if _GOES_ON.match(norm, match.end(), body.end) else match.end()


def _title_end(norm: str, body: Span) -> int | None:
    depth = 0
    for at in range(body.start, min(body.end, body.start + _MAX_TITLE + 1)):
        char = norm[at]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth -= 1
            if depth == 0 and char == ")" and norm[at + 1 : at + 2] == " ":
                return at + 1
        elif depth <= 0 and _ends_title(norm, body, at):
            return at
    return None


def _ends_title(norm: str, body: Span, at: int) -> bool:
    char = norm[at]
    title = norm[body.start : at]
    if char == "。":
        return True
    if char in ":;":
        return len(title) <= 25 and not title[-2:].isdigit()
    spoken = title.strip()
    return char == " " and (bool(field_of(spoken)) or bool(heading_fields(spoken) and len(spoken) >= 4))


def _trimmed(norm: str, span: Span) -> Span:
    text = norm[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip(" \n\v\t"))
    return Span(min(start, span.end), max(span.start + len(text.rstrip()), min(start, span.end)))


# --- Nesting --------------------------------------------------------------------------------------


def _nest(norm: str, root: Unit, units: list[Unit]) -> None:
    stack: list[tuple[str, Unit]] = [("", root)]
    for unit in units:
        level = _level(norm, unit)
        if level and not _stands_inside(norm, unit, stack):
            _pop_to(stack, level)
        parent = stack[-1][1]
        unit.parent = parent
        parent.children.append(unit)
        if level and _holds(norm, unit):
            stack.append((level, unit))


def _stands_inside(norm: str, unit: Unit, stack: list[tuple[str, Unit]]) -> bool:
    """A label in the middle of an item's line belongs to that item."""
    above = stack[-1][1]
    in_line = "\n" not in norm[above.span.start : unit.span.start]
    return unit.kind == "label" and bool(unit.rest) and above.kind == "num" and in_line


def _level(norm: str, unit: Unit) -> str:
    if unit.kind == "num" and unit.mark:
        return unit.mark.kind
    return "bare" if unit.kind in ("label", "bare") else ""


def _pop_to(stack: list[tuple[str, Unit]], level: str) -> None:
    """A level seen before is gone back to; a bare heading closes the items before it."""
    open_levels = [name for name, _ in stack]
    if level in open_levels:
        del stack[open_levels.index(level) :]
    elif level == "bare":
        while _is_item(stack[-1][0]) and not _is_section(stack[-1][1]):
            stack.pop()


def _is_item(kind: str) -> bool:
    return kind in _ITEM_KINDS or kind.startswith("bullet")


def _is_section(unit: Unit) -> bool:
    """An arabic number at the top of a text, with a heading for a title, is a section."""
    return unit.parent is not None and unit.parent.parent is None and bool(unit.head) and not unit.rest


def _holds(norm: str, unit: Unit) -> bool:
    """A label with its value beside it has nothing under it; every other heading may."""
    if unit.kind != "label":
        return True
    return not unit.rest or norm[unit.rest.end - 1] == ":"


def title_of(norm: str, unit: Unit) -> str:
    return span_text(norm, unit.head).strip(" :【】[]〔〕*。")


def label_field(norm: str, unit: Unit) -> str | None:
    """Field that the unit's title is a label of, '' for a label of nothing asked, None for no label."""
    return field_of(title_of(norm, unit))

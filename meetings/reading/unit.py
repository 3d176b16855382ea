"""A unit of a text: a heading or paragraph with its number and its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from meetings.reading.labels import BARE_LABEL, LABEL_MARK, field_of, heading_fields
from meetings.reading.lines import span_text
from meetings.reading.marks import Mark
from meetings.reading.source import Span

_MAX_TITLE = 60


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


_OPENING, _CLOSING = "(《“〈【[‘", ")》”〉】]’"


def make_unit(norm: str, span: Span, mark: Mark | None, kind: str) -> Unit:
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
    return char == " " and (field_of(spoken) is not None or bool(heading_fields(spoken) and len(spoken) >= 4))


def _trimmed(norm: str, span: Span) -> Span:
    text = norm[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip(" \n\v\t"))
    return Span(min(start, span.end), max(span.start + len(text.rstrip()), min(start, span.end)))


def title_of(norm: str, unit: Unit) -> str:
    return span_text(norm, unit.head).strip(" :【】[]〔〕*。")


def label_field(norm: str, unit: Unit) -> str | None:
    """Field that the unit's title is a label of, '' for a label of nothing asked, None for no label."""
    return field_of(title_of(norm, unit))

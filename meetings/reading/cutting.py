"""Where units begin: every line, and inside a line every number or label at a boundary and in sequence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from meetings.reading.labels import (
    BARE_LABEL,
    LABEL_MARK,
    field_of,
    heading_fields,
    is_bare_heading,
    speaks_without_colon,
)
from meetings.reading.lines import first_word, is_row, span_text
from meetings.reading.marks import Mark, mark_at, marks_in
from meetings.reading.source import Span

_BOUNDARY = "。;；!?:”」)>】》,，"
_LONGEST_SEARCH = 6000  # characters between the first item of a list inside a line and its second

Cut = tuple[Span, Mark | None, str]
Places = dict[tuple[str, int | None], list[int]]  # where in the text each number of each kind stands


def cuts(norm: str, lines: list[Span]) -> Iterator[Cut]:
    """Where units begin, in order. Numbers inside a line count only at a boundary and in sequence."""
    candidates = {span: [] if is_row(norm, span) else marks_in(norm, *span) for span in lines}
    places: Places = defaultdict(list)
    for mark in (mark for marks in candidates.values() for mark in marks):
        places[mark.kind, mark.number].append(mark.start)
    last: dict[str, int] = defaultdict(int)
    for span, marks in candidates.items():
        yield from [(span, None, "row")] if is_row(norm, span) else _cut_line(norm, span, marks, places, last)


def _cut_line(
    norm: str, span: Span, marks: list[Mark], places: Places, last: dict[str, int]
) -> Iterator[Cut]:
    starts = _numbered_starts(norm, span, marks, places, last)
    taken = {first_word(norm, Span(mark.end, span.end)) if mark else at for at, mark, _ in starts}
    begun = starts[0][0]
    starts += [(at, None, "label") for at in _inline_labels(norm, span) if at > begun and at not in taken]
    starts.sort(key=lambda start: start[0])
    ends = [at for at, _, _ in starts[1:]] + [span.end]
    for (at, mark, kind), end in zip(starts, ends, strict=True):
        heads = (
            kind == "plain" and end < span.end and _ends_as_heading(span_text(norm, Span(at, end)).strip())
        )
        yield Span(at, end), mark, "bare" if heads else kind


Start = tuple[int, Mark | None, str]


def _numbered_starts(
    norm: str, span: Span, marks: list[Mark], places: Places, last: dict[str, int]
) -> list[Start]:
    """The start of the line, and every number in it that opens an item; `last` follows each kind's count."""
    begun = first_word(norm, span)
    first = mark_at(norm, begun, span.end)
    starts: list[Start] = [(begun, first, "num" if first else _line_kind(norm, span))]
    if first and first.number:
        last[first.kind] = first.number
    for mark in marks:
        if mark.start > begun and _opens(norm, mark, places, last, starts[-1][1]):
            starts.append((mark.start, mark, "num"))
            last[mark.kind] = mark.number or 0
    return starts


def _line_kind(norm: str, span: Span) -> str:
    text = span_text(norm, span).strip()
    if LABEL_MARK.match(text) or _label_before_space(text):
        return "label"
    return "bare" if is_bare_heading(text) or _ends_as_heading(text) else "plain"


def _spaced_labels(norm: str, span: Span) -> Iterator[int]:
    """主持 支部书记老耿 记录 小段: where the first label does without a colon, the others may too."""
    mark = mark_at(norm, first_word(norm, span), span.end)
    first = re.match(r"\s*(\S+) +[^\s:]", norm[mark.end if mark else span.start : span.end])
    if first and field_of(first.group(1)):
        yield from (match.end() for match in _SPACED.finditer(norm, *span))


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
    places: Places,
    last: dict[str, int],
    above: Mark | None,
) -> bool:
    """Does this mark inside a line open an item? Only after a boundary, and in sequence with its own kind."""
    if mark.kind == "circ" or mark.kind.startswith("bullet"):
        return True
    before = norm[mark.start - 1]
    at_boundary = before.isspace() or before in _BOUNDARY
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


def _has_second(mark: Mark, places: Places) -> bool:
    seconds = places[mark.kind, 2]
    at = bisect_right(seconds, mark.start)
    return at < len(seconds) and seconds[at] - mark.start < _LONGEST_SEARCH


_SPACED = re.compile(rf"(?<=[^\s:]) +(?={BARE_LABEL.pattern} +\S)")


def _inline_labels(norm: str, span: Span) -> Iterator[int]:
    yield from _spaced_labels(norm, span)
    for match in LABEL_MARK.finditer(norm, span.start, span.end):
        before = norm[match.start() - 1] if match.start() > span.start else " "
        if before.isspace() or before in "。;,】]" or match.group().startswith("【"):
            yield match.start()

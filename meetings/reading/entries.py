"""Labelled values: 会议时间：…, a section headed 参会人员, a table row, all in one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meetings.reading.labels import AFTER, BEFORE, field_of, heading_fields, phase
from meetings.reading.lines import cells, span_text
from meetings.reading.outline import Outline
from meetings.reading.source import Span
from meetings.reading.stage_words import stage_kinds
from meetings.reading.unit import Unit, label_field, title_of

# What may be told anywhere; the other labels speak of the section they stand in.
_ANYWHERE = {"report_to", "report_items", "archive", "grades", "dimensions", "leave"}
_LONGEST_LABEL = 8
BY_LABEL, BY_ROW, BY_HEADING = range(3)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands under or beside a label. `rank` 0 is a label with its value, 1 a table row, 2 a headed
    section.
    """

    field: str
    span: Span
    rank: int
    unit: Unit


def entries(norm: str, outline: Outline) -> list[Entry]:
    """Every labelled value outside the preparation stages and what follows the meeting, in order of the
    text.
    """
    found: list[Entry] = []
    rows: list[Unit] = []
    for unit in outline.units:
        if unit.kind == "row":
            rows.append(unit)
            continue
        found += [*_row_entries(norm, rows), *_unit_entries(norm, unit)]
        rows = []
    return [*found, *_row_entries(norm, rows)]


def _unit_entries(norm: str, unit: Unit) -> Iterator[Entry]:
    title = title_of(norm, unit)
    field = label_field(norm, unit)
    if not title or field == "":
        return
    of_meeting = not _elsewhere(norm, unit)
    value = Span(unit.rest.start, _end(unit))
    if field and unit.kind != "plain" and (of_meeting or field in _ANYWHERE):
        yield Entry(field, value, BY_LABEL if unit.rest else BY_HEADING, unit)
    elif unit.kind != "plain" or norm.startswith(":", unit.head.end):
        for name in heading_fields(title):
            if of_meeting or name in _ANYWHERE:
                yield Entry(name, value, BY_HEADING, unit)


def _end(unit: Unit) -> int:
    """A value beside its label ends where something else is announced; a section holds all under it."""
    headed = [child.span.start for child in unit.children if child.kind in ("label", "bare", "num")]
    return min(headed) if unit.rest and headed else unit.reach.end


def _elsewhere(norm: str, unit: Unit) -> bool:
    """Inside a preparation stage or after the meeting a label speaks of that, not of the meeting."""
    for above in unit.ancestors():
        title = title_of(norm, above)
        if phase(title) == AFTER or (stage_kinds(title) and phase(title) in (None, BEFORE)):
            return True
    return False


def _row_entries(norm: str, rows: list[Unit]) -> Iterator[Entry]:
    table = [(row, cells(norm, row.span)) for row in rows]
    for at, (row, row_cells) in enumerate(table):
        below = table[at + 1][1] if at + 2 == len(table) else []
        if _is_header(norm, row_cells, below):
            yield from _columns(norm, table[at + 1][0], row_cells, below)
            return
        yield from _pairs(norm, row, row_cells)


def _is_header(norm: str, row: list[Span], below: list[Span]) -> bool:
    """A row of labels alone, with one row of values under it."""
    fields = [field_of(span_text(norm, cell)) for cell in row]
    return (
        len(row) == len(below)
        and len(row) > 1
        and all(fields)
        and not any(field_of(span_text(norm, cell)) for cell in below)
    )


def _columns(norm: str, unit: Unit, labels: list[Span], values: list[Span]) -> Iterator[Entry]:
    for label, value in zip(labels, values, strict=True):
        yield Entry(field_of(span_text(norm, label)) or "", value, BY_ROW, unit)


def _cell_field(cell: str) -> str | None:
    """Field of a label cell; of words of its author's own (会议的程序安排) only where they can mean one."""
    known = field_of(cell)
    meant = heading_fields(cell) if known is None and len(cell.strip()) <= _LONGEST_LABEL else ()
    return meant[0] if len(meant) == 1 else known


def _pairs(norm: str, row: Unit, row_cells: list[Span]) -> Iterator[Entry]:
    """label, value and again; a label in the second cell is narrower than the first (参会人员 | 列席 | …)."""
    at = 0
    while at + 1 < len(row_cells):
        field = _cell_field(span_text(norm, row_cells[at]))
        next_is_label = field_of(span_text(norm, row_cells[at + 1])) is not None
        if field and not next_is_label:
            yield Entry(field, row_cells[at + 1], BY_ROW, row)
        at += 1 if field is None or next_is_label else 2

"""Items of a list, however it is set: numbered units, plain lines, 一是…二是… inside a sentence, cells of a
table.
"""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.lines import cells
from meetings.reading.phrases import cut, enumerated
from meetings.reading.source import Span
from meetings.reading.unit import Unit

# A number or a time of day tells where an item stands, not what it is.
_NUMBER_CELL = re.compile(r"\s*(?:序号|时间|[一二三四五六七八九十]{1,2}|[\d:.\-—–~至分钟时点 ]{1,20})?\s*")


def under(doc: Doc, unit: Unit) -> list[Span]:
    """Items of a headed section or label: its numbered units, else what is enumerated in its text, else its
    lines.
    """
    for units in (_numbered(unit.children), _after_introduction(doc, unit)):
        if len(units) > 1:
            return [item_text(doc, child) for child in units]
    inside = enumerated(doc.norm, Span(unit.rest.start, unit.reach.end))
    if inside:
        return inside
    plain = [child for child in unit.children if child.kind == "plain" and child.text]
    if len(plain) > 1:
        return [item_text(doc, child) for child in plain]
    return list(cut(doc.norm, Span(unit.rest.start, unit.reach.end), ";\n\v"))


def _numbered(units: list[Unit]) -> list[Unit]:
    """The first run of two siblings or more with one kind of number; a second 1. begins another list."""
    runs: list[list[Unit]] = [[]]
    for unit in units:
        last = runs[-1][-1].mark if runs[-1] else unit.mark
        restarts = bool(runs[-1]) and unit.mark is not None and unit.mark.number == 1
        if unit.mark is None or last is None or unit.mark.kind != last.kind or restarts:
            runs.append([])
        if unit.mark is not None:
            runs[-1].append(unit)
    return next((run for run in runs if len(run) > 1), max(runs, key=len))


def _after_introduction(doc: Doc, unit: Unit) -> list[Unit]:
    """Plain lines after one that ends in a colon."""
    for at, child in enumerate(unit.children):
        if doc.text(child.text).rstrip().endswith(":"):
            return following(unit.children[at + 1 :])
    return []


def after(doc: Doc, unit: Unit) -> list[Span]:
    """Items that follow a unit which announces them: the units under it, else its next siblings of one
    kind.
    """
    if unit.children:
        run = _numbered(unit.children) or following(unit.children)
        return [item_text(doc, child) for child in run]
    siblings = unit.parent.children if unit.parent else []
    run = following(siblings[siblings.index(unit) + 1 :])
    return [item_text(doc, child) for child in run]


def following(units: list[Unit]) -> list[Unit]:
    """The run of units of one kind at the start of `units`."""
    run: list[Unit] = []
    for unit in units:
        kind = unit.mark.kind if unit.mark else unit.kind
        first = (run[0].mark.kind if run[0].mark else run[0].kind) if run else kind
        if kind != first or kind in ("bare", "label") or (unit.mark and run and unit.mark.number == 1):
            break
        run.append(unit)
    return run


def item_text(doc: Doc, unit: Unit) -> Span:
    """An item's own words, to the end of its unit."""
    if unit.kind != "row":
        return unit.text
    filled = [cell for cell in cells(doc.norm, unit.span) if not _NUMBER_CELL.fullmatch(doc.text(cell))]
    return filled[0] if filled else Span(unit.span.end, unit.span.end)

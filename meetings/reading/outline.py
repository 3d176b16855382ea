"""Sections and items of a plan as a tree, whatever numbers its author used, even all on one line.

A text is first cut into units (cutting.py). They nest by a stack: a kind of number seen before goes back to
its level, a new kind opens a level.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from meetings.reading.cutting import cuts
from meetings.reading.edges import take_tail, take_title
from meetings.reading.lines import lines_of
from meetings.reading.source import Span
from meetings.reading.unit import Unit, make_unit

_ITEM_KINDS = frozenset({"is", "decimal", "deep", "ar", "arp", "arh", "circ", "keycap", "clock", "ordinal"})
_LONGEST_HEADING = 22  # characters; beyond it, an item that is a sentence
_MAX_UNITS = 8_000  # five times what a plan of 100 pages has; what stands behind them is not read


@dataclass(frozen=True, slots=True)
class Outline:
    """`title` lines come before the first section, `tail` is the signature."""

    root: Unit
    units: tuple[Unit, ...]
    title: Span
    tail: Span


def outline(norm: str) -> Outline:
    """Tree of a folded text."""
    lines = lines_of(norm)
    title, lines = take_title(norm, lines)
    tail, lines = take_tail(norm, lines)
    units = [unit for cut in islice(cuts(norm, lines), _MAX_UNITS) if (unit := make_unit(norm, *cut)).text]
    root = Unit(Span(0, len(norm)), None, Span(0, 0), Span(0, 0), "num")
    _nest(norm, root, units)
    return Outline(root, tuple(units), title, tail)


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
    is_top = unit.parent is not None and unit.parent.parent is None
    return is_top and 0 < unit.head.end - unit.head.start <= _LONGEST_HEADING and not unit.rest


def _holds(norm: str, unit: Unit) -> bool:
    """A label with its value beside it has nothing under it; every other heading may."""
    if unit.kind != "label":
        return True
    return not unit.rest or norm[unit.rest.end - 1] == ":"

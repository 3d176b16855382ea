"""Where the cells of a form stand, and how wide columns are: numbers only, no XML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongwen.text import width

SHORT_COLUMN = 10  # characters; narrower columns are centred, wider ones flush left
CELL_ROOM = 1.2  # characters a column needs beside its text: the cell's margins and rounding
SHORT_WORD = 4  # characters that should stay together: 责任人, 完成时限
READABLE = 12  # characters a line of running text should have at least
SAMPLE_CHARS = 400
_WHOLE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[!-~]{1,16}")
_NARROW = re.compile("[ -~]")
_MEETING = re.compile("(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])")


@dataclass(frozen=True)
class Cell:
    """One cell of a form or a table head. ``span`` columns wide, ``rows`` rows high, ``height`` in mm at
    least; ``foot`` is set at the bottom right (签名、盖章、日期). ``align`` is left, center or right; None
    centres short text and sets longer text flush left. ``label`` sets it in 黑体."""

    text: str = ""
    span: int = 1
    rows: int = 1
    height: float | None = None
    align: str | None = None
    label: bool = False
    foot: str = ""

    def __post_init__(self) -> None:
        if self.span < 1 or self.rows < 1:
            raise ValueError("a cell spans at least one column and one row")
        if self.align not in (None, "left", "center", "right"):
            raise ValueError(f"align {self.align!r}: left, center, right or None")


@dataclass(frozen=True)
class Placed:
    """A cell at its first column; ``goes_on`` where it continues from the row above."""

    column: int
    cell: Cell
    goes_on: bool = False


def place(rows: Sequence[Sequence[Cell]], columns: int) -> list[list[Placed]]:
    """Every row's cells with those that reach down from above. ValueError where they do not fill the grid."""
    from_above: dict[int, tuple[Cell, int]] = {}  # first column → cell, rows still to cover
    out = []
    for number, cells in enumerate(rows, 1):
        placed = _place_row(number, list(cells), columns, from_above)
        reach = {p.column: from_above[p.column][1] - 1 if p.goes_on else p.cell.rows - 1 for p in placed}
        from_above = {p.column: (p.cell, reach[p.column]) for p in placed if reach[p.column]}
        out.append(placed)
    if from_above:
        raise ValueError("a cell reaches below the last row")
    return out


def _place_row(
    number: int, waiting: list[Cell], columns: int, from_above: dict[int, tuple[Cell, int]]
) -> list[Placed]:
    column, placed = 0, []
    while column < columns:
        if column in from_above:
            placed.append(Placed(column, from_above[column][0], goes_on=True))
        elif waiting:
            placed.append(Placed(column, waiting.pop(0)))
        else:
            raise ValueError(f"row {number} ends at column {column} of {columns}")
        end = column + placed[-1].cell.span
        if end > columns or any(column < other < end for other in from_above):
            raise ValueError(f"row {number}: the cell at column {column + 1} does not fit")
        column = end
    if waiting:
        raise ValueError(f"row {number} has {len(waiting)} cells too many")
    return placed


@dataclass(frozen=True)
class Need:
    """What a column asks for, in characters: without it words break badly; with it nothing wraps."""

    least: float
    natural: float


def needs(samples: Sequence[Sequence[str]], columns: int) -> list[Need]:
    """Each column's need, from sample rows."""
    return [_need([row[i] for row in samples if i < len(row)]) for i in range(columns)]


def _need(texts: list[str]) -> Need:
    natural = max([2.0, *map(widest, texts)])
    whole = max(
        (_roomy(part) for text in texts for part in _WHOLE.findall(str(text)[:SAMPLE_CHARS])), default=0
    )
    return Need(max(min(natural, SHORT_WORD), whole) + CELL_ROOM, natural + CELL_ROOM)


def crowded(wanted: Sequence[Need], total: int, char: int) -> bool:
    """Would the long columns be narrower than a readable line at this character width (twips)?"""
    long = [need for need in wanted if need.natural > need.least]
    left = total / char - sum(need.least for need in wanted)
    return bool(long) and left / len(long) < READABLE - SHORT_WORD


def widths_of(wanted: Sequence[Need], total: int, char: int) -> list[int]:
    """Twips for each column, together exactly ``total``. Where all cannot have what they need, each gets
    its least, and the rest goes by the square root of what is missing: long text gets more, not all."""
    room = total / char
    spare = room - sum(need.least for need in wanted)
    if sum(need.natural for need in wanted) <= room or spare <= 0:
        return scaled([need.natural if spare > 0 else need.least for need in wanted], total)
    missing = [(need.natural - need.least) ** 0.5 for need in wanted]
    share = spare / sum(missing)
    return scaled([need.least + share * part for need, part in zip(wanted, missing, strict=True)], total)


def given_widths(parts: Sequence[float], columns: int, total: int) -> list[int]:
    """Twips for proportions. ValueError unless there is one positive number for each column."""
    if len(parts) != columns or min(parts) <= 0:
        raise ValueError(f"{columns} columns need {columns} positive widths")
    return scaled(parts, total)


def scaled(parts: Sequence[float], total: int) -> list[int]:
    """Whole twips in these proportions that add up to ``total``."""
    whole, edges, passed = sum(parts), [0], 0.0
    for part in parts:
        passed += part
        edges.append(round(passed / whole * total))
    return [b - a for a, b in pairwise(edges)]


def widest(text: str) -> float:
    """Width of the longest line in characters, as a face with wide digits sets it that also parts digits
    from Chinese: dates must not wrap there. Long text is not read to its end."""
    return max(_roomy(line[:80]) for line in str(text)[:SAMPLE_CHARS].split("\n"))


def _roomy(line: str) -> float:
    return width(line) + 0.15 * len(_NARROW.findall(line)) + 0.25 * len(_MEETING.findall(line))

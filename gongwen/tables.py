"""Tables and forms. Plain rows are parsed from XML in one go, for python-docx's cell access is quadratic."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gongwen import layout as L
from gongwen.fonts import FontSet
from gongwen.oxml import Element, element, paragraph, ppr, run
from gongwen.text import clean, width
from gongwen.titles import break_title

SAMPLE_ROWS = 60  # rows looked at for column widths; the whole of a long list would cost more than it tells
SHORT_COLUMN = 10  # characters; narrower columns are centred, wider ones flush left
CELL_ROOM = 2  # characters a column needs beside its text: cell margins, and faces with wide digits
BATCH_ROWS = 500
IDEOGRAPHIC_SPACE = "\u3000"
SPLIT_CHARS = 300  # a cell longer than this may be split over pages
_NARROW = re.compile("[ -~]")
_MEETING = re.compile("(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])")


@dataclass(frozen=True)
class Cell:
    """One cell of a form or a table head. ``span`` columns wide, ``rows`` rows high, ``height`` in mm at
    least; ``foot`` is set at the right under the text (签名、盖章、日期). ``align`` is left, center or
    right; None centres up to ten characters and sets longer text flush left."""

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


def column_widths(
    samples: Sequence[Sequence[str]], columns: int, total: int, given: Sequence[float] | None
) -> list[int]:
    """Twips for each column, together exactly ``total``. ``given`` are proportions; else by content:
    a column gets what it needs, and what is missing is taken from the widest."""
    if given is not None:
        if len(given) != columns or min(given) <= 0:
            raise ValueError(f"{columns} columns need {columns} positive widths")
        return _scaled(list(given), total)
    natural = [
        max([2.0, *(_widest(row[i]) for row in samples if i < len(row))]) + CELL_ROOM for i in range(columns)
    ]
    available = total / (L.TABLE_SIZE * 10)
    if sum(natural) > available:
        natural = _capped(natural, available)
    return _scaled(natural, total)


def _widest(text: str) -> float:
    return max((_roomy(line[:80]) for line in text[:400].split("\n")), default=0)


def _roomy(line: str) -> float:
    """Width in a face with wide digits that also parts digits from Chinese: dates must not wrap there."""
    return width(line) + 0.15 * len(_NARROW.findall(line)) + 0.25 * len(_MEETING.findall(line))


def _capped(natural: list[float], available: float) -> list[float]:
    """The widths under the one cap at which they fill the line."""
    remaining, open_columns = available, sorted(natural)
    while open_columns and open_columns[0] <= remaining / len(open_columns):
        remaining -= open_columns.pop(0)
    cap = remaining / len(open_columns) if open_columns else max(natural)
    return [min(value, cap) for value in natural]


def _scaled(parts: list[float], total: int) -> list[int]:
    whole, edges, passed = sum(parts), [0], 0.0
    for part in parts:
        passed += part
        edges.append(round(passed / whole * total))
    return [b - a for a, b in pairwise(edges)]


class Grid:
    """One table under construction: widths fixed, rows appended."""

    def __init__(self, widths: Sequence[int], fonts: FontSet) -> None:
        self.widths, self.fonts = list(widths), fonts
        name = quoteattr(fonts.fangsong)
        faces = f"w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}"
        self._run_head = f'<w:r><w:rPr><w:rFonts {faces} w:hint="eastAsia"/></w:rPr>'
        self.element = element(
            "tbl",
            element(
                "tblPr",
                element("tblStyle", val="TableGrid"),
                element("tblW", w=sum(widths), type="dxa"),
                element("jc", val="center"),
                element("tblLayout", type="fixed"),
            ),
            element("tblGrid", *(element("gridCol", w=value) for value in widths)),
        )

    def rows(self, rows: Iterable[Sequence[str]], align: Sequence[str]) -> int:
        """Plain rows; returns their number. ValueError for a row too long. Read in batches, so a long list
        may come from a generator."""
        cells = [self._cell_xml(side, wide) for side, wide in zip(align, self.widths, strict=True)]
        count, iterator = 0, iter(rows)
        while batch := list(islice(iterator, BATCH_ROWS)):
            xml = "".join(self._row_xml(row, cells, count + n) for n, row in enumerate(batch, 1))
            self.element.extend(list(parse_xml(f"<w:tbl {nsdecls('w')}>{xml}</w:tbl>")))
            count += len(batch)
        return count

    def _cell_xml(self, side: str, wide: int) -> tuple[str, str]:
        """The XML before a cell's paragraphs, and the head of each paragraph in it."""
        before = f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        return before, f'<w:p><w:pPr><w:pStyle w:val="TableText"/><w:jc w:val="{side}"/></w:pPr>'

    def _row_xml(self, row: Sequence[str], cells: list[tuple[str, str]], number: int) -> str:
        if len(row) > len(cells):
            raise ValueError(f"row {number} has {len(row)} cells; the table has {len(cells)} columns")
        texts = [clean(text) for text in row] + [""] * (len(cells) - len(row))
        split = "" if max(map(len, texts)) > SPLIT_CHARS else "<w:cantSplit/>"
        parts = [f'<w:tr><w:trPr>{split}<w:trHeight w:val="{L.TABLE_ROW_MIN}" w:hRule="atLeast"/></w:trPr>']
        for text, (before, head) in zip(texts, cells, strict=True):
            parts.append(before)
            parts += [f"{head}{self._run_xml(line)}</w:p>" for line in text.split("\n")]
            parts.append("</w:tc>")
        parts.append("</w:tr>")
        return "".join(parts)

    def _run_xml(self, text: str) -> str:
        if not text:
            return ""
        shown = escape(text.replace("\t", IDEOGRAPHIC_SPACE))
        return f'{self._run_head}<w:t xml:space="preserve">{shown}</w:t></w:r>'

    def form(self, rows: Sequence[Sequence[Cell]], *, head: bool = False) -> None:
        """Rows of cells that may span columns and rows. ValueError where they do not fill the grid."""
        columns = len(self.widths)
        hanging: dict[int, tuple[int, int]] = {}  # first column → (rows still covered, span)
        for number, cells in enumerate(rows, 1):
            built, column, waiting, tallest = [], 0, list(cells), L.TABLE_ROW_MIN
            while column < columns:
                left, span = hanging.pop(column, (0, 1))
                if left:
                    built.append(self._continued(column, span))
                elif waiting:
                    cell = waiting.pop(0)
                    left, span = cell.rows, cell.span
                    if column + span > columns or any(c in hanging for c in range(column, column + span)):
                        raise ValueError(
                            f"row {number}: a cell of {span} columns does not fit at column {column + 1}"
                        )
                    built.append(self._cell(cell, sum(self.widths[column : column + span]), head=head))
                    tallest = max(tallest, L.twips(cell.height or 0) if cell.rows == 1 else 0)
                else:
                    raise ValueError(f"row {number} ends at column {column} of {columns}")
                if left > 1:
                    hanging[column] = (left - 1, span)
                column += span
            if waiting:
                raise ValueError(f"row {number} has {len(waiting)} cells too many")
            whole = all(len(cell.text) <= SPLIT_CHARS for cell in cells)
            self.element.append(_row(tallest, *built, whole=whole, head=head))
        if hanging:
            raise ValueError("a cell reaches below the last row")

    def _continued(self, column: int, span: int) -> Element:
        wide = sum(self.widths[column : column + span])
        return element("tc", _tcpr(wide, Cell(span=span), goes_on=True), paragraph(ppr("TableText")))

    def _cell(self, cell: Cell, wide: int, *, head: bool = False) -> Element:
        font = self.fonts.heiti if head or cell.label else self.fonts.fangsong
        text, room = clean(cell.text), (wide - 2 * L.TABLE_CELL_MARGIN) / (L.TABLE_SIZE * 10)
        short = width(text) <= SHORT_COLUMN and "\n" not in text
        side = cell.align or ("center" if short else "left")
        # A label in a narrow column is broken by meaning, like a title.
        lines = break_title(text, max(1, int(room))) if short and width(text) > room else text.split("\n")
        foot = clean(cell.foot).split("\n") if cell.foot else []
        free = _free_height(cell, [*lines, *foot], room) if foot else 0
        node = element("tc", _tcpr(wide, cell, top=free > 0))
        for line in lines:
            indent = side == "left" and not head and width(line) > room
            node.append(_line(line, font, side, indent=indent))
        for number, line in enumerate(foot):
            node.append(_line(line, font, "right", before=0 if number else free))
        return node


def _free_height(cell: Cell, lines: list[str], room: float) -> int:
    """Twips left in a cell of stated height: the foot goes to its bottom. Counted, so about a line exact."""
    used = sum(max(1, -int(-(width(line) + 2) // room)) for line in lines) * L.TABLE_LINE
    return max(0, L.twips(cell.height or 0) - used - L.TABLE_LINE // 2)


def _line(text: str, font: str, side: str, *, indent: bool = False, before: int = 0) -> Element:
    properties = [element("jc", val=side)]
    if indent:
        properties.append(element("ind", firstLineChars=200, firstLine=2 * L.TABLE_SIZE * 10))
    if before:
        properties.append(element("spacing", before=before, line=L.TABLE_LINE, lineRule="exact"))
    runs = [run(text.replace("\t", IDEOGRAPHIC_SPACE), font)] if text else []
    return paragraph(ppr("TableText", *properties), *runs)


def _tcpr(wide: int, cell: Cell, *, top: bool = False, goes_on: bool = False) -> Element:
    properties = element("tcPr", element("tcW", w=wide, type="dxa"))
    if cell.span > 1:
        properties.append(element("gridSpan", val=cell.span))
    if goes_on:
        properties.append(element("vMerge"))
    elif cell.rows > 1:
        properties.append(element("vMerge", val="restart"))
    properties.append(element("vAlign", val="top" if top else "center"))
    return properties


def _row(height: int, *cells: Element, whole: bool, head: bool = False) -> Element:
    properties = element("trPr")
    if whole or head:
        properties.append(element("cantSplit"))
    properties.append(element("trHeight", val=height, hRule="atLeast"))
    if head:
        properties.append(element("tblHeader"))
    return element("tr", properties, *cells)


def sample(rows: Iterable[Sequence[str]]) -> tuple[list[Sequence[str]], Iterable[Sequence[str]]]:
    """The first rows for measuring, and an iterable of the rest."""
    iterator = iter(rows)
    return list(islice(iterator, SAMPLE_ROWS)), iterator

"""Tables and forms. Plain rows are parsed from XML in one go, for python-docx's cell access is quadratic."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gongwen import layout as L
from gongwen.fonts import FontSet
from gongwen.grid import SHORT_COLUMN, Cell, Placed, crowded, given_widths, needs, place, widest, widths_of
from gongwen.oxml import Element, element, paragraph, ppr, run
from gongwen.text import clean, width
from gongwen.titles import break_title

SAMPLE_ROWS = 60  # rows looked at for column widths; the whole of a long list would cost more than it tells
BATCH_ROWS = 2000  # parsed at once; bounds the memory of a list from a generator
SPLIT_CHARS = 300  # a cell longer than this may be split over pages
IDEOGRAPHIC_SPACE = "\u3000"


def list_grid(
    fonts: FontSet,
    total: int,
    *,
    header: Sequence[str] | Sequence[Sequence[Cell]],
    rows: Iterable[Sequence[str]],
    widths: Sequence[float] | None,
    empty: str,
) -> tuple[Element, int]:
    """A list with repeating head rows, ``total`` twips wide, and the number of its rows. Its text is 五号
    where long columns would be too narrow in 小四."""
    head = _head(header)
    columns = sum(cell.span for cell in head[0])
    iterator = iter(rows)
    known = list(islice(iterator, SAMPLE_ROWS))
    names = [[cell.text for cell in row] for row in head if len(row) == columns]
    wanted = needs([*names, *known], columns)
    text = L.TABLE_SMALL if crowded(wanted, total, L.TABLE_TEXT.char) else L.TABLE_TEXT
    sized = widths_of(wanted, total, text.char) if widths is None else given_widths(widths, columns, total)
    grid = Grid(sized, fonts, text)
    grid.form(head, head=True)
    long = [any(widest(row[i]) > SHORT_COLUMN for row in known if i < len(row)) for i in range(columns)]
    count = grid.rows(chain(known, iterator), ["left" if is_long else "center" for is_long in long])
    if not count:
        grid.form([[Cell(empty, span=columns)]])
    return grid.element, count


def _head(header: Sequence[str] | Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Rows of cells, from one row of texts or from what already is rows of cells."""
    if not header:
        raise ValueError("a table needs a head")
    texts = [Cell(one) for one in header if isinstance(one, str)]
    return [texts] if texts else [list(row) for row in header if not isinstance(row, str)]


def form_grid(
    fonts: FontSet, total: int, rows: Sequence[Sequence[Cell]], widths: Sequence[float] | None
) -> Element:
    """A form ``total`` twips wide; the first row tells the number of columns."""
    if not rows:
        raise ValueError("a form needs a row")
    columns = sum(cell.span for cell in rows[0])
    grid = Grid(given_widths(widths or [1] * columns, columns, total), fonts, L.TABLE_TEXT)
    grid.form(rows)
    return grid.element


class Grid:
    """One table under construction: widths and size of text fixed, rows appended."""

    def __init__(self, widths: Sequence[int], fonts: FontSet, text: L.TableText) -> None:
        self.widths, self.fonts, self.text = list(widths), fonts, text
        name = quoteattr(fonts.fangsong)
        faces = f"w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}"
        self._run_head = f'<w:r><w:rPr><w:rFonts {faces} w:hint="eastAsia"/></w:rPr>'
        properties = element(
            "tblPr",
            element("tblStyle", val="TableGrid"),
            element("tblW", w=sum(widths), type="dxa"),
            element("jc", val="center"),
            element("tblLayout", type="fixed"),
        )
        columns = (element("gridCol", w=value) for value in widths)
        self.element = element("tbl", properties, element("tblGrid", *columns))

    def rows(self, rows: Iterable[Sequence[str]], align: Sequence[str]) -> int:
        """Plain rows; returns their number. ValueError for a row too long. Read in batches, so a long list
        may come from a generator."""
        cells = [self._cell_xml(side, wide) for side, wide in zip(align, self.widths, strict=True)]
        count, iterator = 0, iter(rows)
        while batch := list(islice(iterator, BATCH_ROWS)):
            xml = "".join(self._row_xml(row, cells, count + n) for n, row in enumerate(batch, 1))
            self._take_over(parse_xml(f"<w:tbl {nsdecls('w')}>{xml}</w:tbl>"), first=not count)
            count += len(batch)
        return count

    def _take_over(self, parsed: Element, *, first: bool) -> None:
        """The few rows so far move into the many parsed ones: moving the many would cost as much again."""
        if first:
            parsed[:0] = list(self.element)
            self.element = parsed
        else:
            self.element.extend(list(parsed))

    def _cell_xml(self, side: str, wide: int) -> tuple[str, str]:
        """The XML before a plain cell's paragraphs, and the head of each paragraph in it."""
        before = f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        return before, f'<w:p><w:pPr><w:pStyle w:val="{self.text.style}"/><w:jc w:val="{side}"/></w:pPr>'

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
        for placed in place(rows, len(self.widths)):
            own = [p.cell for p in placed if not p.goes_on]
            height = max([L.TABLE_ROW_MIN, *(L.twips(cell.height or 0) for cell in own if cell.rows == 1)])
            whole = head or all(len(cell.text) <= SPLIT_CHARS for cell in own)
            cells = [self._cell(one, height, head=head) for one in placed]
            self.element.append(_row(height, cells, whole=whole, head=head))

    def _cell(self, placed: Placed, height: int, *, head: bool) -> Element:
        cell, column = placed.cell, placed.column
        wide = sum(self.widths[column : column + cell.span])
        if placed.goes_on:
            return element("tc", _tcpr(wide, cell, goes_on=True), paragraph(ppr(self.text.style)))
        room = (wide - 2 * L.TABLE_CELL_MARGIN) / self.text.char
        font = self.fonts.heiti if head or cell.label else self.fonts.fangsong
        text, side = _text_and_side(cell, room)
        foot = clean(cell.foot).split("\n") if cell.foot else []
        free = self._free_height(height, [*text, *foot], room) if foot else 0
        node = element("tc", _tcpr(wide, cell, top=free > 0))
        for line in text:
            indent = side == "left" and not head and width(line) > room
            node.append(self._line(line, font, side, indent=indent))
        node.extend(self._foot_line(line, font, 0 if n else free) for n, line in enumerate(foot))
        return node

    def _free_height(self, height: int, lines: list[str], room: float) -> int:
        """Twips left in a row: the foot goes to its bottom. Counted from widths, so about a line exact."""
        used = sum(max(1, -int(-(width(line) + 2) // room)) for line in lines) * self.text.line
        return max(0, height - used - self.text.line // 2)

    def _line(self, text: str, font: str, side: str, *, indent: bool) -> Element:
        properties = [element("jc", val=side)]
        if indent:
            properties.append(element("ind", firstLineChars=200, firstLine=2 * self.text.char))
        return paragraph(ppr(self.text.style, *properties), *_runs(text, font))

    def _foot_line(self, text: str, font: str, before: int) -> Element:
        """At the right, one character in."""
        spacing = element("spacing", before=before, line=self.text.line, lineRule="exact")
        inset = element("ind", right=self.text.char)
        properties = ppr(self.text.style, spacing, inset, element("jc", val="right"))
        return paragraph(properties, *_runs(text, font))


def _text_and_side(cell: Cell, room: float) -> tuple[list[str], str]:
    """The cell's lines and side. A label in a narrow column is broken by meaning, like a title."""
    lines = clean(cell.text).split("\n")
    short = max(map(width, lines)) <= SHORT_COLUMN and len(lines) <= 2
    if short and len(lines) == 1 and width(lines[0]) > room:
        lines = break_title(lines[0], max(1, int(room)))
    return lines, cell.align or ("center" if short else "left")


def _runs(text: str, font: str) -> list[Element]:
    return [run(text.replace("\t", IDEOGRAPHIC_SPACE), font)] if text else []


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


def _row(height: int, cells: list[Element], *, whole: bool, head: bool) -> Element:
    properties = element("trPr")
    if whole:
        properties.append(element("cantSplit"))
    properties.append(element("trHeight", val=height, hRule="atLeast"))
    if head:
        properties.append(element("tblHeader"))
    return element("tr", properties, *cells)

"""The document: paper in, bytes out. Each method adds to the end; the order is the caller's."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import docx
from docx.oxml.ns import qn

from gongwen import blocks
from gongwen import layout as L
from gongwen.fonts import FontSet
from gongwen.grid import Cell
from gongwen.oxml import Element, element, paragraph, ppr, run
from gongwen.package import package_bytes
from gongwen.tables import form_grid, list_grid
from gongwen.template import section, template
from gongwen.text import Numbering, lines, one_line

_P, _PPR, _T, _KEEP = (qn(f"w:{name}") for name in ("p", "pPr", "t", "keepNext"))


class Document:
    """A GB/T 9704-2012 document over python-docx; ``self.docx`` is python-docx's own object.

    Text may hold anything: controls are dropped, line ends make paragraphs. Headings and attachments
    are numbered by the document. ``landscape`` lays the whole document's sheets on their side, up to
    the first attachment. ``to_bytes`` may be called again after more was added.
    """

    def __init__(self, *, title: str = "", fonts: FontSet | None = None, landscape: bool = False) -> None:
        self.fonts = fonts or FontSet()
        self.docx = docx.Document(io.BytesIO(template(self.fonts)))
        self._final = self.docx.element.body[-1]
        self._turned = False  # how the sheet lies now,
        self._next = self._home = landscape  # how the next block wants it, and what a wide table returns to
        self._gap_due = False  # an empty line is due between a title and what follows
        self._numbering = Numbering()
        self._attachment_labels: list[Element] = []
        self.docx.core_properties.title = one_line(title)[:255]
        if one_line(title):
            self._title(title)

    @property
    def page(self) -> L.Page:
        """The sheet that the next block goes on."""
        return L.LANDSCAPE if self._next else L.PORTRAIT

    def red_head(self, *, issuer: str, number: str = "", signer: str = "") -> None:
        """7.2: issuer in red 小标宋 35 mm under the type area's top edge, number, red line of its width.

        ``signer`` is for documents to a superior: number left, signer right. Goes before the title
        whenever it is called. Raises ValueError without an issuer.
        """
        for index, node in enumerate(blocks.red_head(self.fonts, issuer, number, signer)):
            self.docx.element.body.insert(index, node)

    def subtitle(self, text: str) -> None:
        """A line in 3号楷体 centred right under the title: the date of a speech, who adopted it and when."""
        gap, self._gap_due = self._gap_due, False
        self._add(
            paragraph(ppr("Normal", element("jc", val="center")), run(one_line(text), self.fonts.kaiti))
        )
        self._gap_due = gap

    def addressee(self, name: str) -> None:
        """7.3.2: one line under the title, flush left, ends in a full-width colon."""
        self._add(blocks.addressee(self.fonts, name))

    def heading(self, level: int, text: str, body: str = "") -> None:
        """7.3.3: 一、黑体 （一）楷体 1. and （1）仿宋, numbered; ``body`` follows in the same paragraph.
        ValueError for a level outside 1–4."""
        marked = self._numbering.next(level) + one_line(text)
        first, *rest = lines(body) or [""]
        self._add(blocks.heading(self.fonts, level, marked, first))
        self.paragraph("\n".join(rest))

    def paragraph(
        self, text: str, *, lead: str = "", align: str | None = None, indent: bool = True, empty: str = ""
    ) -> None:
        """Text in 3号仿宋, indented two characters; each line of it is a paragraph. ``lead`` is set in 黑体
        before the first (a speaker, a label); ``empty`` is said where there is no text."""
        lead = one_line(lead)
        for line in lines(text) or lines(empty) or ([""] if lead else []):
            self._add(blocks.body(self.fonts, line, lead=lead, align=align, indent=indent))
            lead = ""

    def labelled(self, label: str, names: Sequence[str]) -> None:
        """10.3: 黑体 label and colon, 仿宋 names in columns under the first name; 无 where there is none."""
        self._add(blocks.labelled(self.fonts, label, names))

    def fields(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Label：value lines of a record; labels are spread to one width, values wrap under themselves.
        An empty value says （无）."""
        self._add(*blocks.fields(self.fonts, pairs))

    def table(
        self,
        *,
        header: Sequence[str] | Sequence[Sequence[Cell]],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float] | None = None,
        caption: str | None = None,
        landscape: bool = False,
        empty: str = blocks.EMPTY,
    ) -> int:
        """A table with repeating head rows; returns the number of rows. ``header`` is one row of texts or
        several rows of Cells; ``widths`` are proportions. ``landscape`` turns the sheet for this table.
        A table without rows says ``empty``. ValueError for a row longer than the head."""
        self._next = landscape or self._home
        table, count = list_grid(
            self.fonts, self.page.text_width, header=header, rows=rows, widths=widths, empty=empty
        )
        if caption:
            self._add(paragraph(ppr("Caption"), run(one_line(caption), self.fonts.heiti)))
        else:
            self._part_from_text()
        self._add_table(table)
        self._next = self._home
        return count

    def form(self, rows: Sequence[Sequence[Cell]], *, widths: Sequence[float] | None = None) -> None:
        """A form of merged cells. ``widths`` are proportions of the columns, equal by default.
        ValueError where the cells do not fill the grid."""
        grid = form_grid(self.fonts, self.page.text_width, rows, widths)
        self._part_from_text()
        self._add_table(grid)

    def blank(self) -> None:
        """An empty line that stays with what follows."""
        self._add(blocks.blank(keep=True))

    def new_page(self, title: str) -> None:
        """A fresh page with a title of its own and headings numbered anew: one form a person."""
        self._gap_due = False
        self._numbering = Numbering()
        fresh = blocks.title(self.fonts, title)
        fresh.find(_PPR).insert(1, element("pageBreakBefore"))
        self._add(fresh)
        self._gap_due = True

    def attachments_note(self, names: Sequence[str]) -> None:
        """7.3.4: one line under the text, indented two characters, numbered when there are several."""
        nodes = blocks.attachments_note(self.fonts, names)
        if nodes:
            self._keep_last()
            self._add(*nodes)

    def signature(self, issuer: str, day: date) -> None:
        """7.3.5.2 (no seal): name two characters from the right, the date under it two right of its first
        character; a date wider than the name takes the two characters instead."""
        self._keep_last()
        self._add(*blocks.signature(self.fonts, issuer, day, self.page.text_width / L.CHAR))

    def attachment(self, title: str, *, landscape: bool = False) -> None:
        """7.3.7: a new page, 附件 and its number in 黑体 on line 1, the title centred on line 3; what follows
        belongs to it and is numbered anew. ``landscape`` turns its sheets."""
        self._next = self._home = landscape
        self._gap_due = False
        breaks = [] if self._turn() else [element("pageBreakBefore")]
        label = paragraph(ppr("Normal", element("keepNext"), *breaks), run("附件", self.fonts.heiti))
        self._numbering = Numbering()
        self._attachment_labels.append(label)
        self._add(label, blocks.blank(keep=True))
        self._title(title)

    def to_bytes(self) -> bytes:
        """The .docx; the same content gives the same bytes."""
        several = len(self._attachment_labels) > 1
        for number, label in enumerate(self._attachment_labels, 1):
            next(label.iter(_T)).text = f"附件{number}" if several else "附件"
        return package_bytes(self.docx.part.package)

    def save(self, path: str | Path) -> None:
        """Write the bytes to a file. Raises OSError."""
        Path(path).write_bytes(self.to_bytes())

    def _title(self, title: str) -> None:
        self._add(blocks.title(self.fonts, title))
        self._gap_due = True

    def _add(self, *nodes: Element) -> None:
        self._turn()
        if self._gap_due:
            self._gap_due = False
            self._final.addprevious(blocks.blank(keep=True))
        for node in nodes:
            self._final.addprevious(node)

    def _part_from_text(self) -> None:
        """A little room between running text and the edge of a table under it."""
        last = self._final.getprevious()
        same_sheet = self._next == self._turned and not self._gap_due
        if same_sheet and last is not None and last.tag == _P and next(last.iter(_T), None) is not None:
            low = element("spacing", before=0, after=0, line=L.TABLE_GAP, lineRule="exact")
            self._add(paragraph(ppr("TableEnd", element("keepNext"), low)))

    def _add_table(self, table: Element) -> None:
        # Word needs a paragraph after a table, and two tables in a row would become one.
        self._add(table, paragraph(ppr("TableEnd")))

    def _keep_last(self) -> None:
        """A signature never stands alone on a page: the paragraph before stays with it."""
        last = self._final.getprevious()
        if last is None or last.tag != _P:
            return
        properties = last.find(_PPR)
        for old in properties.findall(_KEEP):  # a run-in heading has it switched off
            properties.remove(old)
        properties.insert(1, element("keepNext"))

    def _turn(self) -> bool:
        """Close the section when the sheet's direction changes, and say whether a new page came of it.
        Done when the next block is added, so that no empty page is left at the end."""
        if self._next == self._turned:
            return False
        last = self._final.getprevious()
        if last is not None:
            last.find(_PPR).append(section(landscape=self._turned))
        self._turned = self._next
        fresh = section(landscape=self._turned)
        self._final.getparent().replace(self._final, fresh)
        self._final = fresh
        return last is not None

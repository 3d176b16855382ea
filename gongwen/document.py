"""The document: paper in, bytes out. Each method adds to the end; the order is the caller's."""

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date
from itertools import chain
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from gongwen import layout as L
from gongwen.fonts import FontSet
from gongwen.names import clean_names, name_lines, name_runs, spread
from gongwen.oxml import Element, element, paragraph, ppr, run
from gongwen.package import package_bytes
from gongwen.tables import SHORT_COLUMN, Cell, Grid, _widest, column_widths, sample
from gongwen.template import R, W, section_xml, template
from gongwen.text import Numbering, bare_name, chinese_date, lines, one_line, width
from gongwen.titles import break_title

_P, _TBL, _PPR, _SECT, _T = (qn(f"w:{name}") for name in ("p", "tbl", "pPr", "sectPr", "t"))
LINE_CHARS = L.PORTRAIT.text_width / L.CHAR  # 28.08
_SECTIONS = {
    turned: parse_xml(
        section_xml(landscape=turned).replace("<w:sectPr>", f'<w:sectPr xmlns:w="{W}" xmlns:r="{R}">')
    )
    for turned in (False, True)
}


class Document:
    """A GB/T 9704-2012 document over python-docx; ``self.docx`` is python-docx's own object.

    Text may hold anything: controls are dropped, line ends make paragraphs. Numbers of headings and
    attachments are given by the document. ``to_bytes`` may be called again after more was added.
    """

    def __init__(self, *, title: str = "", fonts: FontSet | None = None) -> None:
        self.fonts = fonts or FontSet()
        self.docx = docx.Document(io.BytesIO(template(self.fonts)))
        self._final = self.docx.element.body[-1]
        self._landscape = self._turn_next = False  # how the sheet lies, and how the next block wants it
        self._attachment_turned = self._title_open = False
        self._numbering = Numbering()
        self._attachment_labels: list[Element] = []
        self.docx.core_properties.title = one_line(title)[:255]
        if one_line(title):
            self._title(title)

    # -- the head ---------------------------------------------------------------------------------

    def red_head(self, *, issuer: str, number: str = "", signer: str = "") -> None:
        """7.2: issuer in red 小标宋 35 mm under the type area's top edge, number, red line of its width.

        ``signer`` is for documents to a superior: number left, signer right. Goes before the title
        whenever it is called. Raises ValueError without an issuer.
        """
        name = one_line(issuer)
        if not name:
            raise ValueError("a red head needs an issuer")
        size = max(
            L.RED_HEAD_MIN_SIZE,
            min(L.RED_HEAD_MAX_SIZE, int(L.PORTRAIT.text_width / 10 / width(name)) // 2 * 2),
        )
        head = paragraph(
            ppr(
                "Normal",
                element("snapToGrid", val=0),
                element(
                    "spacing", before=L.twips(L.RED_HEAD_DROP_MM), after=0, line=size * 12, lineRule="exact"
                ),
                element("jc", val="center"),
            ),
            run(name, self.fonts.title, size=size, spacing=0, color=L.RED),
        )
        nodes = [
            head,
            self._blank(),
            self._blank(),
            self._number_line(number, signer),
            self._blank(),
            self._blank(),
        ]
        for index, node in enumerate(nodes):
            self.docx.element.body.insert(index, node)

    def _number_line(self, number: str, signer: str) -> Element:
        # The line is the number's lower border; the exact pitch already leaves 2 mm of the 4 mm.
        border = element("pBdr", element("bottom", val="single", sz=18, space=6, color=L.RED))
        if not signer:
            runs = [run(one_line(number), self.fonts.fangsong)] if number else []
            return paragraph(ppr("Normal", border, element("jc", val="center")), *runs)
        tabs = element("tabs", element("tab", val="right", pos=L.PORTRAIT.text_width - L.CHAR))
        # The empty character is typed: an indent would shorten the red line too.
        return paragraph(
            ppr("Normal", border, tabs),
            run(f"\u3000{one_line(number)}\t签发人：", self.fonts.fangsong),
            run(one_line(signer), self.fonts.kaiti),
        )

    def _title(self, title: str) -> None:
        broken = "\n".join(break_title(title, L.TITLE_CHARS))
        self._add(paragraph(ppr("Title"), run(broken, self.fonts.title)))
        self._title_open = True

    def addressee(self, name: str) -> None:
        """7.3.2: one line under the title, flush left, ends in a full-width colon."""
        self._gap()
        self._add(
            paragraph(ppr("Salutation"), run(one_line(name).rstrip("：:，。 ") + "：", self.fonts.fangsong))
        )

    # -- the text ---------------------------------------------------------------------------------

    def heading(self, level: int, text: str, body: str = "") -> None:
        """7.3.3: 一、黑体 （一）楷体 1. and （1）仿宋, numbered; ``body`` follows in the same paragraph."""
        font = {1: self.fonts.heiti, 2: self.fonts.kaiti}.get(level, self.fonts.fangsong)
        mark = self._numbering.next(level)
        self._gap()
        first, *rest = lines(body) or [""]
        runs = [run(mark + one_line(text), font)]
        if first:
            runs.append(run(first, self.fonts.fangsong))
        # A heading alone stays with what follows; one that runs on into text must not pull the page after it.
        apart = [element("keepNext", val=0)] if first else []
        self._add(paragraph(ppr(f"Heading{level}", *apart), *runs))
        for line in rest:
            self.paragraph(line)

    def paragraph(self, text: str, *, lead: str = "", align: str | None = None, indent: bool = True) -> None:
        """Text in 3号仿宋, indented two characters; each line of it is a paragraph. ``lead`` is set in
        黑体 before the first (a speaker, a label). Empty text adds nothing."""
        found = lines(text) or ([""] if lead else [])
        for index, line in enumerate(found):
            self._gap()
            runs = [run(one_line(lead), self.fonts.heiti)] if lead and not index else []
            if line:
                runs.append(run(line, self.fonts.fangsong))
            properties = [element("jc", val=align)] if align else []
            self._add(paragraph(ppr("BodyText" if indent else "Normal", *properties), *runs))

    def labelled(self, label: str, names: Sequence[str]) -> None:
        """10.3: 黑体 label and colon, 仿宋 names in columns under the first name; 无 where there is none."""
        text = one_line(label).rstrip("：:") + "："
        start = 2 + width(text)
        rows = name_lines(clean_names(list(names)) or ["无"], L.CHARS_PER_LINE - start)
        stops = [start + 4 * slot for slot in range(1, L.CHARS_PER_LINE // 4)]
        properties = [self._hanging(start, width(text)), element("jc", val="left"), self._tabs(stops)]
        self._gap()
        runs = [run(text, self.fonts.heiti)]
        for index, row in enumerate(rows):
            runs += [run("\n", self.fonts.fangsong)] if index else []
            runs += name_runs(row, self.fonts.fangsong)
        self._add(paragraph(ppr("Normal", *properties), *runs))

    def fields(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Label：value lines of a record; labels spread to one width, values wrap under themselves.
        An empty value says （无）."""
        found = [(one_line(label).rstrip("：:"), lines(value) or ["（无）"]) for label, value in pairs]
        wide = int(-(-max((width(label) for label, _ in found), default=0) // 1))
        for label, values in found:
            self._gap()
            start = 2 + wide + 1
            runs = [*spread(label, wide, self.fonts.heiti), run("：", self.fonts.heiti)]
            runs.append(run("\n".join(values), self.fonts.fangsong))
            self._add(
                paragraph(ppr("Normal", self._hanging(start, wide + 1), element("jc", val="left")), *runs)
            )

    def _hanging(self, left: float, hanging: float) -> Element:
        return element("ind", left=round(left * L.CHAR), hanging=round(hanging * L.CHAR))

    def _tabs(self, stops: Iterable[float]) -> Element:
        return element("tabs", *(element("tab", val="left", pos=round(stop * L.CHAR)) for stop in stops))

    # -- tables -----------------------------------------------------------------------------------

    def table(
        self,
        *,
        header: Sequence[str] | Sequence[Sequence[Cell]],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float] | None = None,
        caption: str | None = None,
        landscape: bool = False,
        empty: str = "（无）",
    ) -> int:
        """A table with repeating head rows; returns the number of rows. ``header`` is one row of texts or
        several rows of Cells; ``widths`` are proportions. ``landscape`` turns the sheet for this table.
        A table without rows says ``empty``. ValueError for a row longer than the head."""
        head = [[Cell(text) for text in header]] if header and isinstance(header[0], str) else header
        if landscape:
            self._turn(True)
        self._gap()
        if caption:
            self._add(paragraph(ppr("Caption"), run(one_line(caption), self.fonts.heiti)))
        self._flush_turn()
        columns = sum(cell.span for cell in head[0])
        known, rest = sample(rows)
        names = [[cell.text for cell in row] for row in head if len(row) == columns]
        samples = [*names, *known]
        page = L.LANDSCAPE if self._landscape else L.PORTRAIT
        grid = Grid(column_widths(samples, columns, page.text_width, widths), self.fonts)
        grid.form(head, head=True)
        align = [
            "left" if any(_widest(row[i]) > SHORT_COLUMN for row in known if i < len(row)) else "center"
            for i in range(columns)
        ]
        count = grid.rows(chain(known, rest), align)
        if not count:
            grid.form([[Cell(empty, span=columns)]])
        self._add_table(grid)
        if landscape and not self._attachment_turned:
            self._turn(False)
        return count

    def form(self, rows: Sequence[Sequence[Cell]], *, widths: Sequence[float] | None = None) -> None:
        """A form of merged cells. ``widths`` are proportions of the columns, equal by default.
        ValueError where the cells do not fill the grid."""
        self._gap()
        self._flush_turn()
        columns = sum(cell.span for cell in rows[0])
        page = L.LANDSCAPE if self._landscape else L.PORTRAIT
        grid = Grid(column_widths([], columns, page.text_width, widths or [1] * columns), self.fonts)
        grid.form(rows)
        self._add_table(grid)

    def _add_table(self, grid: Grid) -> None:
        self._add(grid.element)
        # Word needs a paragraph after a table, and two tables in a row would become one.
        self._add(paragraph(ppr("TableEnd")))

    # -- the end ----------------------------------------------------------------------------------

    def attachments_note(self, names: Sequence[str]) -> None:
        """7.3.4: one line under the text, indented two characters, numbered when there are several."""
        found = [bare_name(name) for name in names if bare_name(name)]
        if not found:
            return
        self._keep_last()
        self._add(self._blank())
        if len(found) == 1:
            self._add(
                paragraph(ppr("Normal", self._hanging(5, 3)), run(f"附件：{found[0]}", self.fonts.fangsong))
            )
            return
        start = 5 + width(f"{len(found)}.") + 0.5
        for index, name in enumerate(found, 1):
            label = "附件：" if index == 1 else ""
            properties = [
                self._hanging(start, start - 2 if label else start - 5),
                self._tabs([start]),
                element("jc", val="left"),
            ]
            self._add(
                paragraph(ppr("Normal", *properties), run(f"{label}{index}.\t{name}", self.fonts.fangsong))
            )

    def signature(self, issuer: str, day: date) -> None:
        """7.3.5.2 (no seal): name two characters from the right, the date under it two right of its first
        character; a date wider than the name takes the two characters instead."""
        name, written = break_title(one_line(issuer), L.CHARS_PER_LINE - 4), chinese_date(day)
        wide, date_wide = max(map(width, name)), width(written)
        start = LINE_CHARS - 2 - (date_wide + 2 if date_wide > wide else wide)
        self._keep_last()
        self._add(self._blank(keep=True))
        indent = element("ind", left=round(start * L.CHAR))
        self._add(
            paragraph(
                ppr("Signature", element("keepNext"), indent), run("\n".join(name), self.fonts.fangsong)
            )
        )
        indent = element("ind", left=round((start + 2) * L.CHAR))
        self._add(paragraph(ppr("Date", indent), run(written, self.fonts.fangsong)))

    def attachment(self, title: str, *, landscape: bool = False) -> None:
        """7.3.7: a new page, 附件 and its number in 黑体 on line 1, the title centred on line 3; what follows
        belongs to it and is numbered anew. With ``landscape`` its sheets are turned until the next one."""
        self._attachment_turned = landscape
        self._turn(landscape)
        fresh = self._flush_turn()
        self._numbering = Numbering()
        label = paragraph(
            ppr("Normal", element("keepNext"), *([] if fresh else [element("pageBreakBefore")])),
            run("附件", self.fonts.heiti),
        )
        self._attachment_labels.append(label)
        self._add(label)
        self._add(self._blank(keep=True))
        self._title(title)

    def to_bytes(self) -> bytes:
        """The .docx; the same content gives the same bytes."""
        several = len(self._attachment_labels) > 1
        for number, label in enumerate(self._attachment_labels, 1):
            next(label.iter(_T)).text = f"附件{number}" if several else "附件"
        return package_bytes(self.docx.part.package)

    def save(self, path: str | Path) -> None:
        Path(path).write_bytes(self.to_bytes())

    # -- inside -----------------------------------------------------------------------------------

    def _add(self, node: Element) -> None:
        self._flush_turn()
        self._final.addprevious(node)

    def _blank(self, *, keep: bool = False) -> Element:
        return paragraph(ppr("Normal", *([element("keepNext")] if keep else [])))

    def _gap(self) -> None:
        """One empty line between a title and what follows it."""
        if self._title_open:
            self._title_open = False
            self._add(self._blank(keep=True))

    def _keep_last(self) -> None:
        """A signature never stands alone on a page: the paragraph before stays with it."""
        last = self._final.getprevious()
        if last is None or last.tag != _P:
            return
        properties = last.find(_PPR)
        if properties.find(qn("w:keepNext")) is None:
            properties.insert(1, element("keepNext"))

    def _turn(self, landscape: bool) -> None:
        self._turn_next = landscape

    def _flush_turn(self) -> bool:
        """Close the section when the sheet's direction changes; lazily, so that no empty page is left."""
        if self._turn_next == self._landscape:
            return False
        last = self._final.getprevious()
        if last is not None:
            if last.tag != _P:
                last = paragraph(ppr("TableEnd"))
                self._final.addprevious(last)
            last.find(_PPR).append(deepcopy(_SECTIONS[self._landscape]))
        self._landscape = self._turn_next
        fresh = deepcopy(_SECTIONS[self._landscape])
        self._final.getparent().replace(self._final, fresh)
        self._final = fresh
        return last is not None

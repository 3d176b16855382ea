"""The document as the rules see it: paragraphs and tables in order, with their looks and sections."""

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from gongwen import layout as L
from gongwen.checker.numbering import Numbers
from gongwen.checker.package import Package, W
from gongwen.checker.styles import Look, ParagraphLook, RunLook, Styles, paragraph_over
from gongwen.checker.values import number, on
from gongwen.text import width

_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
HIDDEN_LINE = 120  # twips
_BLANKS = " \t\u3000\u00a0"


@dataclass(frozen=True)
class Run:
    text: str
    look: RunLook

    @property
    def has_han(self) -> bool:
        return bool(_HAN.search(self.text))


@dataclass
class Paragraph:
    """One paragraph of the body; ``mark`` is the number Word gives it by a list, not typed text."""

    runs: list[Run]
    look: ParagraphLook
    base: RunLook
    style: str
    section: int = 0
    mark: str = ""
    breaks_page: bool = False  # a page break inside it
    ends_section: bool = False

    @property
    def text(self) -> str:
        return self.mark + "".join(run.text for run in self.runs)

    @property
    def bare(self) -> str:
        return self.text.strip(_BLANKS + "\n")

    @property
    def blank(self) -> bool:
        return not self.bare

    @property
    def hidden(self) -> bool:
        """An empty paragraph set so low that nobody sees a line: what ends a table."""
        return self.blank and self.look.rule == "exact" and self.look.line < HIDDEN_LINE

    @property
    def first_run(self) -> RunLook:
        return next((run.look for run in self.runs if run.text.strip(_BLANKS)), self.base)

    @property
    def char(self) -> int:
        """Advance of one full-width character in twips, the usual one: names and labels may be spread."""
        counts: Counter[int] = Counter()
        for run in self.runs:
            counts[run.look.size * 10 + run.look.spacing] += len(run.text.strip(_BLANKS))
        usual = counts.most_common(1)[0][0] if counts else self.base.size * 10 + self.base.spacing
        return max(1, usual)

    def _chars(self, chars: int, twips_: int) -> float:
        return chars / 100 if chars else twips_ / self.char

    @property
    def left_chars(self) -> float:
        return self._chars(self.look.left_chars, self.look.left)

    @property
    def right_chars(self) -> float:
        """Empty characters at the right: the indent and blanks typed after the text."""
        typed = self.text.rstrip("\n")
        return self._chars(self.look.right_chars, self.look.right) + width(
            typed[len(typed.rstrip(_BLANKS)) :]
        )

    @property
    def hanging_chars(self) -> float:
        return self._chars(self.look.first_chars, self.look.first)

    @property
    def first_chars(self) -> float:
        """Where the first character stands: indents and blanks typed before the text."""
        typed = self.text[: len(self.text) - len(self.text.lstrip(_BLANKS))]
        return self.left_chars + self.hanging_chars + width(typed)

    def start_and_end(self, page: L.Page) -> tuple[float, float]:
        """Left and right edge of a one-line paragraph's text, in its characters from the type area."""
        total, own = page.text_width / self.char, max(map(width, self.bare.split("\n")))
        if self.look.align == "right":
            end = total - self.right_chars
            return end - own, end
        if self.look.align == "center":
            start = (total - own) / 2
            return start, start + own
        return self.first_chars, self.first_chars + own


@dataclass
class Table:
    section: int
    rows: int
    columns: int
    width: int  # twips, from the grid
    head_repeats: bool
    merged: bool  # a form rather than a list
    paragraphs: list[Paragraph]


@dataclass
class Section:
    page: L.Page
    landscape: bool
    grid: str
    pitch: int
    char_space: int
    footer: int
    title_page: bool
    number_format: str
    footers: dict[str, Element] = field(default_factory=dict)


@dataclass
class Reading:
    """Everything the rules ask for."""

    blocks: list[Paragraph | Table]
    sections: list[Section]
    even_and_odd: bool
    styles: Styles
    paragraph_of: Callable[[Element], Paragraph]  # reads one more, as in a footer

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    def section_of(self, block: "Paragraph | Table") -> Section:
        return self.sections[min(block.section, len(self.sections) - 1)]


def read(data: bytes) -> Reading:
    """Read a .docx. Raises UnreadableDocument."""
    return _Reader(Package(data)).reading()


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles = Styles(package)
        self.numbers = Numbers(package.related("numbering"))
        self.blocks: list[Paragraph | Table] = []
        self.sections: list[Section] = []

    def reading(self) -> Reading:
        body = self.package.document.find(f"{W}body")
        self._blocks(body)
        last = body.find(f"{W}sectPr")
        if last is not None or not self.sections:
            self._section(last)
        settings = self.package.related("settings")
        node = None if settings is None else settings.find(f"{W}evenAndOddHeaders")
        both = node is not None and on(node.get(f"{W}val"), True)
        return Reading(self.blocks, self.sections, both, self.styles, self.paragraph)

    def _blocks(self, parent: Element) -> None:
        for node in parent:
            if node.tag == f"{W}p":
                self.blocks.append(self.paragraph(node))
                section = node.find(f"{W}pPr/{W}sectPr")
                if section is not None:
                    self._section(section)
            elif node.tag == f"{W}tbl":
                self.blocks.append(self._table(node))
            elif node.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
                self._blocks(node)

    def paragraph(self, node: Element) -> Paragraph:
        ppr = node.find(f"{W}pPr")
        look = self._look(ppr)
        style = (
            None if ppr is None or ppr.find(f"{W}pStyle") is None else ppr.find(f"{W}pStyle").get(f"{W}val")
        )
        runs = [self._run(run, look.run) for run in node.iter(f"{W}r") if _own(run, node)]
        breaks = any(b.get(f"{W}type") == "page" for b in node.iter(f"{W}br"))
        return Paragraph(
            runs=[run for run in runs if run.text],
            look=look.paragraph,
            base=look.run,
            style=self.styles.name(style),
            section=len(self.sections),
            mark=self.numbers.mark(look.paragraph.num_id, look.paragraph.num_level),
            breaks_page=breaks,
            ends_section=node.find(f"{W}pPr/{W}sectPr") is not None,
        )

    def _look(self, ppr: Element | None) -> Look:
        """Style, then what the list's level brings, then direct formatting; a style's own indent outdoes its
        list's."""
        look = self.styles.paragraph(ppr)
        listed = self.numbers.shape(look.paragraph.num_id, look.paragraph.num_level)
        if listed is None or ppr is None:
            return look
        styled = self.styles.paragraph(_style_alone(ppr))
        if ppr.find(f"{W}numPr") is None and styled.paragraph.is_indented:
            return look
        return Look(paragraph_over(paragraph_over(styled.paragraph, listed), ppr), look.run)

    def _run(self, node: Element, base: RunLook) -> Run:
        rpr = node.find(f"{W}rPr")
        if (
            rpr is not None
            and (hidden := rpr.find(f"{W}vanish")) is not None
            and on(hidden.get(f"{W}val"), True)
        ):
            return Run("", base)
        return Run("".join(map(_piece, node)), self.styles.run(base, rpr))

    def _table(self, node: Element) -> Table:
        rows = node.findall(f"{W}tr")
        grid = [number(c.get(f"{W}w")) or 0 for c in node.findall(f"{W}tblGrid/{W}gridCol")]
        first = rows[0].find(f"{W}trPr/{W}tblHeader") if rows else None
        body = rows[1:]
        merged = any(next(row.iter(f"{W}gridSpan", f"{W}vMerge"), None) is not None for row in body[-3:])
        return Table(
            section=len(self.sections),
            rows=len(rows),
            columns=len(grid),
            width=sum(grid),
            head_repeats=first is not None and on(first.get(f"{W}val"), True),
            merged=merged,
            paragraphs=[self.paragraph(p) for p in node.iter(f"{W}p")],
        )

    def _section(self, node: Element | None) -> None:
        before = self.sections[-1].footers if self.sections else {}
        self.sections.append(_section(node, before | self._footers(node)))

    def _footers(self, node: Element | None) -> dict[str, Element]:
        relations, found = self.package.relations(self.package.main), {}
        for reference in [] if node is None else node.findall(f"{W}footerReference"):
            identity = next((v for k, v in reference.attrib.items() if k.endswith("}id")), "")
            tree = self.package.tree(relations[identity].target) if identity in relations else None
            if tree is not None:
                found[reference.get(f"{W}type", "default")] = tree
        return found


def _style_alone(ppr: Element) -> Element:
    """Paragraph properties that name the same style and nothing else."""
    alone = etree.Element(f"{W}pPr")
    alone.extend(deepcopy(node) for node in ppr.findall(f"{W}pStyle"))
    return alone


def _own(run: Element, paragraph: Element) -> bool:
    """A run of this paragraph, not one of a text box anchored in it."""
    parent = run.getparent()
    while parent is not paragraph:
        if parent.tag in (f"{W}txbxContent", f"{W}del", f"{W}moveFrom"):
            return False
        parent = parent.getparent()
    return True


def _piece(node: Element) -> str:
    if node.tag == f"{W}t":
        return node.text or ""
    if node.tag == f"{W}tab":
        return "\t"
    if node.tag in (f"{W}br", f"{W}cr") and node.get(f"{W}type") in (None, "textWrapping"):
        return "\n"
    return ""


def _section(node: Element | None, footers: dict[str, Element]) -> Section:
    def twips(tag: str, name: str, default: int) -> int:
        found = None if node is None else node.find(f"{W}{tag}")
        value = None if found is None else number(found.get(f"{W}{name}"))
        return default if value is None else value

    def text(tag: str, name: str) -> str:
        found = None if node is None else node.find(f"{W}{tag}")
        return "" if found is None else found.get(f"{W}{name}", "")

    gutter = twips("pgMar", "gutter", 0)
    page = L.Page(
        twips("pgSz", "w", 12240),
        twips("pgSz", "h", 15840),
        abs(twips("pgMar", "top", 1440)),
        twips("pgMar", "right", 1800),
        abs(twips("pgMar", "bottom", 1440)),
        twips("pgMar", "left", 1800) + gutter,
    )
    title_page = None if node is None else node.find(f"{W}titlePg")
    return Section(
        page=page,
        landscape=page.width > page.height,
        grid=text("docGrid", "type"),
        pitch=twips("docGrid", "linePitch", 0),
        char_space=twips("docGrid", "charSpace", 0),
        footer=twips("pgMar", "footer", 720),
        title_page=title_page is not None and on(title_page.get(f"{W}val"), True),
        number_format=text("pgNumType", "fmt"),
        footers=footers,
    )

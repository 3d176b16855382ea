"""What a paragraph or run looks like once defaults, styles and direct formatting are laid over each other."""

from dataclasses import dataclass, field, replace
from typing import Any

from lxml.etree import _Element as Element

from gongwen.checker.package import Package, W
from gongwen.checker.values import number, on

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True)
class RunLook:
    """``size`` in half-points, ``spacing`` in twips; ``themed`` when a theme gives the Chinese face."""

    east_asian: str = ""
    ascii: str = ""
    themed: bool = False
    size: int = 20
    spacing: int = 0
    bold: bool = False
    color: str = "auto"


@dataclass(frozen=True)
class ParagraphLook:
    """Lengths in twips; the ``*_chars`` are hundredths of a character as Word stores them, else 0."""

    align: str = "left"
    left: int = 0
    right: int = 0
    first: int = 0
    left_chars: int = 0
    right_chars: int = 0
    first_chars: int = 0
    line: int = 240
    rule: str = "auto"
    before: int = 0
    snap: bool = True
    new_page: bool = False
    outline: int = 9
    num_id: str = ""
    num_level: int = 0

    @property
    def is_indented(self) -> bool:
        return any((self.left, self.first, self.left_chars, self.first_chars))


@dataclass
class Look:
    paragraph: ParagraphLook = field(default_factory=ParagraphLook)
    run: RunLook = field(default_factory=RunLook)


class Styles:
    """Resolves looks. Style chains are resolved once and kept."""

    def __init__(self, package: Package) -> None:
        root = package.related("styles")
        self._theme = _theme_fonts(package.related("theme"))
        self._nodes = {} if root is None else {s.get(f"{W}styleId"): s for s in root.iter(f"{W}style")}
        self._defaults = Look() if root is None else self._document_defaults(root)
        self._default_id = next(
            (
                i
                for i, s in self._nodes.items()
                if s.get(f"{W}type") == "paragraph" and on(s.get(f"{W}default"), False)
            ),
            None,
        )
        self._known: dict[str | None, Look] = {}

    def name(self, style_id: str | None) -> str:
        node = self._nodes.get(style_id or self._default_id)
        found = None if node is None else node.find(f"{W}name")
        return "" if found is None else found.get(f"{W}val", "").lower()

    def style(self, style_id: str | None) -> Look:
        """The look of a paragraph in this style, before direct formatting."""
        key = style_id if style_id in self._nodes else self._default_id
        if key not in self._known:
            look = self._defaults
            for node in self._chain(key):
                look = self._over(look, node)
            self._known[key] = look
        return self._known[key]

    def paragraph(self, ppr: Element | None) -> Look:
        base = self.style(_val(ppr, "pStyle") or None)
        if ppr is None:
            return base
        return Look(paragraph_over(base.paragraph, ppr), base.run)

    def run(self, base: RunLook, rpr: Element | None) -> RunLook:
        if rpr is None:
            return base
        for node in self._chain(_val(rpr, "rStyle")):
            base = self._run_over(base, node.find(f"{W}rPr"))
        return self._run_over(base, rpr)

    def _document_defaults(self, root: Element) -> Look:
        run = self._run_over(RunLook(), root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        ppr = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        return Look(ParagraphLook() if ppr is None else paragraph_over(ParagraphLook(), ppr), run)

    def _chain(self, style_id: str | None) -> list[Element]:
        """Styles from the root to this one; a loop of basedOn ends where it closes."""
        found: list[Element] = []
        while style_id in self._nodes and self._nodes[style_id] not in found:
            node = self._nodes[style_id]
            found.append(node)
            style_id = _val(node, "basedOn")
        return found[::-1]

    def _over(self, look: Look, style: Element) -> Look:
        ppr = style.find(f"{W}pPr")
        shape = look.paragraph if ppr is None else paragraph_over(look.paragraph, ppr)
        return Look(shape, self._run_over(look.run, style.find(f"{W}rPr")))

    def _run_over(self, base: RunLook, rpr: Element | None) -> RunLook:
        if rpr is None:
            return base
        changes: dict[str, Any] = self._fonts(rpr.find(f"{W}rFonts"))
        for name, key in (("sz", "size"), ("spacing", "spacing")):
            if (value := number(_val(rpr, name))) is not None:
                changes[key] = value
        if rpr.find(f"{W}b") is not None:
            changes["bold"] = on(_val(rpr, "b"), True)
        if color := _val(rpr, "color"):
            changes["color"] = color
        return replace(base, **changes) if changes else base

    def _fonts(self, node: Element | None) -> dict[str, Any]:
        if node is None:
            return {}
        changes: dict[str, Any] = {}
        if theme := node.get(f"{W}eastAsiaTheme"):
            changes |= {"east_asian": self._theme.get(theme, ""), "themed": True}
        elif name := node.get(f"{W}eastAsia"):
            changes |= {"east_asian": name, "themed": False}
        if theme := node.get(f"{W}asciiTheme"):
            changes["ascii"] = self._theme.get(theme, "")
        elif name := node.get(f"{W}ascii"):
            changes["ascii"] = name
        return changes


def paragraph_over(base: ParagraphLook, ppr: Element) -> ParagraphLook:
    """Direct paragraph properties over a look."""
    changes: dict[str, Any] = {}
    if align := _val(ppr, "jc"):
        changes["align"] = {"start": "left", "end": "right"}.get(align, align)
    if (spacing := ppr.find(f"{W}spacing")) is not None:
        changes |= _numbers(spacing, {"line": "line", "before": "before"})
        if rule := spacing.get(f"{W}lineRule"):
            changes["rule"] = rule
    if (indent := ppr.find(f"{W}ind")) is not None:
        changes |= _indent(indent)
    for name, key in (("snapToGrid", "snap"), ("pageBreakBefore", "new_page")):
        if ppr.find(f"{W}{name}") is not None:
            changes[key] = on(_val(ppr, name), True)
    if (level := number(_val(ppr, "outlineLvl"))) is not None:
        changes["outline"] = level
    if (numbering := ppr.find(f"{W}numPr")) is not None:
        changes |= {
            "num_id": _val(numbering, "numId"),
            "num_level": min(8, max(0, number(_val(numbering, "ilvl")) or 0)),
        }
    return replace(base, **changes) if changes else base


def _indent(node: Element) -> dict[str, Any]:
    names = {"left": "left", "start": "left", "right": "right", "end": "right", "firstLine": "first"}
    names |= {"leftChars": "left_chars", "startChars": "left_chars", "rightChars": "right_chars"}
    names |= {"endChars": "right_chars", "firstLineChars": "first_chars"}
    changes = _numbers(node, names)
    for name, key in (("hanging", "first"), ("hangingChars", "first_chars")):
        if value := number(node.get(f"{W}{name}")):
            changes[key] = -value
    return changes


def _numbers(node: Element, names: dict[str, str]) -> dict[str, Any]:
    found = ((key, number(node.get(f"{W}{name}"))) for name, key in names.items())
    return {key: value for key, value in found if value is not None}


def _theme_fonts(root: Element | None) -> dict[str, str]:
    """minorEastAsia and its like → typeface; an empty East Asian one stands for simplified Chinese."""
    found: dict[str, str] = {}
    if root is None:
        return found
    for size in ("major", "minor"):
        fonts = root.find(f".//{_A}{size}Font")
        if fonts is None:
            continue
        for script, tag in (("EastAsia", "ea"), ("HAnsi", "latin"), ("Ascii", "latin")):
            node = fonts.find(f"{_A}{tag}")
            found[size + script] = "" if node is None else node.get("typeface", "")
        hans = fonts.find(f"{_A}font[@script='Hans']")
        if not found[size + "EastAsia"] and hans is not None:
            found[size + "EastAsia"] = hans.get("typeface", "")
    return found


def _val(node: Element | None, name: str) -> str:
    found = None if node is None else node.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")

"""The numbers that Word's lists write before paragraphs, as far as headings use them."""

from lxml.etree import _Element as Element

from gongwen.checker.package import W
from gongwen.checker.values import number
from gongwen.text import chinese_number

_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
}


class Numbers:
    """Counts list paragraphs in reading order; an unknown list or format gives no mark."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._lists: dict[str, str] = {}
        self._shapes: dict[tuple[str, int], Element] = {}
        if root is not None:
            self._learn(root)

    def _learn(self, root: Element) -> None:
        for abstract in root.findall(f"{W}abstractNum"):
            for level in abstract.findall(f"{W}lvl"):
                key = (abstract.get(f"{W}abstractNumId", ""), number(level.get(f"{W}ilvl")) or 0)
                start = _val(level, "start")
                if (shape := level.find(f"{W}pPr")) is not None:
                    self._shapes[key] = shape
                self._levels[key] = (
                    _val(level, "numFmt"),
                    _val(level, "lvlText"),
                    number(start) or 1,
                )
        for one in root.findall(f"{W}num"):
            self._lists[one.get(f"{W}numId", "")] = _val(one, "abstractNumId")

    def shape(self, num_id: str, level: int) -> Element | None:
        """The paragraph properties that a level of a list brings along."""
        return self._shapes.get((self._lists.get(num_id, ""), level))

    def mark(self, num_id: str, level: int) -> str:
        """The mark of the next paragraph of this list and level."""
        abstract = self._lists.get(num_id)
        if abstract is None or (abstract, level) not in self._levels:
            return ""
        for key in [k for k in self._counts if k[0] == abstract and k[1] > level]:
            del self._counts[key]
        start = self._levels[abstract, level][2]
        self._counts[abstract, level] = self._counts.get((abstract, level), start - 1) + 1
        return self._text(abstract, level)

    def _text(self, abstract: str, level: int) -> str:
        kind, text, _ = self._levels[abstract, level]
        if kind in ("bullet", "none"):
            return ""
        for upper in range(level + 1):
            kind, _, start = self._levels.get((abstract, upper), ("decimal", "", 1))
            text = text.replace(f"%{upper + 1}", _shown(kind, self._counts.get((abstract, upper), start)))
        return text


def _shown(kind: str, count: int) -> str:
    if kind in _CHINESE and 1 <= count <= 9999:
        return chinese_number(count)
    return str(count)


def _val(node: Element, name: str) -> str:
    found = node.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")

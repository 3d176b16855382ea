"""A PDF as lines of text and ink on paper, by poppler's programs. Points from the sheet's top left."""

import re
from dataclasses import dataclass, field

from lxml import etree

from gongwen.render import poppler

DPI = 150
_INK = 128  # grey below this is ink
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)

Word = tuple[float, float, float, float, str]  # left, top, right, bottom, text


@dataclass
class Line:
    left: float
    right: float
    middle: float
    height: float
    text: str


@dataclass
class Sheet:
    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)

    @property
    def landscape(self) -> bool:
        return self.width > self.height


@dataclass
class Ink:
    """The inked box inside a region, and the box of its first few columns (or rows): a dash."""

    left: float
    top: float
    right: float
    bottom: float
    dash_start: float
    dash_end: float


def sheets(pdf: bytes) -> list[Sheet]:
    """Every page with its lines of text, top to bottom."""
    root = etree.fromstring(poppler("pdftotext", ["-bbox", "-enc", "UTF-8", "-", "-"], pdf), _PARSER)
    found = []
    for number, page in enumerate(root.iter("{*}page"), 1):
        words = [_word(node) for node in page.iter("{*}word")]
        found.append(Sheet(number, float(page.get("width")), float(page.get("height")), _lines(words)))
    return found


def _word(node: etree._Element) -> Word:
    left, top, right, bottom = (float(node.get(key)) for key in ("xMin", "yMin", "xMax", "yMax"))
    return left, top, right, bottom, node.text or ""


def _lines(words: list[Word]) -> list[Line]:
    """Words whose middles are within 6 points stand on one line."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w[1] + w[3]) / 2):
        middle = (word[1] + word[3]) / 2
        if rows and abs((rows[-1][0][1] + rows[-1][0][3]) / 2 - middle) < 6:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_line(sorted(row)) for row in rows]


def _line(row: list[Word]) -> Line:
    first = row[0]
    return Line(
        left=first[0],
        right=max(word[2] for word in row),
        middle=(first[1] + first[3]) / 2,
        height=max(word[3] - word[1] for word in row),
        text=" ".join(word[4] for word in row),
    )


def fonts(pdf: bytes) -> list[str]:
    """Names of the fonts in the PDF, without the subset's prefix."""
    rows = poppler("pdffonts", ["-"], pdf).decode("utf-8", "replace").splitlines()[2:]
    return sorted({re.sub(r"^[A-Z]{6}\+", "", row.split()[0]) for row in rows if row.strip()})


def ink(pdf: bytes, page: int, box: tuple[float, float, float, float], *, turned: bool = False) -> Ink | None:
    """The ink inside ``box`` (left, top, right, bottom in points) of a page; None when it is empty.

    The dash is the outermost bit at the left, or at the top when ``turned``.
    """
    scale = 72 / DPI
    left, top, right, bottom = (round(value / scale) for value in box)
    region = ["-x", left, "-y", top, "-W", right - left, "-H", bottom - top]
    arguments = ["-r", DPI, "-gray", "-f", page, "-l", page, *region, "-"]
    wide, high, pixels = _pgm(poppler("pdftoppm", [str(a) for a in arguments], pdf))
    rows = [y for y in range(high) if min(pixels[y * wide : (y + 1) * wide], default=255) < _INK]
    columns = [x for x in range(wide) if min(pixels[x::wide], default=255) < _INK]
    if not rows or not columns:
        return None
    if turned:
        strip = [pixels[y * wide : (y + 1) * wide] for y in rows[:6]]
        dash = [x for x in columns if any(line[x] < _INK for line in strip)]
        start, end = (left + dash[0]) * scale, (left + dash[-1] + 1) * scale
    else:
        dash = [y for y in rows if any(pixels[y * wide + x] < _INK for x in columns[:6])]
        start, end = (top + dash[0]) * scale, (top + dash[-1] + 1) * scale
    return Ink(
        (left + columns[0]) * scale,
        (top + rows[0]) * scale,
        (left + columns[-1] + 1) * scale,
        (top + rows[-1] + 1) * scale,
        start,
        end,
    )


def _pgm(data: bytes) -> tuple[int, int, bytes]:
    match = re.match(rb"P5\s+(\d+)\s+(\d+)\s+\d+\s", data)
    if match is None:
        return 0, 0, b""
    return int(match.group(1)), int(match.group(2)), data[match.end() :]

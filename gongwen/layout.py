"""The numbers of GB/T 9704-2012, each with its unit. Nothing else in the library states a measure twice.

Lengths are in twips (1/20 pt) because that is what a .docx stores; ``mm`` and ``twips`` convert.
"""

from dataclasses import dataclass

MM_PER_INCH = 25.4
TWIPS_PER_INCH = 1440


def twips(mm: float) -> int:
    """Millimetres as whole twips."""
    return round(mm / MM_PER_INCH * TWIPS_PER_INCH)


def mm(value: float) -> float:
    """Twips as millimetres."""
    return value / TWIPS_PER_INCH * MM_PER_INCH


@dataclass(frozen=True)
class Page:
    """One page shape in twips; ``width`` and ``height`` are of the paper, ``text_*`` of the type area."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        return self.height - self.top - self.bottom


# 5.1 and 5.2.1: A4, margins 37/28/35/26 mm, type area 156 × 225 mm.
PORTRAIT = Page(twips(210), twips(297), twips(37), twips(26), twips(35), twips(28))
# Clause 8: the sheet turned to the right, so every margin moves on by one edge (the foot is the left).
LANDSCAPE = Page(twips(297), twips(210), twips(28), twips(37), twips(26), twips(35))

# 5.2.2 and 5.2.3
BODY_SIZE = 32  # half-points: 3号
TITLE_SIZE = 44  # half-points: 2号
PAGE_NUMBER_SIZE = 28  # half-points: 4号
LINE = 579  # 28.95 pt exact: 22 lines are 636.9 pt of the 637.8 pt type area; 29 pt would lose the last
# Twips a character: 28 × 15.75 pt are 441 pt of 442.2 pt; at -4 the 28th character is 0.2 pt too wide.
SQUEEZE = -5
LINES_PER_PAGE = 22
CHARS_PER_LINE = 28
CHAR = BODY_SIZE * 10 + SQUEEZE  # advance of one full-width body character, twips
TITLE_CHARS = PORTRAIT.text_width // (TITLE_SIZE * 10)  # full-width title characters on one line

# 7.5: the dash lies 7 mm under the type area, the number one character in from the edge.
FOOTER_DISTANCE = twips(24.5)  # measured on rendered pages: 25 mm leaves 6.5 mm
PAGE_NUMBER_DROP_MM = 7.0
PAGE_NUMBER_INSET = PAGE_NUMBER_SIZE * 10

# 7.2: the red head.
RED = "FF0000"
RED_HEAD_DROP_MM = 35.0
RED_HEAD_MAX_SIZE = 124  # half-points: 62 pt, as large as custom allows
RED_HEAD_MIN_SIZE = 44

# Tables are outside the standard's text rules; offices set them in 小四, and in 五号 where columns are many.


@dataclass(frozen=True)
class TableText:
    """One size of table text: half-points, line pitch in twips, the paragraph style that carries both."""

    style: str
    name: str
    size: int
    line: int

    @property
    def char(self) -> int:
        """Advance of a full-width character, twips."""
        return self.size * 10


TABLE_TEXT = TableText("TableText", "Table Text", 24, 360)
TABLE_SMALL = TableText("TableSmall", "Table Small", 21, 310)
TABLE_CELL_MARGIN = 85  # twips left and right, 1.5 mm
TABLE_GAP = 100  # twips between text and a table under it
TABLE_ROW_MIN = 454  # 8 mm

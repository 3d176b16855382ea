"""Text in official style: what can be decided from characters alone, without a document."""

import re
import unicodedata
from datetime import date

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls, bidi overrides, BOM and interlinear marks: no office wants them and XML refuses most.
_STRIPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_NONCHARACTERS = "".join(chr(plane * 0x10000 + 0xFFFE + i) for plane in range(17) for i in (0, 1))
_REPLACED = re.compile(f"[\ud800-\udfff{_NONCHARACTERS}]")

_UNCLEAN = re.compile(f"{_LINE_ENDS.pattern}|{_STRIPPED.pattern}|{_REPLACED.pattern}")

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def clean(text: str) -> str:
    """Text that XML can carry: line ends as \\n, controls dropped, broken characters as U+FFFD.

    Emoji (with joiners and variation selectors), Han beyond the BMP and compatibility ideographs in
    names stay as they are; nothing is normalised, because NFC would change such names.
    """
    text = str(text)
    if not _UNCLEAN.search(text):  # nearly every cell of a long table
        return text
    text = _LINE_ENDS.sub("\n", text)
    return _REPLACED.sub("\ufffd", _STRIPPED.sub("", text))


def lines(text: str) -> list[str]:
    """The non-empty lines of a cleaned text, without the indents people type by hand."""
    found = (line.strip().replace("\t", "\u3000") for line in clean(text).split("\n"))
    return [line for line in found if line]


def one_line(text: str) -> str:
    """A cleaned text on one line, for titles, names and headings."""
    return " ".join(lines(text))


def chinese_number(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一, 105 → 一百零五. ValueError outside 1–9999."""
    if not 1 <= number <= 9999:
        raise ValueError(f"no numeral for {number}; 1 to 9999 are known")
    digits = str(number)
    parts = [
        _DIGITS[int(d)] + _UNITS[len(digits) - i - 1] if d != "0" else "零" for i, d in enumerate(digits)
    ]
    text = re.sub("零+", "零", "".join(parts)).rstrip("零")
    return text[1:] if text.startswith("一十") else text


def chinese_date(day: date) -> str:
    """7.3.5.4: full year, no leading zero: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def width(text: str) -> float:
    """Width in full-width characters: Latin and digits count half, joiners and marks nothing."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> float:
    if unicodedata.combining(char) or char in "\u200d\ufe0e\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return 0
    # Ambiguous characters (“ ” — … ·) take a full width in the faces of official documents.
    return 0.5 if unicodedata.east_asian_width(char) in ("N", "Na", "H") else 1


LEVELS = ("{}、", "（{}）", "{}. ", "（{}）")


def level_mark(level: int, number: int) -> str:
    """7.3.3: the mark of a heading: 一、 （一） 1. （1）. ValueError for a level outside 1–4."""
    if level not in (1, 2, 3, 4):
        raise ValueError(f"level {level}: the standard knows 1 to 4")
    return LEVELS[level - 1].format(chinese_number(number) if level <= 2 else number)


class Numbering:
    """Counts headings; a heading starts every deeper level anew."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def next(self, level: int) -> str:
        mark = level_mark(level, self._counts[level - 1] + 1)
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        return mark


_TRAILING_MARKS = "。，、；：！？,.;:!? "


def bare_name(name: str) -> str:
    """7.3.4: an attachment's name takes no mark after it."""
    return one_line(name).rstrip(_TRAILING_MARKS)

"""What a sheet may not hold, and the one way to open a workbook for import."""

import re
from dataclasses import dataclass, field
from typing import BinaryIO

import openpyxl
from openpyxl.workbook import Workbook

from core.uploads.limits import LIMITS, Limits
from core.uploads.package import open_package
from core.uploads.refusal import refusal
from core.uploads.xmlwalk import Attributes, Budget, Handlers, walk

SHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # the "strict" variant
)
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

# Formulas that reach a program or the network: =cmd|'/c calc'!A0, and functions that fetch or call.
CALLS = re.compile(
    r"\w\s*\|\s*(?:'[^']*'|[\w.\\/:]+)!|\b(?:WEBSERVICE|CALL|REGISTER(?:\.ID)?|EXEC|RTD|IMAGE|DDE|FOPEN|FORMULA\.EXEC)\s*\(",
    re.IGNORECASE,
)
LONGEST_FORMULA = 8_192  # characters, Excel's own limit


class SheetGuard:
    """Handlers for one part of a workbook: how far its cells reach, and what its formulas call."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.formula: str | None = None

    def handlers(self) -> Handlers:
        handlers = Handlers(text=self.hear)
        for space in SHEET:
            handlers.starts |= {f"{space} row": self.row, f"{space} c": self.cell}
            for name in ("f", "definedName", "formula", "formula1", "formula2"):
                handlers.starts[f"{space} {name}"] = self.begin
                handlers.ends[f"{space} {name}"] = self.finish
        return handlers

    def row(self, found: Attributes) -> None:
        number = found.get("r", "")
        if number and not (number.isdecimal() and int(number[:8]) <= self.limits.sheet_rows):
            raise self._too_far()

    def cell(self, found: Attributes) -> None:
        if not (reference := found.get("r")):
            return
        match = REFERENCE.fullmatch(reference)
        if not match or column_number(match[1]) > self.limits.sheet_columns:
            raise self._too_far()
        if int(match[2]) > self.limits.sheet_rows:
            raise self._too_far()

    def _too_far(self) -> Exception:
        return refusal("sheet_size", row=self.limits.sheet_rows, column=self.limits.sheet_columns)

    def begin(self, _: Attributes) -> None:
        self.formula = ""

    def hear(self, text: str) -> None:
        if self.formula is not None:
            self.formula += text
            if len(self.formula) > LONGEST_FORMULA:
                raise refusal("too_complex")

    def finish(self) -> None:
        if self.formula and CALLS.search(self.formula):
            raise refusal("formula")
        self.formula = None


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def open_workbook(file: BinaryIO, *, limits: Limits = LIMITS, accepted: bool = False) -> Workbook:
    """A workbook for import: checked as an upload, then opened for reading row by row, values only.

    `accepted` says that `accept` has let it in as an .xlsx just now; it is not looked through twice.

    Raises `UploadRefused` for what the guards refuse or openpyxl cannot read. Formulas come as their last
    stored value. The caller closes the workbook.
    """
    from core.uploads.office import check_office  # office builds on this module

    if not accepted and check_office(file, limits).kind != "xlsx":
        raise refusal("unwanted", found="Word 文档", wanted=".xlsx")
    file.seek(0)
    bare = getattr(file, "file", file)  # a nameless django File is false, and so closed to zipfile
    try:
        return openpyxl.load_workbook(bare, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its lookups raise on a file it does not like
        raise refusal("damaged") from error


@dataclass
class Marks:
    """What the values alone do not tell of a sheet: merged areas, and formulas without a stored result.

    Areas are (first row, first column, last row, last column), cells (row, column), all from 1.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    unanswered: set[tuple[int, int]] = field(default_factory=set)


def sheet_marks(file: BinaryIO, part: str, *, limits: Limits = LIMITS) -> Marks:
    """The marks of one sheet of a checked workbook; `part` is its name in the package."""
    package = open_package(file, limits)
    found = package.find(part)
    reader = _MarkReader()
    if found:
        walk(package.chunks(found), Budget(limits), reader.handlers())
    return reader.marks


class _MarkReader:
    def __init__(self) -> None:
        self.marks = Marks()
        self.cell, self.has_formula, self.in_value, self.has_value = "", False, False, False

    def handlers(self) -> Handlers:
        handlers = Handlers(text=self.hear)
        for space in SHEET:
            handlers.starts |= {
                f"{space} c": self.begin,
                f"{space} f": self.formula,
                f"{space} v": lambda _: self.value(True),
                f"{space} mergeCell": self.merge,
            }
            handlers.ends |= {f"{space} c": self.finish, f"{space} v": lambda: self.value(False)}
        return handlers

    def begin(self, found: Attributes) -> None:
        self.cell, self.has_formula, self.has_value = found.get("r", ""), False, False

    def formula(self, _: Attributes) -> None:
        self.has_formula = True

    def value(self, inside: bool) -> None:
        self.in_value = inside

    def hear(self, text: str) -> None:
        self.has_value = self.has_value or (self.in_value and bool(text.strip()))

    def finish(self) -> None:
        if self.has_formula and not self.has_value and (at := _position(self.cell)):
            self.marks.unanswered.add(at)

    def merge(self, found: Attributes) -> None:
        first, _, last = found.get("ref", "").partition(":")
        corners = _position(first), _position(last or first)
        if corners[0] and corners[1]:
            self.marks.merged.append((*corners[0], *corners[1]))


def _position(reference: str) -> tuple[int, int] | None:
    match = REFERENCE.fullmatch(reference)
    return (int(match[2]), column_number(match[1])) if match else None

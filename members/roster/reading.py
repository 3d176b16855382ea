"""A workbook as offices send it, read into entries: headings found, merged cells spread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from core.exceptions import Invalid
from core.uploads import Marks, open_workbook, sheet_marks
from members.names import clean_name
from members.roster import cells
from members.roster.columns import BY_NAME, column_named, plain_heading

MOST_ROWS = 10_000  # people of one file: the largest county's list; more come in several files
HEADING_WITHIN = 30  # rows above the headings that may hold a title and remarks
# Columns whose merged cells mean every row that they span; a name or number belongs to one row alone.
SPREAD = frozenset({"branch", "status", "joined_on", "group", "is_leading_cadre"})


@dataclass
class Entry:
    """One row in the house's terms; empty means that the file says nothing. `faults` are sentences."""

    line: int
    name: str = ""
    branch: str = ""
    status: str = ""
    joined_on: dt.date | None = None
    id_number: str = ""
    phone: str = ""
    group: str = ""
    is_leading_cadre: bool | None = None
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For keeping; `Entry.of` reads it back."""
        return asdict(self) | {"joined_on": self.joined_on.isoformat() if self.joined_on else ""}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Entry:
        day = kept["joined_on"]
        return cls(**(kept | {"joined_on": dt.date.fromisoformat(day) if day else None}))


@dataclass(frozen=True)
class Listed:
    """What a file says: its entries, and the headings nobody asked for."""

    entries: list[Entry]
    unused: list[str]


def read_people(file: BinaryIO, *, today: dt.date) -> Listed:
    """The people of the first sheet that has headings. `file` is an .xlsx let in by `core.uploads.accept`.

    Raises Invalid when no row holds the heading 姓名, one heading stands twice, there is nobody, or there are
    more than MOST_ROWS; UploadRefused for what is no workbook.
    """
    book = open_workbook(file, accepted=True)
    try:
        for sheet in book.worksheets:
            # openpyxl keeps the part's name to itself; without it merged cells could not be told.
            part = getattr(sheet, "_worksheet_path", "")
            if isinstance(sheet, ReadOnlyWorksheet) and (found := _find_headings(sheet)):
                row, columns, unused = found
                marks = sheet_marks(file, part)
                reader = _Reader(columns, marks, today, book.epoch)
                return Listed(_entries(sheet, row, reader), unused)
    finally:
        book.close()
    raise Invalid("没有找到表头：请在一行里写上“姓名”“所在支部”等列名，或者下载模板填写。", field="upload")


def _find_headings(sheet: ReadOnlyWorksheet) -> tuple[int, dict[int, str], list[str]] | None:
    """Row number, column name by column number, and what is not ours; both numbers from 1."""
    for number, row in enumerate(_rows(sheet, HEADING_WITHIN), 1):
        texts = {
            at: str(value) for at, value in enumerate(row, 1) if isinstance(value, str) and value.strip()
        }
        known = {at: name for at, text in texts.items() if (name := column_named(text))}
        if "name" in known.values() and (len(known) > 1 or len(texts) == 1):
            _refuse_doubles(known)
            return number, known, [plain_heading(text) for at, text in texts.items() if at not in known]
    return None


def _refuse_doubles(known: dict[int, str]) -> None:
    names = list(known.values())
    if double := next((name for name in names if names.count(name) > 1), None):
        raise Invalid(f"“{BY_NAME[double].heading}”有两列，请只留一列。", field="upload")


def _rows(sheet: ReadOnlyWorksheet, most: int | None = None, first: int = 1) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    return sheet.iter_rows(min_row=first, max_row=most, values_only=True)


def _entries(sheet: ReadOnlyWorksheet, headings: int, reader: _Reader) -> list[Entry]:
    entries = []
    for line, row in enumerate(_rows(sheet, first=headings + 1), headings + 1):
        if entry := reader.entry(line, row):
            entries.append(entry)
        if len(entries) > MOST_ROWS:
            raise Invalid(f"一次最多导入{MOST_ROWS}人，请分成几个文件。", field="upload")
    if not entries:
        raise Invalid("表头下面没有一个人，请填好再上传。", field="upload")
    return entries


class _Reader:
    """Turns rows into entries; remembers what merged cells spread downwards."""

    def __init__(self, columns: dict[int, str], marks: Marks, today: dt.date, epoch: dt.datetime) -> None:
        self.columns, self.marks = columns, marks
        self.parsers: dict[str, Callable[[Any], Any]] = {
            "name": lambda value: clean_name(cells.text_of(value)),
            "branch": cells.text_of,
            "status": cells.status_of,
            "joined_on": lambda value: cells.day_of(value, today, epoch),
            "id_number": cells.id_number_of,
            "phone": cells.phone_of,
            "group": cells.text_of,
            "is_leading_cadre": cells.yes_of,
        }
        spread = [area for area in marks.merged if area[2] > area[0] and columns.get(area[1]) in SPREAD]
        self.above = {(row, area[1]): area[0] for area in spread for row in range(area[0] + 1, area[2] + 1)}
        self.kept: dict[tuple[int, int], Any] = {}
        self.sources = {(area[0], area[1]) for area in spread}

    def entry(self, line: int, row: tuple[Any, ...]) -> Entry | None:
        """The row as an entry; None for one in which nothing of ours is written."""
        values = {at: row[at - 1] if at <= len(row) else None for at in self.columns}
        self.kept |= {(line, at): value for at, value in values.items() if (line, at) in self.sources}
        written = any(str(value).strip() for value in values.values() if value is not None)
        if not written and not any((line, at) in self.marks.unanswered for at in self.columns):
            return None
        made = Entry(line)
        for at, name in self.columns.items():
            self._fill(made, name, at, values[at])
        return made

    def _fill(self, made: Entry, name: str, at: int, value: Any) -> None:
        if value is None and (top := self.above.get((made.line, at))):
            value = self.kept.get((top, at))
        try:
            if value is None and (made.line, at) in self.marks.unanswered:
                raise Invalid("这一格是没有算出结果的公式，请改成实际的内容（复制后选择性粘贴为“数值”）。")
            setattr(made, name, self.parsers[name](value))
        except Invalid as fault:
            heading = BY_NAME[name].heading
            made.faults.append(fault.message if heading in fault.message else f"{heading}：{fault.message}")

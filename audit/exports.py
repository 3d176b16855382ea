"""The trail as a table to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from openpyxl import Workbook

from core.sheets import cell, workbook_bytes

HEAD = ("序号", "时间", "姓名", "身份", "办理", "对象", "变化", "校验码")


def workbook_of(rows: Iterable[dict[str, object]]) -> bytes:
    """An .xlsx of rows as `queries.shown` gives them. No cell is a formula, or becomes one as .csv."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("操作记录")
    for line in _lines(rows):
        sheet.append(line)
    return workbook_bytes(book)


def csv_of(rows: Iterable[dict[str, object]]) -> bytes:
    """The same as .csv in UTF-8, with the mark by which a spreadsheet knows that it is."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(_lines(rows))
    return out.getvalue().encode("utf-8-sig")


def _lines(rows: Iterable[dict[str, object]]) -> Iterable[list[str]]:
    yield list(HEAD)
    for row in rows:
        values = (row["pk"], row["when"], row["who"], row["role_label"], row["what"], row["on"])
        yield [cell(str(one)) for one in (*values, "；".join(row["changes"]), row["digest"])]  # type: ignore[arg-type]

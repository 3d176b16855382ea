"""The trail as a table to take along."""

from __future__ import annotations

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

HEAD = ("序号", "时间", "姓名", "身份", "办理", "对象", "变化", "校验码")


def workbook_of(rows: Iterable[dict[str, object]]) -> bytes:
    """An .xlsx of rows as `queries.shown` gives them. All cells are text: none is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("操作记录")
    sheet.append(HEAD)
    for row in rows:
        values = (row["pk"], row["when"], row["who"], row["role_label"], row["what"], row["on"])
        sheet.append([_text(sheet, one) for one in (*values, "；".join(row["changes"]), row["digest"])])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: object, value: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=str(value))
    cell.data_type = "s"
    return cell

"""Catalogues as .xlsx. Pure functions from entries to bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from archive.bag import FIXED_TIME
from archive.models import CatalogueEntry
from gongwen import clean

COLUMNS = ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
WIDTHS = (6, 26, 14, 22, 56, 11, 8, 8, 26)  # characters; together a landscape A4 sheet fitted to width
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_MODIFIED = re.compile(rb"<dcterms:(modified|created)[^>]*>[^<]*</dcterms:\1>")
_LONGEST_CELL = 32_000  # characters; Excel refuses a cell beyond 32,767


def catalogue_rows(entries: Iterable[CatalogueEntry]) -> list[tuple[str, ...]]:
    """The nine columns of 归档文件目录, numbered as they come; dates in eight digits as DA/T 22 asks."""
    return [_row(ordinal, entry) for ordinal, entry in enumerate(entries, 1)]


def _row(ordinal: int, entry: CatalogueEntry) -> tuple[str, ...]:
    return (
        str(ordinal),
        entry.code,
        entry.document_number,
        entry.author,
        entry.title,
        f"{entry.dated:%Y%m%d}" if entry.dated else "",
        entry.classification,
        "" if entry.pages is None else str(entry.pages),
        entry.note,
    )


def catalogue_workbook(entries: Iterable[CatalogueEntry], heading: str) -> bytes:
    """A catalogue as .xlsx: one heading line, the nine columns, head repeated on every sheet of paper."""
    return table_workbook(heading, COLUMNS, catalogue_rows(entries), WIDTHS, sheet="归档文件目录")


def table_workbook(
    heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], *, sheet: str
) -> bytes:
    """A plain list as .xlsx, printed on landscape A4. All cells are text: none can become a formula."""
    book = Workbook()
    page = book.active
    page.title = sheet
    page.append([cell(heading)])
    page.append(list(columns))
    for row in rows:
        page.append([cell(value) for value in row])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    page["A1"].font, page["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
        page.cell(2, number).font = Font(bold=True)
    for line in page.iter_rows(min_row=2):
        for one in line:
            one.alignment = Alignment(vertical="top", wrap_text=True)
    page.freeze_panes, page.print_title_rows = "A3", "2:2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    return workbook_bytes(book)


def cell(text: str) -> str:
    """Text that a spreadsheet shows and does not run; controls dropped, cut at what a cell holds."""
    shown = clean(text)[:_LONGEST_CELL]
    return f"'{shown}" if shown.startswith(_ACTIVE) else shown


def workbook_bytes(book: Workbook) -> bytes:
    """The .xlsx; the same cells give the same bytes (openpyxl writes the time of day into it twice)."""
    draft, final = io.BytesIO(), io.BytesIO()
    book.properties.creator = None
    book.save(draft)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(b"", content)
            target.writestr(info, content, compresslevel=6)
    return final.getvalue()


def year_catalogue(entries: Iterable[CatalogueEntry], organization: str, year: int) -> bytes:
    """The catalogue of an organisation's year as .xlsx."""
    return catalogue_workbook(entries, f"{organization}{year}年度归档文件目录")

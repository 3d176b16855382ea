"""Lists as .xlsx. The same cells give the same bytes, and no cell can become a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from gongwen import clean

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can state
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_MODIFIED = re.compile(rb"<dcterms:(modified|created)[^>]*>[^<]*</dcterms:\1>")
_LONGEST_CELL = 32_000  # characters; Excel refuses a cell beyond 32,767
_REFUSED_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31  # characters of a sheet's name, Excel's own limit


def table_workbook(
    heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], *, sheet: str
) -> bytes:
    """A plain list as .xlsx, printed on landscape A4. All cells are text; widths are characters."""
    book = Workbook()
    page = book.active
    page.title = sheet_name(sheet)
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


def sheet_name(text: str) -> str:
    """A sheet's name without the characters that Excel refuses, cut at its limit; never empty."""
    return _REFUSED_IN_NAME.sub("", clean(text).replace("\n", " "))[:_LONGEST_NAME].strip() or "清单"


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

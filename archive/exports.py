"""Catalogues as .xlsx. Pure functions from entries to bytes."""

from __future__ import annotations

from collections.abc import Iterable

from archive.models import CatalogueEntry
from core.sheets import cell, table_workbook, workbook_bytes

COLUMNS = ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
NOT_COUNTED = "未计"  # an empty cell would read as forgotten
WIDTHS = (6, 26, 14, 22, 56, 11, 8, 8, 26)  # characters; together a landscape A4 sheet fitted to width

__all__ = [
    "COLUMNS", "catalogue_rows", "catalogue_workbook", "cell", "table_workbook", "workbook_bytes",
    "year_catalogue",
]  # fmt: skip


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
        NOT_COUNTED if entry.pages is None else str(entry.pages),
        entry.note,
    )


def catalogue_workbook(entries: Iterable[CatalogueEntry], heading: str) -> bytes:
    """A catalogue as .xlsx: one heading line, the nine columns, head repeated on every sheet of paper."""
    return table_workbook(heading, COLUMNS, catalogue_rows(entries), WIDTHS, sheet="归档文件目录")


def year_catalogue(entries: Iterable[CatalogueEntry], organization: str, year: int) -> bytes:
    """The catalogue of an organisation's year as .xlsx."""
    return catalogue_workbook(entries, f"{organization}{year}年度归档文件目录")

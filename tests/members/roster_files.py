"""Workbooks of people as offices send them, and numbers that could be somebody's."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

HEADINGS = ("姓名", "所在支部", "类别", "入党日期", "身份证号", "手机")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, born: str = "19800101", place: str = "110101") -> str:
    """A number with a true check digit, worked out here apart from the code under test."""
    first = f"{place}{born}{serial:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11
    return first + "10X98765432"[rest]


def workbook(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, merged: str = "") -> bytes:
    """An .xlsx: headings in the first row, `rows` below, one merged area."""
    book = Workbook()
    for row in ([headings] if headings else []), rows:
        for one in row:
            book.active.append(list(one))
    if merged:
        book.active.merge_cells(merged)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(content: bytes, name: str = "名单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)

"""The parts of an archive number (档号): 全宗号-门类·年度-期限-机构-件号 (DA/T 22-2015). Plain Python."""

from __future__ import annotations

import re

from meetings.enums import Retention

CATEGORY = "WS"  # 文书档案, the class that records of meetings belong to
RETENTION_CODES: dict[str, str] = {
    Retention.PERMANENT: "Y",
    Retention.THIRTY_YEARS: "D30",
    Retention.TEN_YEARS: "D10",
}
PLAIN_CODE = re.compile(r"[A-Z0-9]{1,10}")
_KIND_WORDS = re.compile(r"(中共|中国共产党|党支部|支部|党总支|总支|党委|委员会|党小组|小组)")
UNIT_LETTERS = 3


def archive_code(*, fonds: str, year: int, retention: str, unit: str, number: int) -> str:
    """The whole number of one item: Z001-WS·2026-D30-XFC-0007. ValueError for a number below 1."""
    if number < 1:
        raise ValueError("item numbers start at 1")
    return f"{fonds}-{CATEGORY}·{year}-{RETENTION_CODES[retention]}-{unit}-{number:04d}"


def distinctive(name: str) -> str:
    """An organisation's name without the words that all such names share; itself when nothing is left."""
    return _KIND_WORDS.sub("", name) or name

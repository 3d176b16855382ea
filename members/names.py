"""How Chinese names sort and are found."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def sort_key(name: str) -> str:
    """A key that sorts close to pinyin on every database: the name's GB18030 bytes as hex, cut at 160."""
    return name.encode("gb18030", errors="replace").hex()[:160]


def initials_of(name: str) -> str:
    """The pinyin initials a name is found by, lower case: 张小明 → zxm."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:40]

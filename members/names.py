"""How Chinese names are written, sort, and are found."""

from __future__ import annotations

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

from core.exceptions import Invalid

DOT = "·"  # U+00B7, the middle dot of names in registers (GB/T 15834)
_DOTS = re.compile(r"\s*[·•・‧∙⋅·．.]\s*")
_HAN_GAP = re.compile(r"(?<=[^\x00-\u02ff])\s+(?=[^\x00-\u02ff])")  # 张　三, widened to line up in a list
_SIGNS = set(f"{DOT} -'’〇々〻")
LONGEST = 40  # characters, as the column


def clean_name(text: str) -> str:
    """The name in its one form: one kind of middle dot, no blanks between Han characters.

    Characters are never replaced by look-alikes: a rare one is part of the name, beyond the BMP too. Raises
    Invalid for an empty name and for what only one computer could show.
    """
    name = _HAN_GAP.sub("", _DOTS.sub(DOT, text.strip()))
    if not name.strip(f"{DOT} -"):
        raise Invalid("请填写姓名。", field="name")
    if len(name) > LONGEST:
        raise Invalid(f"姓名最多{LONGEST}个字，这里有{len(name)}个。", field="name")
    for char in name:
        _check_character(char)
    return name


def _check_character(char: str) -> None:
    category = unicodedata.category(char)
    if category == "Co":
        raise Invalid(
            "姓名里有“造字区”的字，换一台电脑就显示不出来。请用支持生僻字的输入法重新输入。", field="name"
        )
    if char in "?？\ufffd□■":
        raise Invalid("姓名里有没能识别的字，请对照身份证重新输入。", field="name")
    # Planes 2 and 3 hold Han characters alone, some newer than what this Python knows the category of.
    if category[0] not in "LM" and char not in _SIGNS and not 0x20000 <= ord(char) < 0x40000:
        raise Invalid(f"姓名里不能有“{char}”。", field="name")


def sort_key(name: str) -> str:
    """A key that sorts close to pinyin on every database: the name's GB18030 bytes as hex, cut at 160."""
    return name.encode("gb18030", errors="replace").hex()[:160]


def initials_of(name: str) -> str:
    """The pinyin initials a name is found by, lower case: 张小明 → zxm."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:40]

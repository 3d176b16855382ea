"""Numbers as plans write them: 15, １５, 十五, 两, 半, and the x, ×, * or _ that leaves a number open."""

from __future__ import annotations

import re

OPEN = "[xX*_ˍ○△□]"
FORMAL = "[壹贰叁参肆伍陆柒捌玖拾]"  # 参 is what 參 folds to
CHINESE = "[〇○零一二两三四五六七八九十廿百]"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}

_PLAIN = str.maketrans("壹贰叁参肆伍陆柒捌玖拾", "一二三三四五六七八九十")


def parse(text: str) -> float | int | None:
    """Value of a folded number; None where it is left open or no number. 半 is 0.5, 一个半 and 两半 are 1.5
    and 2.5.
    """
    text = text.strip().translate(_PLAIN).replace("廿", "二十").replace("个", "")
    if text.isdecimal():
        return int(text)
    if text == "半":
        return 0.5
    if text.endswith("半"):
        whole = parse(text[:-1])
        return None if whole is None else whole + 0.5
    return _chinese(text)


def _chinese(text: str) -> int | None:
    if not text or not re.fullmatch(CHINESE + "{1,6}", text):
        return None
    if not re.search("[十百]", text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit

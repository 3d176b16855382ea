"""One cell of a list of people, in the forms that offices write. Each raises Invalid with what to do."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from core.exceptions import Invalid
from members.enums import MemberStatus
from members.id_numbers import clean_id_number, masked

EARLIEST = dt.date(
    1921, 7, 1
)  # nobody joined before the founding; also keeps a bare year from being a serial
ERRORS = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
PRECISE = 10**15  # from sixteen digits on a spreadsheet keeps a number's size, not its last digits

_NUMERALS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_DAY = re.compile(
    r"(\d{4})[-/.、,年\s](\d{1,2})[-/.、,月\s](\d{1,2})[日号]?(?:[T\s]+0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_ONLY = re.compile(r"(\d{4})(?:[-/.、年]?(\d{1,2})月?|年)?")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?"
)
_PHONE = re.compile(r"\+?[0-9]{5,19}")
_NOT_DIGITS = re.compile(r"[\s()-]")
_ESCAPED = re.compile(r"'(?=[=+\-@\t\r])")  # how an export keeps a text from being a formula

Value = object  # what openpyxl gives: text, number, date, truth, or None


def text_of(value: Value) -> str:
    """A cell as its reader sees it: numbers without a trailing .0, no escape, no outer blanks."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _ESCAPED.sub("", str(value), count=1) if str(value).startswith("'") else str(value)
    if text in ERRORS:
        raise Invalid(f"这一格是公式的错误结果 {text}，请改成实际的内容。")
    return text.strip()


def narrow(value: Value) -> str:
    """`text_of` with full-width digits and signs made half width."""
    return unicodedata.normalize("NFKC", text_of(value)).strip()


def day_of(value: Value, today: dt.date, epoch: dt.datetime = WINDOWS_EPOCH) -> dt.date | None:
    """A day: a date cell, a serial, 2020.7.1, 2020年7月1日, 20200701, 二〇二〇年七月一日, full width too.

    None for an empty cell. Raises Invalid for a month or year alone, for what two countries read two ways,
    and for days before 1921-07-01 or after `today`.
    """
    found = _day(value, epoch)
    if found is not None and not EARLIEST <= found <= today:
        raise Invalid(f"日期 {found:%Y-%m-%d} 不可能：应在1921年7月1日到今天之间。", field="joined_on")
    return found


def _day(value: Value, epoch: dt.datetime) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = re.sub(r"\s+", " ", narrow(value))
    text = re.sub(r"\s*([-/.、,年月日])\s*", r"\1", text)
    if not text:
        return None
    if match := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
        return _real_day(text, *map(int, match.groups()))
    if match := _CHINESE.fullmatch(text):
        year = int("".join(_NUMERALS[char] for char in match[1]))
        return _real_day(text, year, _chinese_number(match[2]), _chinese_number(match[3]))
    return _serial(text, epoch)


def _serial(text: str, epoch: dt.datetime) -> dt.date:
    """Days since the workbook's own beginning; before 1921 the number is a year or a month instead."""
    if re.fullmatch(r"\d{4,5}", text):
        day = from_excel(int(text), epoch)
        if isinstance(day, dt.datetime) and day.date() >= EARLIEST:
            return day.date()
    if _MONTH_ONLY.fullmatch(text):
        raise Invalid(f"日期“{text}”没有写到日，请写成 2020-07-01 这样。", field="joined_on")
    raise Invalid(f"日期“{text}”看不出是哪一天，请写成 2020-07-01 这样。", field="joined_on")


def _chinese_number(text: str) -> int:
    """1 to 99 as written: 七, 十, 十二, 二十, 二十一."""
    tens, ten, ones = text.rpartition("十")
    unit = int(_NUMERALS[ones]) if ones in _NUMERALS else 0
    return (int(_NUMERALS.get(tens, "1")) * 10 if ten else 0) + unit


def _real_day(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Invalid(f"没有“{text}”这一天，请核对日期。", field="joined_on") from None


def id_number_of(value: Value) -> str:
    """An identity number in its one form; "" for an empty cell. A masked number is returned as it is."""
    if isinstance(value, int | float) and abs(value) >= PRECISE:
        raise Invalid(
            "身份证号被表格当成了数字，末几位已经丢失。请把这一列设为“文本”格式，再重新填写。",
            field="id_number",
        )
    text = narrow(value)
    if not text or is_masked(text):
        return text
    return clean_id_number(text)


def is_masked(text: str) -> bool:
    """Whether this is a number as exports show it, and so says nothing new."""
    return len(text) == 18 and text[3:14] == "*" * 11 and masked(text) == text


def phone_of(value: Value) -> str:
    """A telephone number without blanks and hyphens; "" for an empty cell."""
    text = _NOT_DIGITS.sub("", narrow(value))
    if text and not _PHONE.fullmatch(text):
        raise Invalid("手机号看不懂，请写成 13800000000 这样，一格只写一个号码。", field="phone")
    return text


_STATUSES: dict[str, str] = {one.label: one for one in MemberStatus} | {
    "正式": MemberStatus.FULL, "党员": MemberStatus.FULL, "中共党员": MemberStatus.FULL,
    "预备": MemberStatus.PROBATIONARY, "中共预备党员": MemberStatus.PROBATIONARY,
    "积极分子": MemberStatus.ACTIVIST,
}  # fmt: skip


def status_of(value: Value) -> str:
    """A MemberStatus; "" for an empty cell."""
    text = re.sub(r"\s", "", narrow(value))
    if text and text not in _STATUSES:
        raise Invalid(f"类别“{text}”不认识，请填正式党员、预备党员或入党积极分子。", field="status")
    return str(_STATUSES[text]) if text else ""


def yes_of(value: Value) -> bool | None:
    """是 or 否; None for an empty cell."""
    text = narrow(value).lower()
    if text in ("是", "√", "✓", "1", "y", "true"):
        return True
    if text in ("否", "×", "0", "n", "false", "不是"):
        return False
    if not text:
        return None
    raise Invalid(f"“{text}”看不懂，请填是或否。", field="is_leading_cadre")

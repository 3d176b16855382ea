"""The citizen's identity number (GB 11643): checked, shown masked, and compared without being readable."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import unicodedata

from django.conf import settings

from core.exceptions import Invalid

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
_CHECKS = "10X98765432"
_FORM = re.compile(r"[1-9]\d{5}(\d{8})\d{3}[\dX]")
_EARLIEST = dt.date(1880, 1, 1)  # of a birthday
_DROPPED = re.compile(r"[\s'’‘-]")


def check_digit(first: str) -> str:
    """The eighteenth character for the first seventeen digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def clean_id_number(text: str) -> str:
    """The number in its one form: 18 characters, half width, a capital X. Raises Invalid."""
    number = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d{15}", number):
        raise Invalid("这是15位的旧身份证号，请填现在的18位号码。", field="id_number")
    match = _FORM.fullmatch(number)
    if not match:
        raise Invalid("身份证号应是18位：前17位是数字，末位是数字或 X。请核对。", field="id_number")
    if not _is_birthday(match[1]):
        raise Invalid(f"身份证号里的出生日期 {match[1]} 不存在。请核对。", field="id_number")
    if check_digit(number[:17]) != number[17]:
        raise Invalid("身份证号的末位校验不符，可能抄错了一位。请核对。", field="id_number")
    return number


def _is_birthday(text: str) -> bool:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:])) >= _EARLIEST
    except ValueError:
        return False


def masked(number: str) -> str:
    """What a page or a table shows: the first three and the last four characters (110***********002X)."""
    return f"{number[:3]}{'*' * 11}{number[-4:]}" if number else ""


def digests_of(number: str) -> list[str]:
    """Keyed digests by which equal numbers are found; the first is the one to store.

    One for each of the field keys, so that numbers kept under an earlier key are still found. The keys lie
    outside the database: with its digests alone nobody can try out all numbers.
    """
    keys = (key.encode() for key in settings.FIELD_ENCRYPTION_KEYS)
    return [hmac.new(key, f"id-number:{number}".encode(), hashlib.sha256).hexdigest() for key in keys]

"""Provisions (规则条款): every number and switch that one notice sets differently from another.

A provision has a type, a default with the clause it comes from, and says whether a branch may override
it. What a template, a campaign or a branch sets is checked here and stored as plain JSON in one canonical
form (a fraction as "2/3", a choice as its value), so that two equal values are equal in the database too.
The table itself is `meetings/provision_table.py`. Plain Python: no settings, no database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction

from meetings.deadlines import Deadline, DeadlineError
from meetings.enums import Anchor, Direction, Unit
from meetings.provision_table import GROUPS, PROVISIONS
from meetings.provision_types import HOUSE, ProvisionSpec, ProvisionType


class ProvisionError(ValueError):
    """A value that this provision cannot take; the message is Chinese and names the provision."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key
        self.reason = reason


def validate(key: str, value: object) -> object:
    """The canonical form of `value` for provision `key`; ProvisionError with the Chinese reason otherwise."""
    wanted = spec(key)
    if value is None:
        if not wanted.nullable:
            raise ProvisionError(key, f"“{wanted.label}”不能为空")
        return None
    clean = _CHECKS[wanted.type](wanted, value)
    if wanted.fixed and clean != wanted.default:
        raise ProvisionError(key, f"“{wanted.label}”是固定规则，不能改动（{wanted.source}）")
    return clean


def describe(key: str, value: object) -> str:
    """Chinese words of a value: "三分之二", "会前10天", "是"; "未设定" when there is none."""
    wanted = spec(key)
    value = validate(key, value)
    if value is None:
        return "未设定"
    return _WORDS[wanted.type](wanted, value)


def decode(key: str, value: object) -> object:
    """The value as the code calculates with it: Fraction, Deadline, tuple; everything else as it is."""
    wanted = spec(key)
    value = validate(key, value)
    if value is None:
        return None
    if wanted.type is ProvisionType.FRACTION:
        return Fraction(value)
    if wanted.type is ProvisionType.DEADLINE:
        return deadline_from(value)
    return tuple(value) if isinstance(value, list) else value


def spec(key: str) -> ProvisionSpec:
    """The provision's row; ProvisionError for a key that no provision has."""
    try:
        return PROVISIONS[key]
    except KeyError:
        raise ProvisionError(key, f"没有“{key}”这项规则条款") from None


def deadline_from(value: dict) -> Deadline:
    """A Deadline from its stored form; DeadlineError or KeyError if the form is not canonical."""
    return Deadline(
        anchor=Anchor(value["anchor"]),
        amount=value["amount"],
        unit=Unit(value["unit"]),
        direction=Direction(value["direction"]),
        text=value["text"],
    )


# --- checks, one per type: (spec, value) -> canonical value, or ProvisionError


def _refuse(wanted: ProvisionSpec, reason: str) -> ProvisionError:
    return ProvisionError(wanted.key, f"“{wanted.label}”{reason}")


def _check_bool(wanted: ProvisionSpec, value: object) -> bool:
    if not isinstance(value, bool):
        raise _refuse(wanted, "只能是“是”或“否”（true 或 false）")
    return value


def _check_integer(wanted: ProvisionSpec, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refuse(wanted, "要填一个整数")
    if not wanted.minimum <= value <= wanted.maximum:
        raise _refuse(wanted, f"应在 {wanted.minimum} 到 {wanted.maximum} 之间")
    return value


def _check_integers(wanted: ProvisionSpec, value: object) -> list[int]:
    numbers = [_check_integer(wanted, one) for one in _as_list(wanted, value)]
    return sorted(set(numbers))


_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})|[01]")


def _check_fraction(wanted: ProvisionSpec, value: object) -> str:
    share = value if isinstance(value, Fraction) else _parse_fraction(wanted, value)
    if not 0 <= share <= 1:
        raise _refuse(wanted, "应在 0 到 1 之间")
    return f"{share.numerator}/{share.denominator}"


def _parse_fraction(wanted: ProvisionSpec, value: object) -> Fraction:
    # 0.333 is not a third, so a decimal fraction is no answer
    text = str(value)
    if not _FRACTION.fullmatch(text):
        raise _refuse(wanted, "要写成分数，例如 1/3")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise _refuse(wanted, "的分母不能是 0") from None


def _check_choice(wanted: ProvisionSpec, value: object) -> str:
    allowed = [choice for choice, _ in wanted.choices]
    if not isinstance(value, str) or value not in allowed:
        raise _refuse(wanted, f"不能取“{value}”，可取：{choices_in_words(wanted)}")
    return str(allowed[allowed.index(value)])


def _check_choices(wanted: ProvisionSpec, value: object) -> list[str]:
    picked = {_check_choice(wanted, one) for one in _as_list(wanted, value)}
    return [choice for choice, _ in wanted.choices if choice in picked]


def _check_text(wanted: ProvisionSpec, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _refuse(wanted, "要填文字")
    if len(value.strip()) > wanted.maximum:
        raise _refuse(wanted, f"不能超过 {wanted.maximum} 个字")
    return value.strip()


def _check_texts(wanted: ProvisionSpec, value: object) -> list[str]:
    lines = [_check_text(wanted, one) for one in _as_list(wanted, value)]
    if len(set(lines)) != len(lines):
        raise _refuse(wanted, "有重复的一项")
    return lines


def _as_list(wanted: ProvisionSpec, value: object) -> list:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise _refuse(wanted, "要填一个列表")
    return list(value)


_DEADLINE_KEYS = {"anchor", "amount", "unit", "direction", "text"}
# A provision is a rule for many meetings: a fixed day or another step's day belongs to a plan's own step.
_DEADLINE_ANCHORS = (Anchor.MEETING, Anchor.CAMPAIGN_START, Anchor.CAMPAIGN_END)


def _check_deadline(wanted: ProvisionSpec, value: object) -> dict:
    if not isinstance(value, dict) or set(value) - _DEADLINE_KEYS or "anchor" not in value:
        raise _refuse(wanted, "要写明起点、数目、单位和前后")
    full = {"amount": None, "unit": Unit.DAY.value, "direction": Direction.BEFORE.value, "text": ""} | value
    if full["anchor"] not in [anchor.value for anchor in _DEADLINE_ANCHORS]:
        raise _refuse(wanted, "的起点只能是会议日期、部署开始日或部署截止日")
    if isinstance(full["amount"], bool) or not isinstance(full["amount"], int | None):
        raise _refuse(wanted, "的数目要填一个整数")
    if not isinstance(full["text"], str):
        raise _refuse(wanted, "的原文要填文字")
    try:
        deadline = deadline_from(full)
    except DeadlineError as error:
        raise _refuse(wanted, f"：{error}") from None
    except ValueError:
        raise _refuse(wanted, "的单位或前后不在可取范围内") from None
    return deadline_value(deadline)


def deadline_value(deadline: Deadline) -> dict:
    """The stored form of a relative deadline (the inverse of `deadline_from`)."""
    return {
        "anchor": deadline.anchor.value,
        "amount": deadline.amount,
        "unit": deadline.unit.value,
        "direction": deadline.direction.value,
        "text": deadline.text,
    }


_CHECKS: dict[ProvisionType, Callable] = {
    ProvisionType.BOOL: _check_bool,
    ProvisionType.INTEGER: _check_integer,
    ProvisionType.INTEGERS: _check_integers,
    ProvisionType.FRACTION: _check_fraction,
    ProvisionType.CHOICE: _check_choice,
    ProvisionType.CHOICES: _check_choices,
    ProvisionType.TEXT: _check_text,
    ProvisionType.TEXTS: _check_texts,
    ProvisionType.DEADLINE: _check_deadline,
}


# --- words, one per type: (spec, canonical value) -> Chinese


_DIGITS = "零一二三四五六七八九"


def number_in_words(number: int) -> str:
    """1–99 in Chinese numerals (三分之二); digits beyond."""
    tens, ones = divmod(number, 10)
    if number < 10:
        return _DIGITS[number]
    if number >= 100:
        return str(number)
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _fraction_words(_: ProvisionSpec, value: str) -> str:
    share = Fraction(value)
    if share == Fraction(1, 2):
        return "半数"
    if share.denominator == 1:
        return "全部" if share else "零"
    return f"{number_in_words(share.denominator)}分之{number_in_words(share.numerator)}"


def choices_in_words(wanted: ProvisionSpec) -> str:
    """The allowed values with their labels, for a refusal: "full（对照检查材料）、…"."""
    return "、".join(f"{value}（{label}）" for value, label in wanted.choices)


def _choice_words(wanted: ProvisionSpec, value: str) -> str:
    return dict(wanted.choices)[value]


def _list_words(wanted: ProvisionSpec, values: list) -> str:
    labels = dict(wanted.choices)
    return "、".join(f"{labels.get(value, value)}{wanted.unit}" for value in values) or "无"


_WORDS: dict[ProvisionType, Callable] = {
    ProvisionType.BOOL: lambda _, value: "是" if value else "否",
    ProvisionType.INTEGER: lambda wanted, value: f"{value}{wanted.unit}",
    ProvisionType.INTEGERS: _list_words,
    ProvisionType.FRACTION: _fraction_words,
    ProvisionType.CHOICE: _choice_words,
    ProvisionType.CHOICES: _list_words,
    ProvisionType.TEXT: lambda _, value: value,
    ProvisionType.TEXTS: _list_words,
    ProvisionType.DEADLINE: lambda _, value: deadline_from(value).in_words(),
}


__all__ = [
    "GROUPS",
    "HOUSE",
    "PROVISIONS",
    "ProvisionError",
    "ProvisionSpec",
    "ProvisionType",
    "choices_in_words",
    "deadline_from",
    "deadline_value",
    "decode",
    "describe",
    "number_in_words",
    "spec",
    "validate",
]

"""What a provision is: its types, its row, and short builders for the rows of the table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HOUSE = "平台默认"


class ProvisionType(StrEnum):
    """What a value is, and so how it is entered, checked and stored."""

    BOOL = "bool"  # true / false
    INTEGER = "int"  # whole number within minimum..maximum
    INTEGERS = "ints"  # list of whole numbers, ascending, no doubles
    FRACTION = "fraction"  # share from 0 to 1, stored as "1/3"
    CHOICE = "choice"  # one of `choices`
    CHOICES = "choices"  # several of `choices`, stored in the order of the vocabulary
    TEXT = "text"  # a line of text
    TEXTS = "texts"  # list of lines, order kept, no doubles
    DEADLINE = "deadline"  # {"anchor", "amount", "unit", "direction", "text"}; see meetings/deadlines.py


@dataclass(frozen=True)
class ProvisionSpec:
    """One provision: its meaning, its default and the clause that the default rests on.

    `default` None (allowed where `nullable`) means that no value is set: the rule is off or open.
    `overridable`: a branch may differ unless a campaign forbids it. `fixed`: nobody may differ.
    `minimum`/`maximum` bound whole numbers in `unit`, or the length of a text in characters.
    """

    key: str
    label: str
    type: ProvisionType
    default: object
    source: str = HOUSE
    overridable: bool = True
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int = 0
    maximum: int = 1_000_000
    nullable: bool = False
    fixed: bool = False
    help: str = ""

    @property
    def group(self) -> str:
        """The key's first word, by which pages group provisions ("talks")."""
        return self.key.split(".")[0]


def switch(key: str, label: str, default: bool, source: str = HOUSE, **more: object) -> ProvisionSpec:
    return ProvisionSpec(key, label, ProvisionType.BOOL, default, source, **more)


def number(key: str, label: str, default: int | None, unit: str, source: str = HOUSE, **more: object):
    return ProvisionSpec(key, label, ProvisionType.INTEGER, default, source, unit=unit, **more)


def numbers(key: str, label: str, default: list[int], unit: str, source: str = HOUSE, **more: object):
    return ProvisionSpec(key, label, ProvisionType.INTEGERS, default, source, unit=unit, **more)


def share(key: str, label: str, default: str | None, source: str = HOUSE, **more: object) -> ProvisionSpec:
    return ProvisionSpec(key, label, ProvisionType.FRACTION, default, source, **more)


def one_of(key: str, label: str, choices: list, default: str | None, source: str = HOUSE, **more: object):
    return ProvisionSpec(key, label, ProvisionType.CHOICE, default, source, choices=plain(choices), **more)


def some_of(key: str, label: str, choices: list, default: list[str], source: str = HOUSE, **more: object):
    return ProvisionSpec(key, label, ProvisionType.CHOICES, default, source, choices=plain(choices), **more)


def text(key: str, label: str, default: str | None, source: str = HOUSE, **more: object) -> ProvisionSpec:
    return ProvisionSpec(key, label, ProvisionType.TEXT, default, source, maximum=200, **more)


def texts(key: str, label: str, default: list[str], source: str = HOUSE, **more: object) -> ProvisionSpec:
    return ProvisionSpec(key, label, ProvisionType.TEXTS, default, source, maximum=40, **more)


def plain(choices: list) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in choices)

"""What a reading gives: every value with the place it came from, how sure it is, and a note for the form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from meetings.reading.source import SourceText, Span

NOT_A_PLAN = "not_a_plan"
SINGLE = [
    "kind",
    "includes_appraisal",
    "theme",
    "meeting_date",
    "meeting_time",
    "place",
    "duration",
    "host",
    "organization",
    "recorder",
    "leave_rule",
    "report_to",
]
MANY = [
    "participants",
    "observers",
    "invited",
    "agenda",
    "dimensions",
    "preparation_stages",
    "deadlines",
    "report_items",
    "archive_items",
    "appraisal_grades",
]
KEYS = [
    "kind",
    "includes_appraisal",
    "theme",
    "meeting_date",
    "meeting_time",
    "place",
    "duration",
    "host",
    "organization",
    "recorder",
    "participants",
    "observers",
    "invited",
    "leave_rule",
    "agenda",
    "dimensions",
    "preparation_stages",
    "deadlines",
    "report_to",
    "report_items",
    "archive_items",
    "appraisal_grades",
]


class Certainty(StrEnum):
    SURE = "sure"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Found:
    """One value: a string, a boolean (includes_appraisal), or a dict (stages, deadlines). `note` is Chinese.

    `span` is None only for what the text says by leaving it out. `is_open` marks a placeholder (x月xx日): a
    form shows an empty field with the note, the JSON keeps the words.
    """

    value: Any
    span: Span | None
    certainty: Certainty = Certainty.SURE
    note: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class PlanReading:
    """`fields` has one Found per single key and a list per key of many; a key that was not found is
    missing.
    """

    source: SourceText
    fields: dict[str, Found | list[Found]] = field(default_factory=dict)
    refusal: str = ""  # Chinese sentence, only where the kind is not_a_plan

    def one(self, key: str) -> Found | None:
        value = self.fields.get(key)
        return value if isinstance(value, Found) else None

    def many(self, key: str) -> list[Found]:
        value = self.fields.get(key, [])
        return value if isinstance(value, list) else [value]

    def sentence(self, found: Found) -> str:
        """The sentence the value came from, or an empty string."""
        return self.source.sentence(found.span) if found.span else ""

    @property
    def is_plan(self) -> bool:
        kind = self.one("kind")
        return kind is not None and kind.value != NOT_A_PLAN

    def to_json(self) -> dict[str, Any]:
        """Exactly the keys of a seed's label; null or [] where the text says nothing."""
        return {key: _values(self.many(key)) if key in MANY else _value(self.one(key)) for key in KEYS}

    def dumps(self) -> str:
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1)


def _value(found: Found | None) -> Any:
    return None if found is None else found.value


def _values(found: Iterable[Found]) -> list[Any]:
    return [item.value for item in found]

"""The rules that hold for one meeting: its provisions, each with the clause it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from meetings import provisions
from meetings.models import Meeting, Provision

PLATFORM = "平台默认"
OWN = "本支部调整"  # the origin of a provision that the branch set itself


@dataclass(frozen=True)
class Rule:
    """One provision as it holds for a meeting: value in words, its clause, and who set it."""

    key: str
    label: str
    value: str
    clause: str
    origin: str
    overridable: bool


class Rulebook:
    """A meeting's provisions, read in one query; a key without a row holds its registered default."""

    def __init__(self, rows: Iterable[Provision]) -> None:
        self._rows = {row.key: row for row in rows}

    @classmethod
    def of(cls, meeting: Meeting) -> Rulebook:
        return cls(meeting.provisions.all())

    def get(self, key: str) -> Any:
        """The value as code calculates with it; ProvisionError for a key that no provision has."""
        row = self._rows.get(key)
        return provisions.decode(key, row.value if row else provisions.spec(key).default)

    def clause(self, key: str) -> str:
        """The clause shown beside whatever this provision blocks or warns of."""
        row = self._rows.get(key)
        return row.clause if row and row.clause else provisions.spec(key).source

    def rules(self) -> list[Rule]:
        """Every provision that holds, in the registry's order, each with where it comes from."""
        return [self._rule(spec) for spec in provisions.PROVISIONS.values()]

    def _rule(self, spec: provisions.ProvisionSpec) -> Rule:
        row = self._rows.get(spec.key)
        value = row.value if row else spec.default
        return Rule(
            spec.key,
            spec.label,
            provisions.describe(spec.key, value),
            self.clause(spec.key),
            row.origin if row else PLATFORM,
            row.overridable if row else spec.overridable,
        )

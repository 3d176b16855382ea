"""Precision and recall of the reader over a folder of labelled plans (N.txt or N.docx beside N.json).

Texts are compared after removing spaces, punctuation and width. `unscored` fields are left out;
`meeting_date_alt` and `preparation_stages_optional` widen what is right; of an aspect (dimensions) a longer
answer that
contains the label is right. Of a deadline the limit is compared, not the paraphrase of the duty (`what`).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meetings.reading.errors import UnreadablePlan
from meetings.reading.extract import extract
from meetings.reading.model import KEYS, MANY, NOT_A_PLAN
from meetings.reading.reader import read_plan

SUFFIXES = (".txt", ".docx")


@dataclass(slots=True)
class Tally:
    """Counts of one field over all plans: right values, wrong ones, and label values that were not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """None where nothing was answered."""
        answered = self.right + self.wrong
        return self.right / answered if answered else None

    @property
    def recall(self) -> float | None:
        """None where nothing was to be found."""
        labelled = self.right + self.missed
        return self.right / labelled if labelled else None


@dataclass(frozen=True, slots=True)
class Miss:
    """One wrong or missed value, for whoever works on the rules."""

    plan: str
    field: str
    answer: Any
    label: Any


@dataclass(slots=True)
class Score:
    plans: int = 0
    fields: dict[str, Tally] = field(default_factory=lambda: {key: Tally() for key in KEYS})
    misses: list[Miss] = field(default_factory=list)

    @property
    def total(self) -> Tally:
        tallies = self.fields.values()
        return Tally(
            *(sum(getattr(tally, name) for tally in tallies) for name in ("right", "wrong", "missed"))
        )

    def add(self, plan: str, answer: dict[str, Any], label: dict[str, Any]) -> None:
        """Count one plan's answer against its label."""
        self.plans += 1
        for key in KEYS:
            if key not in label.get("unscored", []):
                self._add_field(plan, key, answer.get(key), label)

    def _add_field(self, plan: str, key: str, answer: Any, label: dict[str, Any]) -> None:
        wrong, missed, right = compare(key, answer, label)
        tally = self.fields[key]
        tally.right += right
        tally.wrong += len(wrong)
        tally.missed += len(missed)
        if wrong or missed:
            self.misses.append(Miss(plan, key, wrong, missed))

    def table(self) -> str:
        """Fixed-width table: field, precision, recall, and the three counts."""
        rows = [f"{'field':<22}{'precision':>10}{'recall':>8}{'right':>7}{'wrong':>7}{'missed':>8}"]
        rows += [_row(key, self.fields[key]) for key in KEYS]
        return "\n".join([*rows, _row("all fields", self.total), f"plans: {self.plans}"])


def _row(name: str, tally: Tally) -> str:
    shown = [f"{value:.3f}" if value is not None else "-" for value in (tally.precision, tally.recall)]
    return f"{name:<22}{shown[0]:>10}{shown[1]:>8}{tally.right:>7}{tally.wrong:>7}{tally.missed:>8}"


def score(folder: str | Path) -> Score:
    """Read every labelled plan in a folder and compare. Raises FileNotFoundError for a folder without any."""
    result = Score()
    for text, label in labelled_plans(Path(folder)):
        result.add(text.stem, answer_of(text), label)
    if not result.plans:
        raise FileNotFoundError(f"No labelled plan (N.txt or N.docx with N.json) in {folder}")
    return result


def labelled_plans(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for label in sorted(folder.glob("*.json")):
        for text in (label.with_suffix(suffix) for suffix in SUFFIXES):
            if text.exists():
                yield text, json.loads(label.read_text(encoding="utf-8"))
                break


def answer_of(path: Path) -> dict[str, Any]:
    """The reader's JSON; a file that cannot be read answers nothing but that it is no plan."""
    try:
        return read_plan(extract(path)).to_json()
    except UnreadablePlan:
        return {"kind": NOT_A_PLAN}


def normal(value: Any) -> str:
    """Text without spaces, punctuation and width differences."""
    text = unicodedata.normalize("NFKC", str(value)).casefold()
    return "".join(char for char in text if unicodedata.category(char)[0] not in "PZC")


def compare(key: str, answer: Any, label: dict[str, Any]) -> tuple[list[Any], list[Any], int]:
    """Wrong answers, missed labels, and how many were right, for one field of one plan."""
    if key in MANY:
        optional = label.get(f"{key}_optional", [])
        return _match(_same(key), answer or [], label.get(key) or [], optional)
    wanted = label.get(key)
    also = label.get("meeting_date_alt", []) if key == "meeting_date" else []
    given = [] if answer is None else [answer]
    if answer is not None and any(normal(answer) == normal(other) for other in also):
        return [], [], 1
    return _match(_same(key), given, [] if wanted is None else [wanted], [])


Same = Callable[[Any, Any], bool]


def _match(
    same: Same, answers: Iterable[Any], labels: list[Any], optional: list[Any]
) -> tuple[list[Any], list[Any], int]:
    """Each label is matched once; an answer that is only optional counts neither way."""
    left, wrong, right = list(labels), [], 0
    for answer in answers:
        hit = next((label for label in left if same(answer, label)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
        elif not any(same(answer, other) for other in optional):
            wrong.append(answer)
    return wrong, left, right


def _same(key: str) -> Same:
    return {"dimensions": _contains, "preparation_stages": _same_stage, "deadlines": _same_deadline}.get(
        key, _equal
    )


def _equal(answer: Any, label: Any) -> bool:
    return normal(answer) == normal(label)


def _contains(answer: Any, label: Any) -> bool:
    return normal(label) in normal(answer)


def _same_stage(answer: dict[str, Any], label: dict[str, Any]) -> bool:
    return answer["kind"] == label["kind"] and normal(answer["due"]) == normal(label["due"])


def _same_deadline(answer: dict[str, Any], label: dict[str, Any]) -> bool:
    return (
        normal(answer["when_text"]) == normal(label["when_text"]) and answer["relative"] == label["relative"]
    )

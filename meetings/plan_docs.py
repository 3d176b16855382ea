"""The tables of docs/plan-templates.md, written from the schema so that they cannot differ from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from django.db.models import TextChoices
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from meetings import plan_lines, provisions
from meetings.plan_refusals import known_types
from meetings.plan_schema import PlanContent, shipped

PAGE = Path(__file__).parents[1] / "docs" / "plan-templates.md"
START = "<!-- written by python -m meetings.plan_schema --docs; do not edit below -->\n"

_MODELS: tuple[type[BaseModel], ...] = (
    PlanContent,
    plan_lines.LevelLine,
    plan_lines.AttendanceLine,
    plan_lines.AspectLine,
    plan_lines.StepLine,
    plan_lines.DeadlineLine,
    plan_lines.AgendaLine,
    plan_lines.ProvisionLine,
    plan_lines.ArchiveLine,
)
_PLAIN = {str: "text", int: "whole number", bool: "true/false", dt.date: "date", object: "see below"}


def write(page: Path = PAGE) -> None:
    """Rewrite the tables in `page` and leave what stands above them."""
    page.write_text(rewritten(page.read_text(encoding="utf-8")), encoding="utf-8")


def rewritten(text: str) -> str:
    """`text` with its tables as the code has them now; ValueError if it lacks the mark."""
    above, mark, _ = text.partition(START)
    if not mark:
        raise ValueError(f"the page has no line {START!r}")
    return above + START + tables()


def tables() -> str:
    """Every table: parts, vocabularies, shipped templates, provisions."""
    sections = [*_parts(), _vocabularies(), _templates(), _provisions()]
    return "\n" + "\n".join(sections)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _parts() -> Iterator[str]:
    for model in _MODELS:
        rows = [
            [f"`{name}`", _type_words(field), "yes" if field.is_required() else "", field.description or ""]
            for name, field in model.model_fields.items()
        ]
        summary = (model.__doc__ or "").strip().splitlines()[0]
        yield f"## {model.__name__}\n\n{summary}\n\n" + _table(["key", "value", "required", "meaning"], rows)


def _type_words(field: FieldInfo) -> str:
    known = next(known_types(field.annotation), None)
    word = f"[{known.__name__}](#{known.__name__.lower()})" if known else _plain_word(field.annotation)
    return f"list of {word}" if "tuple" in str(field.annotation) else word


def _plain_word(annotation: object) -> str:
    leaves = [annotation, *get_args(annotation)]
    leaves += [leaf for part in leaves for leaf in get_args(part)]
    return next(_PLAIN[leaf] for leaf in leaves if isinstance(leaf, type) and leaf in _PLAIN)


def _vocabularies() -> str:
    used = {
        known.__name__: known
        for model in _MODELS
        for field in model.model_fields.values()
        for known in known_types(field.annotation)
        if issubclass(known, TextChoices)
    }
    return "\n".join(
        f"### {name}\n\n" + "、".join(f"`{value}` {label}" for value, label in used[name].choices) + "\n"
        for name in sorted(used)
    )


def _templates() -> str:
    rows = [
        [f"`{plan.slug}`", plan.title, plan.issuer, str(len(plan.steps)), str(len(plan.open_values()))]
        for plan in shipped()
    ]
    return "## Shipped templates\n\n" + _table(["slug", "title", "issuer", "steps", "values left open"], rows)


def _provisions() -> str:
    rows = [
        [
            f"`{row.key}`",
            row.label,
            row.type.value,
            provisions.describe(row.key, row.default),
            row.source,
            "fixed" if row.fixed else "yes" if row.overridable else "no",
        ]
        for row in provisions.PROVISIONS.values()
    ]
    heads = ["key", "label", "type", "default", "source of the default", "a branch may override"]
    return "## Provisions\n\n" + _table(heads, rows)

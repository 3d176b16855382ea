"""Reads what each component declares as its inputs in the first line of its template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

DECLARATION = re.compile(r"\{# inputs: (?P<inputs>.+?) #\}\n\{# (?P<purpose>.+?) #\}")
INPUT = re.compile(r"(?P<name>[a-z_]+)(=(?P<choices>[a-z_0-9|]+))?(?P<optional>\?)?")


@dataclass(frozen=True)
class Input:
    """One input of a component; `choices` is empty when any value will do."""

    name: str
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Component:
    """A template in templates/components/ with what its first two lines say."""

    name: str
    purpose: str
    declared: str
    inputs: tuple[Input, ...]


def read_input(text: str) -> Input:
    """One `name`, `name?`, `name=a|b` or `name=a|b?`; ValueError for anything else."""
    match = INPUT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"cannot read the input {text!r}")
    choices = tuple((match["choices"] or "").split("|")) if match["choices"] else ()
    return Input(match["name"], required=match["optional"] is None, choices=choices)


def read_component(path: Path) -> Component:
    """The declaration at the head of a component; ValueError when it is missing or cannot be read."""
    match = DECLARATION.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{path.name} must start with '{{# inputs: … #}}' and a line on its purpose")
    inputs = tuple(read_input(part) for part in match["inputs"].split(","))
    return Component(path.stem, match["purpose"], match["inputs"], inputs)


def components() -> dict[str, Component]:
    """Every component by name."""
    folder = Path(settings.BASE_DIR) / "templates" / "components"
    return {path.stem: read_component(path) for path in sorted(folder.glob("*.html"))}

"""Documents that are drawn from the code: settings, permissions, diagrams.

An app draws one by decorating a function in its own `docs.py`; `manage.py write_docs` writes them all and
`--check` fails when a file differs from what the code says.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import autodiscover_modules

Draw = Callable[[], str]

_drawn: dict[str, Draw] = {}


def draws(path: str) -> Callable[[Draw], Draw]:
    """Declare that the function returns the whole text of `path`, which is relative to the checkout."""

    def register(draw: Draw) -> Draw:
        _drawn[path] = draw
        return draw

    return register


def drawn() -> dict[Path, str]:
    """Every drawn document: its file, and the text it must have."""
    autodiscover_modules("docs")
    return {settings.BASE_DIR / path: _drawn[path]() for path in sorted(_drawn)}


def stale() -> list[Path]:
    """The files that differ from what the code says, or are missing."""
    return [file for file, text in drawn().items() if not file.exists() or file.read_text() != text]


@draws("docs/settings.md")
def settings_page() -> str:
    rows = [f"| `{s.name}` | {s.kind} | {s.default or '–'} | {s.help} |" for s in settings.DOCUMENTED]
    return "\n".join([SETTINGS_HEAD, *rows, ""])


SETTINGS_HEAD = """# Settings

Drawn from `config/settings.py` by `manage.py write_docs`; do not edit.

All settings are environment variables; an empty one counts as unset. A wrong value stops every command with a
sentence that says what is right. [operations.md](operations.md) shows them at work.

| name | value | default | what it does |
|---|---|---|---|"""

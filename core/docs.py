"""Documents that are drawn from the code: settings, permissions, diagrams.

An app draws one by decorating a function in its own `docs.py`; `manage.py write_docs` writes them all and
`--check` fails when a file differs from what the code says.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands, load_command_class
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


@draws("docs/commands.md")
def commands_page() -> str:
    rows = [line for name, app in house_commands() for line in _command(app, name)]
    return "\n".join([COMMANDS_HEAD, *rows])


def house_commands() -> list[tuple[str, str]]:
    """The commands that the house adds to Django's own: (name, app), by name."""
    house = {path.parent.name for path in settings.BASE_DIR.glob("*/management")}
    return sorted((name, app) for name, app in get_commands().items() if app in house)


def _command(app: str, name: str) -> list[str]:
    command = load_command_class(app, name)
    parser = command.create_parser("manage.py", name)
    own = [one for one in parser._actions if one.help and not set(one.option_strings) & _DJANGOS]
    flags = [f"- `{' '.join(one.option_strings) or one.metavar or one.dest}` {one.help}" for one in own]
    return [f"## {name}", "", command.help, "", *flags, *([""] if flags else [])]


# Options that every command of Django's has.
_DJANGOS = {
    "-h", "--version", "-v", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    "--skip-checks",
}  # fmt: skip

COMMANDS_HEAD = """# Commands

Drawn from the commands themselves by `manage.py write_docs`; do not edit.

Run them as `.venv/bin/python manage.py NAME`; `--help` says the same. The Makefile calls the usual ones.
"""

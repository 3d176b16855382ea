"""Documents that are drawn from the code say what the code says, and leave nothing out."""

from __future__ import annotations

import pytest
from django.conf import settings

from core.docs import drawn, house_commands
from meetings.workflow import MEETING
from members.access import PERMISSIONS

TEXTS = {str(file.relative_to(settings.BASE_DIR)): text for file, text in drawn().items()}


@pytest.mark.parametrize(
    "path", ["docs/permissions.md", "docs/meeting-states.md", "docs/commands.md", "docs/documents.md"]
)
def test_a_drawn_document_is_as_the_code_has_it(path: str) -> None:
    assert (settings.BASE_DIR / path).read_text() == TEXTS[path], "run: make fix"


def test_every_command_is_documented_with_a_sentence() -> None:
    files = {path.stem for path in settings.BASE_DIR.glob("*/management/commands/[!_]*.py")}
    assert {name for name, _ in house_commands()} == files
    for name in files:
        after = TEXTS["docs/commands.md"].split(f"\n## {name}\n\n")[1]
        assert after.split("\n")[0].endswith("."), name


def test_every_move_is_an_arrow_and_every_permission_a_row() -> None:
    arrows = [
        line for line in TEXTS["docs/meeting-states.md"].split("\n") if "-->" in line and "[*]" not in line
    ]
    assert len(arrows) == sum(len(move.sources) for move in MEETING)
    for key in PERMISSIONS:
        assert f"\n| `{key}` |" in TEXTS["docs/permissions.md"]

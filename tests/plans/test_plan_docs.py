"""docs/plan-templates.md says what the code does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from meetings import plan_docs
from meetings.plan_schema import PlanContent
from meetings.provisions import PROVISIONS

PAGE = plan_docs.PAGE.read_text(encoding="utf-8")


def test_the_page_is_as_the_code_writes_it():
    assert plan_docs.rewritten(PAGE) == PAGE, "run: python -m meetings.plan_schema --docs"


def test_the_tables_name_every_key_and_every_provision():
    tables = plan_docs.tables()
    assert [name for name in PlanContent.model_fields if f"| `{name}` |" not in tables] == []
    assert [key for key in PROVISIONS if f"| `{key}` |" not in tables] == []


def test_what_stands_above_the_mark_is_left_alone():
    assert plan_docs.rewritten("words\n" + plan_docs.START + "old").startswith("words\n" + plan_docs.START)
    with pytest.raises(ValueError, match="no line"):
        plan_docs.rewritten("words")


def test_the_command_tells_how_it_is_called():
    done = subprocess.run(
        [sys.executable, "-m", "meetings.plan_schema"],
        capture_output=True,
        text=True,
        cwd=plan_docs.PAGE.parents[1],
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "--docs" in done.stderr

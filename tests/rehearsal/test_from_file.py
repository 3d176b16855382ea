"""Notices as secretaries receive them: read from Word files, they become meetings that run to their packets."""

from __future__ import annotations

import os
from pathlib import Path

import docx
import pytest

from tests.running import clean_environment, manage

pytestmark = pytest.mark.sqlite_run  # a rehearsal has a database of its own, on SQLite in either run
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


def as_word(text: str, file: Path) -> Path:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(str(file))
    return file


def rehearse(tmp_path: Path, *files: Path):
    words = [word for file in files for word in ("--from-file", str(file))]
    return manage("rehearse", "--out", str(tmp_path / "out"), *words, env=clean_environment(), timeout=900)


def test_each_seed_as_a_word_file_becomes_a_meeting_that_runs_to_its_packet(tmp_path: Path) -> None:
    if not SEEDS.exists():
        word = f"The eight seed plans are not here ({SEEDS.name}/ beside the repository)."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(word)
    files = [as_word((SEEDS / f"{n}.txt").read_text(), tmp_path / f"{n}.docx") for n in range(1, 9)]
    ran = rehearse(tmp_path, *files)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert {packet.stem for packet in (tmp_path / "out").glob("*.zip")} == {f"file-{n}" for n in range(1, 9)}


def test_what_is_no_plan_is_refused_with_its_name(tmp_path: Path) -> None:
    ran = rehearse(tmp_path, as_word("收据\n今收到王某交来会费二百元整。", tmp_path / "收据.docx"))
    assert ran.returncode != 0
    assert "收据.docx" in ran.stderr

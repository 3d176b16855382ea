"""`manage.py check_gongwen` says what `python -m gongwen check` says, with the same codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gongwen import Document, FontSet
from gongwen.checker import check


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A record that keeps every rule."""
    document = Document(title="谈话记录")
    document.paragraph("正文。")
    document.save(tmp_path / "记录.docx")
    return tmp_path / "记录.docx"


@pytest.fixture
def bent(tmp_path: Path) -> Path:
    """Body text in a face that no official document has."""
    document = Document(title="谈话记录", fonts=FontSet(fangsong="Comic Sans MS"))
    document.paragraph("正文。")
    document.save(tmp_path / "bent.docx")
    return tmp_path / "bent.docx"


def test_a_good_document_ends_in_silence_about_failures(paper, capsys):
    call_command("check_gongwen", str(paper), "--no-render", "--kind", "record")
    assert "不符合 0" in capsys.readouterr().out


def test_json_is_the_checkers_findings(paper, capsys):
    call_command("check_gongwen", str(paper), "--no-render", "--kind", "record", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told == [finding.as_dict() for finding in check(paper, kind="record")]


def test_the_kind_reaches_the_checker(paper, capsys):
    call_command("check_gongwen", str(paper), "--no-render", "--json")
    official = json.loads(capsys.readouterr().out)
    assert official == [finding.as_dict() for finding in check(paper, kind="official")]
    assert official != [finding.as_dict() for finding in check(paper, kind="record")]


def test_a_bent_document_ends_with_one(bent, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("check_gongwen", str(bent), "--no-render", "--kind", "record")
    assert ended.value.code == 1
    assert "Comic Sans MS" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["absent.docx", "-", "text.docx"])
def test_what_cannot_be_read_ends_with_two(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.docx").write_text("no zip")
    with pytest.raises(SystemExit) as ended:
        call_command("check_gongwen", name)
    assert ended.value.code == 2
    assert name in capsys.readouterr().err


def test_an_unknown_kind_is_refused(paper):
    with pytest.raises(CommandError, match="kind"):
        call_command("check_gongwen", str(paper), "--no-render", "--kind", "letter")

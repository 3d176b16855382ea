"""The set page, by LibreOffice and poppler. Skipped with a word where they are absent, but not in CI."""

import os
import shutil
import subprocess
import sys
import time
from functools import lru_cache

import pytest

from gongwen import Document, FontSet, render
from gongwen.checker import FAIL, PASS, UNVERIFIED, Finding, check
from gongwen.render import CannotRender, poppler, to_pdf
from tests.gongwen.bending import NS, W, bent, put
from tests.gongwen.good import official

NEEDED = ("soffice", "pdftotext", "pdftoppm", "pdffonts", "fc-list")
ABSENT = [name for name in NEEDED if shutil.which(name) is None]
needs_office = pytest.mark.skipif(
    bool(ABSENT) and os.environ.get("CI") != "true", reason=f"not on this machine: {', '.join(ABSENT)}"
)


@lru_cache(maxsize=1)
def good() -> list[Finding]:
    return check(official(), rendered_pdf=True)


@lru_cache(maxsize=1)
def bad() -> list[Finding]:
    """29 points a line, no squeeze, the odd number centred and low, the turned one not turned."""

    def styles(root) -> None:
        put(root.find("w:style[@w:styleId='Normal']", NS), "pPr/spacing", line=590)
        put(root.find("w:style[@w:styleId='Normal']", NS), "rPr/spacing", val=0)

    def low(root) -> None:
        for margins in root.iter(f"{W}pgMar"):
            margins.set(f"{W}footer", "900")
        for grid in root.iter(f"{W}docGrid"):  # LibreOffice sets lines by the grid, Word by the exact pitch
            grid.set(f"{W}linePitch", "590")

    def untabled(root) -> None:
        table = root.find(f"{W}tbl")
        root.replace(table, table.find(".//w:p", NS))

    data = bent(low, "document", bent(styles, "styles", official()))
    data = bent(lambda root: put(root[0], "pPr/jc", val="center"), "footer1", data)
    for part in ("footer3", "footer4"):
        data = bent(untabled, part, data)
    return check(data, rendered_pdf=True)


def seen(findings: list[Finding], words: str) -> list[Finding]:
    return [f for f in findings if f.expected.startswith("排版后") and words in f.expected]


@needs_office
def test_the_good_document_as_set_has_no_fail():
    found = seen(good(), "")
    assert [f for f in found if f.status not in (PASS, UNVERIFIED)] == []
    assert [f.row for f in found if f.status == UNVERIFIED] in ([], ["fonts"])
    assert {f.row for f in found} == {"fonts", "text", "page_number", "wide_tables"}


@needs_office
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("每面 22 行", "最多一面 22 行"),
        ("每行 28 字", "28 字"),
        ("文字齐全", "都在"),
        ("第 1 面有页码", "— 1 —"),
    ],
)
def test_what_was_measured_is_told(words, wanted):
    (found,) = seen(good(), words)
    assert wanted in found.found.replace("—1—", "— 1 —")


@needs_office
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("每面 22 行", "一面可排 21 行"),
        ("每行 28 字", "27 字"),
        ("第 1 面页码居右", "毫米"),
        ("第 1 面一字线", "毫米"),
        ("第 2 面一字线", "毫米"),
        ("左侧有页码", "左侧没有页码"),
    ],
)
def test_the_bent_document_as_set_fails(words, wanted):
    found = seen(bad(), words)
    assert found
    assert {f.status for f in found} == {FAIL}
    assert all(wanted in f.found for f in found)


@needs_office
def test_faces_that_are_absent_are_said_and_not_passed():
    (found,) = seen(good(), "用公文字体")
    names = subprocess.run(["fc-list", ":", "family"], capture_output=True, check=True).stdout.decode()
    if "仿宋_GB2312" in names:
        pytest.skip("this machine has 仿宋_GB2312")
    assert found.status == UNVERIFIED
    assert "代替" in found.found
    by_name = [f for f in good() if f.expected == "显示和打印用“仿宋_GB2312”"]
    assert [f.status for f in by_name] == [UNVERIFIED]


@needs_office
def test_a_short_document_does_not_claim_22_lines():
    doc = Document(title="通知")
    doc.paragraph("\n".join(["一段正文。"] * 5))
    (found,) = seen(check(doc.to_bytes(), rendered_pdf=True), "每面 22 行")
    assert found.status == UNVERIFIED
    assert "没有排满" in found.found and "可排 22 行" in found.found


@needs_office
def test_faces_that_are_present_pass():
    names = subprocess.run(["fc-list", ":", "family"], capture_output=True, check=True).stdout.decode()
    serif, sans = "Noto Serif CJK JP", "Noto Sans CJK JP"
    if serif not in names or sans not in names:
        pytest.skip("no Noto CJK on this machine")
    fonts = FontSet(fangsong=serif, title=serif, kaiti=serif, heiti=sans, songti=serif)
    doc = Document(title="通知", fonts=fonts)
    doc.paragraph("一段正文。")
    found = check(doc.to_bytes(), rendered_pdf=True, kind="record", fonts=fonts)
    assert {f.status for f in found if f.row == "fonts"} == {PASS}


def test_without_an_office_one_line_says_so(monkeypatch):
    monkeypatch.setattr(render, "program", lambda name: None)
    found = seen(check(official(), rendered_pdf=True), "")
    assert [(f.status, f.found) for f in found] == [(UNVERIFIED, "本机没有 LibreOffice，无法排版。")]
    with pytest.raises(CannotRender, match="pdftotext"):
        poppler("pdftotext", ["-"], b"")


@pytest.fixture
def fake_office(tmp_path, monkeypatch):
    """A program in the office's place."""

    def make(script: str) -> None:
        path = tmp_path / "soffice"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(render, "program", lambda name: str(path))

    return make


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
def test_an_office_that_hangs_is_ended_with_its_children(fake_office, tmp_path):
    note = tmp_path / "child"
    fake_office(f"sleep 60 & echo $! > {note}; wait")
    started = time.monotonic()
    with pytest.raises(CannotRender, match="超过 1 秒"):
        to_pdf(b"", timeout=1)
    assert time.monotonic() - started < 10
    child = int(note.read_text())
    for _ in range(50):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(child)], capture_output=True, check=False
        ).stdout
        if not state.strip() or state.strip().startswith(b"Z"):
            break
        time.sleep(0.1)
    else:
        pytest.fail("the child of the office still runs")


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
def test_an_office_that_makes_nothing_is_said(fake_office):
    fake_office("exit 0")
    with pytest.raises(CannotRender, match="没有排出"):
        to_pdf(b"")


@pytest.mark.skipif(sys.platform == "win32", reason="flock")
def test_a_second_office_waits_and_then_gives_up(fake_office):
    fake_office("exit 0")
    with render._one_at_a_time(1), pytest.raises(CannotRender, match="正忙"), render._one_at_a_time(0.3):
        pytest.fail("two at once")

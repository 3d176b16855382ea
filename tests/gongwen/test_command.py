"""python -m gongwen check: what it prints and how it ends."""

import json
import subprocess
import sys

import pytest

from gongwen import __main__ as command
from gongwen.__main__ import as_text, main
from gongwen.checker import CLAUSES, Finding
from tests.gongwen.bending import in_style
from tests.gongwen.good import official, record


@pytest.fixture
def files(tmp_path):
    for name, data in {
        "good": official(),
        "record": record(),
        "bent": in_style("Title", "rPr/sz", val=36),
    }.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    (tmp_path / "none.docx").write_bytes(b"no document")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["good.docx"], 0),
        (["bent.docx"], 1),
        (["record.docx", "--kind", "record"], 0),
        (["good.docx", "--kind", "record"], 1),
        (["none.docx"], 2),
        (["absent.docx"], 2),
    ],
)
def test_exit_codes(files, arguments, code, capsys):
    assert main(["check", str(files / arguments[0]), "--no-render", *arguments[1:]]) == code
    out = capsys.readouterr()
    assert bool(out.err) == (code == 2)
    assert bool(out.out) == (code != 2)


def test_json_has_every_finding(files, capsys):
    main(["check", str(files / "bent.docx"), "--json", "--no-render"])
    found = json.loads(capsys.readouterr().out)
    assert {tuple(sorted(row)) for row in found} == {("clause", "expected", "found", "row", "status")}
    assert [row["found"] for row in found if row["status"] == "fail"] == ["18 磅"]
    assert {row["row"] for row in found} == set(CLAUSES)


@pytest.mark.parametrize(
    ("flags", "present", "measured"),
    [([], True, True), ([], False, False), (["--no-render"], True, False), (["--render"], False, True)],
)
def test_pages_are_measured_where_there_is_what_it_takes(flags, present, measured, files, monkeypatch):
    asked = []
    monkeypatch.setattr(command, "can_measure", lambda: present)
    monkeypatch.setattr(command, "check", lambda file, render, **_: asked.append(render) or [])
    main(["check", str(files / "good.docx"), *flags])
    assert asked == [measured]


def test_text_is_one_line_a_finding_under_its_clause_and_the_counts():
    findings = [
        Finding("page", "5.1 幅面", "A4", "A4", "pass"),
        Finding("page", "5.1 幅面", "上边距 37 毫米", "30.0 毫米", "fail"),
        Finding("fonts", "5.2.2 字体", "仿宋", "没有", "not verified"),
    ]
    assert as_text(findings).splitlines() == [
        "5.1 幅面",
        "  符合　应为：A4　实为：A4",
        "  不符合　应为：上边距 37 毫米　实为：30.0 毫米",
        "5.2.2 字体",
        "  未验证　应为：仿宋　实为：没有",
        "符合 1　提醒 0　不符合 1　未验证 1",
    ]


def test_it_runs_as_a_module_without_a_framework(files):
    code = "import sys, runpy; sys.argv[1:] = sys.argv[1:]; runpy.run_module('gongwen', run_name='__main__')"
    blocked = f"import sys; sys.modules['django'] = None; {code}"
    done = subprocess.run(
        [sys.executable, "-c", blocked, "check", str(files / "good.docx")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "符合" in done.stdout.decode()

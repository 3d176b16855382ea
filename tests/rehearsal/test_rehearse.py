"""All eight plans run, from planning to packet, every role acting as itself (plans.md)."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from gongwen.checker import FAIL, check
from tests.running import clean_environment, manage

# plan → what sets it apart and must be seen in its packet: parts of file names
TELLING = {
    1: ["会议记录（第1次）", "会议记录（第2次）", "督导意见"],  # R13: halted, and held again
    2: ["谈心谈话覆盖表", "问题清单"],
    3: ["会议记录", "整改清单"],
    4: ["谈心谈话覆盖表", "整改承诺书"],
    5: ["通报", "的通知", "整改台账"],
    6: ["征求意见汇总表", "整改方案", "情况的报告"],
    7: ["学习记录", "整改清单"],
    8: ["方案", "整改清单", "情况的报告"],
}

OFFICIAL = {"plan", "notice", "preparation_report", "rectification_plan", "circular", "report"}


@pytest.mark.parametrize("plan", TELLING)
def test_a_plan_runs_to_its_packet(plan: int, tmp_path: Path) -> None:
    ran = manage(
        "rehearse", "--out", str(tmp_path), "--plan", str(plan), env=clean_environment(), timeout=400
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    packets = sorted(tmp_path.glob("*.zip"))
    assert len(packets) == ran.stdout.count("audit rows")
    names = [name for packet in packets for name in zipfile.ZipFile(packet).namelist()]
    for part in TELLING[plan]:
        assert any(part in name for name in names), part
    assert [fault for packet in packets for fault in _faults(packet)] == []


def _faults(packet: Path) -> list[tuple[str, str, str]]:
    """What the checker fails in any document of a packet, those of the archive itself included."""
    with zipfile.ZipFile(packet) as bag:
        (described,) = (name for name in bag.namelist() if name.endswith("/metadata.json"))
        root = described.removesuffix("metadata.json")
        kinds = {f"{root}{one['path']}": one["kind_key"] for one in json.loads(bag.read(described))["files"]}
        papers = [name for name in bag.namelist() if name.endswith(".docx")]
        assert len(papers) > 15
        return [
            (name, finding.expected, finding.found)
            for name in papers
            for finding in check(bag.read(name), kind="official" if kinds.get(name) in OFFICIAL else "record")
            if finding.status == FAIL
        ]


def test_a_plan_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    ran = manage("rehearse", "--out", str(tmp_path), "--plan", "9", env=clean_environment())
    assert ran.returncode != 0

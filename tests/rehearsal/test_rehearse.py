"""All eight plans run, from planning to packet, every role acting as itself (plans.md)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

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


def test_a_plan_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    ran = manage("rehearse", "--out", str(tmp_path), "--plan", "9", env=clean_environment())
    assert ran.returncode != 0

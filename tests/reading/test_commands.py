"""manage.py read_plan and score_plans: thin shells that print, and refuse with a sentence."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from meetings.reading import KEYS, read_plan
from meetings.reading.show import show

PLAN = "某党支部专题组织生活会方案\n会议主题：强党性\n会议时间：x月xx日\n会议由书记主持。\n会后15日内将情况报告报镇党委。"


def printed(*arguments) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "方案.txt"
    file.write_text(PLAN, encoding="gb18030")
    return file


def test_json_has_exactly_the_keys(plan):
    found = json.loads(printed("read_plan", plan, "--json"))
    assert list(found) == KEYS
    assert (found["theme"], found["meeting_date"], found["report_to"]) == ("强党性", "x月xx日", "镇党委")


def test_text_shows_value_doubt_and_sentence(plan):
    lines = printed("read_plan", plan).splitlines()
    assert "会议主题：强党性" in lines
    assert "日期：x月xx日 【请核对；原文此处留空或用代号，请填写】" in lines or (
        "日期：x月xx日 【原文此处留空或用代号，请填写】" in lines
    )
    assert "    原文：会后15日内将情况报告报镇党委。" in lines
    assert "地点：（未找到）" in lines


def test_a_text_that_is_no_plan_says_so_and_shows_nothing_else():
    assert show(read_plan("会议服务合同\n甲方：某某\n乙方：某某")).splitlines() == [
        "文件没有说到要召开组织生活会或开展民主评议党员，没有读取其中的内容。"
    ]


def test_a_broken_file_ends_with_its_sentence(tmp_path):
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="已损坏"):
        printed("read_plan", broken)


def test_a_missing_file_ends_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="打不开文件"):
        printed("read_plan", tmp_path / "没有.docx")


def test_score_plans_prints_the_table_and_the_misses(plan):
    plan.with_suffix(".json").write_text(
        json.dumps({"kind": "thematic", "theme": "别的主题"}), encoding="utf-8"
    )
    shown = printed("score_plans", plan.parent, "--misses")
    assert "plans: 1" in shown
    assert "方案 theme: wrong ['强党性'], missed ['别的主题']" in shown


def test_score_plans_without_plans_ends_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="No labelled plan"):
        printed("score_plans", tmp_path)

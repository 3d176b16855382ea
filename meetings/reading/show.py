"""A reading as text for a terminal: each value with its certainty, its note, and the sentence it came
from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meetings.reading.model import KEYS, Certainty, Found, PlanReading

NAMES = {
    "kind": "类型",
    "includes_appraisal": "含民主评议",
    "theme": "会议主题",
    "meeting_date": "日期",
    "meeting_time": "时间",
    "place": "地点",
    "duration": "会期",
    "host": "主持人",
    "organization": "召开单位",
    "recorder": "记录人",
    "participants": "参加人员",
    "observers": "列席人员",
    "invited": "邀请人员",
    "leave_rule": "请假要求",
    "agenda": "会议议程",
    "dimensions": "查摆方面",
    "preparation_stages": "会前准备",
    "deadlines": "时限",
    "report_to": "报送对象",
    "report_items": "报送材料",
    "archive_items": "归档材料",
    "appraisal_grades": "评议等次",
}
KINDS = {
    "annual": "年度组织生活会",
    "thematic": "专题组织生活会",
    "appraisal": "民主评议党员",
    "thematic+appraisal": "专题组织生活会和民主评议党员",
    "not_a_plan": "不是方案或通知",
}
STAGES = {
    "study": "组织学习",
    "opinions": "征求意见",
    "talks": "谈心谈话",
    "problem_search": "查摆问题",
    "materials": "撰写材料",
    "review_previous": "上次整改情况",
    "other": "其他",
}
_LONGEST_SENTENCE = 80


def show(reading: PlanReading) -> str:
    """The whole reading, one key after the other; what was not found says so."""
    return "\n".join(_lines(reading))


def _lines(reading: PlanReading) -> Iterator[str]:
    if reading.refusal:
        yield reading.refusal
        return
    for key in KEYS:
        found = reading.many(key)
        if not found:
            yield f"{NAMES[key]}：（未找到）"
        for one in found:
            yield f"{NAMES[key]}：{_said(one.value)}{_doubt(one)}"
            yield from _source(reading, one)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict) and "kind" in value:
        return STAGES[value["kind"]] + (f"（{value['due']}）" if value["due"] else "")
    if isinstance(value, dict):
        return f"{value['when_text']}：{value['what']}"
    return KINDS.get(value, value)


def _doubt(found: Found) -> str:
    marks = (["请核对"] if found.certainty == Certainty.UNSURE else []) + ([found.note] if found.note else [])
    return f" 【{'；'.join(marks)}】" if marks else ""


def _source(reading: PlanReading, found: Found) -> Iterator[str]:
    sentence = reading.sentence(found)
    if sentence and sentence != found.value:
        cut = sentence[:_LONGEST_SENTENCE]
        yield f"    原文：{cut}{'…' if len(sentence) > len(cut) else ''}"

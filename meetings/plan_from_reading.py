"""What was read from a notice, as a plan's content and as the values of the form that makes a meeting.

Nothing is invented: what the text leaves open stays open, and steps that the regulation asks of every meeting
come from the blank plan with the regulation's clause.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from meetings import plan_schema
from meetings.deadlines import MAX_AMOUNT
from meetings.enums import AgendaKind, AttendeeRule, Capacity, StepKind, Unit
from meetings.plan_schema import PlanContent
from meetings.reading import Certainty, Found, PlanReading

LONGEST_TITLE = 120  # characters; a plan's own limit
LABELS = {
    "kind": "会议类别",
    "includes_appraisal": "是否民主评议党员",
    "theme": "会议主题",
    "meeting_date": "会议日期",
    "meeting_time": "开始时间",
    "place": "地点",
    "duration": "会期",
    "host": "主持人",
    "organization": "召开单位",
    "recorder": "记录人",
    "participants": "参加人员",
    "observers": "列席人员",
    "invited": "邀请人员",
    "leave_rule": "请假规定",
    "agenda": "议程",
    "dimensions": "检视方面",
    "preparation_stages": "会前环节",
    "deadlines": "期限",
    "report_to": "报告报给谁",
    "report_items": "报告附什么",
    "archive_items": "归档材料",
    "appraisal_grades": "评定等次",
}
_KINDS = {
    "annual": "年度组织生活会", "thematic": "专题组织生活会", "appraisal": "民主评议党员",
    "thematic+appraisal": "专题组织生活会和民主评议党员",
}  # fmt: skip

_AGENDA_WORDS = (
    (AgendaKind.PREVIOUS, "上次|上年|上一年|上半年.*整改|整改.*落实情况"),
    (AgendaKind.SUPERVISION, "点评|督导"),
    (AgendaKind.APPRAISAL, "民主评议|测评|评定等次"),
    (AgendaKind.OPINIONS, "^.{0,8}通报.{0,6}征求意见"),
    (AgendaKind.SECRETARY_SELF, "书记.{0,4}带头"),
    (AgendaKind.COMMITTEE_PROBLEMS, "代表.*对照检查|通报.*查摆|支委会.*对照"),
    (AgendaKind.SELF_AND_MUTUAL, "批评|逐一|依次|对照检查"),
    (AgendaKind.SUMMARY, "总结|表态|整改方向"),
    (AgendaKind.REPORT, "报告"),
)
_ATTENDEES = (
    (AttendeeRule.ALL_MEMBERS, "全体(正式|在职)?党员|所有党员|党员和预备党员"),
    (AttendeeRule.COMMITTEE_MEMBERS, "支委|支部委员|班子成员|全体委员"),
    (AttendeeRule.ACTIVISTS, "积极分子"),
    (AttendeeRule.SUPERVISION, "督导|指导组"),
    (AttendeeRule.NON_PARTY, "群众|党外|非党"),
    (AttendeeRule.SUPERIOR, "上级|党委"),
)
_DUTIES = (
    (StepKind.PREPARATION_REPORT, "筹备|准备情况"),
    (StepKind.FILING, "备案"),
    (StepKind.CIRCULAR, "通报"),
    (StepKind.PUBLICATION, "公示|公开"),
    (StepKind.RECTIFICATION_LIST, "整改(清单|方案|措施|台账)"),
    (StepKind.ARCHIVE, "归档|存档"),
    (StepKind.REPORT, "报告|总结|情况.{0,6}报|报送"),
    (StepKind.PLAN_APPROVAL, "方案"),
    (StepKind.STUDY, "学习"),
    (StepKind.TALKS, "谈心"),
    (StepKind.OPINIONS, "意见"),
    (StepKind.MATERIALS, "材料|提纲"),
)


def lines(reading: PlanReading) -> list[tuple[int, str]]:
    """The text's paragraphs with their numbers, blank ones left out; a row of a table as it stands."""
    numbered = enumerate(reading.source.text.split("\n"))
    return [
        (number, line.replace("\t", "　").replace("\v", "　")) for number, line in numbered if line.strip()
    ]


def rows(reading: PlanReading) -> list[dict[str, Any]]:
    """Every key in words: value, the sentence it came from, and how sure it is; not found ones too."""
    return [row for key in LABELS for row in _rows(reading, key)]


def _rows(reading: PlanReading, key: str) -> list[dict[str, Any]]:
    found = reading.many(key)
    if not found:
        return [{"label": LABELS[key], "value": "", "status": "没有找到", "tone": "neutral"}]
    return [_row(reading, key, one) for one in found]


def _row(reading: PlanReading, key: str, found: Found) -> dict[str, Any]:
    unsure = found.certainty is Certainty.UNSURE or found.is_open
    return {
        "label": LABELS[key],
        "value": _words(key, found.value),
        "sentence": reading.sentence(found),
        "line": reading.source.text.count("\n", 0, found.span.start) if found.span else None,
        "note": found.note,
        "status": "原文留空" if found.is_open else "请核对" if unsure else "已读出",
        "tone": "warn" if unsure else "ok",
    }


def _words(key: str, value: Any) -> str:
    if key == "kind":
        return _KINDS.get(value, str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "preparation_stages":
        label = StepKind(value["kind"]).label
        return f"{label}（{value['due']}）" if value.get("due") else label
    return f"{value['what']}：{value['when_text']}" if key == "deadlines" else str(value)


def initial(reading: PlanReading) -> dict[str, Any]:
    """Values for the form: only what is found, whole, and fits its field; the rest stays empty."""
    plain = {"theme": "theme", "place": "place", "duration": "duration"}
    found = {field: _text(reading.one(key)) for field, key in plain.items()}
    found |= {"held_on": _day(reading.one("meeting_date")), "held_at": _clock(reading.one("meeting_time"))}
    return {name: value for name, value in found.items() if value}


def names(reading: PlanReading) -> dict[str, str]:
    """Who is named as host and recorder, for the caller to find on the register."""
    return {key: _text(reading.one(key)) for key in ("host", "recorder") if _text(reading.one(key))}


def _text(found: Found | None) -> str:
    return "" if found is None or found.is_open or found.value is None else str(found.value)


def _day(found: Found | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(found))
    except ValueError:
        return None


def _clock(found: Found | None) -> str:
    """14:30 from the text's words where hour and minute are plain; nothing otherwise."""
    match = re.search(r"(上午|下午|晚上)?\s*(\d{1,2})[:：点时](\d{2})?(半)?", _text(found))
    if match is None:
        return ""
    hour = int(match[2]) + (12 if match[1] in ("下午", "晚上") and int(match[2]) < 12 else 0)
    minute = 30 if match[4] else int(match[3] or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def content_of(reading: PlanReading) -> PlanContent:
    """The plan's content. Raises PlanFileError where what was read cannot be a plan."""
    name = reading.source.name
    base = plan_schema.blank().to_json()
    kind = _text(reading.one("kind"))
    appraisal = bool((found := reading.one("includes_appraisal")) and found.value)
    data = base | {
        "slug": "read", "title": (name or "读取的方案")[:LONGEST_TITLE], "issuer": "上级通知",
        "summary": "从通知、方案原文读取。", "kind": "annual" if kind == "annual" else "thematic",
        "theme": _text(reading.one("theme"))[:4000], "includes_appraisal": appraisal,
        "aspects_shared": _aspects(reading), "steps": _steps(reading, base["steps"]),
    }  # fmt: skip
    data |= _attendance(reading, base["attendance"]) | _agenda(reading, appraisal) | _provisions(reading)
    if duration := _text(reading.one("duration")):
        data["duration"] = duration[:LONGEST_TITLE]
    if appraisal:
        data["aspects_appraisal"] = data["aspects_shared"] or [{"title": "按上级规定的评议内容"}]
    return PlanContent.from_json(data, name)


def _aspects(reading: PlanReading) -> list[dict[str, str]]:
    titles = dict.fromkeys(str(one.value).strip()[:LONGEST_TITLE] for one in reading.many("dimensions"))
    return [{"title": title} for title in titles if title]


def _attendance(reading: PlanReading, usual: list[dict[str, Any]]) -> dict[str, Any]:
    """Who comes, as the text says; where it names guests alone, the usual participants still come."""
    columns = (
        ("participants", Capacity.PARTICIPANT),
        ("observers", Capacity.OBSERVER),
        ("invited", Capacity.INVITED),
    )
    lines = [
        {"capacity": capacity, "rule": _first(_ATTENDEES, text, AttendeeRule.NAMED), "text": text}
        for key, capacity in columns
        for one in reading.many(key)
        if (text := str(one.value).strip()[:LONGEST_TITLE])
    ]
    if not any(line["capacity"] == Capacity.PARTICIPANT for line in lines):
        lines = [line for line in usual if line["capacity"] == Capacity.PARTICIPANT] + lines
    return {"attendance": lines}


def _agenda(reading: PlanReading, appraisal: bool) -> dict[str, Any]:
    lines = []
    for one in reading.many("agenda"):
        text = str(one.value).strip()
        kind = _first(_AGENDA_WORDS, text, AgendaKind.OTHER)
        if kind == AgendaKind.APPRAISAL and not appraisal:
            kind = AgendaKind.OTHER
        lines.append({"kind": kind, "title": text[:LONGEST_TITLE], "text": text[LONGEST_TITLE:][:4000]})
    return {"agenda": [line for line in lines if line["title"]]} if lines else {}


def _first(table: tuple, text: str, otherwise: Any) -> Any:
    return next((kind for kind, pattern in table if re.search(pattern, text)), otherwise)


def _provisions(reading: PlanReading) -> dict[str, Any]:
    found = reading.one("report_to")
    text = _text(found)
    if not text or found is None:
        return {}
    clause = (reading.sentence(found) or f"通知：报{text}")[:LONGEST_TITLE]
    return {"provisions": [{"key": "report.to", "value": text[:200], "clause": clause}]}


def _steps(reading: PlanReading, usual: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stages that the text names, then what the regulation asks for besides, then duties with a limit."""
    by_kind = {step["kind"]: step for step in usual}
    named = [_stage(reading, one, n, by_kind) for n, one in enumerate(reading.many("preparation_stages"), 1)]
    duties = [_duty(reading, one, n) for n, one in enumerate(reading.many("deadlines"), 1)]
    known = {step["kind"] for step in named + duties}
    return named + [step for step in usual if step["kind"] not in known] + duties


def _stage(reading: PlanReading, found: Found, number: int, usual: dict[str, Any]) -> dict[str, Any]:
    kind = StepKind(found.value["kind"])
    known = usual.get(kind, {"responsible": "secretary"})
    due = (found.value.get("due") or "").strip()
    clause = _clause(reading, found, kind.label)
    step = known | {"key": f"stage_{number}", "kind": kind, "title": kind.label, "clause": clause}
    return step | ({"deadline": _absolute(due)} if due else {})


def _duty(reading: PlanReading, found: Found, number: int) -> dict[str, Any]:
    what = str(found.value["what"]).strip()
    kind = _first(_DUTIES, what, StepKind.OTHER)
    return {
        "key": f"duty_{number}", "kind": kind, "title": (what or kind.label)[:LONGEST_TITLE],
        "responsible": "secretary", "clause": _clause(reading, found, what),
        "deadline": _deadline(found.value),
    }  # fmt: skip


def _clause(reading: PlanReading, found: Found, otherwise: str) -> str:
    return (reading.sentence(found) or otherwise or "通知原文")[:LONGEST_TITLE]


def _deadline(value: dict[str, Any]) -> dict[str, Any]:
    """Relative where the text counts from the meeting; a fixed day only where it is a whole date."""
    relative, text = value.get("relative") or {}, str(value.get("when_text") or "")[:4000]
    if relative.get("anchor") not in ("before_meeting", "after_meeting"):
        return _absolute(text)
    amount, unit = relative.get("amount"), relative.get("unit")
    known = isinstance(amount, int) and 0 <= amount <= MAX_AMOUNT
    return {
        "anchor": "meeting", "direction": "before" if relative["anchor"] == "before_meeting" else "after",
        "unit": unit if unit in Unit.values else "day", "text": text,
        **({"amount": amount} if known else {"needs_value": True}),
    }  # fmt: skip


_WHOLE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def _absolute(text: str) -> dict[str, Any]:
    dates = _WHOLE_DATE.findall(text)
    try:
        day = dt.date(*map(int, dates[0])) if len(dates) == 1 else None
    except ValueError:
        day = None
    stated = {"anchor": "absolute", "text": text}
    return stated | ({"date": day.isoformat()} if day else {"needs_value": True})

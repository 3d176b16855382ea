"""What the page of one meeting shows to one person: rights and gates are asked here, not in the template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from core.machine import Missing
from meetings import gates, rules
from meetings import permissions as P
from meetings.actions.lifecycle import WAIVABLE
from meetings.enums import AFTER_MEETING
from meetings.enums import MeetingState as S
from meetings.models import Meeting, Step
from meetings.plan_readers import may_read_plan
from meetings.queries.campaign import open_proposals
from meetings.queries.meeting import Progress, progress_of, read_ahead, readiness
from meetings.rulebook import Rulebook
from meetings.workflow import Offer, offers
from members.access import Seat

_ASIDE = (S.POSTPONED, S.HALTED, S.CANCELLED)


def meeting_page(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> dict[str, Any]:
    """Everything the page needs, by this person's rights; see templates/meetings/meeting_detail.html."""
    read_ahead(meeting)
    found = offers(meeting, seat, rulebook)
    lead = next((offer for offer in found if offer.move.primary), None)
    lacking = lead.missing if lead else []
    prepares = seat.may(P.SEE_PREPARATION, meeting)
    if not lead and prepares and meeting.state == S.PREPARING:
        lacking = readiness(meeting, rulebook)
    return {
        "meeting": meeting,
        "lead": in_one_line(meeting),
        "primary": primary_action(meeting, lead, seat),
        "moves": side_moves(meeting, found, lead),
        "links": links(meeting, seat),
        "gates": gate_rows(meeting, lacking, seat, rulebook),
        "gates_title": f"{lead.move.label}还缺什么" if lead and lead.missing else "开会还缺什么",
        "steps": step_rows(meeting, seat) if may_read_plan(seat, meeting) else None,
        "facts": facts(meeting),
        "reached": reached(meeting),
        "skip": "" if rulebook.get("gate.plan_approved") else "submitted",
        "remarks": remarks(meeting) if prepares else [],
        "proposals": open_proposals(meeting) if seat.may(P.PLAN_MEETING, meeting) else [],
        "today": meeting.today,
    }


def list_rows(meetings: Iterable[Meeting]) -> list[dict[str, Any]]:
    """The rows of one page of a list of meetings, each with how far its steps are."""
    shown = list(meetings)
    progress = progress_of(shown)
    return [_list_row(meeting, progress[meeting.pk]) for meeting in shown]


def _list_row(meeting: Meeting, at: Progress) -> dict[str, Any]:
    ended = meeting.state in rules.ENDED
    words = f"{at.total}项中已完成{at.done}项" if at.total else "还没有环节"
    coming = f"，接下来：{at.next_step}" if at.next_step and not ended else ""
    return {
        "title": meeting.title,
        "url": _url("detail", meeting),
        "state": meeting.state,
        "state_label": meeting.get_state_display(),
        "org": meeting.organization.short_name,
        "when": meeting.held_on,
        "note": words + coming,
        "due": None if ended else at.next_due_on,
        "today": meeting.today,
    }


def in_one_line(meeting: Meeting) -> str:
    """How things stand, in a sentence under the title."""
    if not meeting.held_on:
        return "会议日期还没有定。"
    days = (meeting.held_on - meeting.today).days
    day = f"{meeting.held_on.month}月{meeting.held_on.day}日"
    if meeting.state in rules.PLANNING | rules.PREPARATION | {S.SUBMITTED}:
        near = {0: "今天召开", 1: f"{day}召开，就是明天"}
        passed = f"原定{day}召开，已经过了{-days}天"
        return near.get(days, f"{day}召开，还有{days}天" if days > 0 else passed) + "。"
    return f"{day}召开。"


def primary_action(meeting: Meeting, lead: Offer | None, seat: Seat) -> dict[str, str] | None:
    """The one thing to do next: the way forward if it is open, else what it still lacks."""
    if meeting.state == S.IN_SESSION and any(seat.may(p, meeting) for p in (P.RUN_MEETING, P.TAKE_MINUTES)):
        return {"label": "进入会议", "url": _url("run", meeting)}
    if lead is None:
        return None
    if lead.is_open:
        return {"label": lead.move.label, "url": _url("move", meeting, lead.move.name)}
    if meeting.state in rules.PLANNING:
        return {"label": "填写方案", "url": _url("plan", meeting)}
    next_url = next((item.url for item in lead.missing if item.url), "")
    return {"label": "办理下一项", "url": next_url} if next_url else None


def side_moves(meeting: Meeting, found: list[Offer], lead: Offer | None) -> list[dict[str, Any]]:
    """Every other move that is open now, and the way forward while its button leads elsewhere."""
    stays = [o for o in found if o.is_open and (o is not lead or meeting.state == S.IN_SESSION)]
    return [
        {
            "label": o.move.label,
            "url": _url("move", meeting, o.move.name),
            "danger": o.move.target == S.CANCELLED,
        }
        for o in stays
    ]


def links(meeting: Meeting, seat: Seat) -> list[dict[str, str]]:
    """What else may be done with the meeting, for the menu."""
    plans = seat.may(P.PLAN_MEETING, meeting)
    prepares = seat.may(P.SEE_PREPARATION, meeting)
    table = [
        ("calendar3", "改时间地点", "reschedule", plans and meeting.state in rules.PREPARATION),
        ("sliders", "规则", "rules", seat.may(P.SEE_PLAN, meeting)),
        ("clock-history", "经过", "history", prepares),
        ("bookmark", "存为模板", "save_template", plans),
    ]
    return [
        {"icon": icon, "label": label, "url": _url(name, meeting)}
        for icon, label, name, shown in table
        if shown
    ]


def gate_rows(meeting: Meeting, lacking: list[Missing], seat: Seat, rulebook: Rulebook) -> list[dict]:
    """What is missing, with where to supply it; and what was let pass, with the reason."""
    waives = may_waive(meeting, seat, rulebook)
    rows = [
        {
            "text": item.text,
            "holds": False,
            "who": item.who,
            "url": item.url,
            "clause": item.clause,
            "waive_url": _url("waive", meeting, item.gate)
            if waives and gates.GATES[item.gate].is_provision
            else "",
        }
        for item in lacking
    ]
    return rows + [
        {"text": f"{gates.GATES[w.gate].label}（已放行：{w.reason}）", "holds": False, "waived": True}
        for w in meeting.waivers.all()
        if w.gate in gates.GATES
    ]


def may_waive(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> bool:
    """May this person let a gate pass: the role the provision names, while a move lies ahead."""
    if meeting.state not in WAIVABLE:
        return False
    return rulebook.get("gate.waivable_by") in seat.roles_on(meeting)


def step_rows(meeting: Meeting, seat: Seat) -> list[dict[str, Any]]:
    """The steps in the plan's order, with where each stands today."""
    opens = seat.may(P.SEE_PREPARATION, meeting)
    completes = seat.may(P.COMPLETE_STEP, meeting) and meeting.state in (
        rules.PREPARATION | rules.SESSION | rules.AFTERWARDS
    )
    return [_step_row(step, meeting, opens, completes) for step in meeting.steps.all()]


def _step_row(step: Step, meeting: Meeting, opens: bool, completes: bool) -> dict[str, Any]:
    status = step_status(step, meeting, meeting.today)
    who = step.responsible.name if step.responsible else step.get_responsible_role_display()
    told = step.evidence if opens and step.is_done else step.due_note
    return {
        "title": step.title,
        "status": status,
        "who": who,
        "due": step.done_on or step.due_on,
        "note": told,
        "clause": step.basis if status == "overdue" else "",
        "url": _url("step", meeting, step.pk) if opens else "",
        "action": "登记" if completes and not step.is_done and status != "later" else "",
    }


def step_status(step: Step, meeting: Meeting, today: dt.date) -> str:
    """done, overdue, later (its time has not come), or open."""
    if step.is_done:
        return "done"
    if step.due_on and step.due_on < today and meeting.state not in rules.ENDED:
        return "overdue"
    waits = step.kind in AFTER_MEETING and meeting.state not in rules.AFTERWARDS
    return "later" if waits else "open"


def facts(meeting: Meeting) -> list[dict[str, Any]]:
    """The head's facts as label and value."""
    at = f"{meeting.held_at:%H:%M}" if meeting.held_at else ""
    day = (
        f"{meeting.held_on.year}年{meeting.held_on.month}月{meeting.held_on.day}日" if meeting.held_on else ""
    )
    weekday = f"星期{'一二三四五六日'[meeting.held_on.weekday()]}" if meeting.held_on else ""
    rows = [
        ("组织", meeting.organization.short_name),
        ("时间", f"{day} {weekday} {at}".strip()),
        ("地点", meeting.place),
        ("形式", meeting.get_form_display()),
        ("主持人", meeting.host.name if meeting.host else ""),
        ("记录人", meeting.recorder.name if meeting.recorder else ""),
        ("主题", meeting.theme),
    ]
    if meeting.campaign:
        rows.append(("部署", meeting.campaign.title))
    return [{"label": label, "value": value} for label, value in rows]


def reached(meeting: Meeting) -> str:
    """How far a meeting beside the road had come when it left it."""
    if meeting.state not in _ASIDE:
        return ""
    last = meeting.moves.order_by("-id").values_list("source", flat=True).first()
    return last if last and last not in (*_ASIDE, S.RETURNED) else ""


def remarks(meeting: Meeting) -> list[dict[str, Any]]:
    """Supervision's comments, newest first."""
    notes = meeting.supervision_notes.select_related("by").order_by("-id")
    tones = {"postpone": "warn", "halt": "bad"}
    return [
        {
            "who": n.by.name,
            "at": n.at,
            "text": n.text,
            "verdict": n.get_kind_display(),
            "tone": tones.get(n.kind, "neutral"),
        }
        for n in notes
    ]


def _url(name: str, meeting: Meeting, *more: object) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk, *more])

"""A meeting's life as a table: which moves exist, who may make them, and what must hold first.

Pages that offer a move and the action that makes it ask here. docs/meeting-states.md is drawn from the table.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.exceptions import Invalid, NotAllowed, NotNow
from core.machine import Machine, Missing, Move
from meetings import gates
from meetings import permissions as P
from meetings.enums import MeetingState as S
from meetings.models import Meeting
from meetings.plan_readers import role_for
from meetings.rulebook import Rulebook
from members.access import Seat
from members.enums import Role

READINESS = (
    "gate.preparation_reported",
    "gate.studies_held",
    "gate.opinions_fed_back",
    "gate.opinions_answered",
    "gate.talks_covered",
    "gate.materials_approved",
    "gate.superior_approval",
)
_PREPARED = frozenset({S.PREPARING, S.READY})
_BEFORE = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.PREPARING, S.READY, S.POSTPONED, S.HALTED})
_PLANNED = frozenset({S.DRAFT, S.RETURNED})

MEETING = Machine(
    [
        Move("submit", "报送方案", _PLANNED, S.SUBMITTED, P.PLAN_MEETING,
             gates=("plan.complete", "plan.needs_approval"), primary=True),
        Move("begin", "开始会前准备", _PLANNED, S.PREPARING, P.PLAN_MEETING,
             gates=("plan.complete", "plan.needs_no_approval"), primary=True),
        Move("withdraw", "撤回方案", frozenset({S.SUBMITTED}), S.DRAFT, P.PLAN_MEETING),
        Move("approve_plan", "同意方案", frozenset({S.SUBMITTED}), S.PREPARING, P.REVIEW_PLAN, primary=True),
        Move("return_plan", "退回方案", frozenset({S.SUBMITTED}), S.RETURNED, P.REVIEW_PLAN,
             needs_reason=True),
        Move("declare_ready", "确认准备就绪", frozenset({S.PREPARING}), S.READY, P.PLAN_MEETING,
             gates=READINESS, primary=True),
        Move("unready", "退回会前准备", frozenset({S.READY}), S.PREPARING, P.PLAN_MEETING),
        Move("postpone", "要求推迟", _PREPARED, S.POSTPONED, P.SUPERVISE,
             gates=("supervision.postpone_allowed",), needs_reason=True),
        Move("resume", "重新准备", frozenset({S.POSTPONED}), S.PREPARING, P.PLAN_MEETING,
             gates=("plan.date_ahead",), primary=True),
        Move("open", "宣布开会", frozenset({S.READY}), S.IN_SESSION, P.RUN_MEETING,
             gates=("sitting.day_has_come", "gate.upper_first", "gate.previous_reported", "gate.attendance"),
             primary=True),
        Move("halt", "叫停会议", frozenset({S.IN_SESSION}), S.HALTED, P.SUPERVISE,
             gates=("supervision.halt_allowed",), needs_reason=True),
        Move("rehold", "重新召开", frozenset({S.HALTED}), S.PREPARING, P.PLAN_MEETING, primary=True),
        Move("close", "宣布散会", frozenset({S.IN_SESSION}), S.RECTIFYING, P.RUN_MEETING,
             gates=("criticism.response_required", "leave.written_speech_read",
                    "supervision.final_comment_required"),
             primary=True),
        Move("report", "上报会议情况", frozenset({S.RECTIFYING}), S.REPORTED, P.REPORT_MEETING,
             gates=("minutes.sealed", "leave.inform_absent", "opinions.answer_each", "rectification.listed",
                    "rectification.commitment_required"),
             primary=True),
        Move("archive", "归档封存", frozenset({S.REPORTED}), S.ARCHIVED, P.ARCHIVE_MEETING,
             gates=("rectification.publish_required", "archive.exported")),
        Move("cancel", "取消会议", _BEFORE, S.CANCELLED, P.PLAN_MEETING, needs_reason=True),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A move as a page shows it: open when nothing is missing."""

    move: Move
    missing: list[Missing]

    @property
    def is_open(self) -> bool:
        return not self.missing


def offers(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> list[Offer]:
    """Every move that this person may make from here, each with what it still lacks.

    A move that the rules do not provide for at all (`not_here`) is left out.
    """
    found = []
    for move in MEETING.leaving(meeting.state):
        may = role_for(seat, move.permission, meeting, rulebook)
        if may and not not_here(move, rulebook):
            found.append(Offer(move, gates.missing(meeting, move.gates, rulebook)))
    return found


def open_to(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> list[Move]:
    """The moves that would succeed now: exactly the buttons."""
    return [offer.move for offer in offers(meeting, seat, rulebook) if offer.is_open]


def check(meeting: Meeting, name: str, seat: Seat, reason: str = "") -> tuple[Move, Role]:
    """The move and the role under which it is made.

    Raises NotNow (no such move from here, or a gate does not hold), NotAllowed, or Invalid (no reason given).
    """
    move, rulebook = MEETING[name], Rulebook.of(meeting)
    role = role_for(seat, move.permission, meeting, rulebook)
    if role is None:
        raise NotAllowed(f"您不能“{move.label}”：这由{_who(move)}办理。")
    if meeting.state not in move.sources:
        raise NotNow(f"会议现在是“{meeting.get_state_display()}”，不能{move.label}。请刷新页面看最新情况。")
    if move.needs_reason and not reason.strip():
        raise Invalid(f"{move.label}须写明理由。", field="reason")
    lacking = gates.missing(meeting, move.gates, rulebook)
    if lacking:
        listed = "；".join(item.text for item in lacking[:3])
        more = f"等{len(lacking)}项" if len(lacking) > 3 else ""
        raise NotNow(f"还不能{move.label}：{listed}{more}。", clause=lacking[0].clause)
    return move, role


def not_here(move: Move, rulebook: Rulebook) -> bool:
    """A move that a switch of the rules takes away altogether, so that no page speaks of it."""
    needs = bool(rulebook.get("gate.plan_approved"))
    hidden = {
        "submit": not needs,
        "begin": needs,
        "postpone": not rulebook.get("supervision.may_postpone"),
        "halt": not rulebook.get("supervision.may_halt"),
        "archive": False,
    }
    return hidden.get(move.name, False)


def _who(move: Move) -> str:
    return "、".join(sorted(role.label for role in move.permission.roles))

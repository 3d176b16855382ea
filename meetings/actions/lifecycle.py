"""A meeting's moves from state to state, and what each brings with it."""

from __future__ import annotations

from collections.abc import Callable

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid, NotAllowed
from core.locks import locked
from core.machine import Move
from meetings import gates, rules, signals, workflow
from meetings.actions.material import owe_materials
from meetings.actions.plan import compute_deadlines
from meetings.actions.sitting import plan_sitting
from meetings.enums import MeetingState, StepKind, SupervisionKind
from meetings.models import GateWaiver, Meeting, MeetingMove, SupervisionNote
from meetings.queries.sitting import current_sitting
from meetings.rulebook import Rulebook
from members.access import Seat
from members.enums import Role
from members.models import User

# While there is a move ahead that a gate may hold up.
WAIVABLE = rules.PLANNING | rules.PREPARATION | rules.SESSION | rules.AFTERWARDS


@action("meeting.move")
def move(*, by: User, meeting: Meeting, name: str, reason: str = "") -> Meeting:
    """Make the move called `name` (see `workflow.MEETING`).

    Raises what `workflow.check` raises. What the move brings with it happens in the same transaction.
    """
    meeting = locked(meeting, "organization")
    row, role = workflow.check(meeting, name, Seat(by), reason)
    source = meeting.state
    meeting.state = row.target
    if row.target == MeetingState.CANCELLED:
        meeting.closed_reason = reason.strip()
    meeting.save()
    MeetingMove.objects.create(
        meeting=meeting, name=name, source=source, target=row.target, by=by, role=role, reason=reason.strip(),
        at=now(),
    )  # fmt: skip
    _bring(row, meeting, by, reason.strip())
    signals.moved.send(sender=Meeting, meeting=meeting, move=row)
    record(
        by=by, role=role, what=f"meeting.{name}", on=meeting, reach=meeting.reach,
        before={"state": source}, after={"state": row.target}, reason=reason.strip(),
    )  # fmt: skip
    return meeting


def _bring(row: Move, meeting: Meeting, by: User, reason: str) -> None:
    for effect in _EFFECTS.get(row.name, ()):
        effect(meeting, by, reason)


def _start_preparing(meeting: Meeting, by: User, reason: str) -> None:
    owe_materials(meeting)
    plan_sitting(meeting)


def _tell_approval(meeting: Meeting, by: User, reason: str) -> None:
    """The duty to have the plan approved is done by the approval; it stands for whoever sent the plan in."""
    sent = meeting.moves.filter(name="submit", by__member__isnull=False).last()
    steps = meeting.steps.filter(kind=StepKind.PLAN_APPROVAL, done_on__isnull=True)
    if sent and steps.exists():
        evidence = f"方案经{by.name}审核同意。"
        steps.update(done_on=meeting.today, done_by=sent.by.member, evidence=evidence)
        compute_deadlines(meeting)


def _open(meeting: Meeting, by: User, reason: str) -> None:
    sitting = current_sitting(meeting)
    assert sitting is not None  # the attendance gate needs one
    sitting.opened_at = now()
    sitting.current_item = meeting.agenda.order_by("ordinal").first()
    sitting.save()


def _close(meeting: Meeting, by: User, reason: str) -> None:
    sitting = current_sitting(meeting)
    assert sitting is not None
    sitting.closed_at = now()
    sitting.save()


def _halt(meeting: Meeting, by: User, reason: str) -> None:
    sitting = current_sitting(meeting)
    assert sitting is not None
    sitting.halted_at, sitting.halt_reason = now(), reason
    sitting.save()
    _note(SupervisionKind.HALT)(meeting, by, reason)


def _note(kind: SupervisionKind) -> Callable[[Meeting, User, str], None]:
    def write(meeting: Meeting, by: User, reason: str) -> None:
        SupervisionNote.objects.create(meeting=meeting, kind=kind, text=reason, by=by, at=now())

    return write


_EFFECTS: dict[str, tuple[Callable[[Meeting, User, str], None], ...]] = {
    "begin": (_start_preparing,),
    "approve_plan": (_start_preparing, _tell_approval),
    "rehold": (_start_preparing,),
    "postpone": (_note(SupervisionKind.POSTPONE),),
    "open": (_open,),
    "halt": (_halt,),
    "close": (_close,),
}


@action("meeting.waive_gate")
def waive_gate(*, by: User, meeting: Meeting, gate: str, reason: str) -> GateWaiver:
    """Waive one gate, by the role that provision `gate.waivable_by` names, with a reason for the record."""
    meeting = locked(meeting, "organization")
    rulebook = Rulebook.of(meeting)
    allowed = rulebook.get("gate.waivable_by")
    role = next((r for r in Seat(by).roles_on(meeting) if r == allowed), None)
    if role is None:
        who = Role(allowed).label if allowed in Role.values else "任何人都不"
        raise NotAllowed(f"这个关口由{who}放行。", clause=rulebook.clause("gate.waivable_by"))
    rules.require_phase(meeting, WAIVABLE, "放行关口")
    if gate not in gates.GATES or not gates.GATES[gate].is_provision:
        raise Invalid("没有这个可以放行的关口。", field="gate")
    if not reason.strip():
        raise Invalid("放行关口须写明理由。", field="reason")
    waiver, made = GateWaiver.objects.get_or_create(
        meeting=meeting, gate=gate, defaults={"by": by, "role": role, "reason": reason.strip(), "at": now()}
    )
    if not made:
        raise Invalid("这个关口已经放行过了。", field="gate")
    after = {"gate": gate}
    record(
        by=by,
        role=role,
        what="meeting.waive_gate",
        on=meeting,
        reach=meeting.reach,
        after=after,
        reason=reason,
    )
    return waiver

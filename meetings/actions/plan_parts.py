"""The parts of a plan that are lists: agenda, attendance, aspects, steps. Each is saved as a whole.

`revision` is the plan's, as in `plan.revise_plan`: a form opened on an older one is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, ProtectedError, QuerySet

from audit.door import action, record
from core.exceptions import Conflict, Invalid
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.actions.plan import compute_deadlines, set_step
from meetings.enums import AgendaKind, AttendeeRule, Capacity
from meetings.models import AgendaItem, Aspect, AttendanceLine, Meeting, Step
from members.access import require
from members.enums import Role
from members.models import Member, User


@dataclass(frozen=True)
class AgendaEntry:
    """One item of the agenda; `pk` is that of the item it keeps, None for a new one."""

    kind: str
    title: str
    text: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class AttendanceEntry:
    """One line of who takes part."""

    capacity: str
    rule: str
    text: str
    pk: int | None = None


@dataclass(frozen=True)
class AspectEntry:
    """One aspect with its manifestations."""

    title: str
    manifestations: tuple[str, ...] = ()
    pk: int | None = None


@dataclass(frozen=True)
class StepEntry:
    """What a plan's form says of one step; None where nothing was filled in."""

    step: Step
    responsible: Member | None = None
    amount: int | None = None
    due_on: dt.date | None = None
    starts_on: dt.date | None = None

    @property
    def changes(self) -> bool:
        person = self.responsible is not None and self.responsible.pk != self.step.responsible_id
        return person or any(one is not None for one in (self.amount, self.due_on, self.starts_on))


def _open(by: User, meeting: Meeting, revision: int | None, doing: str) -> tuple[Meeting, Role]:
    """The locked meeting whose plan may be changed now by this person, its revision one further."""
    meeting = locked(meeting, "organization")
    role = require(by, P.PLAN_MEETING, meeting)
    rules.require_phase(meeting, rules.PLANNING | rules.PREPARATION, doing)
    if revision is not None and revision != meeting.revision:
        raise Conflict("别人刚刚修改并保存了这份方案。请先看看现在的内容，再保存您的修改。")
    meeting.revision += 1
    meeting.save(update_fields=["revision"])
    return meeting, role


def _replace(
    rows: QuerySet, wanted: Sequence[tuple[int | None, dict[str, Any]]], make: type[Model], **own: Any
) -> None:
    """Keep the rows named by pk, make the new ones, drop the rest, and number all in order.

    Rows stay the same rows, so that problems and minutes that point at them keep doing so.
    """
    known = {row.pk: row for row in rows}
    kept = [pk for pk, _ in wanted if pk in known]
    try:
        rows.exclude(pk__in=kept).delete()
    except ProtectedError:
        raise Invalid("删去的一项已经有登记的问题或会议记录，不能删；可以改它的文字。") from None
    for ordinal, (pk, values) in enumerate(wanted, 1):
        row = known.get(pk) or make(**own)
        for name, value in (values | {"ordinal": ordinal}).items():
            setattr(row, name, value)
        row.save()


@action("meeting.set_agenda")
def set_agenda(
    *, by: User, meeting: Meeting, items: Iterable[AgendaEntry], revision: int | None = None
) -> Meeting:
    """Set the agenda, in order. Raises Invalid when it is empty, a title is, or a kind is none."""
    meeting, role = _open(by, meeting, revision, "修改议程")
    items = list(items)
    if not items or any(not item.title.strip() for item in items):
        raise Invalid("议程至少要有一项，每一项都要写明内容。", field="agenda")
    _refuse_unknown([item.kind for item in items], AgendaKind.values)
    wanted = [(i.pk, {"kind": i.kind, "title": i.title.strip(), "text": i.text.strip()}) for i in items]
    _replace(meeting.agenda.all(), wanted, AgendaItem, meeting=meeting)
    after = {"agenda": [item.title for item in items]}
    record(by=by, role=role, what="meeting.set_agenda", on=meeting, reach=meeting.reach, after=after)
    return meeting


def _refuse_unknown(found: Iterable[str], allowed: Sequence[str]) -> None:
    if unknown := set(found) - set(allowed):
        raise Invalid(f"没有这样的选项：{'、'.join(sorted(unknown))}。")


@action("meeting.set_attendance_lines")
def set_attendance(
    *, by: User, meeting: Meeting, lines: Iterable[AttendanceEntry], revision: int | None = None
) -> Meeting:
    """Set who takes part and in what capacity. Raises Invalid when nobody does, or a line says nothing."""
    meeting, role = _open(by, meeting, revision, "修改参会人员")
    lines = list(lines)
    if not lines or any(not line.text.strip() for line in lines):
        raise Invalid("参会人员至少要有一行，每一行都要写明人员。", field="attendance")
    _refuse_unknown([line.capacity for line in lines], Capacity.values)
    _refuse_unknown([line.rule for line in lines], AttendeeRule.values)
    wanted = [(o.pk, {"capacity": o.capacity, "rule": o.rule, "text": o.text.strip()}) for o in lines]
    _replace(meeting.attendance_lines.all(), wanted, AttendanceLine, meeting=meeting)
    record(
        by=by, role=role, what="meeting.set_attendance_lines", on=meeting, reach=meeting.reach,
        after={"lines": [line.text for line in lines]},
    )  # fmt: skip
    return meeting


@action("meeting.set_aspects")
def set_aspects(
    *, by: User, meeting: Meeting, scope: str, aspects: Iterable[AspectEntry], revision: int | None = None
) -> Meeting:
    """Set the aspects that the branch's, or the members', problems are searched in. An empty list is allowed.

    Raises Invalid for an aspect without a name, one named twice, or a dropped one that problems point at.
    """
    meeting, role = _open(by, meeting, revision, "修改检视方面")
    _refuse_unknown([scope], Aspect.Scope.values)
    aspects = list(aspects)
    titles = [one.title.strip() for one in aspects]
    if not all(titles):
        raise Invalid("每个方面都要写明名称。", field="aspects")
    if len(set(titles)) < len(titles):
        raise Invalid("有两个方面的名称相同，请合并或改名。", field="aspects")
    wanted = [(o.pk, {"title": o.title.strip(), "manifestations": list(o.manifestations)}) for o in aspects]
    rows = meeting.aspects.filter(scope=scope)
    # Two that swap their names would meet the unique constraint half-way.
    for row in rows.filter(pk__in=[one.pk for one in aspects if one.pk]):
        row.title = f"…{row.pk}"
        row.save(update_fields=["title"])
    _replace(meeting.aspects.filter(scope=scope), wanted, Aspect, meeting=meeting, scope=scope)
    record(
        by=by, role=role, what="meeting.set_aspects", on=meeting, reach=meeting.reach,
        after={"scope": scope, "aspects": titles},
    )  # fmt: skip
    return meeting


@action("meeting.arrange_steps")
def arrange_steps(
    *, by: User, meeting: Meeting, entries: Iterable[StepEntry], revision: int | None = None
) -> Meeting:
    """Say of several steps who answers for them and until when; all or none.

    Raises what `set_step` raises, naming the step.
    """
    meeting, role = _open(by, meeting, revision, "安排环节")
    changed = [entry for entry in entries if entry.changes]
    for entry in changed:
        _set_one(by, entry)
    after = {"steps": [entry.step.title for entry in changed]}
    record(by=by, role=role, what="meeting.arrange_steps", on=meeting, reach=meeting.reach, after=after)
    return meeting


def _set_one(by: User, entry: StepEntry) -> None:
    try:
        filled = {"due_on": entry.due_on, "amount": entry.amount, "starts_on": entry.starts_on}
        set_step(by=by, step=entry.step, responsible=entry.responsible, **filled)
    except Invalid as refusal:
        message = f"{entry.step.title}：{refusal.message}"
        raise Invalid(message, clause=refusal.clause, hint=refusal.hint) from None


@action("step.remove")
def remove_step(*, by: User, step: Step, revision: int | None = None) -> Meeting:
    """Take out a step that the plan leaves to choice, or one the branch added itself.

    Raises Invalid for a required step, one that is done, or one that another's deadline is counted from.
    """
    meeting, role = _open(by, step.meeting, revision, "删去环节")
    step = locked(step, "meeting__organization")
    if step.required and not step.key.startswith("own_"):
        raise Invalid(f"“{step.title}”是方案规定必做的环节，不能删去。", clause=step.clause)
    if step.is_done:
        raise Invalid(f"“{step.title}”已经登记完成，不能删去。")
    if meeting.steps.filter(deadline__step=step.key).exists():
        raise Invalid(f"别的环节的期限从“{step.title}”完成之日起算，不能删去。")
    record(by=by, role=role, what="step.remove", on=step, reach=step.reach, before={"title": step.title})
    step.delete()
    compute_deadlines(meeting)
    return meeting

"""Planning: a meeting from a plan's content, its revision, its steps and their deadlines, its provisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from audit.door import action, changes, record
from core.exceptions import Conflict, Invalid
from core.locks import locked
from meetings import deadlines, provisions, rules, signals
from meetings import permissions as P
from meetings.actions.material_review import follow_rules
from meetings.actions.plan_content import fill, new_meeting
from meetings.enums import Direction, MeetingState, Responsible, StepKind, Unit
from meetings.models import (
    Campaign,
    Meeting,
    Provision,
    Step,
)
from meetings.models.meeting import next_ordinal
from meetings.plan_lines import DeadlineLine
from meetings.plan_schema import PlanContent
from meetings.rulebook import OWN
from meetings.step_deadlines import DEADLINE, bound_deadlines, set_due
from members.access import require
from members.enums import OrganizationKind
from members.models import Member, Organization, User
from members.queries import Holders, committee_of, people_of

REVISABLE = (
    "title", "form", "year_of", "theme", "held_on", "held_at", "place", "duration", "host", "recorder",
)  # fmt: skip
RESCHEDULABLE = ("held_on", "held_at", "place", "host", "recorder")
MATERIALS = "materials."  # provisions that say who reviews what


@action("meeting.create")
def create_meeting(
    *,
    by: User,
    organization: Organization,
    content: PlanContent,
    year_of: int,
    title: str = "",
    held_on: dt.date | None = None,
    campaign: Campaign | None = None,
    **fields: Any,
) -> Meeting:
    """A draft meeting of `organization`, with everything that the plan's content gives it.

    `fields` are further fields of the plan (see REVISABLE). Raises Invalid for an organisation that cannot
    hold a meeting, or a year that cannot be meant.
    """
    role = require(by, P.PLAN_MEETING, organization)
    _check_year(year_of, organization)
    _check_campaign(campaign, organization)
    given = {"title": title, "held_on": held_on} if title else {"held_on": held_on}
    meeting = new_meeting(organization, content, year_of, campaign, Holders([organization]))
    _assign(meeting, given | fields)
    _refuse_twin(meeting)
    meeting.save()
    fill([meeting], content)
    after = {"title": meeting.title, "template": content.slug, "year_of": year_of}
    record(by=by, role=role, what="meeting.create", on=meeting, reach=meeting.reach, after=after)
    return meeting


def _check_year(year_of: int, organization: Organization) -> None:
    this_year = organization.today.year
    if not this_year - 2 <= year_of <= this_year + 1:
        raise Invalid(f"所属年度应在{this_year - 2}年到{this_year + 1}年之间。", field="year_of")


def _check_campaign(campaign: Campaign | None, organization: Organization) -> None:
    if campaign is None:
        return
    if campaign.issued_at is None or campaign.closed_at:
        raise Invalid("这项工作部署没有下发或者已经结束，不能按它建会议。")
    if not campaign.organization.contains(organization):
        raise Invalid("这个党组织已经转出部署单位，不能按它建会议。", field="organization")
    if live_meetings(campaign).filter(organization=organization).exists():
        raise Invalid("这项部署的会议草案已经有了，请在它上面修改。", field="organization")
    meant = {organization.pk, organization.parent_id if organization.kind == OrganizationKind.GROUP else None}
    if not campaign.targets.filter(pk__in=meant).exists():
        raise Invalid("这项工作部署不包括这个党组织，请另选。", field="organization")


def live_meetings(campaign: Campaign) -> QuerySet[Meeting]:
    """The campaign's meetings that were not cancelled: an organisation has at most one."""
    return campaign.meetings.exclude(state=MeetingState.CANCELLED)


def _refuse_twin(meeting: Meeting) -> None:
    """A form sent twice makes one meeting."""
    twins = Meeting.objects.filter(
        organization=meeting.organization, title=meeting.title, year_of=meeting.year_of,
        held_on=meeting.held_on, state=MeetingState.DRAFT,
    )  # fmt: skip
    if twins.exists():
        raise Invalid(
            "已经有一份同名、同日期的会议草案，请在它上面修改；确实要另开一次会，请改会议名称。",
            field="title",
        )


def _assign(
    meeting: Meeting, fields: dict[str, Any], allowed: Iterable[str] = REVISABLE
) -> tuple[dict, dict]:
    unknown = set(fields) - set(allowed)
    if unknown:
        raise Invalid(f"现在不能修改这些内容：{'、'.join(sorted(unknown))}。")
    for name in ("host", "recorder"):
        person = fields.get(name)
        if person and not _is_near(person, meeting.organization):
            raise Invalid(f"{person.name}不在本组织名册上，请重新选择。", field=name)
    return changes(meeting, fields)


def _is_near(person: Member, organization: Organization) -> bool:
    """On the organisation's register or in its committee."""
    return (
        people_of(organization).filter(pk=person.pk).exists()
        or person in committee_of(organization, organization.today)
    )  # fmt: skip


@action("meeting.revise")
def revise_plan(*, by: User, meeting: Meeting, revision: int, **fields: Any) -> Meeting:
    """Change the plan's fields while it is being drafted. Deadlines follow the date.

    `revision` is the one the form was opened on: Conflict when somebody saved in between.
    """
    return _revise(
        by=by, meeting=meeting, revision=revision, fields=fields, what="meeting.revise",
        phase=rules.PLANNING, allowed=REVISABLE,
    )  # fmt: skip


@action("meeting.reschedule")
def reschedule(*, by: User, meeting: Meeting, revision: int, **fields: Any) -> Meeting:
    """Move the meeting's day, time, place, host or recorder once it is being prepared; deadlines follow."""
    return _revise(
        by=by, meeting=meeting, revision=revision, fields=fields, what="meeting.reschedule",
        phase=rules.PREPARATION, allowed=RESCHEDULABLE,
    )  # fmt: skip


def _revise(
    *,
    by: User,
    meeting: Meeting,
    revision: int,
    fields: dict[str, Any],
    what: str,
    phase: frozenset,
    allowed: Iterable[str],
) -> Meeting:
    meeting = locked(meeting, "organization")
    role = require(by, P.PLAN_MEETING, meeting)
    rules.require_phase(meeting, phase, "修改方案")
    if revision != meeting.revision:
        raise Conflict("别人刚刚修改并保存了这份方案。请先看看现在的内容，再保存您的修改。")
    was = meeting.held_on
    before, after = _assign(meeting, fields, allowed)
    if "held_on" in fields and fields["held_on"] is None and phase == rules.PREPARATION:
        raise Invalid("已经在准备的会议须有日期。", field="held_on")
    meeting.revision += 1
    meeting.save()
    if was != meeting.held_on:
        compute_deadlines(meeting)
        signals.rescheduled.send(sender=Meeting, meeting=meeting, was=was)
    record(by=by, role=role, what=what, on=meeting, reach=meeting.reach, before=before, after=after)
    return meeting


def compute_deadlines(meeting: Meeting, calendar: deadlines.WorkCalendar | None = None) -> None:
    """Write the day each step falls due, from its deadline as stated. Not an action: part of several.

    `calendar` saves whoever computes many meetings from reading it each time.
    """
    changed = set_due(meeting, list(meeting.steps.all()), bound_deadlines(meeting), calendar)
    Step.objects.bulk_update(changed, ["due_on", "due_note", "due_clause"])


@action("meeting.set_provision")
def set_provision(*, by: User, meeting: Meeting, key: str, value: Any, reason: str) -> Provision:
    """Set one provision of a meeting, where its campaign lets the branch do so; the reason is its clause."""
    meeting = locked(meeting, "organization")
    role = require(by, P.PLAN_MEETING, meeting)
    rules.require_phase(meeting, rules.PLANNING | rules.PREPARATION, "调整规则")
    row = meeting.provisions.filter(key=key).first()
    spec = provisions.spec(key)
    if not (row.overridable if row else spec.overridable):
        raise Invalid(f"“{spec.label}”不能由支部调整。", clause=row.clause if row else spec.source)
    if not reason.strip():
        raise Invalid("请写明调整的理由。", field="reason")
    try:
        value = provisions.validate(key, value)
    except provisions.ProvisionError as error:
        raise Invalid(f"{error.reason}。", field="value") from error
    before = row.value if row else spec.default
    row, _ = Provision.objects.update_or_create(
        meeting=meeting, key=key, defaults={"value": value, "clause": reason, "origin": OWN}
    )
    if key.startswith(DEADLINE):
        compute_deadlines(meeting)
    if key.startswith(MATERIALS):
        follow_rules(meeting)
    record(
        by=by, role=role, what="meeting.set_provision", on=meeting, reach=meeting.reach,
        before={key: before}, after={key: value}, reason=reason,
    )  # fmt: skip
    return row


@action("step.set")
def set_step(
    *, by: User, step: Step, responsible: Member | None = None, due_on: dt.date | None = None,
    amount: int | None = None, starts_on: dt.date | None = None,
) -> Step:  # fmt: skip
    """Name who answers for a step; fix its day, or fill in the number or first day left open."""
    meeting = locked(step.meeting, "organization")
    role = require(by, P.PLAN_MEETING, meeting)
    rules.require_phase(meeting, rules.PLANNING | rules.PREPARATION | rules.AFTERWARDS, "安排这个环节")
    step = locked(step, "meeting__organization")
    if amount is not None and due_on is not None:
        raise Invalid("期限请填天数或日期之一。", field="due_on")
    new: dict[str, Any] = {"responsible": responsible or step.responsible}
    if due_on or amount is not None:
        _refuse_bound(step, meeting)
        new["deadline"] = _deadline(step, due_on, amount)
    if starts_on:
        new["details"] = step.details | {"starts": _deadline(step, starts_on, None)}
    before, after = changes(step, new)
    step.save()
    compute_deadlines(meeting)
    step.refresh_from_db()
    if starts_on and step.due_on and starts_on > step.due_on:
        raise Invalid("开始日期晚于期限，请改其中一个。", field="starts_on")
    record(by=by, role=role, what="step.set", on=step, reach=step.reach, before=before, after=after)
    return step


def _refuse_bound(step: Step, meeting: Meeting) -> None:
    """Where a provision sets the day of the whole kind, a step has no day of its own."""
    if row := bound_deadlines(meeting).get(step.kind):
        label = provisions.spec(row.key).label
        raise Invalid(
            f"这个环节的期限由规则“{label}”统一规定，不能单独改。", field="due_on", clause=row.clause
        )


def _deadline(step: Step, due_on: dt.date | None, amount: int | None) -> dict[str, Any]:
    if due_on:
        return DeadlineLine(anchor="absolute", date=due_on, direction=Direction.BEFORE).model_dump(
            mode="json"
        )
    stated = step.deadline or {"anchor": "meeting", "unit": Unit.DAY, "direction": Direction.BEFORE}
    return DeadlineLine(**{**stated, "amount": amount, "needs_value": False}).model_dump(mode="json")


@action("step.add")
def add_step(*, by: User, meeting: Meeting, kind: str, title: str, due_on: dt.date | None = None) -> Step:
    """A further duty of the branch's own."""
    meeting = locked(meeting, "organization")
    role = require(by, P.PLAN_MEETING, meeting)
    rules.require_phase(meeting, rules.PLANNING | rules.PREPARATION, "增加环节")
    if not title.strip():
        raise Invalid("请写明环节的名称。", field="title")
    number = next_ordinal(meeting.steps)
    step = Step.objects.create(
        meeting=meeting, ordinal=number, key=f"own_{number}", kind=StepKind(kind), title=title.strip(),
        responsible_role=Responsible.SECRETARY, clause="本支部增加",
        deadline=_deadline(Step(), due_on, None) if due_on else {},
    )  # fmt: skip
    compute_deadlines(meeting)
    step.refresh_from_db()
    record(by=by, role=role, what="step.add", on=step, reach=step.reach, after={"title": step.title})
    return step


@action("step.complete")
def complete_step(*, by: User, step: Step, evidence: str, on: dt.date | None = None) -> Step:
    """Say that a duty was done, when, and by what it is seen.

    Raises Invalid without evidence or for a day ahead.
    """
    meeting = locked(step.meeting, "organization")
    role = require(by, P.COMPLETE_STEP, meeting)
    step = locked(step, "meeting__organization")
    phase = rules.PREPARATION | rules.SESSION | rules.AFTERWARDS
    rules.require_phase(meeting, phase, "登记环节完成")
    day = on or meeting.today
    if day > meeting.today:
        raise Invalid("完成日期不能晚于今天。", field="on")
    if not evidence.strip():
        raise Invalid("请写明完成情况，便于查证。", field="evidence")
    before, after = changes(step, {"done_on": day, "done_by": by.member, "evidence": evidence.strip()})
    step.save()
    compute_deadlines(meeting)
    record(by=by, role=role, what="step.complete", on=step, reach=step.reach, before=before, after=after)
    return step


@action("step.reopen")
def reopen_step(*, by: User, step: Step, reason: str) -> Step:
    """Take back that a duty was done, with the reason."""
    meeting = locked(step.meeting, "organization")
    role = require(by, P.COMPLETE_STEP, meeting)
    step = locked(step, "meeting__organization")
    phase = rules.PREPARATION | rules.SESSION | rules.AFTERWARDS
    rules.require_phase(meeting, phase, "撤销环节完成")
    if not reason.strip():
        raise Invalid("请写明撤销的理由。", field="reason")
    before, after = changes(step, {"done_on": None, "done_by": None})
    step.save()
    compute_deadlines(meeting)
    record(
        by=by, role=role, what="step.reopen", on=step, reach=step.reach, before=before, after=after,
        reason=reason,
    )  # fmt: skip
    return step

"""Which meetings a person may see, and what a page shows of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects

from core.machine import Missing
from meetings import gates
from meetings.enums import MeetingState as S
from meetings.models import Meeting, Step
from meetings.provision_table import SUPERIOR
from meetings.rulebook import Rulebook
from meetings.workflow import MEETING, READINESS
from members.access import Seat
from members.enums import Role
from members.models import Organization
from members.queries import below

# Before it is under way a plan is its makers' and reviewers' alone.
_UNSEEN_BY_MEMBERS = (S.DRAFT, S.SUBMITTED, S.RETURNED)
_UPPER = (Role.OFFICER, Role.SUPERVISOR, Role.ARCHIVIST)
_UNSEEN_ABOVE = (S.DRAFT,)


def meetings_visible_to(seat: Seat) -> QuerySet[Meeting]:
    """The meetings a person may know of: the list page and the security boundary of every page below it."""
    above = below("organization__path", seat.paths_as(*_UPPER)) & ~Q(state__in=_UNSEEN_ABOVE)
    posted = _at_or_group_of([post.organization for post in seat.posts])
    condition = above | posted
    if seat.member:
        own = _at_or_group_of([seat.member.branch]) & ~Q(state__in=_UNSEEN_BY_MEMBERS)
        condition |= own | Q(host=seat.member) | Q(recorder=seat.member)
    return Meeting.objects.filter(condition).select_related(
        "organization__parent", "campaign", "host", "recorder"
    )


def _at_or_group_of(organizations: list[Organization]) -> Q:
    ids = [organization.pk for organization in organizations]
    groups = Q(organization__parent__in=ids, organization__kind="group")
    return Q(organization__in=ids) | groups


_NEWEST_FIRST = ("-year_of", F("held_on").desc(nulls_first=True), "-id")


def in_list_order(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The meetings as a list shows them, newest first, with no more than a row of it needs."""
    return meetings.select_related(None).select_related("organization").order_by(*_NEWEST_FIRST)


@dataclass(frozen=True)
class Progress:
    """How far a meeting's required steps are, and which comes next."""

    total: int = 0
    done: int = 0
    next_due_on: dt.date | None = None
    next_step: str = ""


_STEPS = Step.objects.filter(required=True).order_by("due_on", "ordinal")
_STEPS = _STEPS.values_list("meeting_id", "done_on", "due_on", "title")


def progress_of(meetings: Iterable[Meeting]) -> dict[int, Progress]:
    """Meeting → progress, for the rows of one page: their steps are read, and no others."""
    steps: dict[int, list[tuple]] = {meeting.pk: [] for meeting in meetings}
    for meeting_id, *step in _STEPS.filter(meeting_id__in=list(steps)) if steps else ():
        steps[meeting_id].append(step)
    return {pk: _progress(own) for pk, own in steps.items()}


def _progress(steps: list[tuple]) -> Progress:
    coming = [(due_on, title) for done_on, due_on, title in steps if due_on and not done_on]
    done = sum(1 for done_on, _, _ in steps if done_on)
    return Progress(len(steps), done, *(coming[0] if coming else ()))


def overdue_steps(meetings: QuerySet[Meeting], today: dt.date) -> QuerySet[Step]:
    """The exception list: required steps past their day, soonest first (never a ranking)."""
    late = Step.objects.filter(meeting__in=meetings, required=True, done_on__isnull=True, due_on__lt=today)
    return (
        late.exclude(meeting__state__in=(S.ARCHIVED, S.CANCELLED))
        .select_related("meeting__organization", "responsible")
        .order_by("due_on", "meeting_id", "ordinal")
    )


def steps_of(meeting: Meeting) -> QuerySet[Step]:
    return meeting.steps.select_related("responsible", "done_by").order_by("ordinal", "id")


def read_ahead(meeting: Meeting) -> None:
    """Read a meeting's steps and waivers once for everything on a page that asks for them."""
    steps = Step.objects.select_related("responsible").order_by("ordinal", "id")
    prefetch_related_objects([meeting], "waivers", Prefetch("steps", steps))


def readiness(meeting: Meeting, rulebook: Rulebook) -> list[Missing]:
    """What is still missing before the meeting may be declared ready."""
    return gates.missing(meeting, READINESS, rulebook)


def reported_to(meeting: Meeting, rulebook: Rulebook) -> str:
    """Whom the report goes to: whom the rules name, else the body above by its full name; "" at the top."""
    to = rulebook.get("report.to")
    if to != SUPERIOR:
        return to
    return meeting.organization.parent.name if meeting.organization.parent else ""


def earlier_meetings(meeting: Meeting, years: int) -> QuerySet[Meeting]:
    """The same organisation's meetings of the years before that were held, the latest first."""
    held = Meeting.objects.filter(organization=meeting.organization_id).exclude(pk=meeting.pk)
    held = held.filter(state__in=(S.RECTIFYING, S.REPORTED, S.ARCHIVED))
    held = held.filter(year_of__gte=meeting.year_of - years)
    if meeting.held_on:
        held = held.filter(held_on__lt=meeting.held_on)
    return held.order_by(F("held_on").desc())


def history_of(meeting: Meeting) -> list[dict[str, object]]:
    """Moves and waivers as timeline entries, newest first; each names who, in which role, and why."""
    tones = {S.CANCELLED: "bad", S.HALTED: "bad", S.POSTPONED: "warn", S.RETURNED: "warn"}
    entries = [
        {
            "at": move.at,
            "who": move.by.name,
            "role": move.get_role_display(),
            "what": f"{MEETING[move.name].label}：{move.get_source_display()} → {move.get_target_display()}",
            "note": move.reason,
            "tone": tones.get(S(move.target), "ok"),
        }
        for move in meeting.moves.select_related("by")
    ]
    entries += [
        {
            "at": waiver.at,
            "who": waiver.by.name,
            "role": waiver.get_role_display(),
            "what": f"放行关口：{gates.GATES[waiver.gate].label}",
            "note": waiver.reason,
            "tone": "warn",
        }
        for waiver in meeting.waivers.select_related("by")
    ]
    entries.append({"at": meeting.created_at, "who": "", "what": "建立这次会议", "tone": "neutral"})
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)

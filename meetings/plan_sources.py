"""What a meeting can be started from: a template, last year's meeting, a campaign, a blank plan."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from meetings import plan_schema
from meetings.enums import MeetingState
from meetings.models import Campaign, Meeting
from meetings.plan_of_meeting import content_of
from meetings.plan_schema import PlanContent, PlanFileError
from meetings.queries.campaign import campaigns_to_plan_from
from meetings.queries.meeting import meetings_visible_to
from meetings.queries.template import organizations_led, saved_content, templates_for
from members.access import Seat

SHOWN_MEETINGS = 6  # earlier meetings offered; older ones are reached from the meeting itself


@dataclass(frozen=True)
class Source:
    """One thing to start from: `ref` stands in addresses ("shipped:town-annual", "meeting:12")."""

    ref: str
    label: str
    content: PlanContent
    campaign: Campaign | None = None


def find(ref: str, seat: Seat) -> Source | None:
    """The source called `ref` if this person may start from it; None otherwise, whatever the reason."""
    kind, _, name = ref.partition(":")
    finder = _FINDERS.get(kind)
    try:
        return finder(name, seat) if finder else None
    except PlanFileError:
        return None


def _shipped(name: str, seat: Seat) -> Source | None:
    found = next((one for one in plan_schema.shipped() if one.slug == name), None)
    return Source(f"shipped:{name}", found.title, found) if found else None


def _blank(name: str, seat: Seat) -> Source:
    return Source("blank", "空白方案", plan_schema.blank())


def _saved(name: str, seat: Seat) -> Source | None:
    row = templates_for(seat).filter(pk=name).first() if name.isdecimal() else None
    return Source(f"saved:{row.pk}", row.name, saved_content(row)) if row else None


def _meeting(name: str, seat: Seat) -> Source | None:
    row = earlier_meetings(seat).filter(pk=name).first() if name.isdecimal() else None
    return Source(f"meeting:{row.pk}", row.title, content_of(row)) if row else None


def _campaign(name: str, seat: Seat) -> Source | None:
    open_ones = campaigns_to_plan_from(seat, organizations_led(seat))
    row = open_ones.filter(pk=name).first() if name.isdecimal() else None
    if row is None:
        return None
    content = PlanContent.from_json(row.content, row.title)
    return Source(f"campaign:{row.pk}", row.title, content, row)


_FINDERS = {
    "shipped": _shipped,
    "blank": _blank,
    "saved": _saved,
    "meeting": _meeting,
    "campaign": _campaign,
}


def earlier_meetings(seat: Seat) -> QuerySet[Meeting]:
    """Earlier meetings of the organisations this person leads, latest first."""
    led = organizations_led(seat).values("pk")
    gone = (MeetingState.CANCELLED,)
    return meetings_visible_to(seat).filter(organization__in=led).exclude(state__in=gone)

"""Templates and campaigns a meeting can start from, and the plan behind a meeting that was made."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from meetings import plan_schema
from meetings.models import Meeting, PlanTemplate
from meetings.plan_schema import PlanContent
from members.access import Seat
from members.models import Organization

SAVED = "saved-"  # a saved template's slug is this and its number


def organizations_led(seat: Seat) -> QuerySet[Organization]:
    """Where this person may plan a meeting: what one leads, and the party groups in it."""
    led = [one.pk for one in seat.leads]
    groups = Q(parent__in=led, kind="group")
    return Organization.objects.filter(Q(pk__in=led) | groups, dissolved_on__isnull=True).order_by("path")


def templates_for(seat: Seat) -> QuerySet[PlanTemplate]:
    """Templates saved by organisations this person leads or serves, and by those above them."""
    places = [*seat.leads, *(one.organization for one in seat.appointments)]
    if seat.member:
        places.append(seat.member.branch)
    above = {int(number) for place in places for number in place.path.strip("/").split("/")}
    return PlanTemplate.objects.filter(organization__in=above).select_related("organization", "saved_by")


def saved_content(row: PlanTemplate) -> PlanContent:
    """A saved template's content under its own slug; PlanFileError if it no longer fits the schema."""
    return PlanContent.from_json(row.content | {"slug": f"{SAVED}{row.pk}"}, row.name)


def content_behind(meeting: Meeting) -> PlanContent | None:
    """The plan that the meeting was made from: its campaign's, a shipped one, a saved one; None if gone."""
    if meeting.campaign and meeting.campaign.content:
        return PlanContent.from_json(meeting.campaign.content, meeting.campaign.title)
    if meeting.template == "blank":
        return plan_schema.blank()
    shipped = next((one for one in plan_schema.shipped() if one.slug == meeting.template), None)
    return shipped or _saved(meeting.template)


def _saved(slug: str) -> PlanContent | None:
    number = slug.removeprefix(SAVED)
    row = PlanTemplate.objects.filter(pk=number).first() if slug != number and number.isdecimal() else None
    return saved_content(row) if row else None

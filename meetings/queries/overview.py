"""Where every meeting below stands, exceptions first: who is stuck at which clause, never a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from meetings.enums import MeetingState as S
from meetings.enums import StepKind
from meetings.models import Campaign, Meeting, Step
from meetings.queries.meeting import in_list_order, meetings_visible_to, overdue_steps
from members.access import Seat
from members.enums import OrganizationKind, Role
from members.models import Organization
from members.queries import below

UPPER = (Role.OFFICER, Role.SUPERVISOR)
HOLDERS = (OrganizationKind.GENERAL_BRANCH, OrganizationKind.BRANCH)  # who is expected to hold a meeting


@dataclass(frozen=True)
class Narrowing:
    """What the page was asked to show; None or "" is everything."""

    year: int | None = None
    campaign: Campaign | None = None
    organization: Organization | None = None
    step: str = ""


class Overview:
    """The meetings below a person's offices, narrowed; each property is one query, run when first asked."""

    def __init__(self, seat: Seat, narrowing: Narrowing) -> None:
        self.seat, self.narrowing = seat, narrowing
        self.paths = seat.paths_as(*UPPER)

    def _below(self, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
        return meetings.filter(below("organization__path", self.paths))

    @cached_property
    def meetings(self) -> QuerySet[Meeting]:
        """The meetings asked for that are not cancelled."""
        asked = self.narrowing
        found = self._below(meetings_visible_to(self.seat)).exclude(state=S.CANCELLED)
        if asked.year:
            found = found.filter(year_of=asked.year)
        if asked.campaign:
            found = found.filter(campaign=asked.campaign)
        if asked.organization:
            found = found.filter(organization__path__startswith=asked.organization.path)
        return found

    @cached_property
    def late(self) -> list[Step]:
        """Required steps past their day, soonest first."""
        found = overdue_steps(self.meetings.order_by(), self.seat.day)
        if self.narrowing.step:
            found = found.filter(kind=self.narrowing.step)
        return list(found)

    @cached_property
    def rows(self) -> list[Meeting]:
        """Every meeting, by place in the tree; `progress_of` tells how far each is."""
        return list(in_list_order(self.meetings).order_by("organization__path", "-year_of", "pk"))

    @cached_property
    def without(self) -> list[Organization]:
        """Who was to plan a meeting and has none: the campaign's targets, or the year's holders."""
        asked = self.narrowing
        places = Organization.objects.filter(below("path", self.paths), dissolved_on__isnull=True)
        if asked.organization:
            places = places.filter(path__startswith=asked.organization.path)
        if asked.campaign:
            places = places.filter(campaigns_received=asked.campaign)
        else:
            places = places.filter(kind__in=HOLDERS)
        planned = Meeting.objects.exclude(state=S.CANCELLED)
        planned = planned.filter(campaign=asked.campaign) if asked.campaign else planned.filter(self._year())
        return list(places.exclude(pk__in=planned.values("organization")).order_by("path"))

    def _year(self) -> Q:
        return Q(year_of=self.narrowing.year or self.seat.day.year)


def organizations_below(seat: Seat) -> QuerySet[Organization]:
    """What the page may be narrowed to."""
    held = Organization.objects.filter(below("path", seat.paths_as(*UPPER)))
    return held.exclude(kind=OrganizationKind.GROUP).order_by("path")


def years_below(seat: Seat) -> list[int]:
    visible = meetings_visible_to(seat).filter(below("organization__path", seat.paths_as(*UPPER)))
    return list(visible.order_by("-year_of").values_list("year_of", flat=True).distinct())


STEP_KINDS = [(kind.value, kind.label) for kind in StepKind]

"""The conditions of the overview, read from the address."""

from __future__ import annotations

from typing import TypeVar

from django.http import QueryDict

from meetings.enums import StepKind
from meetings.models import Campaign
from meetings.queries.campaign import campaigns_visible_to
from meetings.queries.overview import STEP_KINDS, Narrowing, organizations_below, years_below
from members.access import Seat
from members.models import Organization

T = TypeVar("T", Campaign, Organization)


class OverviewFilter:
    """Year, campaign, organisation and kind of step; what cannot be meant is ignored."""

    def __init__(self, asked: QueryDict, seat: Seat) -> None:
        self.years = years_below(seat)
        self.campaigns = list(campaigns_visible_to(seat).filter(issued_at__isnull=False))
        self.organizations = list(organizations_below(seat))
        self.steps = STEP_KINDS
        step = asked.get("step", "")
        self.narrowing = Narrowing(
            year=_one_of(self.years, asked.get("year", "")),
            campaign=_by_pk(self.campaigns, asked.get("campaign", "")),
            organization=_by_pk(self.organizations, asked.get("organization", "")),
            step=step if step in StepKind.values else "",
        )
        self.query = asked.urlencode()

    @property
    def year_choices(self) -> list[tuple[int, str]]:
        return [(year, f"{year}年") for year in self.years]

    @property
    def campaign_choices(self) -> list[tuple[int, str]]:
        return [(one.pk, one.title) for one in self.campaigns]

    @property
    def organization_choices(self) -> list[tuple[int, str]]:
        return [(one.pk, one.short_name) for one in self.organizations]


def _one_of(allowed: list[int], asked: str) -> int | None:
    return int(asked) if asked.isdecimal() and int(asked) in allowed else None


def _by_pk(rows: list[T], asked: str) -> T | None:
    return next((row for row in rows if str(row.pk) == asked), None)

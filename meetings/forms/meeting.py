"""The conditions above the list of meetings, read from the address and drawn without crispy to be lean."""

from __future__ import annotations

from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict

from meetings.enums import MeetingState
from meetings.models import Meeting
from members.access import Seat
from members.models import Organization


class MeetingFilter:
    """Year, state and organisation; what cannot be meant is ignored, as if it had not been asked."""

    def __init__(self, asked: QueryDict, visible: QuerySet[Meeting], seat: Seat) -> None:
        self.asked, self.visible, self.seat = asked, visible, seat

    @cached_property
    def years(self) -> list[int]:
        found = self.visible.order_by("-year_of").values_list("year_of", flat=True).distinct()
        return list(found)

    @property
    def year_choices(self) -> list[tuple[int, str]]:
        return [(year, f"{year}年") for year in self.years]

    @cached_property
    def organizations(self) -> list[tuple[int, str]]:
        """What may be chosen: the organisations below that have meetings; none for a single branch."""
        if not self.seat.appointments:
            return []
        held = self.visible.order_by().values("organization_id")
        return list(Organization.objects.filter(pk__in=held).values_list("pk", "short_name"))

    @cached_property
    def spans_organizations(self) -> bool:
        return len(self.organizations) > 1

    @cached_property
    def year(self) -> int | None:
        return self._number("year", self.years)

    @cached_property
    def organization(self) -> int | None:
        return self._number("organization", [pk for pk, _ in self.organizations])

    @cached_property
    def state(self) -> str:
        asked = self.asked.get("state", "")
        return asked if asked in MeetingState.values else ""

    @property
    def states(self) -> list[tuple[str, str]]:
        return list(MeetingState.choices)

    @property
    def is_on(self) -> bool:
        return bool(self.year or self.state or self.organization)

    def _number(self, name: str, allowed: list[int]) -> int | None:
        asked = self.asked.get(name, "")
        return int(asked) if asked.isdecimal() and int(asked) in allowed else None

    def apply(self, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
        """The meetings that meet every condition."""
        wanted = {"year_of": self.year, "state": self.state, "organization": self.organization}
        return meetings.filter(**{name: value for name, value in wanted.items() if value})

    def summary(self, count: int) -> str:
        """What the list now shows, for the page's head."""
        return f"符合条件的有{count}次会议。" if self.is_on else f"共{count}次会议。"

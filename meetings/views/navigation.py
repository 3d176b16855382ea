"""The places of meetings in the main navigation, by what the person's seat has; no query of its own."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from core.context_processors import NavItem
from meetings.queries.overview import UPPER
from members.enums import Role


def navigation(request: HttpRequest) -> Iterator[NavItem]:
    """会议 for all on a register; 总览, 工作部署 for the upper level; 工作日历 for administrators."""
    seat = request.seat  # type: ignore[attr-defined]
    if seat.member or seat.paths_as(*UPPER, Role.ARCHIVIST):
        yield NavItem("会议", reverse("meetings:list"), "people", order=20)
    if seat.paths_as(*UPPER):
        yield NavItem("总览", reverse("meetings:overview"), "bar-chart-steps", order=25)
    if seat.paths_as(*UPPER) or seat.leads:
        yield NavItem("工作部署", reverse("meetings:campaigns"), "send", order=50)
    if seat.paths_as(Role.ADMINISTRATOR):
        yield NavItem("工作日历", reverse("meetings:calendar"), "calendar3", order=80)

"""整改 across meetings: one's own items, what waits for one's check, what is overdue below one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.clock import today
from core.context_processors import NavItem
from members.access import Seat
from members.enums import Role
from rectification.enums import ItemState
from rectification.models import LookBack, RectificationItem
from rectification.permissions import COMMITTEE
from rectification.queries import items_visible_to, overdue
from rectification.rules import LOOK_BACK_EARLY
from rectification.views.listing import row_of

SHOWN = 50  # of each group; whoever has more finds them in the meetings' own lists


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What is this person's to put right or to check; for those in charge and above, what is overdue."""
    day = today()
    visible = items_visible_to(request.seat)
    groups = [
        _group(
            "own", "我负责的", "完成以后在事项里报告，由另一位同志核实销号。", _own(visible, request.seat)
        ),
        _group("verify", "等我核实的", "", _to_verify(visible, request.seat)),
        _group("late", "逾期没有完成的", "", _late_below(visible, request.seat)),
    ]
    told = {
        "groups": [group for group in groups if group["rows"]],
        "look_backs": _look_backs(request.seat),
        "today": day,
    }
    return render(request, "rectification/mine.html", told)


def _group(key: str, title: str, lead: str, items: QuerySet[RectificationItem]) -> dict[str, Any]:
    found = list(items[: SHOWN + 1])
    if len(found) > SHOWN:
        lead = f"只列出最早到期的{SHOWN}项，其余请到会议的整改清单里看。"
    return {"id": key, "title": title, "lead": lead, "rows": [row_of(item) for item in found[:SHOWN]]}


def _own(visible: QuerySet[RectificationItem], seat: Seat) -> QuerySet[RectificationItem]:
    mine = visible.filter(responsible=seat.member) if seat.member else visible.none()
    return mine.exclude(state=ItemState.VERIFIED).order_by("due_on", "id")


def _to_verify(visible: QuerySet[RectificationItem], seat: Seat) -> QuerySet[RectificationItem]:
    others = visible.filter(_at(seat, "meeting__"), state=ItemState.CLAIMED)
    return others.exclude(responsible=seat.member).exclude(owner=seat.member).order_by("due_on", "id")


def _at(seat: Seat, meeting: str) -> Q:
    """Meetings of the committees one sits in, with their party groups."""
    seated = [place.pk for place in seat.posts_as(*COMMITTEE)]
    groups = Q(**{f"{meeting}organization__parent__in": seated, f"{meeting}organization__kind": "group"})
    return Q(**{f"{meeting}organization__in": seated}) | groups


def _late_below(visible: QuerySet[RectificationItem], seat: Seat) -> QuerySet[RectificationItem]:
    """The exception list of those in charge and above; their own items stand in the first group."""
    above = seat.paths_as(Role.OFFICER, Role.SUPERVISOR)
    if not (above or seat.leads):
        return visible.none()
    late = overdue(visible, seat.day)
    return late.exclude(responsible=seat.member) if seat.member else late


def _look_backs(seat: Seat) -> list[LookBack]:
    """Look-backs that are open to this person now (R29)."""
    if not seat.posts:
        return []
    near = LookBack.objects.filter(
        _at(seat, "item__meeting__"), done_on__isnull=True, item__state=ItemState.VERIFIED,
        due_on__lte=seat.day + LOOK_BACK_EARLY,
    )  # fmt: skip
    near = near.exclude(item__responsible=seat.member).exclude(item__owner=seat.member)
    return list(near.select_related("item__meeting").order_by("due_on", "id")[:SHOWN])


def navigation(request: HttpRequest) -> list[NavItem]:
    """整改, for everyone on a register and for the upper level; no query of its own."""
    seat = request.seat  # type: ignore[attr-defined]
    if not (seat.member or seat.paths_as(Role.OFFICER, Role.SUPERVISOR)):
        return []
    return [NavItem("整改", reverse("rectification:mine"), icon="list-check", order=30)]

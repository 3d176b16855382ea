"""The parts of a meeting that have pages of their own, as tabs: who may open which.

Apps to the right add theirs with `add_section` when they are ready, so that no import points back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from meetings import permissions as P
from meetings.models import Meeting
from meetings.plan_readers import may_read_plan
from members.access import Permission, Seat

Reader = Callable[[Seat, Meeting], bool]


@dataclass(frozen=True)
class Section:
    """One tab: its words, the name of its address (which takes the meeting's pk), and who may open it."""

    label: str
    url_name: str
    may: Reader
    order: int


_sections: dict[str, Section] = {}


def add_section(label: str, url_name: str, *wanted: Permission, order: int, own: bool = False) -> None:
    """Register a tab for whoever has one of the permissions; `own` adds everyone who is on a register."""

    def may(seat: Seat, meeting: Meeting) -> bool:
        return (own and seat.member is not None) or any(seat.may(one, meeting) for one in wanted)

    _sections[url_name] = Section(label, url_name, may, order)


def tabs_for(meeting: Meeting, seat: Seat, here: str = "meetings:detail") -> list[dict]:
    """The tabs this person may open, the one called `here` marked; no query but for supervision's plan."""
    shown = sorted(_sections.values(), key=lambda section: section.order)
    return [
        {
            "label": one.label,
            "url": reverse(one.url_name, args=[meeting.pk]),
            "active": one.url_name == here,
        }
        for one in shown
        if one.may(seat, meeting)
    ]


add_section("概况", "meetings:detail", P.SEE_PLAN, P.ARCHIVE_MEETING, order=0)
_sections["meetings:plan"] = Section("方案", "meetings:plan", may_read_plan, 10)
add_section("还缺什么", "meetings:readiness", P.SEE_PREPARATION, order=15)
add_section("学习", "meetings:studies", P.SEE_PREPARATION, P.WRITE_NOTE, order=20)
add_section("意见", "meetings:opinions", P.SEE_OPINIONS, P.WRITE_NOTE, order=30)
add_section("谈心谈话", "meetings:talks", P.SEE_COVERAGE, P.PLAN_TALK, order=40)
add_section("问题", "meetings:problems", P.LIST_OWN_PROBLEM, P.LIST_BRANCH_PROBLEM, order=50)
add_section("材料", "meetings:materials", P.LIST_OWN_PROBLEM, P.READ_MATERIAL, P.APPROVE_MATERIAL, order=60)
add_section("到会", "meetings:attendance", P.MANAGE_ATTENDANCE, P.PLAN_TALK, order=70)
add_section("开会", "meetings:run", P.RUN_MEETING, P.SPEAK, P.TAKE_MINUTES, order=80)
add_section("记录", "meetings:minutes", P.READ_RECORD, order=90)
add_section("文件", "meetings:documents", P.SEE_PREPARATION, order=110)
add_section("督导", "meetings:supervision", P.SEE_PREPARATION, order=100)

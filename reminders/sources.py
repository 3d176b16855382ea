"""What is due, and for whom: set-based reads that serve one person's page and the beat alike.

A source yields (user id, Todo). For one user it reads that person's only, with the same number of queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from core.clock import today
from meetings.enums import MaterialState, MeetingState, PresenceState, Responsible, StepKind
from meetings.models import Attendance, Campaign, Material, Meeting, Sitting, Step, TalkParty
from members.enums import PostKind, Role
from members.models import Appointment, Post, holding
from members.queries import below
from rectification.enums import ItemState
from rectification.models import LookBack, RectificationItem

ACTIVE = (MeetingState.PREPARING, MeetingState.READY, MeetingState.IN_SESSION)
AFTER = (MeetingState.RECTIFYING, MeetingState.REPORTED)


@dataclass(frozen=True)
class Todo:
    """One thing somebody has to do. `key` names it for good; `subject` is what it hangs on."""

    key: str
    title: str
    url: str
    meeting: Meeting | None = None
    due_on: dt.date | None = None
    note: str = ""

    @property
    def subject(self) -> str:
        return f"meeting:{self.meeting.pk}" if self.meeting else self.key


Found = Iterator[tuple[int, Todo]]
Source = Callable[["Reader"], Found]


class Reader:
    """Who is being read for: one user, or everybody. Knows who leads what, and who is appointed above."""

    def __init__(self, user_id: int | None = None) -> None:
        self.user_id = user_id
        self.today = today()
        held = holding(self.today)
        offices = Appointment.objects.filter(held, user__is_active=True).select_related("organization")
        leads = Post.objects.filter(held, _LEADING, member__user__isnull=False)
        if user_id is not None:
            offices = offices.filter(user_id=user_id)
            own = leads.filter(member__user_id=user_id)
            self._own_led = set(own.values_list("organization_id", flat=True))
        self._offices = [(a.user_id, a.role, a.organization.path) for a in offices]
        self.led: dict[int, list[int]] = {}
        for organization_id, leader in leads.filter(self._near_posts()).values_list(
            "organization_id", "member__user_id"
        ):
            self.led.setdefault(organization_id, []).append(leader)

    def _near_posts(self) -> Q:
        if self.user_id is None:
            return Q()
        return below("organization__path", self._paths) | Q(organization__in=self._own_led)

    @property
    def _paths(self) -> list[str]:
        return [path for _, _, path in self._offices]

    def mine(self, rows: QuerySet, path: str) -> QuerySet:
        """Rows whose user (by the join `path`) is the one read for; all that have a user otherwise."""
        if self.user_id is None:
            return rows.filter(**{f"{path}__isnull": False})
        return rows.filter(**{path: self.user_id})

    def leaders(self, meeting: Meeting) -> list[int]:
        """User ids of those who lead the meeting's organisation."""
        home = meeting.organization
        return self.led.get(home.parent_id if home.kind == "group" else home.pk, [])

    def above(self, meeting: Meeting, *roles: Role) -> list[int]:
        """User ids of those appointed to one of `roles` at or above the meeting's organisation."""
        path = meeting.organization.path
        return sorted({u for u, role, at in self._offices if role in roles and path.startswith(at)})

    def near(self, field: str) -> Q:
        """Narrows rows of meetings to those the person may have to do with; nothing when for all."""
        if self.user_id is None:
            return Q()
        led = Q(**{f"{field}organization__in": self._own_led})
        led |= Q(**{f"{field}organization__parent__in": self._own_led})
        return led | below(f"{field}organization__path", self._paths)


_LEADING = Q(kind=PostKind.SECRETARY) | Q(kind=PostKind.DEPUTY_SECRETARY, delegated=True)


def _page(name: str, *args: int) -> str:
    return reverse(f"meetings:{name}", args=args)


def steps(reader: Reader) -> Found:
    """Duties with a responsible person, from the plan's approval until they are done."""
    rows = Step.objects.filter(done_on__isnull=True, required=True, meeting__state__in=(*ACTIVE, *AFTER))
    rows = rows.exclude(responsible_role=Responsible.EACH_MEMBER).exclude(kind=StepKind.MEETING)
    rows = reader.mine(rows, "responsible__user").select_related("meeting__organization", "responsible")
    for step in rows:
        url = _page("step", step.meeting_id, step.pk)
        todo = Todo(f"step:{step.pk}", step.title, url, step.meeting, step.due_on)
        yield step.responsible.user_id, todo


def _materials() -> QuerySet[Material]:
    duty = Step.objects.filter(meeting=OuterRef("meeting"), kind=StepKind.MATERIALS, due_on__isnull=False)
    return (
        Material.objects.filter(meeting__state__in=(MeetingState.PREPARING, MeetingState.READY))
        .annotate(due_on=Subquery(duty.order_by("due_on").values("due_on")[:1]))
        .select_related("meeting__organization", "owner")
    )


def owed_materials(reader: Reader) -> Found:
    """One's own material, not handed in or sent back."""
    rows = _materials().filter(state__in=(MaterialState.OWED, MaterialState.RETURNED))
    for one in reader.mine(rows, "owner__user"):
        word = "修改被退回的" if one.state == MaterialState.RETURNED else "提交"
        url = _page("material", one.meeting_id, one.pk)
        todo = Todo(
            f"material:{one.pk}:{one.state}", f"{word}{one.get_form_display()}", url, one.meeting, one.due_on
        )
        yield one.owner.user_id, todo


def materials_to_review(reader: Reader) -> Found:
    """Materials that wait for the secretary, and those that wait for the superior (R09)."""
    rows = _materials().filter(state__in=(MaterialState.SUBMITTED, MaterialState.REVIEWED))
    for one in rows.filter(reader.near("meeting__")):
        todo = Todo(
            f"review:{one.pk}:{one.state}", f"审核{one}", _page("material", one.meeting_id, one.pk),
            one.meeting, one.due_on,
        )  # fmt: skip
        for user_id in _reviewers(reader, one):
            yield user_id, todo


def _reviewers(reader: Reader, one: Material) -> list[int]:
    owner = one.owner.user_id if one.owner else None
    leaders = [user_id for user_id in reader.leaders(one.meeting) if user_id != owner]
    if one.state == MaterialState.SUBMITTED and (leaders or owner not in reader.leaders(one.meeting)):
        return leaders
    return reader.above(one.meeting, Role.OFFICER, Role.SUPERVISOR)


def plans(reader: Reader) -> Found:
    """Plans to finish (the secretary), to review (the superior), and meetings to move on."""
    rows = Meeting.objects.filter(state__in=_NEXT).filter(reader.near(""))
    for meeting in rows.select_related("organization"):
        words, roles = _NEXT[MeetingState(meeting.state)]
        who = reader.above(meeting, *roles) if roles else reader.leaders(meeting)
        url = _page("plan" if meeting.state in _PLANNING else "detail", meeting.pk)
        todo = Todo(f"next:{meeting.pk}:{meeting.state}", words, url, meeting, meeting.held_on)
        for user_id in who:
            yield user_id, todo


_PLANNING = (MeetingState.DRAFT, MeetingState.RETURNED)
# What somebody has to do about a meeting in a state, and who: the roles above, or its own leaders.
_NEXT: dict[str, tuple[str, tuple[Role, ...]]] = {
    MeetingState.DRAFT: ("完成会议方案", ()),
    MeetingState.RETURNED: ("修改被退回的方案", ()),
    MeetingState.SUBMITTED: ("审核会议方案", (Role.OFFICER, Role.SUPERVISOR)),
    MeetingState.POSTPONED: ("重新确定会议日期", ()),
    MeetingState.READY: ("召开会议", ()),
    MeetingState.IN_SESSION: ("主持正在召开的会议", ()),
    MeetingState.HALTED: ("重新召开会议", ()),
    MeetingState.REPORTED: ("归档会议材料", ()),
}


def campaigns(reader: Reader) -> Found:
    """Issued campaigns that an organisation one leads has no meeting for yet."""
    rows = Campaign.objects.filter(issued_at__isnull=False, closed_at__isnull=True, ends_on__gte=reader.today)
    pairs = rows.filter(targets__in=list(reader.led)).values_list("pk", "title", "ends_on", "targets")
    started = set(Meeting.objects.filter(campaign__in=rows).values_list("campaign_id", "organization_id"))
    for pk, title, ends_on, target in pairs:
        if (pk, target) not in started:
            todo = Todo(f"campaign:{pk}:{target}", f"据“{title}”制定方案", _page("new"), None, ends_on)
            for user_id in reader.led.get(target, []):
                yield user_id, todo


def leave(reader: Reader) -> Found:
    """Requests for leave to decide."""
    rows = Attendance.objects.filter(state=PresenceState.LEAVE_ASKED, sitting__meeting__state__in=ACTIVE)
    rows = rows.filter(reader.near("sitting__meeting__"))
    for place in rows.select_related("sitting__meeting__organization", "member"):
        meeting = place.sitting.meeting
        todo = Todo(
            f"leave:{place.pk}", f"审批{place.name}的请假", _page("attendance", meeting.pk), meeting,
            meeting.held_on,
        )  # fmt: skip
        for user_id in reader.leaders(meeting):
            if user_id != place.member.user_id:
                yield user_id, todo


def talks(reader: Reader) -> Found:
    """Talks that were arranged and are not recorded, or are recorded and wait to be confirmed."""
    rows = TalkParty.objects.filter(confirmed_on__isnull=True, talk__meeting__state__in=ACTIVE)
    rows = reader.mine(rows, "member__user").select_related("talk__meeting__organization", "member")
    for party in rows.defer("talk__thinking", "talk__shortcomings"):
        talk = party.talk
        if talk.held_on is None and not party.leads:
            continue
        words = "登记约好的谈心谈话" if talk.held_on is None else "确认谈心谈话记录"
        due = talk.planned_on if talk.held_on is None else None
        url = _page("talks", talk.meeting_id)
        yield party.member.user_id, Todo(f"talk:{talk.pk}:{words}", words, url, talk.meeting, due)


def minutes(reader: Reader) -> Found:
    """Minutes to sign, as host and as recorder (R17)."""
    rows = Sitting.objects.filter(closed_at__isnull=False, sealed_at__isnull=True, meeting__state__in=AFTER)
    for role, signed in (("host", "host_signed_at"), ("recorder", "recorder_signed_at")):
        own = reader.mine(rows.filter(**{f"{signed}__isnull": True}), f"meeting__{role}__user")
        for sitting in own.select_related("meeting__organization", f"meeting__{role}"):
            user_id = getattr(sitting.meeting, role).user_id
            url = _page("minutes", sitting.meeting_id)
            yield user_id, Todo(f"minutes:{sitting.pk}:{role}", "签认会议记录", url, sitting.meeting)


def items(reader: Reader) -> Found:
    """Items to put right, and those of others to verify."""
    rows = RectificationItem.objects.filter(state=ItemState.OPEN)
    for item in reader.mine(rows, "responsible__user").select_related("meeting__organization", "responsible"):
        url = reverse("rectification:item", args=[item.pk])
        todo = Todo(f"item:{item.pk}", f"整改：{item.matter[:40]}", url, item.meeting, item.due_on)
        yield item.responsible.user_id, todo
    claimed = RectificationItem.objects.filter(state=ItemState.CLAIMED).filter(reader.near("meeting__"))
    for item in claimed.select_related("meeting__organization", "responsible", "owner"):
        url = reverse("rectification:item", args=[item.pk])
        todo = Todo(f"verify:{item.pk}", f"核实销号：{item.matter[:40]}", url, item.meeting)
        own = {p.user_id for p in (item.responsible, item.owner) if p}
        for user_id in reader.leaders(item.meeting):
            if user_id not in own:
                yield user_id, todo


def look_backs(reader: Reader) -> Found:
    """Look-backs whose day has come within a week (R29)."""
    soon = reader.today + dt.timedelta(days=7)
    rows = LookBack.objects.filter(done_on__isnull=True, due_on__lte=soon).filter(
        reader.near("item__meeting__")
    )
    for one in rows.select_related("item__meeting__organization", "item__responsible"):
        url = reverse("rectification:item", args=[one.item_id])
        todo = Todo(
            f"look_back:{one.pk}", f"回头看：{one.item.matter[:40]}", url, one.item.meeting, one.due_on
        )
        for user_id in reader.leaders(one.item.meeting):
            if user_id != one.item.responsible.user_id:
                yield user_id, todo


SOURCES: tuple[Source, ...] = (
    steps, owed_materials, materials_to_review, plans, campaigns, leave, talks, minutes, items, look_backs,
)  # fmt: skip


def found(user_id: int | None = None) -> Found:
    """Everything that is due, for one user or for all; each (user, key) once."""
    reader = Reader(user_id)
    seen: set[tuple[int, str]] = set()
    for source in SOURCES:
        for who, todo in source(reader):
            if (who, todo.key) not in seen and user_id in (None, who):
                seen.add((who, todo.key))
                yield who, todo

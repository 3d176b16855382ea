"""What is due, and for whom: set-based reads that serve one person's page and the beat alike.

A source yields (user id, Todo). For one user it reads that person's only, with a number of queries that no
row changes. The querysets stand ready in the module and are narrowed by one filter: building them costs
Django more time than running them, and the home page is everybody's first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.text import Truncator

from meetings.enums import (
    Capacity,
    MaterialForm,
    MaterialState,
    MeetingState,
    PresenceState,
    Responsible,
    StepKind,
)
from meetings.material_stages import WAITING
from meetings.models import (
    Attendance,
    Campaign,
    Material,
    MaterialVersion,
    Meeting,
    Proposal,
    Provision,
    Sitting,
    Step,
)
from meetings.rulebook import Rulebook
from members.access import Seat
from members.enums import MemberStatus, Role
from rectification.enums import ItemState
from rectification.models import Commitment, LookBack, RectificationItem
from rectification.rules import LOOK_BACK_EARLY
from reminders.preparation import opinions, studies, talks
from reminders.reader import Reader
from reminders.todo import ACTIVE, AFTER, Found, Source, Todo, page

_DUTIES = (
    Step.objects.filter(
        done_on__isnull=True, required=True, meeting__state__in=(*ACTIVE, *AFTER)
    )
    .exclude(responsible_role__in=(Responsible.EACH_MEMBER, Responsible.SUPERIOR))
    .exclude(kind=StepKind.MEETING)
    .order_by()
    .values_list(
        "pk", "title", "due_on", "responsible_id", "meeting__organization_id", "meeting_id", "meeting__title",
    )
)  # fmt: skip


def steps(reader: Reader) -> Found:
    """Duties from the plan's approval on: the named person's, or theirs who have yet to name one."""
    nobodys = Q(responsible__isnull=True) & reader.led("meeting__organization")
    rows = _DUTIES.filter(reader.own("responsible") | nobodys if reader.user_id else Q())
    for pk, title, due_on, member, organization, *meeting in rows:
        todo = Todo(f"step:{pk}", title, page("step", meeting[0], pk), *meeting, due_on)
        named = [user] if (user := reader.user(member)) else []
        for user_id in named if member else reader.leaders(organization):
            yield user_id, todo


_OWED = (MaterialState.OWED, MaterialState.RETURNED)
_LATEST = MaterialVersion.objects.filter(material=OuterRef("pk")).order_by("-number")
_REVIEWERS_ABOVE = (Role.OFFICER, Role.SUPERVISOR)
_MATERIALS = (
    Material.objects.filter(meeting__state__in=(MeetingState.PREPARING, MeetingState.READY))
    .exclude(state__in=(MaterialState.HANDED_IN, MaterialState.APPROVED))
    .annotate(writer=Subquery(_LATEST.values("submitted_by")[:1]))
    .order_by("owner__name_key", "pk")
)
_MATERIAL_DAYS = (
    Step.objects.filter(kind=StepKind.MATERIALS, due_on__isnull=False)
    .order_by("-due_on")
    .values_list("meeting_id", "due_on")
)


@dataclass(frozen=True)
class _Paper:
    """A material as far as it decides who has to do something about it."""

    pk: int
    form: str
    state: str
    owner_id: int | None
    owner_name: str | None
    group_id: int | None
    writer: int | None  # the user who handed in the latest version
    meeting_id: int
    meeting_title: str
    organization_id: int
    path: str

    @property
    def words(self) -> str:
        form = MaterialForm(self.form).label
        if self.state in WAITING:
            settled = self.state == MaterialState.WITH_COMMITTEE
            return f"{'审定' if settled else '审核'}{self.owner_name or '支部委员会'}{form}"
        whose = "" if self.owner_id else "支部委员会的"
        return f"{'修改被退回的' if self.state == MaterialState.RETURNED else '提交'}{whose}{form}"


_PAPERS = _MATERIALS.values_list(
    "pk", "form", "state", "owner_id", "owner__name", "owner__group_id", "writer",
    "meeting_id", "meeting__title", "meeting__organization_id", "meeting__organization__path",
)  # fmt: skip


def materials(reader: Reader) -> Found:
    """Materials not handed in or sent back, and those that wait for a review, stage by stage (R09)."""
    branchs = Q(owner__isnull=True) & reader.led("meeting__organization")
    personal = Q(owner__isnull=False) & reader.own("owner")
    condition = Q(state__in=_OWED) & (personal | branchs)
    if reader.reviews:
        condition |= Q(state=MaterialState.SUBMITTED) & reader.led("meeting__organization")
        condition |= Q(state=MaterialState.REVIEWED) & reader.near("meeting__organization", *_REVIEWERS_ABOVE)
    if reader.is_seated:
        condition |= Q(state=MaterialState.WITH_COMMITTEE) & reader.seated("meeting__organization")
    if reader.groups:
        condition |= Q(state=MaterialState.WITH_GROUP, owner__group__in=reader.groups)
    papers = [_Paper(*row) for row in _PAPERS.filter(condition)]
    days = _material_days({paper.meeting_id for paper in papers})
    for paper in papers:
        kind = "review" if paper.state in WAITING else "material"
        todo = Todo(
            f"{kind}:{paper.pk}:{paper.state}", paper.words, page("material", paper.meeting_id, paper.pk),
            paper.meeting_id, paper.meeting_title, days.get(paper.meeting_id),
        )  # fmt: skip
        for user_id in _who_handles(reader, paper):
            yield user_id, todo


def _material_days(meetings: set[int]) -> dict[int, dt.date]:
    """Meeting → the soonest day on which its materials are due."""
    return dict(_MATERIAL_DAYS.filter(meeting_id__in=meetings)) if meetings else {}


def _who_handles(reader: Reader, paper: _Paper) -> Iterable[int]:
    """Those who may, but for the author."""
    owner = reader.user(paper.owner_id)
    if paper.state in _OWED:
        return ([owner] if owner else []) if paper.owner_id else reader.leaders(paper.organization_id)
    found = {
        MaterialState.WITH_GROUP: lambda: reader.leaders_of_group(paper.group_id),
        MaterialState.SUBMITTED: lambda: reader.leaders(paper.organization_id),
        MaterialState.WITH_COMMITTEE: lambda: reader.committee(paper.organization_id),
        MaterialState.REVIEWED: lambda: reader.above(paper.path, *_REVIEWERS_ABOVE),
    }[MaterialState(paper.state)]()
    own = {owner} if paper.owner_id else {paper.writer}
    return [user_id for user_id in found if user_id not in own]


_PLANNING = (MeetingState.DRAFT, MeetingState.RETURNED)
# What somebody has to do about a meeting in a state, and who: the roles above, or its own leaders.
_NEXT: dict[str, tuple[str, tuple[Role, ...]]] = {
    MeetingState.DRAFT: ("完成会议方案", ()),
    MeetingState.RETURNED: ("修改被退回的方案", ()),
    MeetingState.SUBMITTED: ("审核会议方案", _REVIEWERS_ABOVE),
    MeetingState.POSTPONED: ("重新确定会议日期", ()),
    MeetingState.READY: ("召开会议", ()),
    MeetingState.IN_SESSION: ("主持正在召开的会议", ()),
    MeetingState.HALTED: ("重新召开会议", ()),
    MeetingState.REPORTED: ("归档会议材料", ()),
}
_MEETINGS = (
    Meeting.objects.filter(state__in=_NEXT)
    .order_by("-pk")
    .values_list("pk", "title", "held_on", "state", "organization_id", "organization__path")
)


def plans(reader: Reader) -> Found:
    """Plans to finish (the secretary), to review (the superior), and meetings to move on."""
    rows = list(_MEETINGS.filter(reader.near("organization", *_REVIEWERS_ABOVE)))
    days = _approval_days({row[0] for row in rows if row[3] == MeetingState.SUBMITTED})
    unread = _unread_by_supervision({row[0] for row in rows if row[3] == MeetingState.SUBMITTED})
    for pk, title, held_on, state, organization_id, path in rows:
        words, roles = _NEXT[state]
        roles = (Role.OFFICER,) if pk in unread else roles
        url = page("plan" if state in _PLANNING else "detail", pk)
        todo = Todo(f"next:{pk}:{state}", words, url, pk, title, days.get(pk, held_on))
        for user_id in reader.above(path, *roles) if roles else reader.leaders(organization_id):
            yield user_id, todo


_APPROVALS = Step.objects.filter(kind=StepKind.PLAN_APPROVAL, due_on__isnull=False).order_by("-due_on")


def _approval_days(meetings: set[int]) -> dict[int, dt.date]:
    """Meeting → the day by which its plan has to be approved (R11), of those whose plan names one."""
    rows = _APPROVALS.filter(meeting_id__in=meetings) if meetings else _APPROVALS.none()
    return dict(rows.values_list("meeting_id", "due_on"))


def _unread_by_supervision(meetings: set[int]) -> set[int]:
    """The meetings whose plan supervision does not read, and so does not approve."""
    rows = Provision.objects.filter(meeting_id__in=meetings, key="supervision.reads_plan", value=False)
    return set(rows.values_list("meeting_id", flat=True)) if meetings else set()


_CAMPAIGNS = Campaign.objects.filter(issued_at__isnull=False, closed_at__isnull=True).order_by("pk")
_IN_PLANNING = (MeetingState.DRAFT, MeetingState.RETURNED)


def campaigns(reader: Reader) -> Found:
    """Issued campaigns whose plan an organisation one leads has not finished, or not begun."""
    running = _CAMPAIGNS.filter(reader.led("targets"), ends_on__gte=reader.today)
    rows = list(running.values_list("pk", "title", "ends_on", "targets"))
    made = _meetings_of({row[0] for row in rows})
    for pk, title, ends_on, target in rows:
        draft, state = made.get((pk, target), (None, ""))
        if draft and state not in _IN_PLANNING:
            continue
        url = page("plan", draft) if draft else page("new")
        todo = Todo(f"campaign:{pk}:{target}", f"据“{title}”制定方案", url, due_on=ends_on)
        for user_id in reader.leaders(target):
            yield user_id, todo


def _meetings_of(campaigns: set[int]) -> dict[tuple[int, int], tuple[int, str]]:
    """(campaign, organisation) → its meeting that was not cancelled, and that meeting's state."""
    if not campaigns:
        return {}
    made = Meeting.objects.filter(campaign_id__in=campaigns).exclude(state=MeetingState.CANCELLED)
    rows = made.order_by().values_list("campaign_id", "organization_id", "pk", "state")
    return {(campaign, organization): (pk, state) for campaign, organization, pk, state in rows}


_OFFERED = (
    Proposal.objects.filter(decided_at__isnull=True, meeting__organization__dissolved_on__isnull=True)
    .exclude(meeting__state__in=(MeetingState.IN_SESSION, MeetingState.ARCHIVED, MeetingState.CANCELLED))
    .order_by("pk")
    .values_list(
        "pk", "correction__campaign__title", "meeting__organization_id", "meeting_id", "meeting__title"
    )
)


def corrections(reader: Reader) -> Found:
    """Corrections of a campaign that the leaders of a meeting have yet to take over or decline."""
    rows = _OFFERED.filter(reader.led("meeting__organization"))
    for pk, title, organization, *meeting in rows:
        todo = Todo(f"correction:{pk}", f"处理“{title}”的更正", page("proposal", meeting[0], pk), *meeting)
        for user_id in reader.leaders(organization):
            yield user_id, todo


_LEAVE = (
    Attendance.objects.filter(state=PresenceState.LEAVE_ASKED, sitting__meeting__state__in=ACTIVE)
    .filter(member__isnull=False)
    .order_by("pk")
    .values_list(
        "pk", "member_id", "member__name", "sitting__meeting__held_on", "sitting__meeting__host_id",
        "sitting__meeting__organization_id", "sitting__meeting_id", "sitting__meeting__title",
    )
)  # fmt: skip


def leave(reader: Reader) -> Found:
    """Requests for leave to decide, never one's own: the leaders', and the host's (R14)."""
    rows = _LEAVE.filter(reader.led("sitting__meeting__organization") | reader.own("sitting__meeting__host"))
    for pk, member, name, held_on, host, organization, *meeting in rows:
        todo = Todo(f"leave:{pk}", f"审批{name}的请假", page("attendance", meeting[0]), *meeting, held_on)
        deciders = {*reader.leaders(organization), reader.user(host)} - {reader.user(member), None}
        for user_id in sorted(deciders):
            yield user_id, todo


_UNSIGNED = (
    Sitting.objects.filter(closed_at__isnull=False, sealed_at__isnull=True, meeting__state__in=AFTER)
    .order_by("pk")
    .values_list(
        "pk", "host_signed_at", "meeting__host_id", "recorder_signed_at", "meeting__recorder_id",
        "meeting_id", "meeting__title",
    )
)  # fmt: skip


def minutes(reader: Reader) -> Found:
    """Minutes to sign, as host and as recorder (R17)."""
    rows = _UNSIGNED.filter(reader.own("meeting__host", "meeting__recorder"))
    for pk, host_signed, host, recorder_signed, recorder, *meeting in rows:
        url = page("minutes", meeting[0])
        for role, signed, member_id in (("host", host_signed, host), ("recorder", recorder_signed, recorder)):
            if signed is None and (user_id := reader.user(member_id)):
                yield user_id, Todo(f"minutes:{pk}:{role}", "签认会议记录", url, *meeting)


def _short(matter: str) -> str:
    """An item's matter on one line of a phone and a half."""
    return Truncator(matter).chars(40)


_ITEMS = (
    RectificationItem.objects.filter(state__in=(ItemState.OPEN, ItemState.CLAIMED))
    .order_by("pk")
    .values_list(
        "pk", "matter", "due_on", "state", "responsible_id", "owner_id", "meeting__organization_id",
        "meeting_id", "meeting__title",
    )
)  # fmt: skip


def items(reader: Reader) -> Found:
    """Items to put right, and those of others to verify."""
    condition = Q(state=ItemState.OPEN) & reader.own("responsible")
    if reader.is_seated:
        condition |= Q(state=ItemState.CLAIMED) & reader.seated("meeting__organization")
    rows = _ITEMS.filter(condition)
    for pk, matter, due_on, state, responsible, owner, organization, *meeting in rows:
        url, words = reverse("rectification:item", args=[pk]), _short(matter)
        if state == ItemState.CLAIMED:
            todo = Todo(f"verify:{pk}", f"核实销号：{words}", url, *meeting)
            yield from ((user_id, todo) for user_id in reader.others(organization, responsible, owner))
        elif user := reader.user(responsible):
            yield user, Todo(f"item:{pk}", f"整改：{words}", url, *meeting, due_on)


_LATE = (
    RectificationItem.objects.exclude(state=ItemState.VERIFIED)
    .order_by("due_on", "pk")
    .values_list(
        "meeting_id", "meeting__title", "meeting__organization_id", "meeting__organization__path", "owner_id",
        "due_on",
    )
)  # fmt: skip
_WAIT = "rectification.overdue_escalates_after_days"


def late_items(reader: Reader) -> Found:
    """Overdue items escalate: one line a meeting, for its leaders, and for those above as far as they see it.

    How long they wait is a provision (`rectification.overdue_escalates_after_days`).
    """
    near = reader.near("meeting__organization", *_REVIEWERS_ABOVE)
    rows = list(_LATE.filter(near, due_on__lt=reader.today))
    waits = _waits({row[0] for row in rows})
    late: dict[tuple, list[tuple]] = {}
    for *meeting, owner, due_on in rows:
        if (reader.today - due_on).days >= waits[meeting[0]]:
            late.setdefault(tuple(meeting), []).append((owner, due_on))
    for (pk, title, organization, path), those in late.items():
        for user_id in reader.leaders(organization):
            yield user_id, _late(pk, title, [due_on for _, due_on in those])
        if seen_above := [due_on for owner, due_on in those if owner is None]:
            for user_id in reader.above(path, *_REVIEWERS_ABOVE):
                yield user_id, _late(pk, title, seen_above)


def _waits(meetings: set[int]) -> dict[int, int]:
    """After how many days overdue items of these meetings are told; one query, none without items."""
    own = Provision.objects.filter(meeting_id__in=meetings, key=_WAIT) if meetings else []
    rows = {row.meeting_id: [row] for row in own}
    default = Rulebook([]).get(_WAIT)
    return {pk: Rulebook(rows[pk]).get(_WAIT) if pk in rows else default for pk in meetings}


def _late(meeting: int, title: str, days: list[dt.date]) -> Todo:
    url = f"{reverse('rectification:list', args=[meeting])}?state=overdue"
    return Todo(f"late:{meeting}", f"督促逾期的整改（{len(days)}项）", url, meeting, title, days[0])


_MADE = Commitment.objects.filter(meeting=OuterRef("sitting__meeting"), member=OuterRef("member"))
_PROMISES = (
    Attendance.objects.filter(
        ~Exists(_MADE.order_by()), capacity=Capacity.PARTICIPANT, sitting__meeting__state__in=AFTER,
        sitting__meeting__steps__kind=StepKind.COMMITMENTS, sitting__meeting__steps__done_on__isnull=True,
    )
    .exclude(member__status=MemberStatus.ACTIVIST)
    .order_by("pk")
    .values_list(
        "member_id", "sitting__meeting__steps__due_on", "sitting__meeting_id", "sitting__meeting__title"
    )
)  # fmt: skip


def commitments(reader: Reader) -> Found:
    """Promises that the plan asks of everybody and that somebody has not made yet (R24)."""
    for member, due_on, *meeting in _PROMISES.filter(reader.own("member")):
        url = reverse("rectification:commitment_make", args=[meeting[0]])
        if user := reader.user(member):
            yield user, Todo(f"commitment:{meeting[0]}", "写整改承诺", url, *meeting, due_on)


_LOOK_BACKS = (
    LookBack.objects.filter(done_on__isnull=True, item__state=ItemState.VERIFIED)
    .order_by("pk")
    .values_list(
        "pk", "due_on", "item_id", "item__matter", "item__responsible_id", "item__owner_id",
        "item__meeting__organization_id", "item__meeting_id", "item__meeting__title",
    )
)  # fmt: skip


def look_backs(reader: Reader) -> Found:
    """Look-backs whose day has come within a week (R29); never at one's own item."""
    own = reader.seated("item__meeting__organization")
    rows = _LOOK_BACKS.filter(own, due_on__lte=reader.today + LOOK_BACK_EARLY)
    for pk, due_on, item, matter, responsible, owner, organization, *meeting in rows:
        url = reverse("rectification:item", args=[item])
        todo = Todo(f"look_back:{pk}", f"回头看：{_short(matter)}", url, *meeting, due_on)
        for user_id in reader.others(organization, responsible, owner):
            yield user_id, todo


_OF_ALL: tuple[Source, ...] = (materials, items)
_OF_MEMBERS: tuple[Source, ...] = (steps, leave, studies, opinions, talks, minutes, commitments)
_OF_COMMITTEES: tuple[Source, ...] = (campaigns, corrections, look_backs)
_OF_REVIEWERS: tuple[Source, ...] = (plans, late_items)


def _sources(reader: Reader) -> Iterator[Source]:
    """The sources that can concern somebody; the others would be queries for nothing."""
    yield from _OF_ALL
    yield from _OF_MEMBERS if reader.is_member else ()
    yield from _OF_COMMITTEES if reader.is_seated else ()
    yield from _OF_REVIEWERS if reader.reviews else ()


def found(user_id: int | None = None, seat: Seat | None = None) -> Found:
    """Everything that is due, for one user or for all; each (user, key) once.

    `seat` is that user's, where the caller has read it already.
    """
    reader = Reader(user_id, seat)
    seen: set[tuple[int, str]] = set()
    for source in _sources(reader):
        for who, todo in source(reader):
            if (who, todo.key) not in seen and user_id in (None, who):
                seen.add((who, todo.key))
                yield who, todo

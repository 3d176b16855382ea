"""How far a campaign's organisations are: by step, and who is stuck at which clause. Never a ranking."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from meetings.enums import MeetingState as S
from meetings.enums import StepKind
from meetings.models import Campaign, Meeting, Step
from members.access import Seat
from members.enums import Role
from members.models import Organization
from members.queries import below

_HELD = (S.RECTIFYING, S.REPORTED, S.ARCHIVED)
# A draft is its branch's own: above one sees that there is one, and no more.
NONE, DRAFT, GONE = "none", "draft", "gone"
STAGES = [
    (NONE, "还没有会议"),
    (DRAFT, "正在起草方案"),
    ("planned", "方案待批或退回"),
    ("preparing", "会前准备"),
    ("session", "正在开会"),
    ("after", "会后整改"),
    ("over", "已经归档"),
    (GONE, "已撤销或转出"),
]
_STAGE_OF = {
    S.DRAFT: DRAFT, S.SUBMITTED: "planned", S.RETURNED: "planned", S.PREPARING: "preparing",
    S.READY: "preparing", S.POSTPONED: "preparing", S.HALTED: "preparing", S.IN_SESSION: "session",
    S.RECTIFYING: "after", S.REPORTED: "after", S.ARCHIVED: "over",
}  # fmt: skip
_LABELS = dict(STAGES)


@dataclass(frozen=True)
class Stuck:
    """One exception: who, at what, since when, and by which clause."""

    organization: Organization
    what: str
    due_on: dt.date | None
    clause: str
    who: str = ""
    meeting_id: int | None = None
    step_id: int | None = None
    kind: str = ""


@dataclass
class Row:
    """One organisation that the campaign is for. `meeting` is None where there is none, or only a draft."""

    organization: Organization
    stage: str
    meeting: Meeting | None = None
    steps: list[Step] = field(default_factory=list)
    stuck: list[Stuck] = field(default_factory=list)

    @property
    def stage_label(self) -> str:
        return _LABELS[self.stage]

    @property
    def required(self) -> list[Step]:
        return [step for step in self.steps if step.required]

    @property
    def done(self) -> int:
        return sum(1 for step in self.required if step.is_done)

    @property
    def next_step(self) -> Step | None:
        coming = [step for step in self.required if not step.is_done and step.due_on]
        return min(coming, key=lambda step: step.due_on, default=None)


@dataclass(frozen=True)
class StepCount:
    """How many have done a kind of step, of those whose plan asks for it."""

    kind: str
    label: str
    asked: int
    done: int
    late: int

    @property
    def waiting(self) -> int:
        return self.asked - self.done - self.late


@dataclass(frozen=True)
class Narrowing:
    """What the page was asked to show; "" and False are everything."""

    stage: str = ""
    step: str = ""
    stuck: bool = False
    under: Organization | None = None


class CampaignProgress:
    """The campaign's organisations within a person's offices; three queries, however many there are."""

    def __init__(self, campaign: Campaign, seat: Seat, narrowing: Narrowing = Narrowing()) -> None:
        self.campaign, self.day, self.narrowing = campaign, seat.day, narrowing
        self._reach = below("path", seat.paths_as(Role.OFFICER, Role.SUPERVISOR))

    @cached_property
    def organizations(self) -> list[Organization]:
        return list(self.campaign.targets.filter(self._reach).order_by("path"))

    @cached_property
    def all_rows(self) -> list[Row]:
        """Every organisation in the order of the tree, whatever was asked."""
        meetings = self._meetings()
        steps = self._steps(meetings.values())
        return [self._row(one, meetings.get(one.pk), steps) for one in self.organizations]

    def _meetings(self) -> dict[int, Meeting]:
        ids = [one.pk for one in self.organizations]
        found = Meeting.objects.filter(campaign=self.campaign, organization__in=ids).order_by("pk")
        return {meeting.organization_id: meeting for meeting in found.exclude(state=S.CANCELLED)}

    def _steps(self, meetings: Iterable[Meeting]) -> dict[int, list[Step]]:
        found: dict[int, list[Step]] = {one.pk: [] for one in meetings if one.state != S.DRAFT}
        rows = Step.objects.filter(meeting__in=list(found)).select_related("responsible")
        for step in rows.order_by("ordinal", "pk"):
            found[step.meeting_id].append(step)
        return found

    def _row(self, one: Organization, meeting: Meeting | None, steps: dict[int, list[Step]]) -> Row:
        gone = bool(one.dissolved_on) or not self.campaign.organization.contains(one)
        stage = GONE if gone else _STAGE_OF[S(meeting.state)] if meeting else NONE
        seen = meeting if meeting and meeting.state != S.DRAFT else None
        row = Row(one, stage, seen, steps.get(seen.pk, []) if seen else [])
        row.stuck = [] if gone else list(self._stuck(row))
        return row

    def _stuck(self, row: Row) -> Iterable[Stuck]:
        """What is late: steps past their day, a meeting past its own, nothing held when the window ended."""
        one, meeting = row.organization, row.meeting
        window = f"工作部署“{self.campaign.title}”：{self.campaign.ends_on:%Y年%-m月%-d日}前开完会"
        if self.day > self.campaign.ends_on and (meeting is None or meeting.state not in _HELD):
            yield Stuck(
                one, "部署截止了还没有开会", self.campaign.ends_on, window, "书记", meeting and meeting.pk
            )
        if meeting is None:
            return
        if meeting.held_on and meeting.held_on < self.day and row.stage in ("planned", "preparing"):
            yield Stuck(one, "过了会议日期还没有开会", meeting.held_on, window, "书记", meeting.pk)
        for step in row.required:
            if not step.is_done and step.due_on and step.due_on < self.day and meeting.state != S.ARCHIVED:
                who = step.responsible.name if step.responsible else step.get_responsible_role_display()
                clause = step.basis or window
                yield Stuck(one, step.title, step.due_on, clause, who, meeting.pk, step.pk, step.kind)

    @cached_property
    def rows(self) -> list[Row]:
        """The organisations asked for."""
        asked = self.narrowing
        return [
            row
            for row in self.all_rows
            if (not asked.stage or row.stage == asked.stage)
            and (not asked.stuck or row.stuck)
            and (not asked.step or self._at(row, asked.step))
            and (asked.under is None or asked.under.contains(row.organization))
        ]

    @staticmethod
    def _at(row: Row, kind: str) -> bool:
        """Has it still to do a step of this kind?"""
        return any(step.kind == kind and not step.is_done for step in row.required)

    @cached_property
    def stuck(self) -> list[Stuck]:
        """The exceptions of the organisations asked for, longest overdue first."""
        found = [one for row in self.rows for one in row.stuck]
        if self.narrowing.step:
            found = [one for one in found if one.kind == self.narrowing.step]
        return sorted(found, key=lambda one: (one.due_on or self.day, one.organization.path))

    @cached_property
    def counts(self) -> list[StepCount]:
        """Each kind of step that a plan asks for, in the order of the kinds."""
        asked, done, late = Counter[str](), Counter[str](), Counter[str]()
        for row in self.all_rows:
            for kind, steps in _by_kind(row.required).items():
                asked[kind] += 1
                done[kind] += all(step.is_done for step in steps)
                late[kind] += any(not s.is_done and s.due_on and s.due_on < self.day for s in steps)
        return [StepCount(k, k.label, asked[k], done[k], late[k]) for k in StepKind if asked[k]]

    @cached_property
    def stages(self) -> Counter[str]:
        return Counter(row.stage for row in self.all_rows)


def _by_kind(steps: Iterable[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.kind, []).append(step)
    return found

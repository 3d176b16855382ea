"""The meeting itself: its plan, its steps, its agenda, and the record of its moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from core.clock import now
from meetings import enums
from meetings.models.campaign import Campaign
from members.enums import Role
from members.models import Member, Organization


class Meeting(models.Model):
    """One organisation's organizational life meeting. `year_of` is the year it is for, not that of its date.

    `revision` grows with every change of the plan; a form that was opened on an older one is refused, not
    written over the newer.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="meetings")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="工作部署"
    )
    template = models.CharField("方案模板", max_length=100, blank=True)
    title = models.CharField("会议名称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=enums.MeetingKind)
    form = models.CharField(
        "召开形式", max_length=20, choices=enums.MeetingForm, default=enums.MeetingForm.GENERAL
    )
    includes_appraisal = models.BooleanField("同时开展民主评议党员", default=False)
    year_of = models.PositiveSmallIntegerField("所属年度")
    theme = models.TextField("会议主题", blank=True)
    held_on = models.DateField("会议日期", null=True, blank=True)
    held_at = models.TimeField("开始时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    duration = models.CharField("会期", max_length=40, blank=True)
    host = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人"
    )
    recorder = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    cause_angles = models.JSONField("原因剖析角度", default=list, blank=True)
    standards = models.JSONField("对照标准", default=list, blank=True)
    problem_sources = models.JSONField("问题来源", default=list, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=enums.MeetingState, default=enums.MeetingState.DRAFT
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now)
    closed_reason = models.TextField("取消原因", blank=True)

    class Meta:
        ordering = ("-year_of", "-held_on", "-id")
        indexes = [
            models.Index(fields=("organization", "-year_of"), name="meeting_of_organization"),
            models.Index(fields=("state", "held_on"), name="meeting_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=enums.MeetingState.values), name="meeting_state"),
            models.CheckConstraint(
                condition=~Q(state=enums.MeetingState.CANCELLED) | ~Q(closed_reason=""),
                name="meeting_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("ready", "in_session", "rectifying", "reported", "archived"))
                | Q(held_on__isnull=False),
                name="meeting_ready_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reach(self) -> str:
        return self.organization.path

    def roles_of(self, member: Member) -> set[Role]:
        """The roles this meeting itself gives to a person."""
        given = set()
        if member.pk == self.recorder_id:
            given.add(Role.RECORDER)
        if member.pk == self.host_id:
            given.add(Role.HOST)
        return given

    @property
    def today(self) -> dt.date:
        return self.organization.today


class MeetingMove(models.Model):
    """One move of a meeting from state to state: who made it, in which role, when, and why."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="moves")
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=20, choices=enums.MeetingState)
    target = models.CharField(max_length=20, choices=enums.MeetingState)
    by = models.ForeignKey("members.User", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField(default=now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.meeting}：{self.get_source_display()}→{self.get_target_display()}"


class GateWaiver(models.Model):
    """A gate that was waived for one meeting, by whom the campaign names, with a reason for the record."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="waivers")
    gate = models.CharField(max_length=60)
    by = models.ForeignKey("members.User", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField(default=now)
    reason = models.TextField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("meeting", "gate"), name="gatewaiver_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="gatewaiver_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}：{self.gate}"


class MeetingPart(models.Model):
    """A numbered part of a meeting's plan."""

    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("ordinal", "id")

    @property
    def organization(self) -> Organization:
        return self.meeting.organization  # type: ignore[attr-defined]

    @property
    def reach(self) -> str:
        return self.organization.path

    def roles_of(self, member: Member) -> set[Role]:
        return self.meeting.roles_of(member)  # type: ignore[attr-defined]


class Step(MeetingPart):
    """One duty before or after the meeting, with its deadline, who answers for it, and the proof it was done.

    The deadline is kept as stated (anchor, amount, unit, direction) and as the day it falls on (`due_on`),
    which moves with the meeting. `due_note` says what is uncertain about that day; `due_clause` is the
    clause of the rule that set it, where one binds all steps of the kind.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=60)
    kind = models.CharField("环节", max_length=30, choices=enums.StepKind)
    title = models.CharField("名称", max_length=100)
    text = models.TextField("要求", blank=True)
    clause = models.TextField("依据", blank=True)
    required = models.BooleanField("必做", default=True)
    responsible_role = models.CharField("责任人", max_length=20, choices=enums.Responsible)
    responsible = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人"
    )
    details = models.JSONField(default=dict, blank=True)
    deadline = models.JSONField(default=dict, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    due_note = models.CharField(max_length=200, blank=True)
    due_clause = models.TextField(blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.TextField("完成情况", blank=True)

    class Meta(MeetingPart.Meta):
        indexes = [models.Index(fields=("done_on", "due_on"), name="step_due")]
        constraints = [
            models.UniqueConstraint(fields=("meeting", "key"), name="step_key_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="step_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def basis(self) -> str:
        """The clause to show beside the day: of the rule that set it, else of the duty itself."""
        return self.due_clause or self.clause


class Aspect(MeetingPart):
    """An aspect in which problems are searched; the branch and its members have lists of their own."""

    class Scope(models.TextChoices):
        BRANCH = "branch", "支部"
        MEMBER = "member", "党员"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="aspects")
    scope = models.CharField("对象", max_length=10, choices=Scope)
    title = models.CharField("方面", max_length=200)
    manifestations = models.JSONField("具体表现", default=list, blank=True)

    class Meta(MeetingPart.Meta):
        constraints = [
            models.UniqueConstraint(fields=("meeting", "scope", "title"), name="aspect_once"),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(MeetingPart):
    """One item of the agenda, in order."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    kind = models.CharField("类别", max_length=20, choices=enums.AgendaKind)
    title = models.CharField("议程", max_length=300)
    text = models.TextField("说明", blank=True)

    def __str__(self) -> str:
        return self.title


class AttendanceLine(MeetingPart):
    """A line of the plan that says who takes part, and in what capacity."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance_lines")
    capacity = models.CharField("身份", max_length=20, choices=enums.Capacity)
    rule = models.CharField("范围", max_length=20, choices=enums.AttendeeRule)
    text = models.CharField("人员", max_length=200)

    def __str__(self) -> str:
        return self.text


def next_ordinal(related: Any) -> int:
    """The number after the last of a meeting's parts."""
    last = related.order_by("-ordinal").values_list("ordinal", flat=True).first()
    return 1 if last is None else last + 1

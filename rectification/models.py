"""Rectification: what is to be put right, by whom, until when, and how it is seen to be done."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from core.clock import now
from core.uploads.storage import private_storage, random_name
from meetings.models import Criticism, Meeting, Opinion, Problem, SupervisionNote
from members.enums import Role
from members.models import Member, Organization, User
from rectification import enums

# The link from an item to what it came from: field of the item → kind of source.
SOURCE_FIELDS = {
    "problem": enums.ItemSource.PROBLEM,
    "criticism": enums.ItemSource.CRITICISM,
    "opinion": enums.ItemSource.OPINION,
    "supervision": enums.ItemSource.SUPERVISION,
}


class RectificationItem(models.Model):
    """One matter to put right: measure, person, limit (R24). Never deleted; closed by a second person (R26).

    `owner` is the member whose own list it stands in, or nobody for the branch's list.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField("序号")
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="own_items")
    source = models.CharField("来源", max_length=20, choices=enums.ItemSource)
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="items")
    criticism = models.ForeignKey(Criticism, models.PROTECT, null=True, blank=True, related_name="items")
    opinion = models.ForeignKey(Opinion, models.PROTECT, null=True, blank=True, related_name="items")
    supervision = models.ForeignKey(
        SupervisionNote, models.PROTECT, null=True, blank=True, related_name="items"
    )
    matter = models.TextField("整改事项")
    measure = models.TextField("整改措施")
    responsible = models.ForeignKey(Member, models.PROTECT, related_name="items", verbose_name="责任人")
    due_on = models.DateField("整改时限")
    state = models.CharField(max_length=20, choices=enums.ItemState, default=enums.ItemState.OPEN)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("meeting", "number")
        indexes = [models.Index(fields=("state", "due_on"), name="item_due")]
        constraints = [
            models.UniqueConstraint(fields=("meeting", "number"), name="item_number_once"),
            models.CheckConstraint(condition=~Q(matter="") & ~Q(measure=""), name="item_matter_and_measure"),
            models.CheckConstraint(
                condition=Q(state="verified", verified_on__isnull=False, verified_by__isnull=False)
                | (~Q(state="verified") & Q(verified_on__isnull=True, verified_by__isnull=True)),
                name="item_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("responsible")),
                name="item_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.matter[:40]

    @property
    def organization(self) -> Organization:
        return self.meeting.organization

    @property
    def reach(self) -> str:
        return self.organization.path

    @property
    def whose(self) -> str:
        return self.owner.name if self.owner else "党支部"

    def roles_of(self, member: Member) -> set[Role]:
        return {Role.OWNER} if member.pk == self.responsible_id else set()

    def is_own(self, member: Member) -> bool:
        return member.pk in (self.responsible_id, self.owner_id)

    def is_overdue(self, day: dt.date) -> bool:
        return self.state != enums.ItemState.VERIFIED and self.due_on < day


class ProgressEntry(models.Model):
    """One entry in the ledger (台账) of an item."""

    item = models.ForeignKey(RectificationItem, models.PROTECT, related_name="progress")
    kind = models.CharField(max_length=20, choices=enums.ProgressKind)
    text = models.TextField("情况")
    evidence = models.FileField("佐证材料", upload_to=random_name, storage=private_storage, blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="progressentry_has_text")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text[:30]}"


class Commitment(models.Model):
    """A person's promise (整改承诺), reported on at a later meeting (R24)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="commitments")
    member = models.ForeignKey(Member, models.PROTECT, related_name="commitments")
    text = models.TextField("承诺内容")
    made_on = models.DateField("承诺日期")
    report = models.TextField("兑现情况", blank=True)
    reported_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("meeting", "member"), name="commitment_one_a_member"),
            models.CheckConstraint(
                condition=Q(report="", reported_on__isnull=True)
                | (~Q(report="") & Q(reported_on__isnull=False)),
                name="commitment_report_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name}整改承诺"

    @property
    def organization(self) -> Organization:
        return self.meeting.organization

    @property
    def reach(self) -> str:
        return self.organization.path

    def roles_of(self, member: Member) -> set[Role]:
        return {Role.OWNER} if member.pk == self.member_id else set()


class PreviousReport(models.Model):
    """How an earlier item stands, as reported at a later meeting's opening (R27)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="previous_reports")
    item = models.ForeignKey(RectificationItem, models.PROTECT, related_name="later_reports")
    state = models.CharField("整改情况", max_length=20, choices=enums.PreviousState)
    text = models.TextField("说明")
    person = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    new_limit = models.DateField("新的时限", null=True, blank=True)

    class Meta:
        ordering = ("item", "id")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "item"), name="previousreport_once"),
            models.CheckConstraint(
                condition=~Q(state="not_done")
                | (Q(person__isnull=False, new_limit__isnull=False) & ~Q(text="")),
                name="previousreport_not_done_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}：{self.get_state_display()}"

    @property
    def organization(self) -> Organization:
        return self.meeting.organization

    @property
    def reach(self) -> str:
        return self.organization.path


class Publication(models.Model):
    """What was published to which scope, from–to (R25); names are hidden where the branch chose so."""

    class Subject(models.TextChoices):
        ITEMS = "items", "整改清单"
        COMMITMENTS = "commitments", "整改承诺"
        PROGRESS = "progress", "整改进展"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="publications")
    subject = models.CharField("内容", max_length=20, choices=Subject)
    scope = models.CharField("范围", max_length=200)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    hide_names = models.BooleanField("隐去姓名", default=False)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="publication_window")
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}公示"

    @property
    def organization(self) -> Organization:
        return self.meeting.organization

    @property
    def reach(self) -> str:
        return self.organization.path


class LookBack(models.Model):
    """A later check that a written-off item stays so (R29); one that does not is reopened."""

    item = models.ForeignKey(RectificationItem, models.PROTECT, related_name="look_backs")
    due_on = models.DateField("回头看日期")
    done_on = models.DateField(null=True, blank=True)
    holds = models.BooleanField("整改成果保持", null=True)
    finding = models.TextField("回头看情况", blank=True)
    by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(fields=("item", "due_on"), name="lookback_once_a_day"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, holds__isnull=True, by__isnull=True, finding="")
                | (Q(done_on__isnull=False, holds__isnull=False, by__isnull=False) & ~Q(finding="")),
                name="lookback_result_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}回头看"

    @property
    def organization(self) -> Organization:
        return self.item.organization

    @property
    def reach(self) -> str:
        return self.organization.path

    def is_own(self, member: Member) -> bool:
        return self.item.is_own(member)

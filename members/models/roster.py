"""A list of people that is read, compared, and then written into the register."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.clock import now
from core.fields import EncryptedTextField
from core.jobs import LeasedJob
from members.enums import RosterMode, RowOutcome
from members.models.account import User
from members.models.member import Member
from members.models.organization import Organization


class Roster(models.Model):
    """A list of people that somebody uploaded, read and compared, before any of it is written.

    `entries` is what its rows say (readable with the field key only), until it is written.
    """

    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    file_name = models.CharField(max_length=200)
    default_branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    unused = models.JSONField("没有用到的列", default=list)
    counts = models.JSONField("各种结果的行数", default=dict)
    entries = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """One row: what it does or did to the register.

    `code` is the one-time code of an account made for it, until the codes are taken.
    """

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("行号")
    name = models.CharField("姓名", max_length=200)
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField("结果", max_length=10, choices=RowOutcome)
    told = models.JSONField("说明", default=list)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    code = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("line",)
        indexes = [models.Index(fields=("roster", "outcome", "line"), name="rosterrow_outcome")]
        constraints = [
            models.UniqueConstraint(fields=("roster", "line"), name="rosterrow_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=RowOutcome.values), name="rosterrow_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.name}"


class RosterWriting(LeasedJob):
    """Writing a list into the register, as long work: all of it or nothing. `written` counts the rows."""

    task_name = "members.tasks.write_roster"

    roster = models.OneToOneField(Roster, models.CASCADE, related_name="writing")
    mode = models.CharField("写入方式", max_length=10, choices=RosterMode)
    with_accounts = models.BooleanField("开通账号", default=False)
    written = models.JSONField("写入的行数", default=dict)

    class Meta:
        constraints = [
            *LeasedJob.Meta.constraints,
            models.CheckConstraint(condition=Q(mode__in=RosterMode.values), name="rosterwriting_mode"),
        ]

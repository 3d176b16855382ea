"""Campaigns, plan templates, and the provisions that both carry."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.clock import now
from meetings.enums import MeetingKind
from members.models import Member, Organization


class PlanTemplate(models.Model):
    """What a plan consists of, as data (`content` follows `meetings.plan_schema.PlanContent`).

    Shipped templates are files; a row is one that an organisation saved for itself and those below.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="plan_templates")
    name = models.CharField("名称", max_length=100)
    content = models.JSONField()
    saved_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=("organization", "name"), name="plantemplate_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reach(self) -> str:
        return self.organization.path


class Campaign(models.Model):
    """An upper body's plan for organisations under it (工作部署)."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="campaigns", verbose_name="部署单位"
    )
    title = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=MeetingKind)
    theme = models.TextField("主题", blank=True)
    year_of = models.PositiveSmallIntegerField("年度")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("截止日期")
    content = models.JSONField(default=dict)
    targets = models.ManyToManyField(Organization, related_name="campaigns_received", blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-starts_on", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_window"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(issued_at__isnull=False),
                name="campaign_closed_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reach(self) -> str:
        return self.organization.path


class Provision(models.Model):
    """One parameter of a campaign or a meeting, with its value and the clause it comes from.

    `key` is one of `meetings.provisions.PROVISIONS`; a key that has no row holds its registered default.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, blank=True, related_name="provisions")
    meeting = models.ForeignKey(
        "meetings.Meeting", models.CASCADE, null=True, blank=True, related_name="provisions"
    )
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    clause = models.TextField("依据", blank=True)
    origin = models.CharField("来自", max_length=200, blank=True)
    overridable = models.BooleanField("支部可以调整", default=True)

    class Meta:
        ordering = ("key",)
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign__isnull=True) ^ Q(meeting__isnull=True), name="provision_of_one"
            ),
            models.UniqueConstraint(fields=("campaign", "key"), name="provision_once_in_campaign"),
            models.UniqueConstraint(fields=("meeting", "key"), name="provision_once_in_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"

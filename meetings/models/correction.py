"""What follows a campaign that is out: attachments, corrections, and what each meeting is offered of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.clock import now
from core.uploads.storage import private_storage, random_name
from meetings.models.campaign import Campaign
from meetings.models.meeting import Meeting
from members.enums import Role
from members.models import Member, Organization, User


class CampaignAttachment(models.Model):
    """A file that goes out with a campaign: the notice itself, a form to fill in."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=random_name, storage=private_storage)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("字节数")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("campaign", "sha256"), name="campaignattachment_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organization(self) -> Organization:
        return self.campaign.organization

    @property
    def reach(self) -> str:
        return self.campaign.reach


class Correction(models.Model):
    """A later change of an issued campaign: gathered while `sent_at` is empty, then sent once.

    `changes` maps what is changed (a provision's key, or theme, starts_on, ends_on) to
    {"value", "clause", "overridable"}; sending adds what stood there before under "was".
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField("第几次更正")
    changes = models.JSONField(default=dict)
    reason = models.TextField("更正说明", blank=True)
    begun_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("campaign", "number")
        constraints = [
            models.UniqueConstraint(fields=("campaign", "number"), name="correction_number_once"),
            models.UniqueConstraint(
                fields=("campaign",), condition=Q(sent_at__isnull=True), name="correction_one_open"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | (Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(reason="")),
                name="correction_sent_by_somebody_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}第{self.number}次更正"

    @property
    def organization(self) -> Organization:
        return self.campaign.organization

    @property
    def reach(self) -> str:
        return self.campaign.reach


class Proposal(models.Model):
    """A correction as one meeting is offered it.

    `outcomes` maps a change to {"was", "outcome"}: applied (the superior's fixed rule), accepted, declined,
    past (the meeting is over and it no longer matters) or superseded by a later correction. What is not in it
    waits for the secretary.
    """

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="proposals")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="proposals")
    outcomes = models.JSONField(default=dict)
    reason = models.TextField("不采用的理由", blank=True)
    made_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=("correction", "meeting"), name="proposal_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="proposal_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.correction}：{self.meeting}"

    @property
    def organization(self) -> Organization:
        return self.meeting.organization

    @property
    def reach(self) -> str:
        return self.meeting.reach

    def roles_of(self, member: Member) -> set[Role]:
        return self.meeting.roles_of(member)

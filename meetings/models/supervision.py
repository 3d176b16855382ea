"""What the supervision group says of a meeting."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.clock import now
from meetings import enums
from meetings.models.meeting import Meeting
from meetings.models.preparation import OfMeeting
from members.models import User


class SupervisionNote(OfMeeting):
    """A comment, a demand to postpone, a halt, or the final comments (R13)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="supervision_notes")
    kind = models.CharField("类别", max_length=20, choices=enums.SupervisionKind)
    text = models.TextField("督导意见")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="supervisionnote_has_text")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text[:30]}"

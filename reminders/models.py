"""Notices that something is due: made once, claimed before they are shown or sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.clock import now
from members.models import User

MOVED = "moved:"  # how the keys of notices begin that tell of a new day
ASKED = "asked:"  # and of those with which somebody reminds somebody
NEWS = (MOVED, ASKED)


class Notice(models.Model):
    """One reminder to one person about one deadline, at one distance from it.

    `key` names what is due, the deadline and the distance: a unique row is the lock that keeps two beats from
    reminding twice. A notice whose deadline moved or was met is withdrawn, not deleted.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=160)
    subject = models.CharField(max_length=80, db_index=True)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(
                fields=("user", "-created_at"),
                condition=Q(read_at__isnull=True, withdrawn_at__isnull=True),
                name="notice_open",
            )
        ]
        constraints = [models.UniqueConstraint(fields=("user", "key"), name="notice_once")]

    def __str__(self) -> str:
        return self.title

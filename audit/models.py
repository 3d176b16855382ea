"""The trail that only grows: one row per action, each chained to the one before."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.clock import now


class AuditEntry(models.Model):
    """Who did what, in which role, on which object, and what it changed.

    `before`/`after` hold the changed fields only, never confidential text (see `audit.door.record`). `digest`
    covers the row and the digest before it, so that an altered or removed row is found by `verify_audit`.
    `reach` is the path of the organisation concerned, by which those entitled find their rows.
    """

    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    target_name = models.CharField(max_length=200)
    reach = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-id",)
        indexes = [
            # What is read: the own rows, those about oneself, a stretch of days. Reach is looked at within
            # bounded stretches (audit.queries): an index on its beginnings keeps the order on no database.
            models.Index(fields=("target_type", "target_id", "-id"), name="audit_target"),
            models.Index(fields=("actor", "-id"), name="audit_actor"),
            models.Index(fields=("at", "id"), name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.target_name}"


class ChainHead(models.Model):
    """The one row that says where the chain ends; writing it is what puts audit rows in one order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_chain_head")]

    def __str__(self) -> str:
        return f"{self.length} {self.digest}"


class AuditArchive(models.Model):
    """A file that older rows were moved to. `verify_audit` goes through the files first, in order.

    `previous` is the digest before its first row, `last` that of its last one; `sha256` is of the file.
    """

    file_name = models.CharField(max_length=100, unique=True)
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    first_id = models.PositiveBigIntegerField()
    last_id = models.PositiveBigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    previous = models.CharField(max_length=64)
    last = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("first_id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__gte=1, last_id__gte=models.F("first_id")),
                name="auditarchive_holds_rows",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

"""The one table of core: how often something was done (see core.limits)."""

from __future__ import annotations

from django.db import models


class RateCount(models.Model):
    """How often `who` did what `limit` names within one window of time. Old rows are thrown away."""

    limit = models.CharField(max_length=40)
    who = models.CharField(max_length=100)
    window = models.PositiveBigIntegerField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("limit", "who", "window"), name="ratecount_once")]

    def __str__(self) -> str:
        return f"{self.limit} {self.who}: {self.count}"

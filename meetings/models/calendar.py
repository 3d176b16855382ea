"""What administrators know of the working calendar beyond the library: announced days, whole years."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.clock import now
from members.models import User


class CalendarDay(models.Model):
    """One day that is, or is not, a working day, whatever the library says."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    source = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("day",)
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="calendarday_has_source")]

    def __str__(self) -> str:
        return f"{self.day}：{'上班' if self.is_workday else '放假'}"


class CalendarYear(models.Model):
    """A year whose days off have all been entered, so that its other days are certain too."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    source = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("year",)
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="calendaryear_has_source")]

    def __str__(self) -> str:
        return f"{self.year}年放假安排"

"""What is held for a time: posts, appointments, and the reasons for which somebody is a key person."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from members.enums import APPOINTED_ROLES, KeyPersonKind, PostKind, Role
from members.models.account import User
from members.models.member import Member
from members.models.organization import Organization


class Term(models.Model):
    """Something held from a day to a day, both included; no end means still held."""

    start = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="%(class)s_ends_after_start"
            )
        ]

    def holds_on(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def holding(day: dt.date) -> Q:
    """The terms held on `day`."""
    return Q(start__lte=day) & (Q(end__isnull=True) | Q(end__gte=day))


class Post(Term):
    """A seat in an organisation's committee, held for a term. `delegated` lets a deputy act as secretary."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="posts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="posts")
    kind = models.CharField("职务", max_length=20, choices=PostKind)
    delegated = models.BooleanField("受书记委托", default=False)

    class Meta(Term.Meta):
        ordering = ("organization", "id")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=PostKind.values), name="post_kind"),
            models.UniqueConstraint(
                fields=("organization", "member", "kind"),
                condition=Q(end__isnull=True),
                name="post_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=("organization",),
                condition=Q(end__isnull=True, kind=PostKind.SECRETARY),
                name="post_one_secretary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}{self.get_kind_display()}{self.member.name}"

    @property
    def reach(self) -> str:
        return self.organization.path


class Appointment(Term):
    """A role given to an account at an organisation; it reaches all below."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="appointments")
    role = models.CharField("角色", max_length=20, choices=[(r.value, r.label) for r in APPOINTED_ROLES])

    class Meta(Term.Meta):
        ordering = ("id",)
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in APPOINTED_ROLES]), name="appointment_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}：{self.organization.short_name}{Role(self.role).label}"

    @property
    def reach(self) -> str:
        return self.organization.path


class KeyPersonFlag(Term):
    """Why the secretary talks to this member in person (R05)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="key_flags")
    kind = models.CharField("类别", max_length=20, choices=KeyPersonKind)

    class Meta(Term.Meta):
        ordering = ("id",)
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=KeyPersonKind.values), name="keypersonflag_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.member.name}：{self.get_kind_display()}"

    @property
    def organization(self) -> Organization:
        return self.member.branch

    @property
    def reach(self) -> str:
        return self.member.branch.path

"""The tree of party organisations."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from core.clock import today
from members.enums import OrganizationKind


class Organization(models.Model):
    """A node of the tree of party organisations. `path` is "/1/4/9/": ids from the root to itself."""

    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=OrganizationKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级党组织"
    )
    path = models.CharField(max_length=200, unique=True, editable=False)
    time_zone = models.CharField("时区", max_length=40, default="Asia/Shanghai")
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    requires_second_factor = models.BooleanField("要求两步验证", default=False)

    class Meta:
        ordering = ("path",)
        constraints = [
            models.UniqueConstraint(fields=("parent", "name"), name="organization_name_in_parent"),
            models.CheckConstraint(condition=Q(kind__in=OrganizationKind.values), name="organization_kind"),
            models.CheckConstraint(
                condition=~Q(kind=OrganizationKind.GROUP) | Q(parent__isnull=False),
                name="organization_group_has_branch",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organization(self) -> Organization:
        """Itself: whatever has an organisation can be asked about rights."""
        return self

    @property
    def reach(self) -> str:
        return self.path

    @property
    def today(self) -> dt.date:
        """The organisation's own day."""
        return today(self.time_zone)

    def contains(self, other: Organization) -> bool:
        return other.path.startswith(self.path)

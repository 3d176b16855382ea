"""People on the registers of the branches, and what is kept of them there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import EncryptedTextField
from members.enums import MemberStatus
from members.id_numbers import masked
from members.models.account import User
from members.models.organization import Organization
from members.names import initials_of, sort_key


class Member(models.Model):
    """A person on a branch's register; an activist is on it and is never counted as a member."""

    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="member")
    name = models.CharField("姓名", max_length=40)
    name_key = models.CharField(max_length=160, editable=False)
    initials = models.CharField(max_length=40, editable=False)
    branch = models.ForeignKey(Organization, models.PROTECT, related_name="members", verbose_name="所在支部")
    group = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="group_members",
        verbose_name="所在党小组",
    )
    status = models.CharField("类别", max_length=20, choices=MemberStatus, default=MemberStatus.FULL)
    joined_on = models.DateField("入党日期", null=True, blank=True)
    phone = models.CharField("手机", max_length=20, blank=True)
    is_leading_cadre = models.BooleanField("党员领导干部", default=False)
    left_on = models.DateField("离开日期", null=True, blank=True)

    class Meta:
        ordering = ("name_key", "id")
        indexes = [models.Index(fields=("branch", "name_key", "id"), name="member_in_branch")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=MemberStatus.values), name="member_status"),
            models.UniqueConstraint(
                fields=("phone",), condition=~Q(phone="") & Q(left_on__isnull=True), name="member_phone_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: object) -> None:
        self.prepare()
        super().save(**kwargs)  # type: ignore[arg-type]

    def prepare(self) -> None:
        """Fill what is derived from the name; bulk writers call it themselves."""
        self.name_key, self.initials = sort_key(self.name), initials_of(self.name)

    @property
    def organization(self) -> Organization:
        return self.branch

    @property
    def reach(self) -> str:
        return self.branch.path

    @property
    def is_counted(self) -> bool:
        """Full and probationary members count; activists do not."""
        return self.status != MemberStatus.ACTIVIST

    def is_own(self, member: Member | None) -> bool:
        return member is not None and member.pk == self.pk


class Transfer(models.Model):
    """A member's move from one branch to another; records of the past stay where they were made."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="transfers")
    from_branch = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    to_branch = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    on = models.DateField("转接日期")

    class Meta:
        ordering = ("-on", "-id")
        constraints = [
            models.CheckConstraint(condition=~Q(from_branch=F("to_branch")), name="transfer_between_two")
        ]

    def __str__(self) -> str:
        return f"{self.member.name}：{self.from_branch.short_name}→{self.to_branch.short_name}"

    @property
    def organization(self) -> Organization:
        return self.to_branch

    @property
    def reach(self) -> str:
        return self.to_branch.path


class Identity(models.Model):
    """A member's identity number: readable with the field key only, compared by a keyed digest.

    In a table of its own, so that nothing that reads members reads it along. Gone when the member leaves.
    """

    member = models.OneToOneField(Member, models.PROTECT, related_name="identity")
    number = EncryptedTextField("身份证号")
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        return masked(self.number)

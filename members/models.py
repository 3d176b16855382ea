"""Organisations, people, accounts, posts and appointments: who somebody is."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from core.clock import now, today
from core.fields import EncryptedTextField
from core.jobs import LeasedJob
from members.enums import (
    APPOINTED_ROLES,
    KeyPersonKind,
    MemberStatus,
    OrganizationKind,
    PostKind,
    Role,
    RosterMode,
    RowOutcome,
)
from members.id_numbers import masked
from members.names import initials_of, sort_key


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


class UserManager(BaseUserManager["User"]):
    """Accounts are made by actions; `get_by_natural_key` is what log-in needs."""


class User(AbstractBaseUser):
    """An account. Who the person is in the Party is the member's matter."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    code_expires_at = models.DateTimeField("一次性密码有效至", null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(
                condition=Q(code_expires_at__isnull=True) | Q(must_change_password=True),
                name="user_only_codes_expire",
            )
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def display_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


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


class Roster(models.Model):
    """A list of people that somebody uploaded, read and compared, before any of it is written.

    `entries` is what its rows say (readable with the field key only), until it is written.
    """

    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    file_name = models.CharField(max_length=200)
    default_branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    unused = models.JSONField("没有用到的列", default=list)
    counts = models.JSONField("各种结果的行数", default=dict)
    entries = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """One row: what it does or did to the register.

    `code` is the one-time code of an account made for it, until the codes are taken.
    """

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("行号")
    name = models.CharField("姓名", max_length=200)
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField("结果", max_length=10, choices=RowOutcome)
    told = models.JSONField("说明", default=list)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    code = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("line",)
        indexes = [models.Index(fields=("roster", "outcome", "line"), name="rosterrow_outcome")]
        constraints = [
            models.UniqueConstraint(fields=("roster", "line"), name="rosterrow_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=RowOutcome.values), name="rosterrow_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.name}"


class RosterWriting(LeasedJob):
    """Writing a list into the register, as long work: all of it or nothing. `written` counts the rows."""

    task_name = "members.tasks.write_roster"

    roster = models.OneToOneField(Roster, models.CASCADE, related_name="writing")
    mode = models.CharField("写入方式", max_length=10, choices=RosterMode)
    with_accounts = models.BooleanField("开通账号", default=False)
    written = models.JSONField("写入的行数", default=dict)

    class Meta:
        constraints = [
            *LeasedJob.Meta.constraints,
            models.CheckConstraint(condition=Q(mode__in=RosterMode.values), name="rosterwriting_mode"),
        ]


class Session(AbstractBaseSession):
    """A log-in on one device: Django's session, with what its owner sees of it (see `members.sessions`)."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=45, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        ordering = ("-seen_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(signed_in_at__isnull=False, seen_at__isnull=False),
                name="session_of_somebody_has_times",
            )
        ]

    @classmethod
    def get_session_store_class(cls) -> Any:
        from members.sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """What a page calls it by; the key itself would let whoever reads the page take it over."""
        return handle_of(self.session_key)


def handle_of(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


class SecondFactor(models.Model):
    """An authenticator app that shows codes by the time (RFC 6238). `last_step` was the last that counted."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A way in without the app, once. Of the code itself only its digest is kept."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("factor", "digest"), name="recoverycode_once")]

    def __str__(self) -> str:
        return str(self.factor)


class OpenIdLink(models.Model):
    """Who the account is at the place's identity provider; `subject` never changes there, names may."""

    user = models.OneToOneField(User, models.CASCADE, related_name="openid_link")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("issuer", "subject"), name="openidlink_once")]

    def __str__(self) -> str:
        return str(self.user)

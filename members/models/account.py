"""Accounts: how somebody logs in, on which devices, and with which second proof."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from core.clock import now
from core.fields import EncryptedTextField


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

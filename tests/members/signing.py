"""Helpers of the tests about logging in: passwords, codes of an app, and walking through the log-in page."""

from __future__ import annotations

import base64

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp

from members.models import SecondFactor, User
from members.second_factor import new_secret

PASSWORD = "四个汉字也算数吗"


def with_password(user: User, password: str = PASSWORD) -> User:
    user.set_password(password)
    user.save()
    return user


def with_factor(user: User) -> SecondFactor:
    return SecondFactor.objects.create(user=user, secret=new_secret())


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or showed or will show `steps` half-minutes away."""
    now = timezone.now().timestamp() + 30 * steps
    return f"{totp(base64.b32decode(secret), t0=int(timezone.now().timestamp() - now)):06d}"


def log_in(client: Client, username: str, password: str = PASSWORD, onward: str = "", **headers: str):
    sent = {"username": username, "password": password, "next": onward}
    return client.post(reverse("login"), sent, **headers)


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200

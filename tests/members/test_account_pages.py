"""Signing in, the forced first change of password, and the account's own page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from tests.casting import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["account", "password_change", "reminders:home", "meetings:list"])
def test_pages_ask_who_one_is_and_come_back(client: Client, name: str) -> None:
    page = client.get(reverse(name))
    assert page.url == f"{reverse('login')}?next={reverse(name)}"


def test_signing_in_and_out(client: Client, cast: Cast) -> None:
    cast.who["member"].set_password("四个汉字也算数吗")
    cast.who["member"].save()
    wrong = client.post(reverse("login"), {"username": "member", "password": "错"})
    assert wrong.status_code == 200
    assert "member" in wrong.content.decode()
    right = client.post(reverse("login"), {"username": "member", "password": "四个汉字也算数吗"})
    assert right.url == "/"
    assert client.post(reverse("logout")).url == reverse("login")


def test_whoever_must_change_the_password_can_do_nothing_else_first(client: Client, cast: Cast) -> None:
    account = cast.who["member"]
    account.must_change_password = True
    account.set_password("initial-code-1")
    account.save()
    client.force_login(account)
    assert client.get(reverse("account")).url == reverse("password_change")
    new = {
        "old_password": "initial-code-1",
        "new_password1": "Long-enough-9",
        "new_password2": "Long-enough-9",
    }
    assert client.post(reverse("password_change"), new).url == reverse("password_change_done")
    assert client.get(reverse("account")).status_code == 200
    row = AuditEntry.objects.get()
    assert (row.action, row.actor, row.after) == ("members.change_password", account, {})


def test_the_account_page_says_who_one_is(client: Client, cast: Cast) -> None:
    client.force_login(cast.who["deputy"])
    page = client.get(reverse("account")).content.decode()
    assert "一支部副书记，2020年1月1日起" in page


def test_no_demo_account_is_named_outside_a_demo(client: Client, db: None, settings) -> None:
    assert "演示账号" not in client.get(reverse("login")).content.decode()
    settings.DEMO_MODE = True
    assert "演示账号" in client.get(reverse("login")).content.decode()

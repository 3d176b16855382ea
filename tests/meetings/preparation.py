"""A meeting under preparation, and asking its pages as somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from meetings.models import Meeting, Provision
from tests.casting import Cast

# Every kind of seat; the strangers are those of another branch, another committee, and nobody's.
BRANCH = ("secretary", "deputy", "idle_deputy", "committee", "member", "comrade", "probationary", "activist")
ABOVE = ("supervisor", "officer", "archivist", "administrator")
STRANGERS = ("sister_secretary", "sister_member", "stranger_secretary", "stranger_officer", "outsider")
EVERYBODY = (*BRANCH, *ABOVE, *STRANGERS)


def preparing(cast: Cast, **fields: Any) -> Meeting:
    """A meeting of the first branch that is held in ten days."""
    return cast.meeting(**({"state": "preparing", "held_on": clock.today() + dt.timedelta(days=10)} | fields))


def rule(meeting: Meeting, key: str, value: object) -> None:
    Provision.objects.create(meeting=meeting, key=key, value=value, clause="方案第一条", origin="方案")


def asked(client: Client, cast: Cast, who: str, name: str, *args: object, query: str = "") -> HttpResponse:
    client.force_login(cast.who[who])
    return client.get(reverse(f"meetings:{name}", args=args) + query)


def sent(client: Client, cast: Cast, who: str, name: str, *args: object, **data: object) -> HttpResponse:
    client.force_login(cast.who[who])
    return client.post(reverse(f"meetings:{name}", args=args), data)


def words(page: HttpResponse) -> str:
    return page.content.decode()


def who_may_open(client: Client, cast: Cast, name: str, *args: object) -> set[str]:
    """Those who get 200; everybody else must get 404 and nothing else."""
    answers = {who: asked(client, cast, who, name, *args).status_code for who in EVERYBODY}
    assert set(answers.values()) <= {200, 404}, answers
    client.logout()
    assert client.get(reverse(f"meetings:{name}", args=args)).status_code == 302
    return {who for who, status in answers.items() if status == 200}


def queries(client: Client, cast: Cast, who: str, name: str, *args: object) -> int:
    """How many queries a page takes once the session is warm."""
    asked(client, cast, who, name, *args)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(reverse(f"meetings:{name}", args=args)).status_code == 200
    return len(found)

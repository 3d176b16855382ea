"""Sessions that say whose they are, on what device and since when, so that they can be shown and ended.

Django's own store and table columns, and more columns filled from the session's data. Ending a session is
deleting its row: its cookie is worth nothing from that moment on. Time here is the machine's, never a
rehearsal's.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone

from core.addresses import client_address
from members.devices import device_of

ABOUT = "signed_in"  # in the session: {"at": seconds, "device": words, "address": …}
SEEN = "seen"  # in the session: seconds
WAY = "way"  # in the session: how the person came, PASSWORD or PROVIDER
SET_UP = "must_set_up"  # in the session: an organisation requires a second factor that is not there yet
PASSWORD, PROVIDER = "password", "openid"
SECONDS_BETWEEN_SIGNS = 300  # a page of somebody at work costs a write this often


class SessionStore(DatabaseStore):
    """Rows of `members.Session` in place of Django's."""

    @classmethod
    def get_model_class(cls) -> Any:
        from members.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row, about = super().create_model_instance(data), data.get(ABOUT)
        if about and data.get(SESSION_KEY):
            row.user_id = int(data[SESSION_KEY])
            row.signed_in_at, row.seen_at = _moment(about["at"]), _moment(data[SEEN])
            row.device, row.address = about["device"], about["address"]
        return row


def remember(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """At every log-in (`user_logged_in`): when, on what device, from where."""
    request.session[ABOUT] = {"at": _now(), **about(request)}
    request.session[SEEN] = _now()


def about(request: HttpRequest) -> dict[str, str]:
    """The device in words and the address that a request comes from."""
    return {
        "device": device_of(request.META.get("HTTP_USER_AGENT", "")),
        "address": client_address(request),
    }


def is_over(session: SessionBase) -> bool:
    """Whether a log-in ended by age or by rest; one that was never remembered counts as over."""
    if ABOUT not in session:
        return True
    age, rest = _now() - session[ABOUT]["at"], _now() - session[SEEN]
    return age > settings.SESSION_HOURS * 3600 or rest > settings.SESSION_IDLE_MINUTES * 60


def touch(session: SessionBase) -> None:
    """Note that its owner is at work."""
    if _now() - session[SEEN] > SECONDS_BETWEEN_SIGNS:
        session[SEEN] = _now()


def came_by_provider(session: SessionBase) -> bool:
    return session.get(WAY) == PROVIDER


def must_set_up(session: SessionBase) -> bool:
    """Whether the second factor has to be set up before anything else."""
    return bool(session.get(SET_UP))


def _now() -> int:
    return int(timezone.now().timestamp())


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)

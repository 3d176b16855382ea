"""How a person is told what they still owe: the reminders app, which stands to the right, fills this in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from meetings.models import Meeting, Nudge

Deliver = Callable[[Nudge, str, str, "dt.date | None"], None]
_deliver: Deliver | None = None


def set_delivery(deliver: Deliver) -> None:
    """Called by reminders when it is ready: how a nudge reaches its person's to-do page."""
    global _deliver  # noqa: PLW0603  (set once, while the apps start)
    _deliver = deliver


def deliver(nudge: Nudge, text: str, url: str) -> None:
    """Tell the person: `text` is what they owe, `url` where they do it, due when the meeting is held."""
    if _deliver is None:
        raise RuntimeError("nobody delivers reminders: the reminders app is not ready")
    meeting: Meeting = nudge.meeting
    _deliver(nudge, text, url, meeting.held_on)

"""One thing that somebody has to do, and what a source of such things is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from meetings.enums import MeetingState
from reminders.reader import Reader

ACTIVE = (MeetingState.PREPARING, MeetingState.READY, MeetingState.IN_SESSION)
AFTER = (MeetingState.RECTIFYING, MeetingState.REPORTED)


@dataclass(frozen=True)
class Todo:
    """One thing somebody has to do. `key` names it for good; `subject` is what it hangs on."""

    key: str
    title: str
    url: str
    meeting_id: int | None = None
    meeting_title: str = ""
    due_on: dt.date | None = None
    note: str = ""

    @property
    def subject(self) -> str:
        return f"meeting:{self.meeting_id}" if self.meeting_id else self.key


Found = Iterator[tuple[int, Todo]]
Source = Callable[[Reader], Found]


def page(name: str, *args: int) -> str:
    return reverse(f"meetings:{name}", args=args)

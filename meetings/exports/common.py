"""What all documents of a meeting share: how they are titled, dated and signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from gongwen import Document, chinese_date
from meetings.documents import Produced
from meetings.enums import DocumentKind
from meetings.models import Meeting

UNDECIDED = "（待定）"
NONE = "无"


def document(
    kind: DocumentKind,
    meeting: Meeting,
    build: Callable[[], Document],
    *,
    title: str = "",
    dated: dt.date | None = None,
    confidential: bool = False,
    slug: str = "",
) -> Produced:
    """A document of the meeting's organisation, built only when its bytes are asked for."""
    return Produced(
        kind=kind,
        title=title or f"{meeting.title}{kind.label}",
        author=meeting.organization.name,
        dated=dated,
        render=lambda: build().to_bytes(),
        confidential=confidential,
        slug=slug,
    )


def day(date: dt.date | None) -> str:
    """A date in official style, or that it is open."""
    return chinese_date(date) if date else UNDECIDED


def when(meeting: Meeting) -> str:
    """The meeting's day and time."""
    return day(meeting.held_on) + (f"{meeting.held_at:%H:%M}" if meeting.held_at else "")


def local_day(moment: dt.datetime | None) -> dt.date | None:
    """The calendar day of a moment where the product runs."""
    from django.utils import timezone

    return timezone.localtime(moment).date() if moment else None


def first_move(meeting: Meeting, *targets: str) -> dt.date | None:
    """The day on which the meeting first came into one of the states."""
    move = meeting.moves.filter(target__in=targets).first()
    return local_day(move.at) if move else None


def sign(doc: Document, meeting: Meeting, on: dt.date | None) -> None:
    """The organisation's name and the day, or the creation's where nothing was decided yet."""
    doc.signature(meeting.organization.name, on or local_day(meeting.created_at))

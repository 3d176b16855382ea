"""What the to-do page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from members.access import Seat
from members.models import User
from reminders.models import NEWS, Notice
from reminders.sources import Todo, found


def todos_for(user: User, seat: Seat | None = None) -> list[Todo]:
    """What is this person's to do now, soonest first; what has no day comes last.

    `seat` is the person's, where the page has it already.
    """
    todos = [todo for _, todo in found(user.pk, seat)]
    return sorted(todos, key=lambda t: (t.due_on or dt.date.max, t.title))


@dataclass(frozen=True)
class Group:
    """The to-dos of one stretch of time."""

    title: str
    todos: list[Todo]


def grouped(todos: list[Todo], today: dt.date) -> list[Group]:
    """Overdue, within a week, later, without a day; empty stretches are left out."""
    week = today + dt.timedelta(days=7)
    groups = [
        Group("已经过期", [t for t in todos if t.due_on and t.due_on < today]),
        Group("一周之内", [t for t in todos if t.due_on and today <= t.due_on <= week]),
        Group("以后", [t for t in todos if t.due_on and t.due_on > week]),
        Group("没有期限", [t for t in todos if not t.due_on]),
    ]
    return [group for group in groups if group.todos]


def open_notices(user: User) -> QuerySet[Notice]:
    """Notices this person has not read and that were not withdrawn, newest first."""
    return Notice.objects.filter(user=user, read_at__isnull=True, withdrawn_at__isnull=True)


def is_news(notice: Notice) -> bool:
    """Whether a notice stands alone: a meeting moved, somebody asks. The others stand among the to-dos."""
    return notice.key.startswith(NEWS)

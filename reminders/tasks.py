"""The beat's task: finds what is due and reminds, once each."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from celery import shared_task

from core.clock import today
from meetings.models import Meeting, Provision
from meetings.rulebook import Rulebook
from members.models import User
from reminders.actions import make_notice, withdraw
from reminders.models import Notice
from reminders.queries import is_news
from reminders.rules import distance_key
from reminders.sources import Todo, found

log = logging.getLogger(__name__)


@shared_task
def remind_due() -> int:
    """Make the notices of the day and withdraw those that no longer hold. Safe to run twice, and at once."""
    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    current = [(user_id, todo) for user_id, todo in found() if user_id in active]
    _withdraw_stale(current)
    grounds, given = _grounds(current), _given(current)
    made = 0
    for user_id, todo in current:
        made += _remind(user_id, todo, grounds, given)
    log.info("reminders: %s due, %s notices made", len(current), made)
    return made


@dataclass(frozen=True)
class _Ground:
    """What decides when a thing is reminded of: the meeting's provisions, and the day where it is held."""

    rules: Rulebook
    today: dt.date


def _grounds(current: list[tuple[int, Todo]]) -> dict[int | None, _Ground]:
    """The ground of every meeting concerned, in two queries; that of things without a meeting under None."""
    meetings = {todo.meeting_id for _, todo in current if todo.meeting_id}
    rows: dict[int, list[Provision]] = {pk: [] for pk in meetings}
    for row in Provision.objects.filter(meeting__in=meetings, key__startswith="reminders."):
        rows[row.meeting_id].append(row)
    zones = Meeting.objects.filter(pk__in=meetings).order_by().values_list("pk", "organization__time_zone")
    return {None: _Ground(Rulebook([]), today())} | {
        pk: _Ground(Rulebook(rows[pk]), today(zone)) for pk, zone in zones
    }


def _given(current: list[tuple[int, Todo]]) -> set[tuple[int, str]]:
    """The notices that stand already, in one query; what it misses the unique row still refuses."""
    subjects = {todo.subject for _, todo in current}
    standing = Notice.objects.filter(subject__in=subjects, withdrawn_at__isnull=True)
    return set(standing.values_list("user_id", "key"))


def _remind(
    user_id: int, todo: Todo, grounds: dict[int | None, _Ground], given: set[tuple[int, str]]
) -> bool:
    """One person's reminder of one thing; a failure is logged without names and leaves the others alone."""
    try:
        key = _key_today(todo, grounds[todo.meeting_id])
        if key is None or (user_id, key) in given:
            return False
        return make_notice(user_id=user_id, todo=todo, key=key, text=_text(todo)) is not None
    except Exception:
        log.exception("no notice for %s", todo.key)
        return False


def _key_today(todo: Todo, ground: _Ground) -> str | None:
    before, every = (ground.rules.get(f"reminders.{key}") for key in ("days_before", "overdue_every_days"))
    return distance_key(todo, ground.today, before, every)


def _text(todo: Todo) -> str:
    return todo.meeting_title or todo.note


def _withdraw_stale(current: list[tuple[int, Todo]]) -> None:
    """Notices whose thing is done, or whose day moved, are withdrawn."""
    holding = {(user_id, todo.key, todo.due_on) for user_id, todo in current}
    open_ones = Notice.objects.filter(withdrawn_at__isnull=True, read_at__isnull=True)
    stale = [n for n in open_ones.iterator() if not _holds(n, holding)]
    if stale:
        withdraw(notices=stale, why="事项已经办完或期限已经变动")


def _holds(notice: Notice, holding: set) -> bool:
    if is_news(notice):
        return True
    thing = notice.key.rsplit(":", 2)[0] if notice.due_on else notice.key.rsplit(":", 1)[0]
    return (notice.user_id, thing, notice.due_on) in holding

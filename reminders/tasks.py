"""The beat's task: finds what is due and reminds, once each."""

from __future__ import annotations

import logging

from celery import shared_task

from core.clock import today
from meetings.models import Provision
from meetings.rulebook import Rulebook
from reminders.actions import make_notice, withdraw
from reminders.models import Notice
from reminders.rules import distance_key
from reminders.sources import Todo, found

log = logging.getLogger(__name__)


@shared_task
def remind_due() -> int:
    """Make the notices of the day and withdraw those that no longer hold. Safe to run twice, and at once."""
    current = list(found())
    _withdraw_stale(current)
    rulebooks = _rulebooks(current)
    made = 0
    for user_id, todo in current:
        made += _remind(user_id, todo, rulebooks)
    log.info("reminders: %s due, %s notices made", len(current), made)
    return made


def _rulebooks(current: list[tuple[int, Todo]]) -> dict[int, Rulebook]:
    """The reminder provisions of every meeting concerned, in one query."""
    meetings = {todo.meeting.pk for _, todo in current if todo.meeting}
    rows: dict[int, list[Provision]] = {pk: [] for pk in meetings}
    for row in Provision.objects.filter(meeting__in=meetings, key__startswith="reminders."):
        rows[row.meeting_id].append(row)
    return {pk: Rulebook(own) for pk, own in rows.items()}


_DEFAULTS = Rulebook([])


def _remind(user_id: int, todo: Todo, rulebooks: dict[int, Rulebook]) -> bool:
    """One person's reminder of one thing; a failure is logged without names and leaves the others alone."""
    rules = rulebooks.get(todo.meeting.pk, _DEFAULTS) if todo.meeting else _DEFAULTS
    day = todo.meeting.today if todo.meeting else today()
    key = distance_key(
        todo, day, rules.get("reminders.days_before"), rules.get("reminders.overdue_every_days")
    )
    if key is None or Notice.objects.filter(user_id=user_id, key=key).exists():
        return False
    try:
        return make_notice(user_id=user_id, todo=todo, key=key, text=_text(todo)) is not None
    except Exception:
        log.exception("no notice for %s", key)
        return False


def _text(todo: Todo) -> str:
    return todo.meeting.title if todo.meeting else todo.note


def _withdraw_stale(current: list[tuple[int, Todo]]) -> None:
    """Notices whose thing is done, or whose day moved, are withdrawn."""
    holding = {(user_id, todo.key, todo.due_on) for user_id, todo in current}
    open_ones = Notice.objects.filter(withdrawn_at__isnull=True, read_at__isnull=True)
    stale = [n for n in open_ones.iterator() if not _holds(n, holding)]
    if stale:
        withdraw(notices=stale, why="事项已经办完或期限已经变动")


def _holds(notice: Notice, holding: set) -> bool:
    if notice.key.startswith("moved:"):
        return True
    thing = notice.key.rsplit(":", 2)[0] if notice.due_on else notice.key.rsplit(":", 1)[0]
    return (notice.user_id, thing, notice.due_on) in holding

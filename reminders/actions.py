"""Notices: made once, withdrawn when what they speak of moved or is done, read by their person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from audit.door import action, record
from core.clock import now
from core.exceptions import NotAllowed
from members.enums import Role
from members.models import User
from reminders.models import Notice
from reminders.sources import Todo


@action("notice.make")
def make_notice(*, user_id: int, todo: Todo, key: str, text: str) -> Notice | None:
    """One notice to one person; None when it was made before. The unique row is the claim.

    One that was withdrawn and holds again (a day moved away and back) is given anew.
    """
    user = User.objects.get(pk=user_id)
    fields = {
        "subject": todo.subject, "title": todo.title[:200], "text": text[:300], "url": todo.url,
        "due_on": todo.due_on, "created_at": now(),
    }  # fmt: skip
    notice = _claim(user, key, fields) or _revive(user, key, fields)
    after = {"key": key, "made": notice is not None}
    record(by=None, role=Role.SYSTEM, what="notice.make", on=notice or user, after=after)
    return notice


def _claim(user: User, key: str, fields: dict[str, Any]) -> Notice | None:
    try:
        with transaction.atomic():
            return Notice.objects.create(user=user, key=key, **fields)
    except IntegrityError:
        return None


def _revive(user: User, key: str, fields: dict[str, Any]) -> Notice | None:
    """One UPDATE decides who revives it, as the unique row decides who makes it."""
    withdrawn = Notice.objects.filter(user=user, key=key, withdrawn_at__isnull=False)
    if not withdrawn.update(withdrawn_at=None, read_at=None, **fields):
        return None
    return Notice.objects.get(user=user, key=key)


@action("notice.withdraw")
def withdraw(*, notices: Iterable[Notice], why: str) -> int:
    """Withdraw notices that no longer hold, at least one; returns how many."""
    notices = list(notices)
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices], withdrawn_at__isnull=True)
    count = rows.update(withdrawn_at=now())
    after = {"count": count}
    record(by=None, role=Role.SYSTEM, what="notice.withdraw", on=notices[0], after=after, reason=why)
    return count


@action("notice.read")
def mark_read(*, by: User, notice: Notice) -> Notice:
    """The person has seen it. Raises NotAllowed for somebody else's."""
    if notice.user_id != by.pk:
        raise NotAllowed("这是别人的提醒。")
    notice.read_at = now()
    notice.save(update_fields=["read_at"])
    record(by=by, role=Role.OWNER, what="notice.read", on=notice)
    return notice

"""The one door for writes.

An action is a keyword-only function under `@action("noun.verb")`. It runs in one transaction, and it must
leave an audit row through `record`; one that left none is a programming error and is rolled back.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from django.db import models, transaction

from audit.chain import GENESIS, digest_of
from audit.models import AuditEntry, ChainHead
from core.clock import now


class Person(Protocol):
    """Whoever acts: a user of the product."""

    pk: Any

    @property
    def display_name(self) -> str: ...


F = TypeVar("F", bound=Callable[..., Any])
ACTIONS: dict[str, Callable[..., Any]] = {}
UNTRACED: dict[str, str] = {}  # actions that leave no row, with the reason
_rows: ContextVar[list[AuditEntry] | None] = ContextVar("audit_rows", default=None)


class NothingRecordedError(RuntimeError):
    """An action returned without leaving an audit row."""


def action(name: str, *, untraced: str = "") -> Callable[[F], F]:
    """Make a function an action called `name`: one transaction, at least one audit row, all or nothing.

    `untraced` says why an action may leave no row: only where a row would tell who gave something nameless.

    Actions may call actions; rows are written together when the outermost ends, so that the lock on the
    chain's head is always the last one taken and never waits for another.
    """

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def run(**kwargs: Any) -> Any:
            if _rows.get() is not None:
                return _inner(function, name, kwargs)
            return _outer(function, name, kwargs)

        if name in ACTIONS:
            raise ValueError(f"two actions are called {name}")
        ACTIONS[name] = run
        if untraced:
            UNTRACED[name] = untraced
        return run  # type: ignore[return-value]

    return decorate


def _outer(function: Callable[..., Any], name: str, kwargs: dict[str, Any]) -> Any:
    token = _rows.set([])
    try:
        with transaction.atomic():
            result = _inner(function, name, kwargs)
            if rows := _rows.get():
                _append(rows)
            return result
    finally:
        _rows.reset(token)


def _inner(function: Callable[..., Any], name: str, kwargs: dict[str, Any]) -> Any:
    rows = _rows.get()
    assert rows is not None
    count = len(rows)
    result = function(**kwargs)
    if len(rows) == count and name not in UNTRACED:
        raise NothingRecordedError(name)
    return result


def record(
    *,
    by: Person | None,
    role: str,
    what: str,
    on: models.Model,
    reach: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Leave an audit row for the running action.

    `by=None` is the system itself. `before`/`after` take JSON values; confidential text and ballots never
    go in.
    Raises RuntimeError outside an action.
    """
    rows = _rows.get()
    if rows is None:
        raise RuntimeError("record() belongs inside an action")
    rows.append(
        AuditEntry(
            at=now(),
            actor_id=by.pk if by else None,
            actor_name=by.display_name if by else "系统",
            role=role,
            action=what,
            target_type=on._meta.label_lower,
            target_id=str(on.pk),
            target_name=str(on)[:200],
            reach=reach,
            before=before or {},
            after=after or {},
            reason=reason,
        )
    )


def _append(rows: list[AuditEntry]) -> None:
    """Chain the rows to the head and write them."""
    ChainHead.objects.get_or_create(id=1, defaults={"digest": GENESIS})
    head = ChainHead.objects.select_for_update().get(id=1)
    for row in rows:
        row.previous = head.digest
        row.digest = head.digest = digest_of(row)
    AuditEntry.objects.bulk_create(rows)
    head.length += len(rows)
    head.save()


def changes(obj: models.Model, new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set `new` values on `obj` (unsaved) and return (before, after) of what differs, as JSON values."""
    before, after = {}, {}
    for name, value in new.items():
        old = getattr(obj, name)
        if old != value:
            before[name], after[name] = plain(old), plain(value)
            setattr(obj, name, value)
    return before, after


def plain(value: Any) -> Any:
    """A JSON value for the trail: numbers, booleans and None as they are, the rest in words."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.pk if isinstance(value, models.Model) else str(value)

"""Row locks for actions."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def locked(obj: M, *related: str) -> M:
    """The same row read afresh and locked until the transaction ends (SQLite locks everything anyway).

    `related` are joins to fetch along; only the row itself is locked.
    """
    model = obj._meta.model  # not type(obj): the person of a request is wrapped to load late
    rows = model._default_manager.select_for_update(of=("self",)).select_related(*related)
    return rows.get(pk=obj.pk)

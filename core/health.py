"""Is this installation ready to serve? Asked by `manage.py serve`, monitors, and tests."""

from __future__ import annotations

import os

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# Databases seen fully migrated: that never comes undone under a running process, so the answer is kept.
_seen_migrated: set[str] = set()


def problems() -> list[str]:
    """What stands against serving, as short codes for machines; [] when ready.

    One cheap query once the migrations have been seen applied.
    """
    found = [] if os.access(settings.DATA_DIR, os.W_OK) else ["data folder not writable"]
    try:
        if not _migrated():
            found.append("migrations pending: run manage.py migrate")
    except DatabaseError:
        found.append("database unreachable")
    return found


def _migrated() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.alias in _seen_migrated:
        return True
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    _seen_migrated.add(connection.alias)
    return True


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 `ok` when ready, else 503 with the codes. Nothing about people or data: it needs no login."""
    found = problems()
    return HttpResponse("\n".join(found) or "ok", content_type="text/plain", status=503 if found else 200)

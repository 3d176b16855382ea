"""Housekeeping that belongs to no noun."""

from __future__ import annotations

import logging
import shutil
import time
from importlib import import_module
from pathlib import Path

from celery import shared_task
from django.conf import settings

from core import limits
from core.jobs import Swept, models_with_jobs, sweep

log = logging.getLogger(__name__)
KEEP_SECONDS = 24 * 3600  # long enough to look into what went wrong yesterday


@shared_task
def sweep_jobs() -> None:
    """Send out again what a dead worker left behind. Safe to run twice."""
    for model in models_with_jobs():
        swept = sweep(model)
        if swept != Swept(0, 0):
            log.warning("%s: %d ended, %d sent out again", model._meta.label, swept.ended, swept.sent)


@shared_task
def tidy() -> None:
    """Remove ended sessions, old counts, handled broker messages, and uploads that broke off.

    Safe to run twice.
    """
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    limits.throw_away_old()
    for folder in ("broker/processed", "tmp"):
        remove_old(settings.DATA_DIR / folder)


def remove_old(folder: Path) -> int:
    """Delete files and folders in `folder` untouched for KEEP_SECONDS; how many."""
    limit = time.time() - KEEP_SECONDS
    old = [entry for entry in folder.iterdir() if entry.stat().st_mtime < limit]
    for entry in old:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    return len(old)

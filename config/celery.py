"""The Celery application. It carries ids only: the database is the truth (core/jobs.py)."""

from __future__ import annotations

import os
import warnings

from celery import Celery
from celery.signals import beat_embedded_init, worker_ready

from core.supervisor import follow_parent, tell_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# `serve` warns in one line of its own, and only where it matters.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app = Celery("orglife")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_embedded_init.connect
def _end_with_worker(**_: object) -> None:
    """Beat is a child of its worker; a worker that is killed outright would leave it ticking alone."""
    follow_parent()


@worker_ready.connect
def _tell_supervisor(**_: object) -> None:
    tell_ready()

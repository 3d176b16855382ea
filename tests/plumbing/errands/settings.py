"""The product's settings, with the errands and a sweep that does not keep a test waiting."""

from config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.plumbing.errands"]  # noqa: F405
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "core.tasks.sweep_jobs", "schedule": 1.0}}

"""Housekeeping: what is old goes, what is young stays, and twice is no harm."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest
from django.utils import timezone

from core import tasks
from members.models import Session

DAY = 24 * 3600


@pytest.fixture
def folder(data_dir):
    yield data_dir / "broker" / "processed"
    for place in ("broker/processed", "tmp"):
        for file in (data_dir / place).iterdir():
            file.unlink()


def aged(file, seconds):
    file.touch()
    os.utime(file, (time.time() - seconds,) * 2)
    return file


@pytest.mark.django_db
def test_tidy(folder, data_dir):
    old = [aged(folder / "old", DAY + 60), aged(data_dir / "tmp" / "broken.upload", 2 * DAY)]
    young = [aged(folder / "young", DAY - 60), aged(data_dir / "broker" / "queue" / "waiting.msg", 9 * DAY)]
    for name, days in (("ended", -1), ("running", 1)):
        Session.objects.create(session_key=name, expire_date=timezone.now() + dt.timedelta(days=days))
    try:
        for _ in range(2):
            tasks.tidy()
            assert [file.exists() for file in old] == [False, False]
            assert [file.exists() for file in young] == [True, True], "a message that waits is work"
            assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]
    finally:
        young[1].unlink()


@pytest.mark.django_db
def test_sweep_asks_every_kind_of_job(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "sweep", lambda model: asked.append(model._meta.label) or tasks.Swept(0, 0))
    tasks.sweep_jobs()
    assert "archive.Packet" in asked

"""The demo is whole or it is built anew; a database that is not the half-built demo's is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from members.models import Organization, User
from rehearsal import demo
from rehearsal.management.commands import seed_demo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demo_mode(settings, tmp_path: Path) -> None:
    settings.DEMO_MODE, settings.DATA_DIR = True, tmp_path
    settings.MEDIA_ROOT = Path(django_settings.MEDIA_ROOT)


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def stopped(people) -> Iterator[str]:
    yield "the first meeting"
    raise KeyboardInterrupt


def finished(people) -> Iterator[str]:
    yield "all meetings"


@pytest.fixture
def half(monkeypatch) -> None:
    """A demo whose building was interrupted after the people were there."""
    monkeypatch.setattr(demo, "perform", stopped)
    with pytest.raises(KeyboardInterrupt):
        seed()
    assert Organization.objects.count() > 5
    monkeypatch.setattr(demo, "perform", finished)


def test_a_half_built_demo_is_built_anew(half) -> None:
    before = set(User.objects.values_list("username", flat=True))
    said = seed()
    assert "it is built anew" in said
    assert "all meetings" in said
    assert set(User.objects.values_list("username", flat=True)) == before
    assert "all meetings" not in seed(), "a whole demo is left as it is"


def test_another_database_is_never_emptied(half, monkeypatch) -> None:
    kept = Organization.objects.count()
    monkeypatch.setattr(seed_demo, "_database", lambda: "another one")
    assert "all meetings" not in seed()
    assert Organization.objects.count() == kept

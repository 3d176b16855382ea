"""Ground for every test: a data folder of its own, the right database, no network beyond this machine.

The environment is set while pytest loads this file, before anything reads the settings: a database server
that is started later comes too late, and the suite would quietly run on SQLite. TEST_DB=postgres brings a
real PostgreSQL and Redis (tests/servers.py); xdist's workers inherit what the main process started.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests import servers
from tests.running import SETTINGS, Site, site

if django_settings.configured:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose settings and environment.")

VENDORS = {"sqlite": "sqlite", "postgres": "postgresql"}
TEST_DB = os.environ.get("TEST_DB", "sqlite")
if TEST_DB not in VENDORS:
    raise pytest.UsageError(f"TEST_DB={TEST_DB} must be one of: {', '.join(VENDORS)}")
IS_XDIST_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def _prepare_run() -> None:
    """Once per run: the folder and the servers, told to the workers through the environment."""
    for name in SETTINGS:
        os.environ.pop(name, None)
    if TEST_DB == "postgres":
        try:
            keeper, addresses = servers.start()
        except servers.MissingServerError as missing:
            raise pytest.UsageError(str(missing)) from missing
        _run["keeper"] = keeper
        os.environ.update(addresses)
    os.environ["TEST_HOME"] = tempfile.mkdtemp(prefix="orglife-tests-")


def _prepare_process() -> None:
    """In every process: settings of a real site as they are by default, but for TLS and collected files."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(Path(os.environ["TEST_HOME"]) / worker),
        "BEHIND_TLS": "0",
        "STATIC_FILES": "found",
        "LOG_LEVEL": "WARNING",
    }


_run: dict[str, object] = {}
if not IS_XDIST_WORKER:
    _prepare_run()
_prepare_process()


def pytest_configure(config: pytest.Config) -> None:
    # Argon2 takes 40 ms a password on purpose; the cast logs in thousands of times.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    from django.db import connection

    # Told to no worker: pytest-django would load the settings there before this file runs.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    if connection.vendor != VENDORS[TEST_DB]:
        pytest.exit(f"TEST_DB={TEST_DB}, but the settings speak to {connection.vendor}.", returncode=3)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other run; `make test` does both."""
    other = {"sqlite": "postgres_run", "postgres": "sqlite_run"}[TEST_DB]
    left_out = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker(other)]


def pytest_unconfigure(config: pytest.Config) -> None:
    if IS_XDIST_WORKER:
        return
    if keeper := _run.pop("keeper", None):
        servers.stop(keeper)  # type: ignore[arg-type]
    shutil.rmtree(os.environ["TEST_HOME"], ignore_errors=True)


@pytest.fixture
def data_dir() -> Path:
    """The folder everything the program writes goes to."""
    return Path(django_settings.DATA_DIR)


@pytest.fixture(scope="session")
def demo_site() -> Iterator[Site]:
    """A served demo with its people and meetings, for a browser. Shared: add, don't take away."""
    with site(seed=True) as running:
        yield running


@pytest.fixture(autouse=True)
def _clean_media() -> Iterator[None]:
    """Uploads of one test are not there for the next."""
    yield
    media = Path(django_settings.MEDIA_ROOT)
    if any(media.iterdir()):
        shutil.rmtree(media)
        media.mkdir()


# The cast: one person per seat. Its own file, because the cast is read more often than this ground.
pytest_plugins = ["tests.cast", "tests.browser"]

"""Workers and brokers that are killed outright lose no job and do none twice.

In the SQLite run with the embedded broker, in the PostgreSQL run with a Redis of its own that is killed too.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from tests import servers
from tests.running import clean_environment, eventually, manage
from tests.servers import ROOT

ERRANDS = 30


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A Redis that may be killed: the tests' common one is not ours to kill."""
    running: list[subprocess.Popen[bytes]] = []
    url = servers.redis(tmp_path, running)
    yield {"url": url, "running": running, "folder": tmp_path}
    for server in running:
        server.kill()
        server.wait()


@pytest.fixture
def env(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment of a site with the errands, on the kind of database and broker this run is about."""
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.plumbing.errands.settings",
        "DATA_DIR": str(tmp_path / "data"),
        "BEHIND_TLS": "0",
        "JOB_LEASE_SECONDS": "5",
        "LOG_LEVEL": "WARNING",
    }
    if os.environ.get("TEST_DB") != "postgres":
        yield clean_environment(**own)
        return
    redis = request.getfixturevalue("redis")
    with database() as url:
        yield clean_environment(**own, DATABASE_URL=url, BROKER_URL=redis["url"])


@contextmanager
def database() -> Iterator[str]:
    """A database of its own on the tests' PostgreSQL."""
    name = f"site_{uuid4().hex}"
    common = os.environ["DATABASE_URL"]
    line = psycopg2.connect(common)
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield common.replace("/postgres?", f"/{name}?")
    finally:
        with line.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        line.close()


class Worker:
    """A worker with beat that leads its own process group."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-q",
            "-A",
            "config",
            "worker",
            "-B",
            "-P",
            "threads",
            "-c",
            "2",
        ]
        flags = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING"]
        self.log = log.open("ab")
        self.process = subprocess.Popen(
            [*command, *flags], cwd=ROOT, env=env, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


def queue(env: dict[str, str], number: int) -> None:
    command = [sys.executable, "-m", "tests.plumbing.errands.queue", str(number)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def ask(env: dict[str, str], sql: str) -> list[tuple[Any, ...]]:
    """Rows of the site's database, past Django: a test that kills needs to look often."""
    if "DATABASE_URL" in env:
        line = psycopg2.connect(env["DATABASE_URL"])
        with line.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall()
    else:
        line = sqlite3.connect(Path(env["DATA_DIR"], "db.sqlite3"))
        rows = line.execute(sql).fetchall()
    line.close()
    return rows


def states(env: dict[str, str]) -> dict[str, int]:
    return dict(ask(env, "SELECT state, count(*) FROM errands_errand GROUP BY state"))


def finished(env: dict[str, str]) -> int:
    return sum(states(env).get(state, 0) for state in ("done", "failed", "cancelled"))


def deliveries(env: dict[str, str]) -> list[int]:
    """How often each errand that delivered did so."""
    return [number for (number,) in ask(env, "SELECT count(*) FROM errands_delivery GROUP BY errand_id")]


def test_killed_workers_and_brokers_lose_and_double_nothing(env, tmp_path, request):
    made = manage("migrate", "--run-syncdb", "-v0", env=env)
    assert made.returncode == 0, made.stderr
    queue(env, ERRANDS)
    log = tmp_path / "worker.log"
    worker = Worker(env, log)
    try:
        for blow in range(2):
            goal = finished(env) + 2
            eventually(lambda: finished(env) >= goal, 60, "some errands are done")  # noqa: B023
            worker.kill()
            if blow == 0 and "BROKER_URL" in env:
                restart(request.getfixturevalue("redis"))
            assert finished(env) < ERRANDS, "the blow fell while there was work"
            worker = Worker(env, log)
        eventually(lambda: finished(env) == ERRANDS, 90, f"all are done: {states(env)}")
    finally:
        worker.kill()
    assert states(env) == {"done": ERRANDS}
    assert deliveries(env) == [1] * ERRANDS


def restart(redis: dict[str, Any]) -> None:
    """Kill it with all it holds in memory, and start an empty one in its place."""
    old = redis["running"].pop()
    old.kill()
    old.wait()
    port = int(redis["url"].rpartition(":")[2].partition("/")[0])
    assert servers.redis(redis["folder"], redis["running"], port=port) == redis["url"]


def test_a_worker_asked_to_stop_finishes_what_it_has(env, tmp_path):
    manage("migrate", "--run-syncdb", "-v0", env=env)
    queue(env, 8)
    worker = Worker(env, tmp_path / "worker.log")
    try:
        eventually(lambda: finished(env) > 0, 40, "it works")
        worker.process.terminate()
        begun = time.monotonic()
        worker.process.wait(timeout=20)
        assert time.monotonic() - begun < 15
    finally:
        worker.kill()
    assert set(states(env)) <= {"done", "queued"}, "nothing hangs half-done"
    assert deliveries(env) == [1] * states(env)["done"]

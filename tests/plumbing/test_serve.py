"""`manage.py serve`: comes up, comes back, goes away, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from tests.running import (
    Site,
    alive,
    clean_environment,
    descendants,
    eventually,
    manage,
    parent_of,
    prepared_data,
    site,
)
from tests.servers import free_port

pytestmark = pytest.mark.sqlite_run


def leaders(running: Site) -> dict[str, int]:
    """The two children, by what they run."""
    own = running.process.pid
    children = [pid for pid in descendants(own) if parent_of(pid) == own]
    return {"web" if "granian" in command(pid) else "worker": pid for pid in children}


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def healthy(running: Site) -> bool:
    try:
        return running.get("/healthz") == (200, "ok")
    except OSError:
        return False


def again(running: Site) -> Site:
    """Start the same site once more."""
    log = running.log.with_name(f"serve-{time.monotonic()}.log")
    return Site([sys.executable, "manage.py", "serve"], running.port, running.env, log)


def test_it_comes_up_and_goes_away_and_comes_up_again():
    with site() as running:
        assert running.get("/healthz") == (200, "ok")
        assert f"Ready: http://127.0.0.1:{running.port}/" in running.output
        family = running.family()
        assert len(family) == 5, "supervisor, granian and its process, worker and beat"
        assert_second_is_refused(running)
        key = Path(running.env["DATA_DIR"], "secret.key").read_text()
        begun = time.monotonic()
        assert running.stop(signal.SIGTERM) == 0
        assert time.monotonic() - begun < 15
        assert alive(family) == set()
        assert running.output.rstrip().endswith("Stopped.")
        assert "Traceback" not in running.output
        second = again(running)
        try:
            second.wait_until_ready()
            assert Path(running.env["DATA_DIR"], "secret.key").read_text() == key
            family = second.family()
            assert second.stop(signal.SIGINT) == 0
            assert alive(family) == set()
        finally:
            second.end()
        assert_demo_data_is_no_real_site(running)


def assert_second_is_refused(running: Site) -> None:
    second = manage("serve", env={**running.env, "PORT": str(free_port())})
    address = f"process {running.process.pid}, http://127.0.0.1:{running.port}/"
    assert second.returncode == 1
    assert f"already served: {address}" in second.stderr
    assert "set DATA_DIR" in second.stderr
    assert healthy(running), "the first one goes on"


def assert_demo_data_is_no_real_site(running: Site) -> None:
    real = {**running.env, "DEMO_MODE": "0", "BEHIND_TLS": "0", "STATIC_FILES": "found"}
    refused = manage("serve", env=real)
    assert refused.returncode == 1
    assert "holds demo data" in refused.stderr


def test_kill_9_leaves_no_orphan():
    with site() as running:
        family = running.family()
        running.process.kill()
        running.process.wait()
        eventually(lambda: not alive(family), 15, f"all of {family} are gone")
        second = again(running)
        second.wait_until_ready()
        family = second.family()
        # Supervisor, granian and worker at one blow: their own children have only the kernel to tell them.
        for pid in (second.process.pid, *leaders(second).values()):
            os.kill(pid, signal.SIGKILL)
        second.process.wait()
        eventually(lambda: not alive(family), 15, f"all of {family} are gone")


def test_a_fallen_child_comes_back():
    with site() as running:
        before = leaders(running)
        for name in ("web", "worker"):
            os.kill(before[name], signal.SIGKILL)
            eventually(lambda: leaders(running).keys() == before.keys(), 15, "both run again")
        eventually(lambda: healthy(running), 20, "the site answers again")
        after = leaders(running)
        assert set(after.values()).isdisjoint(before.values())
        assert running.output.count("ended with signal SIGKILL; starting it again in 1 s") == 2
        assert running.stop(signal.SIGHUP) == 0


def fresh(tmp_path: Path, **settings: str) -> dict[str, str]:
    return clean_environment(DEMO_MODE="1", DATA_DIR=str(tmp_path), **settings)


def test_a_busy_port(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = manage("serve", env=fresh(prepared_data(seed=False), PORT=str(port)))
    assert refused.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in refused.stderr
    assert f"PORT={port + 1}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_that_is_not_migrated(tmp_path):
    refused = manage("serve", env=fresh(tmp_path, PORT=str(free_port())))
    assert refused.returncode == 1
    assert "run manage.py migrate" in refused.stderr


def test_a_web_server_that_cannot_start_ends_it_all(tmp_path):
    """A fault of the installation is not restarted for ever: exit code 1 and a sentence."""
    (tmp_path / "granian.py").write_text("raise SystemExit(7)")
    env = fresh(prepared_data(seed=False), PORT=str(free_port()), PYTHONPATH=str(tmp_path))
    refused = manage("serve", env=env)
    assert refused.returncode == 1
    assert "The web server ended with exit code 7" in refused.stderr

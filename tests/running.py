"""A served site of its own for a test: free port, fresh data folder, ended whatever happens."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.servers import ROOT, free_port

# Every variable the settings read: neither the developer's nor the tests' own may leak into a site under test.
SETTINGS = frozenset(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "config" / "settings.py").read_text()))
DEMO = {"DEMO_MODE": "1", "DEMO_PASSWORD": "demo-password-1921"}
SECONDS_TO_START = 60


def clean_environment(**settings: str) -> dict[str, str]:
    """This process's environment without the tests' settings, and with `settings`."""
    own = {*SETTINGS, "TEST_HOME"}
    kept = {
        name: value for name, value in os.environ.items() if name not in own and not name.startswith("PYTEST")
    }
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}


def manage(*words: str, env: Mapping[str, str], timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` in a process of its own, output captured, whatever its exit code."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )


def eventually(true: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until `true()`; fail with `what` when it does not come about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def descendants(pid: int) -> set[int]:
    """The process and all processes below it, as /proc tells."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        child = int(folder.name)
        children.setdefault(parent_of(child), []).append(child)
    found, new = set(), {pid}
    while new:
        found |= new
        new = {child for parent in new for child in children.get(parent, ())}
    return found


def parent_of(pid: int) -> int:
    """The parent's id; 0 for a process that is gone."""
    return int(stat[1]) if (stat := _stat(pid)) else 0


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie does not."""
    return {pid for pid in pids if (stat := _stat(pid)) and stat[0] not in "ZX"}


def _stat(pid: int) -> list[str]:
    """What /proc tells after the process's name: state, parent, and more; [] for one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


class Site:
    """A running `manage.py serve`."""

    def __init__(self, command: list[str], port: int, env: Mapping[str, str], log: Path) -> None:
        self.port, self.env, self.log = port, env, log
        self.url = f"http://127.0.0.1:{port}"
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body of one request."""
        status, body, _ = self.ask(path, **headers)
        return status, body

    def ask(self, path: str, **headers: str) -> tuple[int, str, Mapping[str, str]]:
        """Status, body and headers of one request; `_` in a name stands for `-`."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            line.request("GET", path, headers=sent)
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace"), answer.headers
        finally:
            line.close()

    def wait_until_ready(self) -> None:
        def said() -> bool:
            assert self.process.poll() is None, self.output
            return "Ready: " in self.output

        eventually(said, SECONDS_TO_START, f"the site is ready\n{self.output}")

    def family(self) -> set[int]:
        """Every process of the site at this moment."""
        return descendants(self.process.pid)

    def stop(self, number: signal.Signals = signal.SIGTERM, within: float = 30) -> int:
        """Signal the site; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=within)

    def end(self) -> None:
        """Stop it if it still runs, and kill what would not go."""
        family = self.family() if self.process.poll() is None else set()
        if family:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for pid in alive(family):
            os.kill(pid, signal.SIGKILL)


@contextmanager
def site(*words: str, seed: bool = False, bare: bool = False, **settings: str) -> Iterator[Site]:
    """A ready demo on a free port with a data folder of its own; `settings` are environment variables.

    `words` go to `serve`. `seed` brings the demo's people and meetings; `bare` not even a database. Ended and
    removed on leaving.
    """
    home = Path(tempfile.mkdtemp(prefix="orglife-site-"))
    if not bare:
        shutil.copytree(prepared_data(seed=seed), home, dirs_exist_ok=True)
    port = free_port()
    env = clean_environment(**(DEMO | {"PORT": str(port), "DATA_DIR": str(home)} | settings))
    running = None
    try:
        running = Site([sys.executable, "manage.py", "serve", *words], port, env, home / "serve.log")
        running.wait_until_ready()
        yield running
    finally:
        if running:
            running.end()
        shutil.rmtree(home, ignore_errors=True)


@cache
def prepared_data(*, seed: bool) -> Path:
    """A data folder as `make run` leaves it before it serves; made once in this process, to be copied."""
    home = Path(os.environ["TEST_HOME"]) / f"prepared-{os.getpid()}-{seed}"
    env = clean_environment(**DEMO, DATA_DIR=str(home))
    steps = [("migrate", "--no-input", "-v0"), *([("seed_demo",)] if seed else [])]
    for words in steps:
        done = manage(*words, env=env, timeout=600)  # seconds; the demo takes 30 of a quiet processor
        assert done.returncode == 0, done.stdout + done.stderr
    return home

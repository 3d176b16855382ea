"""`make run` on prepared data, as a newcomer's second start: seconds, the same accounts, a clean end."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.running import DEMO, Site, alive, clean_environment, eventually, prepared_data
from tests.servers import free_port

pytestmark = pytest.mark.e2e

ACCOUNTS = "secretary member probationary committee supervisor officer archivist admin secretary2".split()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_make_run_and_stop(tmp_path, number):
    """SIGTERM goes to make alone, which passes it on; Ctrl-C goes to the whole foreground group."""
    port = free_port()
    folder = prepared_data(seed=True)
    env = clean_environment(DATA_DIR=str(folder), PORT=str(port), DEMO_PASSWORD=DEMO["DEMO_PASSWORD"])
    venv = Path(sys.prefix)
    command = ["make", "run", f"VENV={venv}", "-o", f"{venv}/.runtime", "-o", f"{venv}/.made"]
    begun = time.monotonic()
    running = Site(command, port, env, tmp_path / "log")
    try:
        running.wait_until_ready()
        assert time.monotonic() - begun < 60
        assert running.get("/healthz") == (200, "ok")
        printed = running.output
        assert [name for name in ACCOUNTS if f"\n  {name} " not in printed] == []
        assert DEMO["DEMO_PASSWORD"] in printed
        family = running.family()
        if number == signal.SIGINT:
            os.killpg(running.process.pid, signal.SIGINT)
            running.process.wait(timeout=30)
        else:
            running.stop(number)
        eventually(lambda: not alive(family), 5, "nothing is left")
        assert "Stopped." in running.output
    finally:
        running.end()

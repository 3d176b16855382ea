"""kill -9 in the middle of a batch's packet: nothing half-made is left, and the work goes on where it stopped."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import clean_environment

ERRAND = Path(__file__).with_name("errand_kill.py")


@pytest.mark.sqlite_run  # a database of its own
def test_a_worker_killed_in_the_middle(tmp_path: Path) -> None:
    env = clean_environment(
        DATA_DIR=str(tmp_path), BEHIND_TLS="0", STATIC_FILES="found", ALLOWED_HOSTS="x", JOB_LEASE_SECONDS="5"
    )
    ran = subprocess.run(
        [sys.executable, str(ERRAND)], env=env, capture_output=True, text=True, check=False, timeout=400
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = ast.literal_eval(ran.stdout.partition("TOLD ")[2])
    assert told["after the kill"] == ["running", 0, 0], "no number, no file"
    assert told["afterwards"] == ["done", [1, 1], 2], "one packet a meeting"
    assert told["numbers"] == [1, 1, 2, 2, 3, 3], "two branches, each without a gap"

"""The same record gives the same bytes, whatever the machine's time zone, hash seed, umask, or the rows' ids."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import clean_environment

ERRAND = Path(__file__).with_name("errand_bytes.py")
PLAIN = {"BEHIND_TLS": "0", "STATIC_FILES": "found", "ALLOWED_HOSTS": "x"}


def digest(folder: Path, **surroundings: str) -> str:
    env = clean_environment(DATA_DIR=str(folder), **PLAIN, **surroundings)
    ran = subprocess.run(
        [sys.executable, str(ERRAND)], env=env, capture_output=True, text=True, check=False, timeout=400
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.partition("TOLD ")[2].strip()


@pytest.mark.sqlite_run  # databases of its own
def test_surroundings_do_not_show(tmp_path: Path) -> None:
    here = digest(tmp_path / "a", TZ="America/New_York", PYTHONHASHSEED="1", LANG="C")
    there = digest(tmp_path / "b", TZ="Asia/Tokyo", PYTHONHASHSEED="2", LANG="zh_CN.UTF-8", EARLIER="7")
    assert len(here) == 64
    assert here == there


@pytest.mark.postgres_run
def test_the_database_does_not_show(tmp_path: Path, db: None) -> None:
    """SQLite beside a database of its own on the tests' PostgreSQL."""
    from django.db import connection

    name = f"bytes_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        address = os.environ["DATABASE_URL"].replace("/postgres?", f"/{name}?")
        assert name in address
        assert digest(tmp_path / "p", DATABASE_URL=address) == digest(tmp_path / "s")
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")

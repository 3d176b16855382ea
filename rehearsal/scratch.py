"""Runs a command again in a database of its own: rehearsals and measurements never touch a site's data."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from django.conf import settings

MARK = "RUNS_IN_SCRATCH"


def is_scratch() -> bool:
    """Are we in the second run already?"""
    return os.environ.get(MARK) == str(settings.DATA_DIR)


def run_again(*arguments: str) -> None:
    """`manage.py` with these arguments, in a migrated SQLite database that is gone afterwards.

    Ends this process with the same code if that one fails.
    """
    with tempfile.TemporaryDirectory(prefix="scratch-") as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DEMO_MODE": "1", MARK: folder}
        for name in ("DATABASE_URL", "ALLOWED_HOSTS", "BEHIND_TLS"):
            environment.pop(name, None)
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)  # noqa: S603
        if code := subprocess.run([*manage, *arguments], env=environment, check=False).returncode:  # noqa: S603
            sys.exit(code)

"""What several upload tests share."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import File

from core.uploads import AcceptedFile, UploadRefused, accept

ROOT = Path(__file__).resolve().parents[2]


def named(data: bytes, name: str = "") -> File:
    return File(io.BytesIO(data), name=name)


def taken(data: bytes, name: str = "", **options) -> AcceptedFile:
    """Accept without a scanner."""
    return accept(named(data, name), scanner=lambda: None, **options)


def refused(data: bytes, name: str = "", **options) -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        taken(data, name, **options)
    return caught.value


def measured(folder: Path) -> dict[str, dict]:
    """What `accept` says of each file in `folder`, with seconds and megabytes."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.uploads.measure", str(folder)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return {row["name"]: row for row in map(json.loads, run.stdout.splitlines())}

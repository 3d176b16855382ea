"""A real S3 server (SeaweedFS) on loopback for as long as a test module runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.supervisor import following
from tests.servers import SECONDS_TO_START, MissingServerError, free_port

BUCKET, ACCESS, SECRET = "orglife", "orglife", "orglife-secret"
REMEDY = "No `weed` (SeaweedFS) for the S3 tests: pip install -r requirements-dev.txt (make test does it)."
MAY = ["Admin", "Read", "Write", "List"]


def program() -> Path:
    """The server that pip brought, beside this Python, or one of the machine's."""
    beside = Path(sys.prefix) / "bin" / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    if not found:
        raise MissingServerError(REMEDY)
    return Path(found)


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """The settings that name the store; its bucket is there and empty."""
    folder = Path(tempfile.mkdtemp(prefix="orglife-s3-"))
    keys = [{"accessKey": ACCESS, "secretKey": SECRET}]
    identities = {"identities": [{"name": ACCESS, "credentials": keys, "actions": MAY}]}
    (folder / "s3.json").write_text(json.dumps(identities))
    port = free_port()
    log = (folder / "log").open("wb")
    follow = following(os.getpid())
    command, quiet = _command(folder, port), {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
    server = subprocess.Popen(command, cwd=folder, preexec_fn=follow, start_new_session=True, **quiet)  # noqa: PLW1509 - one thread yet
    settings = {
        "S3_ENDPOINT": f"http://127.0.0.1:{port}", "S3_BUCKET": BUCKET, "S3_ACCESS_KEY": ACCESS,
        "S3_SECRET_KEY": SECRET, "S3_REGION": "us-east-1",
    }  # fmt: skip
    try:
        _make_bucket(settings, server, folder / "log")
        yield settings
    finally:
        server.kill()
        server.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _command(folder: Path, port: int) -> list[str]:
    """Every part on a port of its own, those for the parts among themselves included."""
    names = [
        "master.port",
        "master.port.grpc",
        "volume.port",
        "volume.port.grpc",
        "filer.port",
        "filer.port.grpc",
    ]
    ports = [f"-{name}={free_port()}" for name in [*names, "s3.port.grpc"]]
    return [
        str(program()), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
        f"-s3.port={port}", f"-s3.config={folder / 's3.json'}", "-master.volumeSizeLimitMB=64", "-volume.max=10",
        *ports,
    ]  # fmt: skip


def client(settings: dict[str, str]) -> Any:
    import boto3

    return boto3.client(
        "s3", endpoint_url=settings["S3_ENDPOINT"], aws_access_key_id=settings["S3_ACCESS_KEY"],
        aws_secret_access_key=settings["S3_SECRET_KEY"], region_name=settings["S3_REGION"],
    )  # fmt: skip


def _make_bucket(settings: dict[str, str], server: subprocess.Popen[bytes], log: Path) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    end = time.monotonic() + SECONDS_TO_START
    while True:
        with suppress(BotoCoreError, ClientError):
            client(settings).create_bucket(Bucket=BUCKET)
            return
        if server.poll() is not None or time.monotonic() > end:
            raise MissingServerError(
                f"The S3 server did not start: {log.read_text(errors='replace')[-2000:]}"
            )
        time.sleep(0.2)

"""Archive files of the trail: gzipped lines of JSON, one a row, that can be verified without the database.

The first line says what the file is; each further line is one row with everything its digest covers.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from audit.chain import COVERED
from audit.models import AuditEntry

FORMAT = "audit-trail 1"
CHUNK = 1024 * 1024  # bytes
KEPT = ("id", "at", *COVERED, "digest")


def folder() -> Path:
    """Where the files lie unless a command says otherwise."""
    return Path(settings.DATA_DIR) / "audit"


def name_of(first: int, last: int) -> str:
    return f"audit-{first:012d}-{last:012d}.jsonl.gz"


def write(path: Path, entries: Iterable[AuditEntry]) -> str:
    """Write the file, safe on the disk before it has its name; its SHA-256.

    The same rows give the same bytes. Raises FileExistsError when there is a file of that name.
    """
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as packed:
            packed.write(_line({"format": FORMAT}))
            for entry in entries:
                packed.write(_line(_content(entry)))
        out.flush()
        os.fsync(out.fileno())
    draft.rename(path)
    return sha256_of(path)


def _content(entry: AuditEntry) -> dict[str, Any]:
    content = {name: getattr(entry, name) for name in KEPT}
    return content | {"at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")}


def _line(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read(path: Path) -> Iterator[AuditEntry]:
    """The rows of a file, unsaved, in order. Raises ValueError for what is no such file or is cut off."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            if json.loads(next(lines, "{}")).get("format") != FORMAT:
                raise ValueError(f"{path.name} is no archive file of the trail")
            for line in lines:
                kept = json.loads(line)
                yield AuditEntry(**kept | {"at": dt.datetime.fromisoformat(kept["at"])})
    except (OSError, EOFError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} cannot be read") from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as 64 hex digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

"""The arithmetic of the chain: what a row's digest covers, and how the whole is verified."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator

from audit.models import AuditEntry

GENESIS = "0" * 64
COVERED = (
    "actor_id", "actor_name", "role", "action", "target_type", "target_id",
    "target_name", "reach", "before", "after", "reason", "previous",
)  # fmt: skip


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over the row's content and its predecessor's digest, as 64 hex digits."""
    content = {name: getattr(entry, name) for name in COVERED}
    content["at"] = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def breaks(entries: Iterable[AuditEntry]) -> Iterator[tuple[int, str]]:
    """The places where a chain in id order does not hold: (row id, what is wrong), none when it is whole."""
    expected = GENESIS
    for entry in entries:
        if entry.previous != expected:
            yield entry.pk, "前一条记录缺失或被改动"
        if digest_of(entry) != entry.digest:
            yield entry.pk, "本条记录的内容被改动"
        expected = entry.digest

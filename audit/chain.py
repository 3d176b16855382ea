"""The arithmetic of the chain: what a row's digest covers, and how the whole is verified.

The chain runs from GENESIS through the archive files, then through the table, to the head. A changed row has
another digest than it says; a removed or moved one leaves its successor pointing at nothing; one cut off at
the end is missed by the head. Whoever could rewrite the whole chain, head included, is found by a check code
that was noted earlier (on the page, on a printed export) and is no longer in it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.models import AuditEntry

GENESIS = "0" * 64
COVERED = (
    "actor_id", "actor_name", "role", "action", "target_type", "target_id",
    "target_name", "reach", "before", "after", "reason", "previous",
)  # fmt: skip
MISSING = "前一条记录缺失、被改动，或次序被调换"
ALTERED = "本条记录的内容被改动"


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over the row's content and its predecessor's digest, as 64 hex digits."""
    content = {name: getattr(entry, name) for name in COVERED}
    content["at"] = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Walk:
    """Follows a chain link by link: `breaks` over one stretch after the other, then the state at its end."""

    last: str = GENESIS
    count: int = 0
    noted: str = ""  # the beginning of a digest that must be met
    met: bool = False

    def breaks(self, entries: Iterable[AuditEntry]) -> Iterator[tuple[int, str]]:
        """The places where the entries, in id order, do not continue the chain: (row id, what is wrong)."""
        for entry in entries:
            if entry.previous != self.last:
                yield entry.pk, MISSING
            if digest_of(entry) != entry.digest:
                yield entry.pk, ALTERED
            self.last = entry.digest
            self.count += 1
            self.met = self.met or (bool(self.noted) and entry.digest.startswith(self.noted))


def breaks(entries: Iterable[AuditEntry]) -> Iterator[tuple[int, str]]:
    """The breaks of a whole chain from its beginning, none when it is whole."""
    return Walk().breaks(entries)

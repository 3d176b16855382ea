"""The hash chain over a sitting's minutes: what the seal covers, and how anyone verifies it (R17)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from meetings.models import MinutesAmendment, MinutesEntry

START = "0" * 64


def link(previous: str, content: dict[str, Any]) -> str:
    """The digest of `content` chained to `previous`: SHA-256 over canonical JSON, 64 hex digits."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def entry_content(entry: MinutesEntry) -> dict[str, Any]:
    """What the chain covers of an entry."""
    return {
        "item": entry.item.title if entry.item else "",
        "speaker": entry.speaker_words,
        "text": entry.text,
        "taken_at": entry.taken_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    }


def chain(entries: Iterable[MinutesEntry]) -> list[str]:
    """The digests of the entries in order; the last one is the seal."""
    digests, previous = [], START
    for entry in entries:
        previous = link(previous, entry_content(entry))
        digests.append(previous)
    return digests


def amendment_digest(previous: str, amendment: MinutesAmendment) -> str:
    """The digest of an amendment, chained to the seal or to the amendment before it."""
    content = {"text": amendment.text, "reason": amendment.reason, "by": amendment.by_id}
    return link(previous, content)

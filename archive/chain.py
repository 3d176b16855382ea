"""The minutes' hash chain as a packet carries it, and whether it still fits the seal (R17)."""

from __future__ import annotations

from typing import Any

from archive.verify import broken_links
from meetings import minutes
from meetings.models import Meeting, MinutesAmendment, Sitting
from meetings.queries.sitting import minutes_of

METHOD = (
    "digest = SHA-256(previous digest + LF + JSON of content), hexadecimal, UTF-8; the JSON has sorted keys, "
    "no spaces and unescaped characters. The first entry follows `start`; the last entry's digest is the "
    "seal; the first amendment follows the seal."
)


def chain_of(meeting: Meeting, *, with_text: bool) -> dict[str, Any]:
    """The chains of all sittings. Without the text, where the minutes stay out of the packet, there are only
    digests: they fix what was sealed and tell nothing."""
    sittings = meeting.sittings.order_by("number")
    return {"method": METHOD, "sittings": [_sitting(sitting, with_text) for sitting in sittings]}


def _sitting(sitting: Sitting, with_text: bool) -> dict[str, Any]:
    entries = list(minutes_of(sitting))
    contents = [minutes.entry_content(entry) for entry in entries]
    amendments = list(sitting.amendments.order_by("id").select_related("by"))
    return {
        "number": sitting.number,
        "start": minutes.START,
        "sealed_at": sitting.sealed_at.isoformat() if sitting.sealed_at else None,
        "seal": sitting.seal,
        "entries": [
            _link(digest, content, with_text)
            for digest, content in zip(minutes.chain(entries), contents, strict=True)
        ],
        "amendments": [_amendment(one, with_text) for one in amendments],
    }


def _link(digest: str, content: dict[str, Any], with_text: bool) -> dict[str, Any]:
    return {"content": content, "digest": digest} if with_text else {"digest": digest}


def _amendment(amendment: MinutesAmendment, with_text: bool) -> dict[str, Any]:
    content = {"text": amendment.text, "reason": amendment.reason, "by": amendment.by_id}
    return {**_link(amendment.digest, content, with_text), "author": amendment.by.display_name}


def broken(chain: dict[str, Any]) -> list[str]:
    """Where a chain with its text no longer fits what was sealed; nothing when it is whole."""
    return [f"第{s['number']}次会{text}" for s in chain["sittings"] for text in broken_links(s)]

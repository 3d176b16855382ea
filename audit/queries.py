"""Which rows of the trail a person may read.

Audit stands left of members, so whoever asks names the account and the paths of its reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from audit.models import AuditEntry
from audit.words import words_for

# What administrators keep: people, accounts and codes. Meetings are not theirs to read about (access.md).
KEPT_BY_ADMINISTRATORS = (
    "members.", "roster.", "archive.set_fonds", "archive.set_unit_code", "archive.set_retention",
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Whose eyes: the account, the paths read as officer, and those read as administrator."""

    user_id: int
    officer_at: tuple[str, ...] = ()
    administrator_at: tuple[str, ...] = ()

    @property
    def reads_others(self) -> bool:
        return bool(self.officer_at or self.administrator_at)


def entries_visible_to(reader: Reader) -> QuerySet[AuditEntry]:
    """One's own rows; for officers all below; for administrators what they keep below. Newest first."""
    condition = Q(actor_id=reader.user_id) | _below(reader.officer_at)
    condition |= _below(reader.administrator_at) & _begins(KEPT_BY_ADMINISTRATORS)
    return AuditEntry.objects.filter(condition).order_by("-id")


def _below(paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(reach__startswith=path)
    return condition


def _begins(names: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for name in names:
        condition |= Q(action__startswith=name)
    return condition


def shown(entry: AuditEntry, reader: Reader) -> dict[str, object]:
    """A row as the page shows it. Of others' rows about meetings nobody reads more than that it was done.

    The title of a remark or an item begins with its text, so it shows only to whoever wrote it; the values
    before and after show to whoever wrote them and, about people and accounts, to who keeps those.
    """
    own = entry.actor_id == reader.user_id
    kept = entry.action.startswith(KEPT_BY_ADMINISTRATORS)
    return {
        "pk": entry.pk,
        "at": entry.at,
        "who": entry.actor_name,
        "role": entry.role,
        "what": words_for(entry.action),
        "on": entry.target_name if own or kept or entry.target_type == "meetings.meeting" else "",
        "changes": _changes(entry) if own or kept else [],
        "digest": entry.digest[:12],
    }


def _changes(entry: AuditEntry) -> list[str]:
    names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    return [f"{name}：{entry.before.get(name, '—')} → {entry.after.get(name, '—')}" for name in names]

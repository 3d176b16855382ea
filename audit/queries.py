"""Which rows of the trail a person may read.

Audit stands left of members, so whoever asks names the account and the paths of its reach.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Max, Min, Q, QuerySet

from audit.models import AuditEntry
from audit.words import FIELDS, words_for

# What administrators keep: people, accounts and codes. Meetings are not theirs to read about (access.md).
KEPT_BY_ADMINISTRATORS = (
    "members.", "roster.", "archive.set_fonds", "archive.set_unit_code", "archive.set_retention",
)  # fmt: skip
# When and from where somebody logs in is for the person and who keeps accounts: no superior counts it.
NOT_FOR_OFFICERS = ("members.sign_in", "members.end_sessions")

STRETCH = 100_000  # rows looked at for one page: some 0.1 s, however many rows there are


@dataclass(frozen=True)
class Reader:
    """Whose eyes: the account, what is about its person, and the paths read as officer and administrator.

    `concerned` names things by model label and ids, as the trail does.
    """

    user_id: int
    concerned: tuple[tuple[str, tuple[str, ...]], ...] = ()
    officer_at: tuple[str, ...] = ()
    administrator_at: tuple[str, ...] = ()

    @property
    def reads_others(self) -> bool:
        return bool(self.officer_at or self.administrator_at)

    def is_concerned(self, entry: AuditEntry) -> bool:
        """Whether the row is the reader's own, or about the reader."""
        about = dict(self.concerned).get(entry.target_type, ())
        return entry.actor_id == self.user_id or entry.target_id in about


def entries_visible_to(reader: Reader) -> QuerySet[AuditEntry]:
    """Newest first: one's own rows and those about oneself; for officers what was done below, log-ins left
    out; for administrators what they keep.
    """
    condition = Q(pk__in=[])
    for one in _concerning(reader):
        condition |= one
    condition |= _below(reader.officer_at) & ~_begins(NOT_FOR_OFFICERS)
    condition |= _below(reader.administrator_at) & _begins(KEPT_BY_ADMINISTRATORS)
    return AuditEntry.objects.filter(condition).order_by("-id")


def _concerning(reader: Reader) -> list[Q]:
    """One's own rows, then those about each thing that is oneself; an index answers each by itself."""
    about = [Q(target_type=kind, target_id=one) for kind, ids in reader.concerned for one in ids]
    return [Q(actor_id=reader.user_id), *about]


@dataclass(frozen=True)
class Stretch:
    """Some rows, and the id below which to go on looking; None at the trail's beginning."""

    rows: list[AuditEntry]
    onward: int | None


Narrow = Callable[[QuerySet[AuditEntry]], QuerySet[AuditEntry]]


def stretch_for(
    reader: Reader, narrow: Narrow, size: int, *, before: int | None = None, most: int = STRETCH
) -> Stretch:
    """The newest rows that the reader may read and `narrow` leaves, below the id `before`, at most `size`.

    Rows about the reader are found by their indexes however far back they lie; others' by looking at no more
    than `most` ids: then fewer rows with an `onward` mean that the stretch ended first. Nothing is counted.
    """
    if reader.reads_others:
        return _looked_through(narrow(entries_visible_to(reader)), size, before, most)
    return _found(reader, narrow, size, before)


def _found(reader: Reader, narrow: Narrow, size: int, before: int | None) -> Stretch:
    """Asked as one condition, SQLite would go through the whole trail instead of its indexes."""
    below = Q(id__lt=before) if before else Q()
    rows = {}
    for one in _concerning(reader):
        some = narrow(AuditEntry.objects.filter(one & below)).order_by("-id")
        rows |= {entry.pk: entry for entry in some[: size + 1]}
    newest = sorted(rows, reverse=True)
    return Stretch([rows[pk] for pk in newest[:size]], newest[size - 1] if len(newest) > size else None)


def _looked_through(rows: QuerySet[AuditEntry], size: int, before: int | None, most: int) -> Stretch:
    ends = AuditEntry.objects.aggregate(oldest=Min("id"), newest=Max("id"))
    if ends["newest"] is None:
        return Stretch([], None)
    top = min(before or ends["newest"] + 1, ends["newest"] + 1)
    bottom = max(top - most, ends["oldest"])
    found = list(rows.filter(id__lt=top, id__gte=bottom)[: size + 1])
    if len(found) > size:
        return Stretch(found[:size], found[size - 1].pk)
    return Stretch(found, bottom if bottom > ends["oldest"] else None)


def first_id_after(moment: dt.datetime) -> int | None:
    """The id at which rows from `moment` on begin, for looking no further up; None when there are none."""
    later = AuditEntry.objects.filter(at__gte=moment).order_by("at", "id")
    return later.values_list("id", flat=True).first()


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

    What it was done to has a name that may tell too much, so it shows only to whoever did it or is meant,
    and, about people and accounts, to who keeps those; so do the values before and after.
    """
    own = reader.is_concerned(entry)
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
    """Each changed value in words: 手机：— → 138…; of something new only what it is."""
    names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    return [_change(name, entry) for name in names]


def _change(name: str, entry: AuditEntry) -> str:
    label, after = FIELDS.get(name, name), entry.after.get(name, "—")
    return f"{label}：{entry.before[name]} → {after}" if name in entry.before else f"{label}：{after}"

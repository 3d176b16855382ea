"""What a publication shows: the branch's list, its progress or the commitments, names hidden where chosen.

A member's own list is never part of it: only the branch's list is laid open, and the promises that members
wrote to be read (R25).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from members.models import Member
from members.queries import people_of
from rectification.models import Publication
from rectification.queries import commitments_of, items_of, ledger_of

HIDDEN = "（略去姓名）"
RESPONSIBLE, PROMISED_BY = "责任人", "承诺人"


@dataclass(frozen=True)
class Line:
    """One published thing: the matter or promise, and further facts as (label, value)."""

    text: str
    facts: list[tuple[str, object]]


def lines_of(publication: Publication) -> list[Line]:
    """What the scope reads; every line has the same labels."""
    lines = _READERS[publication.subject](publication)
    if not publication.hide_names:
        return lines
    hide = _hider(publication)
    return [_hide(line, hide) for line in lines]


def _items(publication: Publication) -> list[Line]:
    return [
        Line(
            item.matter,
            [("整改措施", item.measure), (RESPONSIBLE, item.responsible.name), ("时限", item.due_on)],
        )
        for item in items_of(publication.meeting).filter(owner__isnull=True)
    ]


def _progress(publication: Publication) -> list[Line]:
    latest = {entry.item_id: entry.text for entry in ledger_of(publication.meeting)}
    found = []
    for item in items_of(publication.meeting).filter(owner__isnull=True):
        told = [("情况", item.get_state_display()), ("最近进展", latest.get(item.pk, "还没有登记"))]
        found.append(Line(item.matter, [*told, (RESPONSIBLE, item.responsible.name), ("时限", item.due_on)]))
    return found


def _commitments(publication: Publication) -> list[Line]:
    return [
        Line(one.text, [(PROMISED_BY, one.member.name), ("兑现情况", one.report or "还没有报告")])
        for one in commitments_of(publication.meeting)
    ]


_READERS: dict[str, Callable[[Publication], list[Line]]] = {
    Publication.Subject.ITEMS: _items,
    Publication.Subject.PROGRESS: _progress,
    Publication.Subject.COMMITMENTS: _commitments,
}


def _hider(publication: Publication) -> Callable[[str], str]:
    """Replaces every name on the register, and those who answer for an item, wherever it stands in a text."""
    meeting = publication.meeting
    named = Member.objects.filter(items__meeting=meeting).values_list("name", flat=True)
    promised = Member.objects.filter(commitments__meeting=meeting).values_list("name", flat=True)
    return without({*people_of(meeting.organization).values_list("name", flat=True), *named, *promised})


def without(names: Iterable[str]) -> Callable[[str], str]:
    """A function that takes the names out of a text; the longest first, so that none leaves a rest behind."""
    ordered = sorted(filter(None, names), key=len, reverse=True)
    if not ordered:
        return lambda text: text
    pattern = re.compile("|".join(map(re.escape, ordered)))
    return lambda text: pattern.sub(HIDDEN, text)


def _hide(line: Line, hide: Callable[[str], str]) -> Line:
    """Who it is leaves no column behind; names inside a text leave a word in their place."""
    shown = [(label, value) for label, value in line.facts if label not in (RESPONSIBLE, PROMISED_BY)]
    facts = [(label, hide(value) if isinstance(value, str) else value) for label, value in shown]
    return Line(hide(line.text), facts)

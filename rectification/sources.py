"""What an item can come from, and who may read its original wording (domain.md: the link is kept).

An item's own words may be read by all who see the list; the problem, criticism or opinion behind it stays
with those who may read it where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.urls import reverse

from meetings import permissions as M
from meetings.models import Criticism, Meeting, Opinion, Problem, SupervisionNote
from meetings.queries.opinion_thread import Item
from meetings.queries.preparation import opinions, problems_visible_to
from members.access import Seat
from members.models import Member
from rectification.enums import ItemSource, ItemState
from rectification.models import SOURCE_FIELDS, RectificationItem


@dataclass(frozen=True)
class Candidate:
    """One thing that may become an item: which source it is, its words, and whose list it would stand in."""

    name: str
    pk: int
    text: str
    note: str
    owner: Member | None = None
    listed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """All candidates of one kind."""

    name: str
    label: str
    candidates: list[Candidate]


def _problems(meeting: Meeting, seat: Seat) -> QuerySet[Problem]:
    return problems_visible_to(meeting, seat).order_by("owner__name_key", "id")


def _criticisms(meeting: Meeting, seat: Seat) -> QuerySet[Criticism]:
    found = Criticism.objects.filter(sitting__meeting=meeting).select_related("speaker", "target")
    return found.order_by("target__name_key", "id") if seat.may(M.READ_RECORD, meeting) else found.none()


def _opinions(meeting: Meeting, seat: Seat) -> QuerySet[Opinion]:
    found = opinions(meeting).order_by("id")
    return found if seat.may(M.SEE_OPINIONS, meeting) else found.none()


def _supervision(meeting: Meeting, seat: Seat) -> QuerySet[SupervisionNote]:
    found = meeting.supervision_notes.order_by("id")
    return found if seat.may(M.SEE_PREPARATION, meeting) else found.none()


_READERS: dict[str, Callable[[Meeting, Seat], QuerySet]] = {
    "problem": _problems,
    "criticism": _criticisms,
    "opinion": _opinions,
    "supervision": _supervision,
}
# Where a source stands in the record.
_PLACES = {
    ItemSource.PROBLEM: "meetings:problems",
    ItemSource.CRITICISM: "meetings:minutes",
    ItemSource.OPINION: "meetings:opinions",
    ItemSource.SUPERVISION: "meetings:supervision",
}


def shelves(meeting: Meeting, seat: Seat) -> list[Shelf]:
    """What this person may make items of, by kind, with the items made of it already; the new come first."""
    listed = _listed(meeting.items.all())
    return [
        Shelf(name, ItemSource(kind).label, _candidates(name, meeting, seat, listed))
        for name, kind in SOURCE_FIELDS.items()
    ]


def _candidates(
    name: str, meeting: Meeting, seat: Seat, listed: dict[tuple[str, int], list[int]]
) -> list[Candidate]:
    found = [_candidate(name, one, listed) for one in _rows(name, meeting, seat)]
    return sorted(found, key=lambda one: bool(one.listed))


def _rows(name: str, meeting: Meeting, seat: Seat) -> QuerySet:
    return _READERS[name](meeting, seat)


def _listed(items: Iterable[RectificationItem]) -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = {}
    for item in items:
        for name in SOURCE_FIELDS:
            if source := getattr(item, f"{name}_id"):
                found.setdefault((name, source), []).append(item.number)
    return found


def _candidate(name: str, one: Model, listed: dict[tuple[str, int], list[int]]) -> Candidate:
    numbers = tuple(sorted(listed.get((name, one.pk), [])))
    text, note, owner = _TELLERS[name](one)
    return Candidate(name, one.pk, text, note, owner, numbers)


def _tell_problem(one: Problem) -> tuple[str, str, Member | None]:
    whose = one.owner.name if one.owner else "党支部"
    aspect = f"，{one.aspect.title}" if one.aspect else ""
    return one.manifestation, f"{whose}{aspect}", one.owner


def _tell_criticism(one: Criticism) -> tuple[str, str, Member | None]:
    who = "自我批评" if one.speaker_id == one.target_id else f"{one.by_name}提出"
    return one.text, f"对{one.target.name}，{who}", one.target


def _tell_opinion(one: Opinion) -> tuple[str, str, Member | None]:
    return one.text, one.round.get_channel_display(), one.about


def _tell_supervision(one: SupervisionNote) -> tuple[str, str, Member | None]:
    return one.text, one.get_kind_display(), None


_TELLERS: dict[str, Callable] = {
    "problem": _tell_problem,
    "criticism": _tell_criticism,
    "opinion": _tell_opinion,
    "supervision": _tell_supervision,
}


def made_of_opinions(opinions: Iterable[int]) -> list[Item]:
    """The items of the branch's and of members' lists made of these opinions, for the opinions' own pages.

    Of a member's own item only that it exists and how it stands: its words are that member's list.
    """
    rows = RectificationItem.objects.filter(opinion__in=list(opinions)).order_by("number")
    rows = rows.select_related("responsible")
    return [_made_of_opinion(one) for one in rows]


def _made_of_opinion(one: RectificationItem) -> Item:
    source, state = one.opinion_id or 0, one.get_state_display()
    who = "支部委员" if one.state == ItemState.CLAIMED else one.responsible.name
    if one.owner_id:
        return Item(source, "列在本人的整改清单里", state, "", one.verified_on, who)
    url = reverse("rectification:item", args=[one.pk])
    return Item(source, one.matter, state, url, one.verified_on, who)


def item_place(opinion: Opinion) -> str:
    """Where an item is made of an opinion."""
    return f"{reverse('rectification:item_new', args=[opinion.meeting.pk])}?opinion={opinion.pk}"


def chosen(meeting: Meeting, seat: Seat, asked: dict[str, str]) -> tuple[str, Model] | None:
    """The one source that an address names (`problem=7`); None unless it is exactly one, of theirs to use."""
    named = [(name, value) for name, value in asked.items() if name in _READERS and value.isdecimal()]
    if len(named) != 1:
        return None
    name, value = named[0]
    one = _rows(name, meeting, seat).filter(pk=int(value)).first()
    return (name, one) if one else None


def told(name: str, one: Model) -> Candidate:
    """A source in words."""
    return _candidate(name, one, {})


def source_of(item: RectificationItem, seat: Seat) -> dict[str, str]:
    """Where an item comes from: its kind for all, wording and place for those who may read it there."""
    shown = {"kind": item.get_source_display(), "text": "", "note": "", "url": ""}
    name = next((name for name in SOURCE_FIELDS if getattr(item, f"{name}_id")), "")
    one = _rows(name, item.meeting, seat).filter(pk=getattr(item, f"{name}_id")).first() if name else None
    if one is None:
        return shown
    text, note, _ = _TELLERS[name](one)
    url = reverse(_PLACES[ItemSource(item.source)], args=[item.meeting_id])
    return shown | {"text": text, "note": note, "url": url}

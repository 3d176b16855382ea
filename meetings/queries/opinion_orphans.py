"""Opinions that wait for somebody, by what they wait for, each with who has to act (R03, R10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from meetings import permissions as P
from meetings import rules
from meetings.models import Material, Meeting, Opinion
from meetings.queries import preparation as read
from meetings.queries.opinion_thread import answers_asked, item_place, items_of
from meetings.rulebook import Rulebook
from members.access import Seat

SHOWN = 10  # opinions of one kind on the page; the list behind the link has all


@dataclass(frozen=True)
class Orphan:
    """One opinion, who has to act, and where; `url` is empty for whoever it is not to act."""

    opinion: Opinion
    who: str
    url: str


@dataclass(frozen=True)
class Waiting:
    """All opinions that wait for one thing: how many, and the first of them. `name` is that of the list."""

    name: str
    label: str
    action: str
    count: int
    orphans: list[Orphan]


def without_item(meeting: Meeting) -> QuerySet[Opinion]:
    """What concerns the committee and no item was made of, once the meeting is being put right."""
    if meeting.state not in rules.AFTERWARDS:
        return read.opinions(meeting).none()
    asked = read.opinions(meeting).filter(sorted_on__isnull=False, about__isnull=True)
    standing = set(asked.order_by().values_list("pk", flat=True))
    return asked.filter(pk__in=standing - {item.opinion for item in items_of(standing)})


def waiting_for(meeting: Meeting, name: str) -> QuerySet[Opinion]:
    """The opinions that wait for what `name` says: one of the stations of this page, or of the list."""
    if name == "item":
        return without_item(meeting)
    return read.opinions(meeting).filter(read.OPEN_OPINIONS[name])


# name, what the heading says, what the link does
_STATIONS = (
    ("sort", "还没归类", "去归类"),
    ("feedback", "还没反馈", "去反馈"),
    ("receipt", "还没签收", "去签收"),
    ("answer", "涉及班子，还没回应", "去回应"),
    ("passage", "还没指明材料里怎样回应", "去指明"),
    ("item", "涉及班子，还没列入整改", "列为整改事项"),
)
NAMES = {name for name, _, _ in _STATIONS}


def orphans(meeting: Meeting, seat: Seat) -> list[Waiting]:
    """What opinions wait for, in the order of their way; only what somebody has to do by this plan.

    The number of queries does not depend on how many opinions there are.
    """
    asked = answers_asked(Rulebook.of(meeting))
    found = []
    for name, label, action in _STATIONS:
        if name == "answer" and not asked:
            continue
        rows = waiting_for(meeting, name).order_by("id")
        if count := rows.count():
            act = _ACTORS[name](meeting, seat)
            found.append(Waiting(name, label, action, count, [act(one) for one in rows[:SHOWN]]))
    return found


Act = Callable[[Opinion], Orphan]


def _gathering(meeting: Meeting, seat: Seat) -> Act:
    may = meeting.state in rules.PREPARATION and seat.may(P.GATHER_OPINIONS, meeting)
    url = reverse("meetings:opinion_sort", args=[meeting.pk]) if may else ""
    return lambda one: Orphan(one, "支部委员", url)


def _leading(meeting: Meeting, seat: Seat) -> Act:
    may = meeting.state in rules.PREPARATION and seat.may(P.ANSWER_OPINION, meeting)
    return lambda one: Orphan(
        one, "书记", reverse("meetings:opinion", args=[meeting.pk, one.pk]) if may else ""
    )


def _signing(meeting: Meeting, seat: Seat) -> Act:
    url = reverse("meetings:opinions_mine", args=[meeting.pk])
    return lambda one: Orphan(one, _name(one), url if _is_own(one, seat) else "")


def _writing(meeting: Meeting, seat: Seat) -> Act:
    own = Material.objects.filter(meeting=meeting, owner=seat.member).values_list("pk", flat=True).first()

    def act(one: Opinion) -> Orphan:
        url = reverse("meetings:material_opinion", args=[meeting.pk, own, one.pk]) if own else ""
        return Orphan(one, _name(one), url if _is_own(one, seat) else "")

    return act


def _listing(meeting: Meeting, seat: Seat) -> Act:
    may = seat.may(P.GATHER_OPINIONS, meeting)
    return lambda one: Orphan(one, "支部委员", item_place(one) if may else "")


def _name(one: Opinion) -> str:
    return one.about.name if one.about else "书记"


def _is_own(one: Opinion, seat: Seat) -> bool:
    return seat.member is not None and one.about_id == seat.member.pk


_ACTORS: dict[str, Callable[[Meeting, Seat], Act]] = {
    "sort": _gathering,
    "feedback": _leading,
    "receipt": _signing,
    "answer": _leading,
    "passage": _writing,
    "item": _listing,
}

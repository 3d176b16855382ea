"""Talks and their coverage. Text leaves these queries only for the parties of a talk (R06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from meetings import permissions as P
from meetings.coverage import HeldTalk, Person, Requirement, TalkRules, is_of_account, requirements
from meetings.deadlines import WorkCalendar
from meetings.enums import REMOTE_MODES, MeetingForm, StepKind
from meetings.models import Meeting, Talk, TalkParty
from meetings.queries.preparation import due_of
from meetings.rulebook import Rulebook
from meetings.talk_board import Board
from members.access import Seat
from members.enums import OrganizationKind, PostKind
from members.models import KeyPersonFlag, Post
from members.queries import counted_members

_PARTIES = Prefetch("parties", TalkParty.objects.select_related("member"))
_WHO = TalkParty.objects.order_by("talk_id")
_RANKS = list(PostKind)  # the committee's order, secretary first


def own_talks(meeting: Meeting, seat: Seat) -> QuerySet[Talk]:
    """The talks this person is in, with their text."""
    if seat.member is None:
        return Talk.objects.none()
    return (
        Talk.objects.filter(meeting=meeting, parties__member=seat.member)
        .select_related("meeting__organization", "recorded_by")
        .prefetch_related(_PARTIES)
        .distinct()
    )


def agreed_talks(meeting: Meeting, seat: Seat) -> QuerySet[Talk]:
    """For the secretary: the recorded talks whose parties have all agreed to that."""
    if not seat.may(P.READ_AGREED_TALK, meeting):
        return Talk.objects.none()
    against = TalkParty.objects.filter(talk=OuterRef("pk"), secretary_may_read=False)
    return (
        Talk.objects.filter(~Exists(against), meeting=meeting, held_on__isnull=False)
        .select_related("meeting__organization", "recorded_by")
        .prefetch_related(_PARTIES)
        .order_by("held_on", "id")
    )


def arranged_talks(meeting: Meeting) -> QuerySet[Talk]:
    """The talks that have a day and have not taken place: who with whom, without a word of text."""
    arranged = Talk.objects.filter(meeting=meeting, held_on__isnull=True, planned_on__isnull=False)
    arranged = arranged.defer("thinking", "shortcomings").select_related("meeting__organization")
    return arranged.prefetch_related(_PARTIES).order_by("planned_on", "id")


def days_left(meeting: Meeting) -> list[dt.date]:
    """The working days on which talks can still be had: from tomorrow to the step's day or the meeting's eve.

    Today where nothing else is left of them; none once that day is past, or while no day is fixed.
    """
    due = due_of(meeting, StepKind.TALKS)
    eve = meeting.held_on - dt.timedelta(days=1) if meeting.held_on else None
    last = min((day for day in (due, eve) if day), default=None)
    if last is None or last < meeting.today:
        return []
    calendar = WorkCalendar()
    coming = [meeting.today + dt.timedelta(days=n) for n in range(1, (last - meeting.today).days + 1)]
    return [day for day in coming if calendar.is_workday(day)] or [coming[0] if coming else meeting.today]


def _talks(meeting: Meeting, past: _Past) -> tuple[list[HeldTalk], list[HeldTalk]]:
    """The talks that took place, and those arranged or disputed; their text is not even read."""
    rows = _WHO.filter(talk__meeting=meeting).values_list(
        "talk_id", "member_id", "talk__mode", "talk__held_on", "talk__planned_on", "sent_back_on"
    )
    parties: dict[tuple, set[int]] = {}
    disputed = set()
    for talk_id, member_id, *about, sent_back_on in rows:
        parties.setdefault((talk_id, *about), set()).add(member_id)
        if sent_back_on:
            disputed.add(talk_id)
    held, arranged = [], []
    for (talk_id, mode, held_on, planned_on), who in parties.items():
        counts = held_on and talk_id not in disputed
        (held if counts else arranged).append(past.talk(frozenset(who), mode, held_on or planned_on))
    return held, arranged


def talks_unconfirmed(meeting: Meeting) -> dict[int, int]:
    """Member → how many records of talks wait for this party's confirmation."""
    waiting = TalkParty.objects.filter(
        talk__meeting=meeting, confirmed_on__isnull=True, sent_back_on__isnull=True
    )
    waiting = waiting.filter(talk__held_on__isnull=False).order_by()
    return dict(waiting.values_list("member_id").annotate(count=Count("pk")))


def not_of_account(talks: Iterable[Talk], meeting: Meeting, rulebook: Rulebook) -> dict[int, list[str]]:
    """Talk, its parties at hand → the partners with whom it is of no account, being from afar (R05)."""
    remote = [talk for talk in talks if talk.mode in REMOTE_MODES]
    if not remote:
        return {}
    allowed = talk_rules(rulebook).remote_counts_for
    past, found = _Past(meeting), {}
    for talk in remote:
        day = talk.held_on or talk.planned_on
        mine = [past.kinds(party.member_id, day) for party in talk.parties.all() if party.leads]
        partners = [party.member for party in talk.parties.all() if not party.leads]
        found[talk.pk] = [
            one.name
            for one in partners
            if not is_of_account(talk.mode, [*mine, past.kinds(one.pk, day)], allowed)
        ]
    return {pk: names for pk, names in found.items() if names}


def people_to_cover(meeting: Meeting) -> list[Person]:
    """Everyone whose talks the plan counts: the meeting's members, or the committee alone for its meeting."""
    return _people(meeting, _Past(meeting))


def _people(meeting: Meeting, past: _Past) -> list[Person]:
    seated = past.committee(meeting.today)
    people = {member: name for member, name, _ in seated}
    if meeting.form != MeetingForm.COMMITTEE:
        people = _with_members(people, meeting)
    secretary = next((member for member, _, kind in seated if kind == PostKind.SECRETARY), None)
    committee = {member for member, _, _ in seated}
    return [
        Person(pk, name, pk in committee, pk == secretary, past.kinds(pk, meeting.today))
        for pk, name in people.items()
    ]


def _with_members(seated: dict[int, str], meeting: Meeting) -> dict[int, str]:
    """The organisation's members, and before them the committee's who are on another branch's register."""
    members = dict(counted_members(meeting.organization).values_list("pk", "name"))
    return {pk: name for pk, name in seated.items() if pk not in members} | members


class _Past:
    """Who held which post, and who was a key person, on any day: two queries, whatever the size."""

    def __init__(self, meeting: Meeting) -> None:
        home = meeting.organization
        home_id = home.parent_id if home.kind == OrganizationKind.GROUP else home.pk
        posts = Post.objects.filter(organization_id=home_id).exclude(kind=PostKind.GROUP_LEADER)
        self._posts = list(
            posts.order_by("pk").values_list("member_id", "member__name", "kind", "start", "end")
        )
        in_it = Q(member__branch_id=home_id) | Q(member__branch__path__startswith=home.path)
        in_it |= Q(member_id__in=[row[0] for row in self._posts])
        flags = KeyPersonFlag.objects.filter(in_it).order_by()
        self._flags: dict[int, list[tuple]] = {}
        for who, *flag in flags.values_list("member_id", "kind", "start", "end"):
            self._flags.setdefault(who, []).append(tuple(flag))

    def committee(self, day: dt.date) -> list[tuple[int, str, str]]:
        """Member, name, post of everybody in the committee, secretary first (a group's: its branch's)."""
        rows = [(pk, name, kind) for pk, name, kind, start, end in self._posts if _holds(start, end, day)]
        return sorted(rows, key=lambda row: _RANKS.index(row[2]))

    def kinds(self, member_id: int, day: dt.date) -> frozenset[str]:
        """What made somebody a key person on that day."""
        flags = self._flags.get(member_id, ())
        return frozenset(kind for kind, start, end in flags if _holds(start, end, day))

    def talk(self, parties: frozenset[int], mode: str, day: dt.date) -> HeldTalk:
        """A talk with the posts of its day, so that a change of posts afterwards takes nothing from it."""
        seated = [row for row in self.committee(day) if row[0] in parties]
        return HeldTalk(
            parties,
            mode,
            secretaries=frozenset(row[0] for row in seated if row[2] == PostKind.SECRETARY),
            seated=frozenset(row[0] for row in seated),
            kinds=frozenset((who, kind) for who in parties for kind in self.kinds(who, day)),
            on=day,
        )


def _holds(start: dt.date, end: dt.date | None, day: dt.date) -> bool:
    return start <= day and (end is None or day <= end)


def talk_rules(rulebook: Rulebook) -> TalkRules:
    """What the meeting's provisions ask of talks."""
    return TalkRules(
        pair_classes=rulebook.get("talks.pair_classes") or (),
        minimum_per_pair=rulebook.get("talks.minimum_per_pair"),
        member_member_scope=rulebook.get("talks.member_member_scope"),
        committee_member_scope=rulebook.get("talks.committee_member_scope"),
        remote_counts_for=frozenset(rulebook.get("talks.remote_counts_for") or ()),
        key_kinds=frozenset(rulebook.get("talks.key_kinds") or ()),
    )


@dataclass(frozen=True)
class CoverageState:
    """Who is to talk, which talks took place or are arranged, what is required."""

    people: list[Person]
    held: list[HeldTalk]
    planned: list[HeldTalk]
    requirements: list[Requirement]


def coverage_state(meeting: Meeting, rulebook: Rulebook) -> CoverageState:
    """Everything that the pages of talks show, in a number of queries that no branch's size changes."""
    past = _Past(meeting)
    people = _people(meeting, past)
    held, planned = _talks(meeting, past)
    return CoverageState(people, held, planned, requirements(people, held, talk_rules(rulebook), planned))


def coverage(meeting: Meeting, rulebook: Rulebook) -> list[Requirement]:
    """Every required talk of the meeting, with how often it took place (R04, R05)."""
    return coverage_state(meeting, rulebook).requirements


def board_of(meeting: Meeting, rulebook: Rulebook | None = None) -> Board:
    """Where every required talk stands."""
    state = coverage_state(meeting, rulebook or Rulebook.of(meeting))
    return Board(state.people, state.held, state.requirements, state.planned)

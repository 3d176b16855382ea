"""Talks and their coverage. Text leaves these queries only for the parties of a talk (R06)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from meetings.coverage import HeldTalk, Person, Requirement, TalkRules, requirements
from meetings.enums import MeetingForm
from meetings.models import Meeting, Talk, TalkParty
from meetings.rulebook import Rulebook
from members.access import Seat
from members.models import KeyPersonFlag, Member, holding
from members.queries import committee_of, counted_members, secretary_of

_PARTIES = Prefetch("parties", TalkParty.objects.select_related("member"))
_WHO = Prefetch("parties", TalkParty.objects.only("talk_id", "member_id").order_by("talk_id"))


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


def talks_held(meeting: Meeting) -> QuerySet[Talk]:
    """That talks took place: never their text, which is not even read from the database."""
    return (
        Talk.objects.filter(meeting=meeting, held_on__isnull=False)
        .defer("thinking", "shortcomings")
        .prefetch_related(_WHO)
    )


def talks_planned(meeting: Meeting) -> QuerySet[Talk]:
    """Appointments that have not been kept yet, without text."""
    return (
        Talk.objects.filter(meeting=meeting, held_on__isnull=True)
        .defer("thinking", "shortcomings")
        .prefetch_related(_WHO)
    )


def talks_unconfirmed(meeting: Meeting) -> dict[int, int]:
    """Member → how many records of talks wait for this party's confirmation."""
    waiting = TalkParty.objects.filter(talk__meeting=meeting, confirmed_on__isnull=True)
    waiting = waiting.filter(talk__held_on__isnull=False).order_by()
    return dict(waiting.values_list("member_id").annotate(count=Count("pk")))


def people_to_cover(meeting: Meeting) -> list[Person]:
    """Everyone whose talks the plan counts: the meeting's members, or the committee alone for its meeting."""
    day = meeting.today
    committee = committee_of(meeting.organization, day)
    members = committee if meeting.form == MeetingForm.COMMITTEE else _with(committee, meeting)
    secretary = secretary_of(meeting.organization, day)
    kinds = _key_kinds(members, meeting)
    seated = {m.pk for m in committee}
    return [
        Person(
            m.pk,
            m.name,
            m.pk in seated,
            secretary is not None and m.pk == secretary.pk,
            frozenset(kinds.get(m.pk, ())),
        )
        for m in members
    ]


def _with(committee: list[Member], meeting: Meeting) -> list[Member]:
    """The organisation's members, and committee members who are on another branch's register."""
    members = list(counted_members(meeting.organization))
    known = {m.pk for m in members}
    return [m for m in committee if m.pk not in known] + members


def _key_kinds(members: list[Member], meeting: Meeting) -> dict[int, set[str]]:
    flags = KeyPersonFlag.objects.filter(holding(meeting.today), member__in=[m.pk for m in members])
    found: dict[int, set[str]] = {}
    for flag in flags:
        found.setdefault(flag.member_id, set()).add(flag.kind)
    return found


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
    """Who is to talk, which talks took place or are arranged (sets of members' ids), what is required."""

    people: list[Person]
    held: list[HeldTalk]
    planned: list[frozenset[int]]
    requirements: list[Requirement]


def coverage_state(meeting: Meeting, rulebook: Rulebook) -> CoverageState:
    """Everything that the pages of talks show, in a number of queries that no branch's size changes."""
    people = people_to_cover(meeting)
    held = [HeldTalk(_parties(talk), talk.mode) for talk in talks_held(meeting)]
    planned = [_parties(talk) for talk in talks_planned(meeting)]
    return CoverageState(people, held, planned, requirements(people, held, talk_rules(rulebook)))


def _parties(talk: Talk) -> frozenset[int]:
    return frozenset(party.member_id for party in talk.parties.all())


def coverage(meeting: Meeting, rulebook: Rulebook) -> list[Requirement]:
    """Every required talk of the meeting, with how often it took place (R04, R05)."""
    held = [HeldTalk(_parties(talk), talk.mode) for talk in talks_held(meeting)]
    return requirements(people_to_cover(meeting), held, talk_rules(rulebook))

"""Which documents that name people go into a packet: the meeting's rules, the nearest table, the default (R06)."""

from __future__ import annotations

import pytest

from archive import actions
from archive.queries.confidentiality import NAMED, Admission
from core.exceptions import Invalid, NotAllowed
from meetings.enums import DocumentKind as D
from tests.archive.world import archived, provide

TALKS, CRITICISM, ORIGINALS, MINUTES = D.TALK_RECORDS, D.CRITICISM_SUMMARY, D.OPINION_ORIGINALS, D.MINUTES


def enters(meeting) -> set[str]:
    return {kind for kind, may in Admission.of(meeting).enters.items() if may}


def say(town, organization: str, kind: str, may: bool | None, by: str = "officer") -> None:
    actions.set_confidentiality(
        by=getattr(town, by), organization=getattr(town, organization), kind=kind, enters=may
    )


def test_by_default_only_the_minutes_go_in(meeting):
    """R31: the archive holds the original record of what was said."""
    assert enters(meeting) == {MINUTES}
    assert set(NAMED) == {TALKS, CRITICISM, ORIGINALS, MINUTES}


def test_the_nearest_table_decides_then_the_meetings_own_rule(town, meeting):
    say(town, "town", CRITICISM, True)
    assert enters(meeting) == {MINUTES, CRITICISM}
    say(town, "branch", CRITICISM, False, by="secretary")
    say(town, "branch", MINUTES, False, by="deputy")
    assert enters(meeting) == set()
    provide(meeting, "archive.include_named_criticism", True)
    assert enters(meeting) == {CRITICISM}
    meeting.provisions.all().delete()
    say(town, "branch", CRITICISM, None, by="secretary")
    assert enters(meeting) == {CRITICISM}, "what holds above holds again"


def test_another_branchs_table_says_nothing_here(town, meeting):
    actions.set_confidentiality(by=town.sister_secretary, organization=town.sister, kind=TALKS, enters=True)
    assert enters(meeting) == {MINUTES}


@pytest.mark.parametrize(
    "seat", ["admin", "archivist", "supervisor", "committee", "member", "sister_secretary"]
)
def test_who_may_not_set_it(town, seat):
    with pytest.raises(NotAllowed):
        say(town, "branch", TALKS, True, by=seat)


@pytest.mark.parametrize("kind", ["plan", "letter"])
def test_only_what_names_people_is_governed(town, kind):
    with pytest.raises(Invalid):
        say(town, "branch", kind, True)


def test_minutes_are_marked_in_the_catalogue(shelf, town, meeting):
    packet = archived(town.secretary, meeting)
    notes = dict(packet.entries.values_list("kind", "note"))
    assert {kind: note for kind, note in notes.items() if note} == {MINUTES: "含不公开内容，限制利用"}


def test_minutes_kept_out_are_named_and_not_missing(shelf, town, meeting):
    say(town, "branch", MINUTES, False, by="secretary")
    packet = archived(town.secretary, meeting)
    assert not packet.entries.filter(kind=MINUTES).exists()
    assert packet.gaps == {}

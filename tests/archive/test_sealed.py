"""After the export a meeting is sealed: every write about it is refused, but for what follows up its items.

A whole plan is played, every call of an action is kept, and each is made again on the archived meeting. What
the play does not do is called by hand below. A new action must find its place in one of the tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models, transaction

from archive import actions, packing
from audit import door
from audit.door import ACTIONS
from core import clock
from core.exceptions import NotNow, Refused
from meetings.enums import DocumentKind as D
from meetings.models import Opinion, PassageRemark
from meetings.queries.sitting import current_sitting
from rectification.models import Commitment, LookBack
from rehearsal import town
from rehearsal.plans import performances
from rehearsal.play import Play, Stage
from tests.access import matrix

# What may still be written: items are put right for months, and go into a supplement (R26, R29).
# Who was away signs for an opinion late.
AFTERWARDS = {
    "item.progress", "item.verify", "item.reopen", "look_back.do", "commitment.report", "opinion.receive",
}  # fmt: skip
# Not about one meeting's record, by the first part of the name; and what only copies from it.
ELSEWHERE = {
    "members", "campaign", "roster", "notice", "packet", "archive", "batch", "room", "template", "documents",
    "audit", "calendar", "proposal",
}  # fmt: skip
# A consent may be taken back at any time; no document shows it.
CONSENTS = {"talk.let_read"}
COPIES = {"meeting.create", "material.index"}
# No account stands behind these: a guest's link or slip, asked by the test of the box itself.
BY_NOBODY = {"opinion.give"}

Call = tuple[str, dict[str, Any]]


@pytest.fixture
def archived(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Play, list[Call]]:
    """An archived meeting, and every call that led there."""
    calls: list[Call] = []
    outer = door._outer

    def keep(function: Any, name: str, kwargs: dict[str, Any]) -> Any:
        calls.append((name, kwargs))
        return outer(function, name, kwargs)

    with clock.at(town.FOUNDED):
        people = town.build(password="rehearsal-only")
    play = next(performances([4])).of(people)
    with monkeypatch.context() as watched:
        watched.setattr(door, "_outer", keep)
        play.until(Stage.REPORTED)
        play.pack()
    return play, calls


def sealed() -> set[str]:
    """Every action about a meeting's record that may not touch an archived one."""
    about = {name for name in matrix.ACTIONS if name.split(".")[0] not in ELSEWHERE}
    return about - AFTERWARDS - COPIES - CONSENTS - BY_NOBODY


def again(play: Play, name: str, given: dict[str, Any]) -> Refused | None:
    """The refusal of the call made now, a month after the meeting; what it wrote is undone."""
    for one in (value for value in given.values() if isinstance(value, models.Model)):
        one.refresh_from_db()
    with play.on("verify"), transaction.atomic():
        try:
            ACTIONS[name](**given)
        except Refused as refusal:
            return refusal
        finally:
            transaction.set_rollback(True)
    return None


def by_hand(play: Play) -> Iterator[Call]:
    """What a play leaves out, each with what it would need on an open meeting."""
    meeting, by = play.meeting, {"by": play.secretary}
    of = {**by, "meeting": meeting}
    sitting = current_sitting(meeting)
    members = sitting.attendance.filter(member__user__isnull=False)
    place = members.exclude(member__user=play.secretary).first()
    step, item = meeting.steps.first(), meeting.items.first()
    poll = meeting.opinion_rounds.first()
    opinion = Opinion.objects.filter(round=poll).first()
    talk = meeting.talks.filter(held_on__isnull=False).first()
    party = {"by": talk.parties.filter(member__user__isnull=False).first().member.user, "talk": talk}
    yield "talk.call_off", party
    yield "talk.rearrange", {**party, "on": dt.date(2026, 12, 1), "mode": "face"}
    yield "talk.send_back", party
    yield "talk.adopt", of
    yield "talk.move", {**by, "talk": talk, "on": dt.date(2026, 12, 1)}
    yield "preparation.remind", of
    yield (
        "study.self",
        {"by": place.member.user, "meeting": meeting, "works": ["党章"], "on": meeting.held_on},
    )
    material = meeting.materials.filter(owner__user__isnull=False, versions__isnull=False).first()
    version = material.versions.first()
    remark = PassageRemark.objects.create(
        version=version, quote="原文", text="写实", author=play.secretary, role="secretary"
    )
    written = {"material": material, "text": "又写了一段"}
    yield "material.save_draft", {"by": material.owner.user, **written, "revision": 0}
    yield "material.remark", {**by, **written, "version": version.number, "quote": version.text[:9]}
    yield "material.answer_remark", {"by": material.owner.user, "remark": remark, "text": "改了"}
    yield "attendance.ask_leave", {"by": place.member.user, "attendance": place, "reason": "出差"}
    yield "attendance.decide_leave", {**by, "attendance": place, "grant": True}
    yield "attendance.mark_all", of
    yield "meeting.arrange_steps", {**of, "entries": []}
    yield "meeting.reschedule", {**of, "revision": meeting.revision, "place": "别处"}
    yield "meeting.revise", {**of, "revision": meeting.revision, "theme": "别的主题"}
    yield "meeting.set_agenda", {**of, "items": []}
    yield "meeting.set_aspects", {**of, "scope": "branch", "aspects": []}
    yield "meeting.set_attendance_lines", {**of, "lines": []}
    yield "meeting.set_provision", {**of, "key": "gate.attendance", "value": False, "reason": "放宽"}
    yield "minutes.amend", {**of, "text": "补一句", "reason": "漏记"}
    yield "minutes.correct", {**by, "entry": sitting.minutes.first(), "text": "改一句"}
    answering = {**by, "material": meeting.materials.filter(owner=None).first(), "opinion": opinion}
    yield "opinion.answer_otherwise", {**answering, "text": "另有回应"}
    yield "opinion.untie", answering
    yield "opinion.enter_forms", {**by, "round": poll, "texts": ["多下基层"]}
    yield "opinion.issue_link", {**by, "round": poll}
    yield "opinion.open_box", {**by, "round": poll}
    yield "opinion.sort", {**by, "opinion": opinion, "about": None}
    yield "previous.report", {**of, "item": item, "state": "done", "text": "已经完成"}
    yield "step.add", {**of, "kind": "other", "title": "新的一步"}
    yield "step.remove", {**by, "step": step}
    yield "step.reopen", {**by, "step": step, "reason": "再做"}
    yield "step.set", {**by, "step": step, "due_on": dt.date(2026, 12, 1)}
    yield (
        "study.write_note",
        {"by": place.member.user, "meeting": meeting, "kind": "note", "text": "学习体会"},
    )


# Who may waive a gate is said by a provision, and nobody may on a meeting whose moves are over.
NO_MOMENT = {"meeting.waive_gate"}


def test_every_write_about_an_archived_meeting_is_refused_in_words(archived) -> None:
    play, calls = archived
    made = [call for call in calls if call[0] in sealed()] + list(by_hand(play))
    wrong = {}
    for name, given in made:
        refusal = again(play, name, given)
        if not isinstance(refusal, NotNow) or "已经归档" not in refusal.message:
            wrong.setdefault(name, refusal.message if refusal else "it was written")
    assert set(wrong) == {"material.review"}, wrong  # an approved one says so first
    assert "没有等待审核的稿子" in wrong["material.review"]
    assert sealed() - {name for name, _ in made} == NO_MOMENT


def test_what_may_follow_is_written_and_goes_into_a_supplement(archived) -> None:
    play, _ = archived
    meeting = play.meeting
    first = meeting.packets.get()
    commitment, item = Commitment.objects.filter(meeting=meeting).first(), meeting.items.first()
    reported = {"by": commitment.member.user, "commitment": commitment, "text": "已经做到"}
    assert again(play, "commitment.report", reported) is None
    assert (
        again(play, "item.progress", {"by": item.responsible.user, "item": item, "text": "做了一半"}) is None
    )
    play.put_right()
    look_back = LookBack.objects.filter(item__meeting=meeting).first()
    with play.on("verify"):
        packet = actions.request_packet(by=play.secretary, meeting=meeting, dispatch=False)
        packet = packing.make_packet_now(packet)
    assert (packet.is_done, packet.supplements) == (True, first), packet.error
    kinds = set(packet.entries.values_list("kind", flat=True))
    assert D.LEDGER in kinds
    assert not kinds & {D.PLAN, D.MINUTES, D.SIGN_IN}, "what did not change is in the first"
    assert look_back is None or look_back.item.meeting == meeting
    meeting.refresh_from_db()
    assert meeting.state == "archived"

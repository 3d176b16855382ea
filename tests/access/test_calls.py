"""Actions really called by every seat: exactly the people whom the table names get past the question of rights.

What else stands against it (the moment, what is filled in) is no matter here; rights are asked first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from audit.door import ACTIONS
from core import clock
from meetings.plan_schema import PLANS
from members.models import Member
from tests import casting
from tests.access import matrix, world
from tests.access.matrix import COMMITTEE, LEADERS, MEMBERS, UPPER
from tests.access.seats import meant, seat_all
from tests.access.test_actions import _allowed
from tests.casting import TODAY, Cast

Named = dict[str, Any]
Given = Callable[[Named, Cast], dict[str, Any]]
DAYS = {"starts_on": TODAY, "ends_on": TODAY}

# action → what it is called with, and who may; a second line where an action asks for more than one right
_REMARK = {"version": 2, "quote": "对照检查", "text": "写具体"}
CALLS: list[tuple[str, Given, str]] = [
    ("members.give_post", lambda n, c: {"member": n["member"], "organization": c.branch, "kind": "publicity", "start": TODAY}, "N"),
    ("members.end_post", lambda n, c: {"post": n["post"], "on": TODAY}, "N"),
    ("members.open_account", lambda n, c: {"username": "x", "name": "x", "password": "x", "organization": c.branch}, "N"),
    ("members.open_office", lambda n, c: {"username": "x", "name": "x", "password": "x", "organization": c.branch, "role": "archivist", "start": TODAY}, "N"),
    ("members.end_appointment", lambda n, c: {"appointment": n["appointment"], "on": TODAY}, "N"),
    ("members.end_flag", lambda n, c: {"flag": n["flag"], "on": TODAY}, LEADERS + "N"),
    ("roster.keep", lambda n, c: {"listed": world.listed(), "file_name": "a.xlsx", "default": c.branch}, "N"),
    ("roster.export", lambda n, c: {"people": [n["member"]]}, COMMITTEE + "FN"),
    ("campaign.issue", lambda n, c: {"campaign": n["draft_campaign"]}, "F"),
    ("campaign.revise", lambda n, c: {"campaign": n["draft_campaign"], "targets": [c.branch]}, "F"),
    ("campaign.set_provision", lambda n, c: {"campaign": n["campaign"], "key": "quorum.hard", "value": "2/3", "clause": "x", "overridable": True}, "F"),
    ("campaign.drop_provision", lambda n, c: {"campaign": n["campaign"], "key": "quorum.hard"}, "F"),
    ("campaign.correct_field", lambda n, c: {"campaign": n["campaign"], "theme": "x"}, "F"),
    ("campaign.attach", lambda n, c: {"campaign": n["campaign"], "upload": ContentFile(b"x", "x.pdf")}, "F"),
    ("campaign.detach", lambda n, c: {"attachment": n["file"]}, "F"),
    ("campaign.extend", lambda n, c: {"campaign": n["campaign"], "targets": []}, "F"),
    ("campaign.close", lambda n, c: {"campaign": n["campaign"], "reason": ""}, "F"),
    ("campaign.send_correction", lambda n, c: {"campaign": n["campaign"], "reason": "x"}, "F"),
    ("proposal.decide", lambda n, c: {"proposal": n["proposal"], "accepted": []}, LEADERS),
    ("calendar.set_days", lambda n, c: {"organization": c.branch, "first": TODAY, "last": TODAY, "is_workday": True, "source": "x"}, "N"),
    ("calendar.drop_day", lambda n, c: {"organization": c.branch, "day": n["day"], "reason": "x"}, "N"),
    ("calendar.confirm_year", lambda n, c: {"organization": c.branch, "year": 2027, "source": "x"}, "N"),
    ("template.import", lambda n, c: {"organization": c.branch, "source": (PLANS / "blank.toml").read_bytes(), "file_name": "x.toml"}, LEADERS + "F"),
    ("template.drop", lambda n, c: {"template": n["template"]}, LEADERS + "F"),
    ("template.save", lambda n, c: {"meeting": n["meeting"], "name": "模板"}, LEADERS),
    ("meeting.revise", lambda n, c: {"meeting": n["meeting"], "revision": 1}, LEADERS),
    ("meeting.set_provision", lambda n, c: {"meeting": n["meeting"], "key": "gate.attendance", "value": False, "reason": "x"}, LEADERS),
    ("meeting.set_agenda", lambda n, c: {"meeting": n["meeting"], "items": []}, LEADERS),
    ("meeting.set_attendance_lines", lambda n, c: {"meeting": n["meeting"], "lines": []}, LEADERS),
    ("meeting.set_aspects", lambda n, c: {"meeting": n["meeting"], "scope": "branch", "aspects": []}, LEADERS),
    ("meeting.arrange_steps", lambda n, c: {"meeting": n["meeting"], "entries": []}, LEADERS),
    ("step.set", lambda n, c: {"step": n["step"], "due_on": TODAY}, LEADERS),
    ("step.add", lambda n, c: {"meeting": n["meeting"], "kind": "study", "title": "学习"}, LEADERS),
    ("step.remove", lambda n, c: {"step": n["step"]}, LEADERS),
    ("step.reopen", lambda n, c: {"step": n["step"], "reason": "x"}, COMMITTEE),
    ("study.make_up", lambda n, c: {"attendance": n["attendance"], "on": TODAY, "note": "补"}, COMMITTEE),
    ("study.write_note", lambda n, c: {"meeting": n["meeting"], "kind": "note", "text": "学"}, MEMBERS),
    ("study.self", lambda n, c: {"meeting": n["meeting"], "works": ["党章"], "on": TODAY}, MEMBERS),
    ("opinion.enter", lambda n, c: {"round": n["round"], "text": "多下基层"}, COMMITTEE),
    ("opinion.enter_forms", lambda n, c: {"round": n["round"], "texts": ["多下基层"]}, COMMITTEE),
    ("opinion.sort", lambda n, c: {"opinion": n["opinion"], "about": None}, COMMITTEE),
    ("opinion.issue_link", lambda n, c: {"round": n["round"]}, COMMITTEE),
    ("opinion.open_box", lambda n, c: {"round": n["round"]}, COMMITTEE),
    ("opinion.feed_back", lambda n, c: {"opinion": n["opinion"]}, LEADERS),
    ("opinion.answer", lambda n, c: {"opinion": n["opinion"], "text": "已办"}, LEADERS),
    ("opinion.tie", lambda n, c: {"material": n["material"], "opinion": n["opinion"], "version": 2, "quote": "对照检查"}, "O"),
    ("opinion.answer_otherwise", lambda n, c: {"material": n["material"], "opinion": n["opinion"], "text": "x"}, "O"),
    ("opinion.untie", lambda n, c: {"material": n["material"], "opinion": n["opinion"]}, "O"),
    ("talk.plan", lambda n, c: {"meeting": n["meeting"], "partners": [n["member"]], "on": TODAY}, MEMBERS),
    ("talk.adopt", lambda n, c: {"meeting": n["meeting"], "lines": []}, LEADERS),
    ("talk.move", lambda n, c: {"talk": n["talk"], "on": TODAY}, LEADERS),
    ("talk.record", lambda n, c: {"talk": n["talk"], "held_on": TODAY, "thinking": "x", "shortcomings": "x"}, "OM"),
    ("talk.send_back", lambda n, c: {"talk": n["talk"]}, "OM"),
    ("talk.confirm", lambda n, c: {"talk": n["talk"]}, "OM"),
    ("talk.rearrange", lambda n, c: {"talk": n["talk"], "on": TODAY, "mode": "face"}, "OM"),
    ("talk.call_off", lambda n, c: {"talk": n["talk"]}, "OM"),
    ("talk.let_read", lambda n, c: {"talk": n["talk"], "agrees": True}, "OM"),
    ("problem.list", lambda n, c: {"meeting": n["meeting"], "own": True, "manifestation": "x", "source": "study"}, MEMBERS),
    ("material.submit", lambda n, c: {"material": n["material"], "text": "x"}, "O"),
    ("material.review", lambda n, c: {"material": n["material"], "verdict": "approve"}, LEADERS),
    ("material.review", lambda n, c: {"material": n["group_material"], "verdict": "approve"}, "G"),
    ("material.review", lambda n, c: {"material": n["branch_material"], "verdict": "approve"}, "DC"),
    ("material.review", lambda n, c: {"material": n["upper_material"], "verdict": "approve"}, UPPER),
    ("material.save_draft", lambda n, c: {"material": n["material"], "text": "x", "revision": 0}, "O"),
    ("material.remark", lambda n, c: {"material": n["material"], **_REMARK}, LEADERS),
    ("material.answer_remark", lambda n, c: {"remark": n["remark"], "text": "x"}, "O"),
    ("attendance.mark", lambda n, c: {"attendance": n["place"], "state": "present"}, COMMITTEE + "RH"),
    ("attendance.mark_all", lambda n, c: {"meeting": n["meeting"]}, COMMITTEE + "RH"),
    ("attendance.ask_leave", lambda n, c: {"attendance": n["place"], "reason": "x"}, "O"),
    ("attendance.decide_leave", lambda n, c: {"attendance": n["place"], "grant": True}, LEADERS + "H"),
    ("attendance.tell", lambda n, c: {"attendance": n["after_place"]}, LEADERS + "H"),
    ("sitting.go_to", lambda n, c: {"meeting": n["after"], "item": n["after_item"]}, LEADERS + "H"),
    ("criticism.make", lambda n, c: {"meeting": n["after"], "target": n["member"], "text": "x"}, MEMBERS),
    ("criticism.make", lambda n, c: {"meeting": n["after"], "target": n["member"], "text": "x", "speaker": c.member("probationary")}, LEADERS + "RHP"),
    ("criticism.respond", lambda n, c: {"criticism": n["criticism"], "text": "接受"}, "ORH"),
    ("criticism.raise", lambda n, c: {"criticism": n["criticism"], "opinions": []}, LEADERS + "RH"),
    ("minutes.take", lambda n, c: {"meeting": n["after"], "text": "x"}, LEADERS + "R"),
    ("minutes.correct", lambda n, c: {"entry": n["after_entry"], "text": "x"}, LEADERS + "R"),
    ("minutes.sign", lambda n, c: {"meeting": n["after"], "as_host": True}, "H"),
    ("minutes.sign", lambda n, c: {"meeting": n["after"], "as_host": False}, "R"),
    ("minutes.amend", lambda n, c: {"meeting": n["after"], "text": "x", "reason": "x"}, LEADERS + "RH"),
    ("item.progress", lambda n, c: {"item": n["item"], "text": "x"}, LEADERS + "O"),
    ("item.progress", lambda n, c: {"item": n["item"], "text": "x", "done": True}, "O"),
    ("item.verify", lambda n, c: {"item": n["item"], "passed": True, "text": "x"}, COMMITTEE),
    ("item.reopen", lambda n, c: {"item": n["item"], "reason": "x"}, COMMITTEE),
    ("commitment.make", lambda n, c: {"meeting": n["after"], "text": "x"}, MEMBERS),
    ("commitment.report", lambda n, c: {"commitment": n["commitment"], "text": "x"}, "O"),
    ("previous.report", lambda n, c: {"meeting": n["meeting"], "item": n["item"], "state": "done", "text": "x"}, LEADERS),
    ("publication.publish", lambda n, c: {"meeting": n["after"], "subject": "items", "scope": "branch", **DAYS}, LEADERS),
    ("packet.request", lambda n, c: {"meeting": n["after"], "dispatch": False}, LEADERS + "K"),
    ("packet.cancel", lambda n, c: {"packet": n["packet"]}, LEADERS + "K"),
    ("packet.retry", lambda n, c: {"packet": n["packet"]}, LEADERS + "K"),
    ("packet.download", lambda n, c: {"packet": n["packet"]}, LEADERS + "K"),
    ("archive.set_fonds", lambda n, c: {"organization": c.branch, "code": "A1"}, "KN"),
    ("archive.set_unit_code", lambda n, c: {"organization": c.branch, "code": "A1"}, "KN"),
    ("archive.set_retention", lambda n, c: {"organization": c.branch, "kind": "plan", "retention": None}, "N"),
]  # fmt: skip


@pytest.mark.django_db
def test_called_by_every_seat_each_lets_exactly_these_through(cast: Cast) -> None:
    with clock.at(TODAY):
        named = world.build(seat_all(cast))
        wrong = {}
        for number, (name, given, letters) in enumerate(CALLS):
            arguments = given(named, cast)
            may = {who for who, user in cast.who.items() if _allowed(ACTIONS[name], arguments, user)}
            if may != meant(letters):
                wrong[f"{number} {name}"] = {
                    "too many": may - meant(letters),
                    "missing": meant(letters) - may,
                }
    assert wrong == {}


def test_every_line_names_an_action_of_the_matrix() -> None:
    assert {name for name, _, _ in CALLS} <= set(matrix.ACTIONS)


# What judges somebody's work, with a thing that is the judge's own: whatever the roles, it is for another.
OWN: list[tuple[str, str, Given]] = [
    ("material.review", "secretary", lambda n, c: {"material": _material(n, c, "secretary"), "verdict": "approve"}),
    ("material.review", "deputy", lambda n, c: {"material": _material(n, c, "deputy"), "verdict": "approve"}),
    ("material.review", "secretary", lambda n, c: {"material": n["branch_material"], "verdict": "approve"}),
    ("material.review", "deputy", lambda n, c: {"material": _led_by_both(n, c), "verdict": "approve"}),
    ("material.remark", "secretary", lambda n, c: {"material": _material(n, c, "secretary"), **_REMARK}),
    ("attendance.decide_leave", "secretary", lambda n, c: {"attendance": _leave(n, c, "secretary"), "grant": True}),
    ("attendance.decide_leave", "host", lambda n, c: {"attendance": _leave(n, c, "host"), "grant": True}),
    ("item.verify", "committee", lambda n, c: {"item": _item(n, c, "committee"), "passed": True, "text": "x"}),
    ("item.verify", "secretary", lambda n, c: {"item": _item(n, c, "secretary"), "passed": True, "text": "x"}),
    ("look_back.do", "committee", lambda n, c: {"look_back": _look_back(n, c, "committee"), "holds": True, "finding": "x"}),
]  # fmt: skip


def _material(named: Named, cast: Cast, who: str) -> Any:
    named["material"].owner = cast.member(who)
    named["material"].save()
    return named["material"]


def _led_by_both(named: Named, cast: Cast) -> Any:
    """The deputy's own that waits for the leader of a group which deputy and secretary lead."""
    for who in ("secretary", "deputy"):
        casting.post(cast.who[who], cast.group, "group_leader")
    Member.objects.filter(name="deputy").update(group=cast.group)
    named["group_material"].owner = cast.member("deputy")
    named["group_material"].save()
    named["group_material"].owner.refresh_from_db()
    return named["group_material"]


def _leave(named: Named, cast: Cast, who: str) -> Any:
    sitting = named["place"].sitting
    return sitting.attendance.create(
        member=cast.member(who), capacity="participant", state="leave_asked", reason="出差"
    )


def _item(named: Named, cast: Cast, who: str) -> Any:
    named["item"].responsible = cast.member(who)
    named["item"].save()
    return named["item"]


def _look_back(named: Named, cast: Cast, who: str) -> Any:
    return _item(named, cast, who).look_backs.create(due_on=TODAY)


@pytest.mark.django_db
def test_nobody_reviews_decides_verifies_or_looks_back_on_their_own(cast: Cast) -> None:
    with clock.at(TODAY):
        named = world.build(seat_all(cast))
        for name, who, given in OWN:
            with transaction.atomic():
                arguments = given(named, cast)
                assert not _allowed(ACTIONS[name], arguments, cast.who[who]), (name, who)
                others = [one for one in ("secretary", "deputy") if one != who]
                assert any(_allowed(ACTIONS[name], arguments, cast.who[one]) for one in others), name
                transaction.set_rollback(True)


def test_every_permission_that_judges_stands_among_these() -> None:
    """A permission marked as one nobody has on their own work belongs to an action that is tried here."""
    judged = {name for name, _, _ in OWN}
    asked = {name: matrix.ACTIONS[name] for name in judged}
    asking = {
        key for keys in asked.values() for key in (matrix.STAGES.values() if keys == matrix.STAGE else keys)
    }
    assert asking >= matrix.NOT_OWN

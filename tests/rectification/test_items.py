"""Items: listed with their source (R24), written off by a second person (R26), looked back at (R29)."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile

from audit.models import AuditEntry
from core.exceptions import Invalid, NotAllowed, NotNow
from members.access import Seat
from members.enums import PostKind
from rectification import actions
from rectification.models import LookBack
from rectification.queries import earlier_items, items_visible_to, unreported
from tests import casting
from tests.casting import TODAY
from tests.rectification.world import HELD_ON, LIMIT

pytestmark = pytest.mark.django_db


def test_r24_an_item_keeps_its_source_and_its_number(held):
    first, second = held.item(), held.item(opinion=held.opinion, matter="路灯")
    assert (first.number, first.source, first.problem) == (1, "problem", held.problem)
    assert (second.number, second.source, second.opinion) == (2, "opinion", held.opinion)
    assert AuditEntry.objects.filter(action="item.list").count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"matter": " "}, "matter"),
        ({"measure": ""}, "measure"),
        ({"due_on": HELD_ON - dt.timedelta(days=1)}, "due_on"),
    ],
)
def test_r24_no_part_of_an_item_may_be_missing(held, wrong, field):
    with pytest.raises(Invalid) as refused:
        held.item(**wrong)
    assert refused.value.field == field
    assert not held.meeting.items.exists()


def test_r24_an_item_needs_exactly_one_source_of_this_meeting(held, cast):
    given = {
        "by": cast.who["secretary"], "meeting": held.meeting, "matter": "事", "measure": "法",
        "responsible": cast.member("member"), "due_on": LIMIT,
    }  # fmt: skip
    with pytest.raises(Invalid, match="来源"):
        actions.list_item(**given)
    with pytest.raises(Invalid, match="来源"):
        actions.list_item(**given, problem=held.problem, opinion=held.opinion)
    other = held.next_meeting(state="rectifying", held_on=TODAY)
    with pytest.raises(Invalid, match="不属于"):
        actions.list_item(**(given | {"meeting": other}), problem=held.problem)


def test_listing_the_same_twice_is_refused_but_a_second_matter_of_one_source_is_not(held):
    held.item()
    with pytest.raises(Invalid, match="第1项"):
        held.item()
    assert held.item(matter="另一件事").number == 2


def test_progress_is_entered_once_and_by_the_right_person(held, cast):
    item = held.item("committee")
    held.progress(item)
    with pytest.raises(Invalid, match="刚刚登记过"):
        held.progress(item)
    held.progress(item, "secretary", "书记补记")
    with pytest.raises(NotAllowed):
        held.progress(item, "member", "路过")
    with pytest.raises(NotAllowed):  # a leader may enter progress, but not claim in another's name
        held.progress(item, "secretary", "完成", done=True)


def test_a_refused_file_is_said_beside_its_field_and_nothing_stays(held):
    item = held.item()
    with pytest.raises(Invalid) as refused:
        held.progress(item, evidence=ContentFile(b"MZ\x90\x00" * 50, name="a.exe"))
    assert refused.value.field == "evidence"
    assert not item.progress.exists()


@pytest.mark.parametrize("by", ["committee", "member", "supervisor"])
def test_r26_only_a_second_person_of_the_committee_verifies(held, cast, by):
    item = held.claimed(held.item("committee"))
    with pytest.raises(NotAllowed):
        actions.verify_item(by=cast.who[by], item=item, passed=True, text="好")


def test_r26_who_reported_it_done_may_not_verify_after_another_took_over(held, cast):
    item = held.claimed(held.item("committee"))
    item.responsible = cast.member("member")
    item.save()
    with pytest.raises(NotAllowed, match="本人报告"):
        actions.verify_item(by=cast.who["committee"], item=item, passed=True, text="好")
    actions.verify_item(by=cast.who["secretary"], item=item, passed=True, text="好")


def test_r26_what_is_not_claimed_cannot_be_verified_and_sending_back_opens_it(held, cast):
    item = held.item("committee")
    with pytest.raises(NotNow):
        actions.verify_item(by=cast.who["secretary"], item=item, passed=True, text="好")
    held.claimed(item)
    actions.verify_item(by=cast.who["secretary"], item=item, passed=False, text="还差两户")
    item.refresh_from_db()
    assert (item.state, item.verified_by) == ("open", None)
    assert [entry.kind for entry in item.progress.all()] == ["claim", "reject"]


def test_r26_a_written_off_item_can_be_opened_again_with_its_reason(held, cast):
    item = held.verified()
    actions.reopen_item(by=cast.who["deputy"], item=item, reason="又不走访了")
    item.refresh_from_db()
    assert (item.state, item.verified_on) == ("open", None)
    assert item.progress.last().text == "又不走访了"
    with pytest.raises(NotNow):
        actions.reopen_item(by=cast.who["deputy"], item=item, reason="再来")


def test_r29_look_backs_stand_at_the_months_the_rules_name(held):
    held.rule("rectification.look_back_months", [1, 3])
    item = held.verified()
    days = list(item.look_backs.values_list("due_on", flat=True))
    assert days == [dt.date(2026, 6, 20), dt.date(2026, 8, 20)]


# days after today at which it is tried → whether it is open; due after 31 days, a week's slack before it
R29_DAYS = [(0, False), (23, False), (24, True), (31, True), (60, True)]


@pytest.mark.parametrize(("days", "is_open"), R29_DAYS)
def test_r29_a_look_back_waits_for_its_time(held, cast, days, is_open):
    item = held.verified()
    one = LookBack.objects.create(item=item, due_on=TODAY + dt.timedelta(days=31))
    with held.later(days):
        if is_open:
            actions.do_look_back(by=cast.who["secretary"], look_back=one, holds=True, finding="还在走访")
        else:
            with pytest.raises(NotNow, match="还没有到"):
                actions.do_look_back(by=cast.who["secretary"], look_back=one, holds=True, finding="还在走访")


def test_r29_what_does_not_hold_is_opened_again_and_no_further_look_back_is_open(held, cast):
    item = held.verified()
    one = LookBack.objects.create(item=item, due_on=TODAY)
    two = LookBack.objects.create(item=item, due_on=TODAY + dt.timedelta(days=1))
    actions.do_look_back(by=cast.who["secretary"], look_back=one, holds=False, finding="停了")
    item.refresh_from_db()
    assert item.state == "open"
    with pytest.raises(NotNow, match="已经登记"):
        actions.do_look_back(by=cast.who["secretary"], look_back=one, holds=True, finding="好了")
    with pytest.raises(NotNow, match="又在整改中"):
        actions.do_look_back(by=cast.who["secretary"], look_back=two, holds=True, finding="好了")


def test_nobody_looks_back_at_the_own_item(held, cast):
    one = LookBack.objects.create(item=held.verified(), due_on=TODAY)
    with pytest.raises(NotAllowed):
        actions.do_look_back(by=cast.who["committee"], look_back=one, holds=True, finding="好")


def test_items_live_on_when_the_meeting_is_archived_but_not_when_it_is_cancelled(held):
    item = held.item()
    held.meeting.state = "archived"
    held.meeting.save()
    held.progress(item)
    held.meeting.state, held.meeting.closed_reason = "cancelled", "合并召开"
    held.meeting.save()
    with pytest.raises(NotNow):
        held.progress(item, text="再记一条")


# who sees the branch's item, and a member's own item
SEES = {
    "secretary": (True, True), "deputy": (True, True), "idle_deputy": (True, True), "committee": (True, True),
    "member": (True, True), "comrade": (True, False), "probationary": (True, False), "activist": (False, False),
    "supervisor": (True, False), "officer": (True, False), "archivist": (False, False),
    "administrator": (False, False), "sister_secretary": (False, False), "stranger_officer": (False, False),
    "outsider": (False, False), "above": (False, False), "leader": (False, False),
}  # fmt: skip


@pytest.mark.parametrize("name", SEES)
def test_who_sees_the_list_and_who_a_members_own_items(held, cast, name):
    """`above` sits in the town's committee, `leader` leads a party group: neither reaches members' items."""
    cast.who["above"] = casting.person("above", cast.sister)
    casting.post(cast.who["above"], cast.town, PostKind.ORGANIZATION)
    cast.who["leader"] = casting.person("leader", cast.sister)
    casting.post(cast.who["leader"], cast.group, PostKind.GROUP_LEADER)
    branch, own = held.item(), held.item("member", "member", matter="学习")
    seen = set(items_visible_to(Seat(cast.who[name])))
    assert (branch in seen, own in seen) == SEES[name]


def test_r27_the_next_meeting_reports_open_items_and_the_last_meetings_all(held, cast):
    """An item written off two meetings ago is told no more; members' own are not read out."""
    old = cast.meeting(state="archived", held_on=TODAY - dt.timedelta(days=300))
    before, now_open = held.verified(), held.item("member", matter="还开着")
    held.item("member", "member", matter="个人的")
    type(before).objects.filter(pk=before.pk).update(meeting=old, number=9)
    upcoming = held.next_meeting()
    assert list(earlier_items(upcoming)) == [now_open]
    written_off = held.verified(held.item("committee", matter="上次的"))
    assert set(earlier_items(upcoming)) == {now_open, written_off}


def test_r27_a_cancelled_or_dateless_meeting_is_not_the_last_one(held, cast):
    written_off = held.verified()
    cast.meeting(state="cancelled", held_on=TODAY, closed_reason="合并召开")
    cast.meeting(state="draft", held_on=None)
    assert list(earlier_items(held.next_meeting())) == [written_off]


def test_r27_not_done_says_why_who_and_until_when(held, cast):
    item, upcoming = held.item(), held.next_meeting()
    given = {"by": cast.who["secretary"], "meeting": upcoming, "item": item}
    for wrong in (
        {"state": "not_done", "text": "没钱"},
        {"state": "not_done", "text": "", "person": cast.member("deputy"), "new_limit": LIMIT},
        {"state": "done", "text": "好了"},
        {"state": "nonsense", "text": "好了"},
        {"state": "not_done", "text": "没钱", "person": cast.member("deputy"), "new_limit": HELD_ON},
    ):
        with pytest.raises(Invalid):
            actions.report_previous(**given, **wrong)
    assert unreported(upcoming).count() == 1
    right = {"state": "not_done", "text": "没钱", "person": cast.member("deputy"), "new_limit": LIMIT}
    actions.report_previous(**given, **right)
    actions.report_previous(**given, **right)  # sent twice
    item.refresh_from_db()
    assert (item.responsible, item.due_on) == (cast.member("deputy"), LIMIT)
    assert (unreported(upcoming).count(), upcoming.previous_reports.count()) == (0, 1)


def test_r27_an_item_of_another_branch_is_not_on_the_list(held, cast):
    foreign = cast.meeting(organization=cast.sister, state="preparing", held_on=LIMIT)
    with pytest.raises(Invalid, match="不在"):
        actions.report_previous(
            by=cast.who["sister_secretary"],
            meeting=foreign,
            item=held.item(),
            state="in_progress",
            text="在做",
        )


def test_r25_the_same_publication_is_not_made_twice(held, cast):
    given = {
        "by": cast.who["secretary"], "meeting": held.meeting, "subject": "items", "scope": "支部",
        "starts_on": TODAY, "ends_on": LIMIT,
    }  # fmt: skip
    actions.publish(**given)
    with pytest.raises(Invalid, match="已经有了"):
        actions.publish(**given)
    with pytest.raises(Invalid, match="早于"):
        actions.publish(**(given | {"subject": "progress", "ends_on": HELD_ON}))
    with pytest.raises(NotAllowed):
        actions.publish(**(given | {"by": cast.who["committee"], "subject": "progress"}))


def test_r24_a_commitment_is_ones_own_and_stands_once_reported(held, cast):
    made = actions.make_commitment(by=cast.who["member"], meeting=held.meeting, text="每周读书")
    assert actions.make_commitment(by=cast.who["member"], meeting=held.meeting, text="每天读书").pk == made.pk
    with pytest.raises(NotAllowed):
        actions.report_commitment(by=cast.who["secretary"], commitment=made, text="他做到了")
    actions.report_commitment(by=cast.who["member"], commitment=made, text="做到了")
    with pytest.raises(NotNow):
        actions.make_commitment(by=cast.who["member"], meeting=held.meeting, text="改一改")


def test_evidence_is_kept_with_its_name(held):
    from rehearsal.play import _picture

    entry = held.progress(held.item(), evidence=ContentFile(io.BytesIO(_picture()).read(), name="现场.png"))
    assert entry.evidence_name == "现场.png"
    with entry.evidence.open("rb") as stored:
        assert stored.read(4) == b"\x89PNG"

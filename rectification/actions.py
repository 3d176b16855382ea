"""Writes about rectification. An item is closed only by a second person and is never deleted (R24–R29)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.base import File
from django.db.models import Max

from audit.door import action, changes, record
from core.clock import now
from core.exceptions import Invalid, NotAllowed, NotNow
from core.locks import locked
from core.uploads import AcceptedFile, UploadRefused, accept
from meetings import rules
from meetings.deadlines import add_months
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from members.access import require
from members.models import Member, User
from rectification import permissions as P
from rectification import rules as item_rules
from rectification.enums import ItemSource, ItemState, PreviousState, ProgressKind
from rectification.models import (
    SOURCE_FIELDS,
    Commitment,
    LookBack,
    PreviousReport,
    ProgressEntry,
    Publication,
    RectificationItem,
)
from rectification.queries import earlier_items


@action("item.list")
def list_item(
    *,
    by: User,
    meeting: Meeting,
    matter: str,
    measure: str,
    responsible: Member,
    due_on: dt.date,
    owner: Member | None = None,
    **source: Any,
) -> RectificationItem:
    """An item with matter, measure, person and limit (R24), and the link to what it comes from.

    `source` is one of problem, criticism, opinion, supervision. Raises Invalid when part of it is missing.
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.LIST_ITEM, meeting)
    rules.require_phase(meeting, rules.AFTERWARDS, "列整改清单")
    kind = _source_kind(source, meeting)
    if not matter.strip() or not measure.strip():
        raise Invalid("请写明整改事项和整改措施。", field="measure" if matter.strip() else "matter")
    if meeting.held_on and due_on < meeting.held_on:
        raise Invalid("整改时限不能早于会议日期。", field="due_on")
    if twin := meeting.items.filter(matter=matter.strip(), owner=owner, **source).first():
        raise Invalid(f"这个来源已经列过同样的事项（第{twin.number}项）。", field="matter")
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    item = RectificationItem.objects.create(
        meeting=meeting, number=last + 1, owner=owner, source=kind, matter=matter.strip(),
        measure=measure.strip(), responsible=responsible, due_on=due_on, created_at=now(), **source,
    )  # fmt: skip
    after = {"number": item.number, "responsible": responsible.pk, "due_on": str(due_on), "source": kind}
    record(by=by, role=role, what="item.list", on=item, reach=item.reach, after=after)
    return item


def _source_kind(source: dict[str, Any], meeting: Meeting) -> str:
    given = {name: value for name, value in source.items() if value is not None}
    if len(given) != 1 or not set(given) <= set(SOURCE_FIELDS):
        raise Invalid("请选择整改事项的来源（一项）。", field="source")
    name, value = next(iter(given.items()))
    if value.meeting != meeting:
        raise Invalid("这个来源不属于这次会议。", field="source")
    return ItemSource(SOURCE_FIELDS[name])


@action("item.progress")
def report_progress(
    *, by: User, item: RectificationItem, text: str, evidence: File | None = None, done: bool = False
) -> ProgressEntry:
    """An entry in the ledger; with `done`, the responsible person's word that it is put right."""
    item = locked(item, "meeting__organization")
    role = require(by, P.CLAIM_DONE if done else P.REPORT_PROGRESS, item)
    item_rules.require_not_over(item, "登记进展")
    if item.state != ItemState.OPEN:
        raise NotNow(f"这一项现在是“{item.get_state_display()}”，不能再登记进展。")
    kind = ProgressKind.CLAIM if done else ProgressKind.NOTE
    entry = _enter(item, kind, text, by, evidence)
    if done:
        _set_state(item, ItemState.CLAIMED)
    record(by=by, role=role, what="item.progress", on=item, reach=item.reach, after={"kind": kind})
    return entry


def _enter(
    item: RectificationItem, kind: ProgressKind, text: str, by: User, evidence: File | None = None
) -> ProgressEntry:
    if not text.strip():
        raise Invalid("请写明情况。", field="text")
    last = item.progress.order_by("-id").first()
    if last and (last.kind, last.text, last.by_id) == (kind, text.strip(), by.pk):
        raise Invalid("同样的情况刚刚登记过了，没有重复登记。", field="text")
    entry = ProgressEntry(item=item, kind=kind, text=text.strip(), by=by, at=now())
    if evidence is not None:
        accepted = _accepted(evidence)
        entry.evidence_name = accepted.clean_name
        entry.evidence.save(accepted.clean_name, File(accepted.content), save=False)
    entry.save()
    return entry


def _accepted(evidence: File) -> AcceptedFile:
    try:
        return accept(evidence)
    except UploadRefused as refused:
        raise Invalid(refused.message, field="evidence") from refused


def _set_state(item: RectificationItem, state: ItemState, by: Member | None = None) -> None:
    item.state = state
    item.verified_by = by
    item.verified_on = item.meeting.today if by else None
    item.save()


@action("item.verify")
def verify_item(*, by: User, item: RectificationItem, passed: bool, text: str) -> RectificationItem:
    """A second person's look (R26): written off, or sent back with what is missing.

    A written-off item gets the look-backs that the rules ask for (R29).
    """
    item = locked(item, "meeting__organization")
    role = require(by, P.VERIFY_ITEM, item)
    item_rules.require_not_over(item, "核实销号")
    if item.state != ItemState.CLAIMED:
        raise NotNow("责任人报告完成之后才能核实。")
    if item_rules.claimed_by(item, by):
        raise NotAllowed("完成情况是您本人报告的，须由他人核实。")
    _enter(item, ProgressKind.VERIFY if passed else ProgressKind.REJECT, text, by)
    _set_state(item, ItemState.VERIFIED if passed else ItemState.OPEN, by.member if passed else None)
    if passed:
        _plan_look_backs(item)
    after = {"state": item.state}
    record(by=by, role=role, what="item.verify", on=item, reach=item.reach, after=after)
    return item


def _plan_look_backs(item: RectificationItem) -> None:
    months = Rulebook.of(item.meeting).get("rectification.look_back_months") or ()
    for amount in months:
        LookBack.objects.get_or_create(item=item, due_on=add_months(item.meeting.today, amount))


@action("item.reopen")
def reopen_item(*, by: User, item: RectificationItem, reason: str) -> RectificationItem:
    """A written-off item that does not hold is open again, with the reason in the ledger."""
    item = locked(item, "meeting__organization")
    role = require(by, P.REOPEN_ITEM, item)
    if item.state != ItemState.VERIFIED:
        raise NotNow("只有已经销号的事项可以重新整改。")
    _enter(item, ProgressKind.REOPEN, reason, by)
    _set_state(item, ItemState.OPEN)
    record(by=by, role=role, what="item.reopen", on=item, reach=item.reach, reason=reason)
    return item


@action("commitment.make")
def make_commitment(*, by: User, meeting: Meeting, text: str) -> Commitment:
    """The acting member's promise; it can be written anew until it is reported on."""
    meeting = locked(meeting, "organization")
    role = require(by, P.MAKE_COMMITMENT, meeting)
    rules.require_phase(meeting, rules.AFTERWARDS, "作出整改承诺")
    if not text.strip():
        raise Invalid("请写明承诺的内容。", field="text")
    existing = meeting.commitments.filter(member=by.member).first()
    if existing and existing.report:
        raise NotNow("这项承诺已经报告过兑现情况，不能再改。")
    values = {"text": text.strip(), "made_on": meeting.today}
    made, _ = Commitment.objects.update_or_create(meeting=meeting, member=by.member, defaults=values)
    record(by=by, role=role, what="commitment.make", on=made, reach=made.reach)
    return made


@action("commitment.report")
def report_commitment(*, by: User, commitment: Commitment, text: str) -> Commitment:
    """How a promise was kept, told at a later meeting (R23, R24)."""
    commitment = locked(commitment, "meeting__organization")
    role = require(by, P.REPORT_COMMITMENT, commitment)
    if not text.strip():
        raise Invalid("请写明兑现情况。", field="text")
    _, after = changes(commitment, {"report": text.strip(), "reported_on": commitment.meeting.today})
    commitment.save()
    after = {"reported_on": str(commitment.reported_on)}
    record(by=by, role=role, what="commitment.report", on=commitment, reach=commitment.reach, after=after)
    return commitment


@action("previous.report")
def report_previous(
    *, by: User, meeting: Meeting, item: RectificationItem, state: str, text: str,
    person: Member | None = None, new_limit: dt.date | None = None,
) -> PreviousReport:  # fmt: skip
    """How an earlier item stands when this meeting opens (R27).

    What is not done says why, who answers for it now, and until when; that becomes the item's own.
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.REPORT_PREVIOUS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "通报上次整改情况")
    if not earlier_items(meeting).filter(pk=item.pk).exists():
        raise Invalid("这一项不在上次整改的清单上。", field="item")
    _check_previous(item, state, text, person, new_limit)
    values = {"state": state, "text": text.strip(), "person": person, "new_limit": new_limit}
    made, _ = PreviousReport.objects.update_or_create(meeting=meeting, item=item, defaults=values)
    if state == PreviousState.NOT_DONE:
        item.responsible, item.due_on = person, new_limit
        item.save()
    record(by=by, role=role, what="previous.report", on=made, reach=meeting.reach, after={"state": state})
    return made


def _check_previous(
    item: RectificationItem, state: str, text: str, person: Member | None, new_limit: dt.date | None
) -> None:
    written_off = item.state == ItemState.VERIFIED
    if state == PreviousState.DONE and not written_off:
        raise Invalid("这一项还没有销号，不能通报为“已经整改”。", field="state")
    if state != PreviousState.DONE and written_off:
        raise Invalid("这一项已经销号，应通报为“已经整改”。", field="state")
    if state not in PreviousState.values:
        raise Invalid("请选择整改情况。", field="state")
    if state == PreviousState.NOT_DONE and not (text.strip() and person and new_limit):
        raise Invalid("尚未整改的，要写明原因、责任人和新的时限。", field="text")
    if new_limit and new_limit < item.organization.today:
        raise Invalid("新的时限不能早于今天。", field="new_limit")


@action("publication.publish")
def publish(
    *, by: User, meeting: Meeting, subject: str, scope: str, starts_on: dt.date, ends_on: dt.date,
    hide_names: bool = False,
) -> Publication:  # fmt: skip
    """Lay a list open in a scope, from–to (R25)."""
    meeting = locked(meeting, "organization")
    role = require(by, P.PUBLISH, meeting)
    rules.require_phase(meeting, rules.AFTERWARDS, "公示")
    if ends_on < starts_on:
        raise Invalid("公示结束日期早于开始日期。", field="ends_on")
    if not scope.strip():
        raise Invalid("请写明公示范围。", field="scope")
    if meeting.publications.filter(subject=subject, starts_on=starts_on, scope=scope.strip()).exists():
        raise Invalid("同一内容、同一天起的公示已经有了。", field="subject")
    made = Publication.objects.create(
        meeting=meeting, subject=Publication.Subject(subject), scope=scope.strip(), starts_on=starts_on,
        ends_on=ends_on, hide_names=hide_names,
    )  # fmt: skip
    after = {"subject": subject, "scope": scope, "hide_names": hide_names}
    record(by=by, role=role, what="publication.publish", on=made, reach=made.reach, after=after)
    return made


@action("look_back.do")
def do_look_back(*, by: User, look_back: LookBack, holds: bool, finding: str) -> LookBack:
    """What a look-back found (R29); an item that does not hold is opened again."""
    look_back = locked(look_back, "item__meeting__organization")
    role = require(by, P.LOOK_BACK, look_back)
    item_rules.require_look_back(look_back, look_back.organization.today)
    if not finding.strip():
        raise Invalid("请写明回头看的情况。", field="finding")
    new = {
        "holds": holds,
        "finding": finding.strip(),
        "done_on": look_back.organization.today,
        "by": by.member,
    }
    _, after = changes(look_back, new)
    look_back.save()
    if not holds:
        reopen_item(by=by, item=look_back.item, reason=f"回头看发现问题：{finding.strip()}")
    record(by=by, role=role, what="look_back.do", on=look_back, reach=look_back.reach, after=after)
    return look_back

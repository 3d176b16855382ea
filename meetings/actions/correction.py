"""Corrections of an issued campaign: sent once, offered to each meeting, accepted or declined there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid, NotNow
from core.locks import locked
from meetings import corrections as C
from meetings import permissions as P
from meetings.actions.material_review import follow_rules
from meetings.actions.plan import compute_deadlines
from meetings.deadlines import WorkCalendar
from meetings.models import Campaign, Correction, Meeting, Proposal, Provision
from meetings.queries.calendar import work_calendar
from members.access import require
from members.models import User


@action("campaign.send_correction")
def send_correction(*, by: User, campaign: Campaign, reason: str) -> Correction:
    """Apply what was gathered to the campaign, and offer it to every meeting that it concerns.

    What branches may not differ in holds at once, except in a meeting that is in session: there everything
    waits until it is closed. Raises NotNow when nothing was gathered, Invalid without a reason.
    """
    campaign = locked(campaign, "organization")
    role = require(by, P.ISSUE_CAMPAIGN, campaign)
    correction = campaign.corrections.filter(sent_at__isnull=True).first()
    if campaign.closed_at or correction is None:
        raise NotNow("没有等待发出的更正。请先修改主题、时间或规则。")
    if not reason.strip():
        raise Invalid("请写明为什么更正，支部看得到。", field="reason")
    _apply_to_campaign(campaign, correction)
    correction.reason, correction.sent_at, correction.sent_by = reason.strip(), now(), by
    correction.save()
    reached = _offer(campaign, correction)
    record(
        by=by, role=role, what="campaign.send_correction", on=campaign, reach=campaign.reach,
        after={"number": correction.number, "changes": sorted(correction.changes), "meetings": reached},
        reason=correction.reason,
    )  # fmt: skip
    return correction


def _apply_to_campaign(campaign: Campaign, correction: Correction) -> None:
    """Write each change into the campaign, keeping in the correction what stood there before."""
    rows = {row.key: row for row in campaign.provisions.all()}
    for key, line in correction.changes.items():
        line["was"] = C.stands_at(campaign, rows, key)
        if key not in C.FIELDS:
            told = {name: line[name] for name in ("value", "clause", "overridable")}
            told["origin"] = f"工作部署：{campaign.title}"
            Provision.objects.update_or_create(campaign=campaign, key=key, defaults=told)
        else:
            is_day = key != "theme"
            setattr(campaign, key, dt.date.fromisoformat(line["value"]) if is_day else line["value"])
    campaign.save()


def _offer(campaign: Campaign, correction: Correction) -> list[int]:
    """A proposal for each meeting that the correction concerns; what is fixed holds there at once."""
    calendar, reached = work_calendar(), []
    for meeting in campaign.meetings.select_related("organization").order_by("pk"):
        meeting.campaign = campaign
        if not C.concerns(meeting):
            continue
        _supersede(meeting, correction)
        proposal = Proposal(correction=correction, meeting=meeting)
        if C.may_change_now(meeting):
            fixed = [key for key, line in correction.changes.items() if C.is_fixed(line)]
            _settle(proposal, fixed, C.APPLIED, calendar)
        proposal.save()
        reached.append(meeting.pk)
    return reached


def _supersede(meeting: Meeting, correction: Correction) -> None:
    """What an earlier correction offered and this one changes again is no longer to be had."""
    for earlier in meeting.proposals.filter(decided_at__isnull=True).select_related("correction"):
        waiting = set(earlier.correction.changes) - set(earlier.outcomes)
        for key in waiting & set(correction.changes):
            was = earlier.correction.changes[key]["was"]
            earlier.outcomes[key] = {"was": was, "own": False, "outcome": C.SUPERSEDED}
        earlier.save(update_fields=["outcomes"])


def _settle(proposal: Proposal, keys: Iterable[str], outcome: str, calendar: WorkCalendar) -> None:
    """Write the changes named by `keys` into the meeting (not declined ones) and note what stood before."""
    meeting, changes = proposal.meeting, proposal.correction.changes
    rows = {row.key: row for row in meeting.provisions.filter(key__in=list(changes))}
    for key in keys:
        line = changes[key]
        proposal.outcomes[key] = {
            "was": C.standing(meeting, rows, key, line),
            "own": C.is_own(meeting, rows, key, line),
            "outcome": outcome if C.still_matters(meeting, key) else C.PAST,
        }
        if proposal.outcomes[key]["outcome"] in (C.APPLIED, C.ACCEPTED):
            _write(meeting, key, line)
    meeting.revision += 1
    meeting.save(update_fields=["revision", "theme"])
    compute_deadlines(meeting, calendar)
    follow_rules(meeting)


def _write(meeting: Meeting, key: str, line: dict[str, Any]) -> None:
    if key == "theme":
        meeting.theme = line["value"]
    elif key not in C.FIELDS:  # the window is the campaign's own, and there it stands already
        told = {name: line[name] for name in ("value", "clause", "overridable")}
        told["origin"] = f"工作部署：{meeting.campaign.title}" if meeting.campaign else ""
        Provision.objects.update_or_create(meeting=meeting, key=key, defaults=told)


@action("proposal.decide")
def decide_proposal(*, by: User, proposal: Proposal, accepted: Collection[str], reason: str = "") -> Proposal:
    """Take over the changes named in `accepted`, decline the others with a reason. Once, and not in session.

    Fixed changes need no answer: those that waited hold from now on. Raises NotNow while the meeting sits or
    when it was decided before, Invalid where something is declined without a reason.
    """
    meeting = locked(proposal.meeting, "organization", "campaign__organization")
    role = require(by, P.PLAN_MEETING, meeting)
    proposal = locked(proposal, "correction")
    proposal.meeting = meeting
    _refuse_the_moment(proposal)
    waiting = [key for key in proposal.correction.changes if key not in proposal.outcomes]
    fixed = [key for key in waiting if C.is_fixed(proposal.correction.changes[key])]
    taken = [key for key in waiting if key in accepted and key not in fixed]
    declined = [key for key in waiting if key not in taken and key not in fixed]
    if any(C.still_matters(meeting, key) for key in declined) and not reason.strip():
        raise Invalid("有不采用的内容，请写明理由，上级看得到。", field="reason")
    calendar = work_calendar()
    for keys, outcome in ((fixed, C.APPLIED), (taken, C.ACCEPTED), (declined, C.DECLINED)):
        if keys:
            _settle(proposal, keys, outcome, calendar)
    proposal.reason, proposal.decided_at, proposal.decided_by = reason.strip(), now(), by
    proposal.save()
    record(
        by=by, role=role, what="proposal.decide", on=meeting, reach=meeting.reach,
        after={key: told["outcome"] for key, told in proposal.outcomes.items()}, reason=proposal.reason,
    )  # fmt: skip
    return proposal


def _refuse_the_moment(proposal: Proposal) -> None:
    if proposal.decided_at:
        raise NotNow("这次更正已经处理过了。")
    if not C.may_change_now(proposal.meeting):
        raise NotNow("会议正在进行，规则不能在会中变动。散会后再处理这次更正。")
    if not C.concerns(proposal.meeting):
        raise NotNow("这次会议已经归档、取消，或者支部不再隶属部署单位，更正不再适用。")

"""What a campaign's correction means for one meeting: each value old and new, and whether it may be declined.

Reads only; `meetings.actions.correction` applies what is decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.templatetags.ui import cn_date
from meetings import provisions, rules
from meetings.enums import MeetingState
from meetings.models import Campaign, Meeting, Proposal, Provision
from meetings.rulebook import OWN

FIELDS = {"theme": "会议主题", "starts_on": "部署开始日期", "ends_on": "部署截止日期"}
APPLIED, ACCEPTED, DECLINED = "applied", "accepted", "declined"
PAST, SUPERSEDED = "past", "superseded"
OUTCOMES = {
    APPLIED: "已经按上级规定改好",
    ACCEPTED: "已采用",
    DECLINED: "不采用",
    PAST: "会已开过，这一条不再变动",
    SUPERSEDED: "后一次更正又改了这一条，以后一次为准",
}
# What still matters once the meeting is over; the rules under which it was held stay in its record.
_AFTER_THE_MEETING = (
    "deadline", "rectification", "report", "circular", "archive", "retention", "reminders",
)  # fmt: skip
_OVER = (MeetingState.ARCHIVED, MeetingState.CANCELLED)


@dataclass(frozen=True)
class Change:
    """One change of a correction, for its own page: what the campaign said and what it says then."""

    key: str
    label: str
    was: str
    becomes: str
    clause: str
    overridable: bool
    is_rule: bool


@dataclass(frozen=True)
class Line:
    """One change as one meeting sees it; `own` where the branch had set a value of its own."""

    key: str
    label: str
    was: str
    becomes: str
    clause: str
    fixed: bool
    own: bool
    outcome: str

    @property
    def is_open(self) -> bool:
        """Does it wait for the secretary?"""
        return not self.outcome and not self.fixed

    @property
    def words(self) -> str:
        if self.outcome:
            return OUTCOMES[self.outcome]
        return "上级规定，支部不能另定，采用后直接生效" if self.fixed else "等您决定"


def changes_of(campaign: Campaign, changes: dict[str, Any]) -> list[Change]:
    """The gathered changes beside what the campaign says now, or said when it was sent."""
    rows = {row.key: row for row in campaign.provisions.all()}
    return [
        Change(
            key,
            label_of(key),
            words_of(key, line["was"] if "was" in line else stands_at(campaign, rows, key)),
            words_of(key, line["value"]),
            line["clause"],
            line["overridable"],
            key not in FIELDS,
        )
        for key, line in changes.items()
    ]


def stands_at(campaign: Campaign, rows: dict[str, Provision], key: str) -> Any:
    """The stored value that a campaign has for a field or a provision."""
    if key in FIELDS:
        value = getattr(campaign, key)
        return value.isoformat() if isinstance(value, dt.date) else value
    return rows[key].value if key in rows else provisions.spec(key).default


def label_of(key: str) -> str:
    return FIELDS.get(key) or provisions.spec(key).label


def words_of(key: str, value: Any) -> str:
    """A field's or a provision's stored value in words."""
    if key == "theme":
        return value or "由支部确定"
    if key in FIELDS:
        return cn_date(dt.date.fromisoformat(value))
    return provisions.describe(key, value)


def lines_of(proposal: Proposal) -> list[Line]:
    """Each change for the proposal's meeting: against what holds there now, or held when it was decided."""
    meeting, changes = proposal.meeting, proposal.correction.changes
    rows = {row.key: row for row in meeting.provisions.filter(key__in=list(changes))}
    return [_line(proposal, rows, key, line) for key, line in changes.items()]


def _line(proposal: Proposal, rows: dict[str, Provision], key: str, line: dict[str, Any]) -> Line:
    decided = proposal.outcomes.get(key, {})
    was = decided["was"] if decided else standing(proposal.meeting, rows, key, line)
    return Line(
        key,
        label_of(key),
        words_of(key, was),
        words_of(key, line["value"]),
        line["clause"],
        is_fixed(line),
        bool(decided.get("own")) if decided else is_own(proposal.meeting, rows, key, line),
        decided.get("outcome", ""),
    )


def is_fixed(line: dict[str, Any]) -> bool:
    """May no branch decline it?"""
    return not line["overridable"]


def standing(meeting: Meeting, rows: dict[str, Provision], key: str, line: dict[str, Any]) -> Any:
    """The stored value that holds in the meeting now."""
    if key == "theme":
        return meeting.theme
    if key in FIELDS:
        return line["was"]
    return rows[key].value if key in rows else provisions.spec(key).default


def is_own(meeting: Meeting, rows: dict[str, Provision], key: str, line: dict[str, Any]) -> bool:
    """Did the branch set this value itself?"""
    if key == "theme":
        return meeting.theme != line["was"]
    return key in rows and rows[key].origin == OWN


def concerns(meeting: Meeting) -> bool:
    """Does a correction reach this meeting? Not when it is over, or its branch was closed or moved away."""
    campaign, organization = meeting.campaign, meeting.organization
    if campaign is None or meeting.state in _OVER or organization.dissolved_on:
        return False
    return campaign.organization.contains(organization)


def may_change_now(meeting: Meeting) -> bool:
    """Not while the meeting sits: its rules stand still until it is closed."""
    return meeting.state not in rules.SESSION


def still_matters(meeting: Meeting, key: str) -> bool:
    """After the meeting only what is done afterwards can still change."""
    if meeting.state not in rules.AFTERWARDS:
        return True
    return key in ("starts_on", "ends_on") or key.split(".", maxsplit=1)[0] in _AFTER_THE_MEETING


def open_lines(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.is_open]

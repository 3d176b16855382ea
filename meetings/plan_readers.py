"""Who reads and approves a meeting's plan: by their roles, supervision only where the rules say so (R11)."""

from __future__ import annotations

from meetings import permissions as P
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from members.access import Permission, Seat
from members.enums import Role


def role_for(seat: Seat, wanted: Permission, meeting: Meeting, rulebook: Rulebook) -> Role | None:
    """As `Seat.role_for`; nobody approves a plan as a supervisor who does not read it."""
    role = seat.role_for(wanted, meeting)
    is_kept_out = wanted == P.REVIEW_PLAN and role == Role.SUPERVISOR and not _supervision_reads(rulebook)
    return None if is_kept_out else role


def may_read_plan(seat: Seat, meeting: Meeting) -> bool:
    """Whoever sees plans; supervision where the rules have it read them. No query for anybody else."""
    roles = seat.roles_on(meeting) & P.SEE_PLAN.roles
    if roles == {Role.SUPERVISOR}:
        return _supervision_reads(Rulebook.of(meeting))
    return bool(roles)


def _supervision_reads(rulebook: Rulebook) -> bool:
    return bool(rulebook.get("supervision.reads_plan"))

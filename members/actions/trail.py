"""Taking rows of the trail out."""

from __future__ import annotations

from audit.door import action, record
from members.access import Seat
from members.enums import Role
from members.models import User


@action("audit.export")
def export_trail(*, by: User, rows: int) -> None:
    """Leave in the trail that somebody took out what they may read of it, and how many rows."""
    seat = Seat(by)
    appointed = next((one for one in seat.appointments if one.role in _READERS), None)
    role = Role(appointed.role) if appointed else Role.OWNER
    reach = appointed.reach if appointed else seat.member.reach if seat.member else ""
    record(by=by, role=role, what="audit.export", on=by, reach=reach, after={"rows": rows})


_READERS = (Role.OFFICER, Role.ADMINISTRATOR)

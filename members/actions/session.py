"""Writes about sessions: ending those on other devices, or all of an account's."""

from __future__ import annotations

from audit.door import action, record
from core.exceptions import NotNow
from members.enums import Role
from members.models import User


def end_all(user: User, keep: str = "") -> int:
    """End an account's sessions, for other actions; all but the one with the key `keep`. How many."""
    return user.sessions.exclude(session_key=keep).delete()[0]


@action("members.end_sessions")
def end_sessions(*, by: User, keep: str, handle: str = "") -> int:
    """Log oneself out on one other device (`handle`), or on all but the one with the key `keep`. How many.

    Raises NotNow when there is none any more.
    """
    others = by.sessions.exclude(session_key=keep)
    keys = [one.session_key for one in others if handle in ("", one.handle)]
    ended = by.sessions.filter(session_key__in=keys).delete()[0]
    if not ended:
        raise NotNow("那台设备上的登录已经结束。请刷新页面看最新情况。")
    record(by=by, role=Role.OWNER, what="members.end_sessions", on=by, after={"ended": ended})
    return ended

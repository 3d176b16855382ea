"""When an item may be worked on, verified, looked back at. Pages and actions ask here alike."""

from __future__ import annotations

import datetime as dt

from core.exceptions import NotNow
from meetings.enums import MeetingState
from members.models import User
from rectification.enums import ItemState, ProgressKind
from rectification.models import LookBack, RectificationItem

# A look-back on the day the item was written off would check nothing; a week's slack suits people's diaries.
LOOK_BACK_EARLY = dt.timedelta(days=7)


def require_not_over(item: RectificationItem, doing: str) -> None:
    """Items live on after their meeting is archived; only cancelling ends them. Raises NotNow."""
    if is_over(item):
        raise NotNow(f"会议已经取消，不能{doing}。")


def is_over(item: RectificationItem) -> bool:
    return item.meeting.state == MeetingState.CANCELLED


def claimed_by(item: RectificationItem, user: User) -> bool:
    """Whether it was this person who last reported the item as done: who did may not verify it (R26)."""
    claims = item.progress.filter(kind=ProgressKind.CLAIM).order_by("-id")
    return claims.values_list("by", flat=True).first() == user.pk


def may_look_back(look_back: LookBack, today: dt.date) -> bool:
    """Whether a look-back is open (R29): its day is near, nobody did it yet, and the item is written off."""
    is_near = look_back.due_on - LOOK_BACK_EARLY <= today
    return is_near and look_back.done_on is None and look_back.item.state == ItemState.VERIFIED


def require_look_back(look_back: LookBack, today: dt.date) -> None:
    """Raise NotNow unless the look-back is open."""
    if look_back.done_on:
        raise NotNow("这次回头看已经登记过了。")
    if look_back.item.state != ItemState.VERIFIED:
        raise NotNow("这一项又在整改中，重新销号以后再回头看。")
    if not may_look_back(look_back, today):
        raise NotNow(f"还没有到回头看的时间，{look_back.due_on:%-m月%-d日}前一周内可以登记。")

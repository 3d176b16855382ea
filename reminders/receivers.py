"""When a meeting's day moves: those concerned are told once, and what hung on the old day is withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from core.templatetags.ui import cn_date
from meetings.models import Attendance, Meeting, Nudge
from meetings.signals import rescheduled
from reminders.actions import make_notice, withdraw
from reminders.models import ASKED, MOVED, Notice
from reminders.sources import Todo


@receiver(rescheduled)
def tell_those_concerned(sender: type[Meeting], meeting: Meeting, was: dt.date | None, **kwargs: Any) -> None:
    """Withdraw what hung on the old day, and tell everyone on the roster of the new one."""
    stale = list(Notice.objects.filter(subject=f"meeting:{meeting.pk}", withdrawn_at__isnull=True))
    if stale:
        withdraw(notices=stale, why="会议日期变动")
    if was is None or meeting.held_on is None:
        return
    url = reverse("meetings:detail", args=[meeting.pk])
    title = f"会议改到{cn_date(meeting.held_on)}"
    todo = Todo(f"{MOVED}{meeting.pk}", title, url, meeting.pk, meeting.title, meeting.held_on)
    text = f"{meeting.title}原定{cn_date(was)}"
    for user_id in _concerned(meeting):
        make_notice(user_id=user_id, todo=todo, key=f"{MOVED}{meeting.pk}:{meeting.revision}", text=text)


def _concerned(meeting: Meeting) -> list[int]:
    places = Attendance.objects.filter(sitting__meeting=meeting, member__user__isnull=False)
    return sorted(set(places.values_list("member__user_id", flat=True)))


def tell_what_is_owed(nudge: Nudge, text: str, url: str, due_on: dt.date | None) -> None:
    """A leader's reminder on the person's to-do page: who asks, and what is still to be done."""
    meeting = nudge.meeting
    title = f"{nudge.by.name}提醒您：{text}"
    todo = Todo(f"{ASKED}{meeting.pk}", title, url, meeting.pk, meeting.title, due_on)
    make_notice(
        user_id=nudge.member.user_id, todo=todo, key=f"{ASKED}{meeting.pk}:{nudge.on}", text=meeting.title
    )

"""What rectification adds to a meeting's gates."""

from __future__ import annotations

from django.urls import reverse

from core.machine import Missing
from meetings.gates import gate
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from rectification.queries import unreported


@gate("gate.previous_reported", "上次整改情况已经写明")
def previous_reported(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R27: the meeting opens with the state of each earlier item."""
    count = unreported(meeting).count()
    url = reverse("rectification:previous", args=[meeting.pk])
    return [Missing(f"还有{count}项以前的整改事项没有写明情况", "书记", url)] if count else []


@gate("rectification.listed", "整改清单已经列出")
def listed(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R24, R30: the list goes to the superior with the report."""
    if meeting.items.exists():
        return []
    url = reverse("rectification:list", args=[meeting.pk])
    return [Missing("还没有列出整改清单", "书记、委员", url)]

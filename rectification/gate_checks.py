"""What rectification adds to a meeting's gates."""

from __future__ import annotations

from django.urls import reverse

from core.machine import Missing
from meetings.gates import gate, shortened
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from rectification.queries import unpromised, unpublished, unreported


@gate("gate.previous_reported", "上次整改情况已经写明")
def previous_reported(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R27: the meeting opens with the state of each earlier item."""
    count = unreported(meeting).count()
    url = reverse("rectification:previous", args=[meeting.pk])
    return [Missing(f"还有{count}项以前的整改事项没有写明情况", "书记", url)] if count else []


@gate("rectification.commitment_required", "党员已经作出整改承诺")
def promised(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R24: where the plan asks it of everybody, whoever belonged at the meeting has made a promise."""
    names = [member.name for member in unpromised(meeting)]
    if not names:
        return []
    url = reverse("rectification:commitments", args=[meeting.pk])
    return [Missing(f"{shortened(names)}还没有作出整改承诺", "本人", url)]


@gate("rectification.publish_required", "整改清单和承诺已经公示")
def published(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R25: the branch's list, and the promises where there are any, were laid open."""
    url = reverse("rectification:publications", args=[meeting.pk])
    return [Missing(f"还没有公示{words}", "书记", url) for words in unpublished(meeting)]


@gate("rectification.listed", "整改清单已经列出")
def listed(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R24, R30: the list goes to the superior with the report."""
    if meeting.items.exists():
        return []
    url = reverse("rectification:list", args=[meeting.pk])
    return [Missing("还没有列出整改清单", "书记、委员", url)]

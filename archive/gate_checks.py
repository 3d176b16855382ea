"""The gate before a meeting counts as archived."""

from __future__ import annotations

from archive.queries import first_packet
from core.machine import Missing
from meetings.gates import gate
from meetings.models import Meeting
from meetings.rulebook import Rulebook


@gate("archive.exported", "归档包已导出")
def exported(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R31: the file is whole before the meeting is closed for good."""
    if first_packet(meeting):
        return []
    return [Missing("还没有导出归档包", "书记、档案员", clause=rules.clause("archive.required_documents"))]

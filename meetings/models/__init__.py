"""The records of campaigns, meetings and their preparation, one module per noun."""

from meetings.models.calendar import CalendarDay, CalendarYear
from meetings.models.campaign import Campaign, PlanTemplate, Provision
from meetings.models.correction import CampaignAttachment, Correction, Proposal
from meetings.models.material import (
    Material,
    MaterialDraft,
    MaterialReview,
    MaterialVersion,
    PassageRemark,
    Settling,
)
from meetings.models.meeting import (
    AgendaItem,
    Aspect,
    AttendanceLine,
    GateWaiver,
    Meeting,
    MeetingMove,
    Step,
)
from meetings.models.opinion_thread import MaterialAnswer, RaisedOpinion
from meetings.models.passage_index import IndexedMaterial, PassageRun
from meetings.models.preparation import (
    Nudge,
    Opinion,
    OpinionRound,
    OpinionSlip,
    Problem,
    StudyAttendance,
    StudyNote,
    StudySession,
    Talk,
    TalkParty,
)
from meetings.models.sitting import Attendance, Criticism, MinutesAmendment, MinutesEntry, Sitting
from meetings.models.supervision import SupervisionNote

__all__ = [
    "AgendaItem",
    "Aspect",
    "Attendance",
    "AttendanceLine",
    "CalendarDay",
    "CalendarYear",
    "Campaign",
    "CampaignAttachment",
    "Correction",
    "Criticism",
    "GateWaiver",
    "IndexedMaterial",
    "Material",
    "MaterialAnswer",
    "MaterialDraft",
    "MaterialReview",
    "MaterialVersion",
    "Meeting",
    "MeetingMove",
    "MinutesAmendment",
    "MinutesEntry",
    "Nudge",
    "Opinion",
    "OpinionRound",
    "OpinionSlip",
    "PassageRemark",
    "PassageRun",
    "PlanTemplate",
    "Problem",
    "Proposal",
    "Provision",
    "RaisedOpinion",
    "Settling",
    "Sitting",
    "Step",
    "StudyAttendance",
    "StudyNote",
    "StudySession",
    "SupervisionNote",
    "Talk",
    "TalkParty",
]

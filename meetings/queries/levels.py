"""Two levels of one plan (plan 2): the general branch's meeting, and those of the branches under it."""

from __future__ import annotations

from meetings.enums import MeetingState
from meetings.models import Meeting
from members.enums import OrganizationKind
from members.models import Organization

HELD = (MeetingState.RECTIFYING, MeetingState.REPORTED, MeetingState.ARCHIVED)


def general_branch_above(meeting: Meeting) -> Organization | None:
    """The nearest general branch above, where the campaign is for it too."""
    ids = [int(number) for number in meeting.organization.path.strip("/").split("/")[:-1]]
    above = Organization.objects.filter(pk__in=ids, kind=OrganizationKind.GENERAL_BRANCH)
    if meeting.campaign_id:
        above = above.filter(campaigns_received=meeting.campaign_id)
    return above.order_by("-path").first()


def upper_meeting(meeting: Meeting) -> Meeting | None:
    """The general branch's meeting by the same campaign or plan and for the same year; a held one first."""
    upper = general_branch_above(meeting)
    if upper is None:
        return None
    same = {"campaign": meeting.campaign_id} if meeting.campaign_id else {"template": meeting.template}
    found = Meeting.objects.filter(organization=upper, year_of=meeting.year_of, **same)
    live = list(found.exclude(state=MeetingState.CANCELLED).select_related("organization"))
    return next((one for one in live if one.state in HELD), live[0] if live else None)

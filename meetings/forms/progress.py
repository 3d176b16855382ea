"""The conditions of a campaign's progress page, read from the address."""

from __future__ import annotations

from django.http import QueryDict

from meetings.enums import StepKind
from meetings.models import Campaign
from meetings.queries.overview import organizations_below
from meetings.queries.progress import STAGES, Narrowing
from members.access import Seat
from members.enums import OrganizationKind


class ProgressFilter:
    """Stage, kind of step, part of the tree, only exceptions; what cannot be meant is ignored."""

    def __init__(self, asked: QueryDict, campaign: Campaign, seat: Seat) -> None:
        self.stages = STAGES
        kinds = {step.get("kind") for step in campaign.content.get("steps", [])}
        self.steps = [(kind.value, kind.label) for kind in StepKind if kind in kinds]
        places = organizations_below(seat).filter(path__startswith=campaign.organization.path)
        self.places = list(places.exclude(kind=OrganizationKind.BRANCH))
        stage, step = asked.get("stage", ""), asked.get("step", "")
        self.narrowing = Narrowing(
            stage=stage if stage in dict(STAGES) else "",
            step=step if step in StepKind.values else "",
            stuck=asked.get("stuck") == "1",
            under=next((one for one in self.places if str(one.pk) == asked.get("under")), None),
        )
        self.query = asked.urlencode()
        self.place_choices = [(one.pk, one.short_name) for one in self.places]
        self.stuck_choices = [("1", "只看有过期事项的")]
        self.stuck_chosen = "1" if self.narrowing.stuck else ""

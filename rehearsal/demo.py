"""The meetings that the demo shows: one at every stage, around today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from core import clock
from meetings.actions import campaign as actions
from meetings.models import Campaign
from meetings.plan_schema import shipped
from members.enums import Role
from members.models import Appointment, Organization
from rehearsal import town
from rehearsal.play import Play, Stage


@dataclass(frozen=True)
class Showing:
    """A plan played at a place up to a stage, on a day counted from today."""

    plan: int
    place: str
    days: int
    until: Stage
    packed: bool = False
    settled: float = 0.0  # the share of items that are written off afterwards
    deployed: bool = False  # from the town's campaign


# In the order they are held at a place: an earlier one leaves items that the later one reports on (R27).
SHOWINGS = (
    Showing(4, "village", -140, Stage.REPORTED, packed=True, settled=0.8),
    Showing(3, "workshop", -180, Stage.REPORTED, packed=True, settled=1.0),
    Showing(5, "veterinary", -20, Stage.REPORTED, settled=0.5),
    Showing(8, "office", -12, Stage.RECTIFYING),
    Showing(2, "bureau", 12, Stage.PREPARED),
    Showing(6, "workshop", 0, Stage.IN_SESSION),
    Showing(6, "extension", 38, Stage.SUBMITTED),
    Showing(1, "village", 14, Stage.HALF_PREPARED, deployed=True),
)
DEPLOYED_TO = ("village", "office", "veterinary")  # the others show meetings that began without a campaign


def perform(people: town.Town) -> Iterator[str]:
    """Play every showing; yields a line for each. Nothing happens after the real today."""
    campaign = _deploy(people)
    yield f"{campaign.title}：已下发"
    for showing in SHOWINGS:
        yield _perform(showing, people, campaign)


def _deploy(people: town.Town) -> Campaign:
    """The town's campaign for the year's meetings, issued six weeks ago to some of its branches."""
    places = [people.organizations[name] for name in DEPLOYED_TO]
    root = Organization.objects.get(pk=places[0].path.strip("/").split("/")[0])
    by = Appointment.objects.get(organization=root, role=Role.OFFICER).user
    today = clock.today()
    with clock.at(today - dt.timedelta(days=45)):
        drafted = actions.draft_campaign(
            by=by, organization=root, content=shipped()[0], title=f"{today.year}年度组织生活会工作部署",
            year_of=today.year, starts_on=clock.today(), ends_on=today + dt.timedelta(days=60),
            targets=places,
        )  # fmt: skip
        return actions.issue_campaign(by=by, campaign=drafted)


def _perform(showing: Showing, people: town.Town, campaign: Campaign) -> str:
    place = people.organizations[showing.place]
    held_on = clock.today() + dt.timedelta(days=showing.days)
    play = Play(shipped()[showing.plan - 1], place, held_on, until_today=True)
    play.campaign = campaign if showing.deployed else None
    meeting = play.until(showing.until)
    if showing.packed:
        play.pack()
    if showing.settled:
        play.put_right(showing.settled)
    meeting.refresh_from_db()
    return f"{meeting.title}：{meeting.get_state_display()}"


def accounts() -> list[tuple[str, str]]:
    """The accounts that the demo hands out, each with who it is."""
    people = [(username, f"{name}，{what}") for username, name, what in town.DEMO_ACCOUNTS]
    return people + [(username, what) for username, _, _, _, what in town.DEMO_OFFICES]

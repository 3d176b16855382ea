"""The cast: one person per seat in two branches under one committee, another committee, and an outsider.

Built by rows, not by actions, so that it is fast and does not lean on what it helps to test.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from meetings.models import Meeting
from members.enums import MemberStatus, OrganizationKind, PostKind, Role
from members.models import Appointment, Member, Organization, Post, User

START = dt.date(2020, 1, 1)
TODAY = dt.date(2026, 5, 20)  # a Wednesday; tests that need a day hold the clock at it


@dataclass
class Cast:
    """Organisations and accounts by name. `who["secretary"]` is the first branch's secretary."""

    town: Organization
    other_town: Organization
    branch: Organization
    sister: Organization
    stranger: Organization
    group: Organization
    who: dict[str, User] = field(default_factory=dict)

    def member(self, name: str) -> Member:
        return self.who[name].member

    def meeting(self, **fields: object) -> Meeting:
        """A meeting of the first branch with a plan that is complete but for its agenda."""
        values = {
            "organization": self.branch, "title": "年度组织生活会", "kind": "annual", "year_of": 2026,
            "theme": "学党章", "held_on": TODAY, "place": "会议室", "host": self.member("secretary"),
            "recorder": self.member("committee"),
        }  # fmt: skip
        return Meeting.objects.create(**(values | fields))


def organization(name: str, kind: str, parent: Organization | None = None) -> Organization:
    made = Organization.objects.create(
        name=f"中共{name}支部委员会", short_name=name, kind=kind, parent=parent, path=f"new-{name}"
    )
    made.path = f"{parent.path if parent else '/'}{made.pk}/"
    made.save()
    return made


def user(name: str) -> User:
    return User.objects.create(username=name, name=name, must_change_password=False)


def person(name: str, branch: Organization, status: str = MemberStatus.FULL, **fields: object) -> User:
    account = user(name)
    Member.objects.create(user=account, name=name, branch=branch, status=status, **fields)
    return account


def post(account: User, place: Organization, kind: str, delegated: bool = False) -> Post:
    return Post.objects.create(
        member=account.member, organization=place, kind=kind, start=START, delegated=delegated
    )


def appoint(account: User, place: Organization, role: str, **fields: object) -> Appointment:
    return Appointment.objects.create(
        user=account, organization=place, role=role, **({"start": START} | fields)
    )


def build() -> Cast:
    town = organization("东镇党委", OrganizationKind.COMMITTEE)
    other_town = organization("西镇党委", OrganizationKind.COMMITTEE)
    branch = organization("一支部", OrganizationKind.BRANCH, town)
    cast = Cast(
        town, other_town, branch,
        organization("二支部", OrganizationKind.BRANCH, town),
        organization("三支部", OrganizationKind.BRANCH, other_town),
        organization("一小组", OrganizationKind.GROUP, branch),
    )  # fmt: skip
    _seat_branch(cast, "", cast.branch)
    _seat_branch(cast, "sister_", cast.sister)
    _seat_branch(cast, "stranger_", cast.stranger)
    for prefix, place in (("", town), ("stranger_", other_town)):
        for role in (Role.SUPERVISOR, Role.OFFICER, Role.ARCHIVIST, Role.ADMINISTRATOR):
            cast.who[f"{prefix}{role}"] = user(f"{prefix}{role}")
            appoint(cast.who[f"{prefix}{role}"], place, role)
    cast.who["outsider"] = user("outsider")
    return cast


def _seat_branch(cast: Cast, prefix: str, place: Organization) -> None:
    seats = {
        "secretary": PostKind.SECRETARY, "deputy": PostKind.DEPUTY_SECRETARY,
        "idle_deputy": PostKind.DEPUTY_SECRETARY, "committee": PostKind.ORGANIZATION,
    }  # fmt: skip
    for name, kind in seats.items():
        cast.who[prefix + name] = person(prefix + name, place)
        post(cast.who[prefix + name], place, kind, delegated=name == "deputy")
    cast.who[f"{prefix}member"] = person(f"{prefix}member", place)
    cast.who[f"{prefix}comrade"] = person(f"{prefix}comrade", place)
    cast.who[f"{prefix}probationary"] = person(f"{prefix}probationary", place, MemberStatus.PROBATIONARY)
    cast.who[f"{prefix}activist"] = person(f"{prefix}activist", place, MemberStatus.ACTIVIST)

"""The cast by the matrix's letters, and what their rights are asked on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from members.enums import Role
from members.models import Member, Organization, Post, User
from tests import casting
from tests.casting import TODAY, Cast

LETTERS = {
    "S": ["secretary"],
    "D": ["deputy"],
    "C": ["committee", "idle_deputy"],
    "M": ["member"],
    "E": ["former_secretary"],
    "G": ["leader"],
    "P": ["probationary"],
    "A": ["activist"],
    "R": ["recorder"],
    "H": ["host"],
    "O": ["comrade"],
    "V": ["supervisor"],
    "F": ["officer"],
    "K": ["archivist"],
    "N": ["administrator"],
}


YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


def seat_all(cast: Cast) -> Cast:
    """The cast with a recorder and a host who are ordinary members besides, and with those who were something.

    A post that ended leaves an ordinary member. Everybody called gone_… was or will be something here and is
    nothing today: each would get most if its end were overlooked.
    """
    for name in ("recorder", "host", "former_secretary", "leader"):
        cast.who[name] = casting.person(name, cast.branch)
    casting.post(cast.who["leader"], cast.group, "group_leader")
    Member.objects.filter(name__in=("member", "comrade")).update(group=cast.group)
    former = casting.post(cast.who["former_secretary"], cast.branch, "organization")
    Post.objects.filter(pk=former.pk).update(kind="secretary", end=YESTERDAY)
    _seat_gone(cast)
    return cast


def _seat_gone(cast: Cast) -> None:
    """Appointments that ended or did not begin; somebody who moved, left, or whose account is shut."""
    for role in (Role.SUPERVISOR, Role.OFFICER, Role.ADMINISTRATOR, Role.ARCHIVIST):
        cast.who[f"gone_{role}"] = casting.user(f"gone_{role}")
        casting.appoint(cast.who[f"gone_{role}"], cast.town, role, end=YESTERDAY)
    cast.who["gone_to_come"] = casting.user("gone_to_come")
    casting.appoint(cast.who["gone_to_come"], cast.town, Role.OFFICER, start=TOMORROW)
    for name in ("gone_mover", "gone_leaver", "gone_closed"):
        cast.who[name] = casting.person(name, cast.branch)
        casting.post(cast.who[name], cast.branch, "publicity")  # nobody ended it
    casting.appoint(cast.who["gone_leaver"], cast.town, Role.OFFICER)
    Member.objects.filter(name="gone_mover").update(branch=cast.sister)
    Member.objects.filter(name="gone_leaver").update(left_on=TODAY)
    cast.who["gone_closed"].is_active = False
    cast.who["gone_closed"].save()


def meant(letters: str) -> set[str]:
    """The people of the first branch and above whom the letters mean."""
    return {name for letter in letters for name in LETTERS[letter]}


@dataclass
class Thing:
    """Something of a branch that gives roles as meetings, materials and items do."""

    organization: Organization
    given: dict[int, Role]

    def roles_of(self, member: Member) -> set[Role]:
        return {self.given[member.pk]} if member.pk in self.given else set()

    def is_own(self, member: Member) -> bool:
        return self.given.get(member.pk) == Role.OWNER


def thing(cast: Cast, owner: str = "comrade") -> Thing:
    roles = {
        "recorder": Role.RECORDER, "host": Role.HOST, "leader": Role.GROUP_LEADER, owner: Role.OWNER,
    }  # fmt: skip
    return Thing(cast.branch, {cast.member(name).pk: role for name, role in roles.items()})


def elsewhere(cast: Cast) -> dict[str, User]:
    """Everybody who has no place at the first branch, today."""
    away = ("sister_", "stranger_", "gone_")
    return {n: u for n, u in cast.who.items() if n.startswith(away) or n == "outsider"}

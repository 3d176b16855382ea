"""The cast by the matrix's letters, and what their rights are asked on."""

from __future__ import annotations

from dataclasses import dataclass

from members.enums import Role
from members.models import Member, Organization, User
from tests import casting
from tests.casting import Cast

LETTERS = {
    "S": ["secretary"],
    "D": ["deputy"],
    "C": ["committee", "idle_deputy"],
    "M": ["member"],
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


def seat_all(cast: Cast) -> Cast:
    """The cast with a recorder and a host who are ordinary members besides."""
    for name in ("recorder", "host"):
        cast.who[name] = casting.person(name, cast.branch)
    return cast


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
    roles = {"recorder": Role.RECORDER, "host": Role.HOST, owner: Role.OWNER}
    return Thing(cast.branch, {cast.member(name).pk: role for name, role in roles.items()})


def elsewhere(cast: Cast) -> dict[str, User]:
    """Everybody who has no place at the first branch."""
    return {n: u for n, u in cast.who.items() if n.startswith(("sister_", "stranger_")) or n == "outsider"}

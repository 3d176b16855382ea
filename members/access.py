"""May this person? Roles follow from posts, membership and appointments; permissions are tables of roles.

Pages, actions, exports and templates ask here and nowhere else. Whether it is the moment is the workflow's
question, not this one's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from core.clock import today
from core.exceptions import NotAllowed
from members.enums import MemberStatus, OrganizationKind, PostKind, Role
from members.models import Appointment, Member, Organization, Post, User


@dataclass(frozen=True)
class Permission:
    """What a set of roles may do. With `not_own`, nobody may do it to what is their own."""

    key: str
    label: str
    roles: frozenset[Role]
    not_own: bool = False


PERMISSIONS: dict[str, Permission] = {}


def permission(key: str, label: str, *roles: Role, not_own: bool = False) -> Permission:
    """Declare a permission; docs/permissions.md lists them all."""
    if key in PERMISSIONS:
        raise ValueError(f"two permissions are called {key}")
    PERMISSIONS[key] = Permission(key, label, frozenset(roles), not_own)
    return PERMISSIONS[key]


class Governed(Protocol):
    """What rights can be asked about. It may also have `roles_of(member)` and `is_own(member)`."""

    @property
    def organization(self) -> Organization: ...


# Strongest first: the role under which somebody acts when several would do.
_PRECEDENCE = (
    Role.OWNER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.HOST, Role.RECORDER, Role.COMMITTEE_MEMBER,
    Role.GROUP_LEADER, Role.OFFICER, Role.SUPERVISOR, Role.ARCHIVIST, Role.ADMINISTRATOR, Role.MEMBER,
    Role.PROBATIONARY, Role.ACTIVIST,
)  # fmt: skip

_STATUS_ROLE = {
    MemberStatus.FULL: Role.MEMBER,
    MemberStatus.PROBATIONARY: Role.PROBATIONARY,
    MemberStatus.ACTIVIST: Role.ACTIVIST,
}


def _post_role(post: Post) -> Role | None:
    if post.kind == PostKind.SECRETARY:
        return Role.SECRETARY
    if post.kind == PostKind.DEPUTY_SECRETARY and post.delegated:
        return Role.DEPUTY_SECRETARY
    return None if post.kind == PostKind.GROUP_LEADER else Role.COMMITTEE_MEMBER


# A person holds few terms in a lifetime. Which of them hold today, and their order, cost Django more than us.
_MEMBERS = Member.objects.select_related("branch").order_by()
_POSTS = Post.objects.select_related("organization").order_by()
_APPOINTMENTS = Appointment.objects.select_related("organization").order_by()


class Seat:
    """Everything an account's rights rest on, read once (three queries) and held for one request at most."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.day = today()
        self._roles: dict[int, set[Role]] = {}  # by organisation: a page asks dozens of times

    @cached_property
    def _entry(self) -> Member | None:
        return next(iter(_MEMBERS.filter(user_id=self.user.pk)), None)

    @property
    def _has_left(self) -> bool:
        return bool(self._entry and self._entry.left_on and self._entry.left_on <= self.day)

    @property
    def member(self) -> Member | None:
        """The person on the register, unless they have left."""
        return None if self._has_left else self._entry

    @cached_property
    def posts(self) -> list[Post]:
        """The posts held today. One in a branch or group ends with belonging to it, whatever its last day."""
        if self.member is None:
            return []
        held = [
            post
            for post in _POSTS.filter(member_id=self.member.pk)
            if post.holds_on(self.day) and _belongs(self.member, post.organization)
        ]
        return sorted(held, key=lambda post: (post.organization.path, post.pk))

    @cached_property
    def appointments(self) -> list[Appointment]:
        """The appointments held today; whoever left the register has none, whatever was not ended."""
        if self._has_left:
            return []
        held = [one for one in _APPOINTMENTS.filter(user_id=self.user.pk) if one.holds_on(self.day)]
        return sorted(held, key=lambda one: one.pk)

    def roles_at(self, organization: Organization) -> set[Role]:
        """The roles held at an organisation. Posts and membership reach into its party groups only."""
        if organization.pk not in self._roles:
            self._roles[organization.pk] = self._read_roles(organization)
        return set(self._roles[organization.pk])

    def _read_roles(self, organization: Organization) -> set[Role]:
        if not self.user.is_active:
            return set()
        return (
            {Role(a.role) for a in self.appointments if a.organization.contains(organization)}
            | {r for p in self.posts if _reaches(p.organization, organization) and (r := _post_role(p))}
            | self._membership_at(organization)
        )

    def _membership_at(self, organization: Organization) -> set[Role]:
        if self.member is None or not _reaches(self.member.branch, organization):
            return set()
        return {_STATUS_ROLE[MemberStatus(self.member.status)]}

    def roles_on(self, thing: Governed) -> set[Role]:
        """The roles held on an object: those at its organisation and those it gives itself."""
        own = getattr(thing, "roles_of", None)
        given = own(self.member) if own and self.member and self.user.is_active else set()
        return self.roles_at(thing.organization) | given

    def role_for(self, wanted: Permission, thing: Governed) -> Role | None:
        """The role under which this person may, or None. Own work is nobody's to judge (`not_own`)."""
        if wanted.not_own and _is_own(thing, self.member):
            return None
        held = self.roles_on(thing) & wanted.roles
        return next((role for role in _PRECEDENCE if role in held), None)

    def may(self, wanted: Permission, thing: Governed) -> bool:
        return self.role_for(wanted, thing) is not None

    def paths_as(self, *roles: Role) -> list[str]:
        """Paths of the organisations at which one of the appointed roles is held, each once."""
        return list(dict.fromkeys(a.organization.path for a in self.appointments if a.role in roles))

    def posts_as(self, *roles: Role) -> list[Organization]:
        return [p.organization for p in self.posts if _post_role(p) in roles]

    @cached_property
    def leads(self) -> list[Organization]:
        """The organisations this person leads as secretary or delegated deputy."""
        return self.posts_as(Role.SECRETARY, Role.DEPUTY_SECRETARY)

    @property
    def title(self) -> str:
        """What the page's head calls this person's place: post, appointment or membership."""
        if self.member and self.posts:
            own = self.member.branch_id
            post = min(self.posts, key=lambda held: (held.organization_id != own, held.pk))
            return f"{post.organization.short_name}{post.get_kind_display()}"
        if self.appointments:
            first = self.appointments[0]
            return f"{first.organization.short_name}{Role(first.role).label}"
        return f"{self.member.branch.short_name}{self.member.get_status_display()}" if self.member else ""


def _reaches(holder: Organization, organization: Organization) -> bool:
    """A post or membership reaches its own organisation and the party groups in it."""
    if holder.pk == organization.pk:
        return True
    return organization.kind == OrganizationKind.GROUP and organization.parent_id == holder.pk


def _belongs(member: Member, organization: Organization) -> bool:
    """Whether a post there is one for this member; committees seat members of any branch."""
    if organization.kind not in (OrganizationKind.BRANCH, OrganizationKind.GROUP):
        return True
    return organization.path.startswith(member.branch.path)


def _is_own(thing: Any, member: Member | None) -> bool:
    is_own = getattr(thing, "is_own", None)
    return bool(is_own and member and is_own(member))


def require(by: User, wanted: Permission, thing: Governed) -> Role:
    """The role under which `by` may do this; rights are read afresh at every call.

    Raises NotAllowed with a sentence that names who may.
    """
    seat = Seat(by)
    role = seat.role_for(wanted, thing)
    if role is None:
        raise NotAllowed(_refusal(wanted, thing, seat))
    return role


def _refusal(wanted: Permission, thing: Governed, seat: Seat) -> str:
    if wanted.not_own and _is_own(thing, seat.member):
        return f"不能{wanted.label}：这是您本人的事项，须由他人办理。"
    who = "、".join(role.label for role in _PRECEDENCE if role in wanted.roles)
    return f"您没有“{wanted.label}”的权限。可以办理的是：{who}。"

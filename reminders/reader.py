"""Who is being read for when what is due is looked up: one user, or everybody."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, reduce
from operator import or_

from django.db.models import F, Q

from core.clock import today
from members.access import Seat
from members.enums import OrganizationKind, PostKind, Role
from members.models import Appointment, Member, Organization, Post, User, holding
from members.queries import below

_NOBODY = Q(pk__in=[])


class Reader:
    """Knows who leads what, who sits in which committee, and who is appointed above.

    For one user it is made from that person's seat. Whoever left, and whose account is closed,
    has nothing to do. Organisations, members and users are meant by their ids.
    """

    def __init__(self, user_id: int | None = None, seat: Seat | None = None) -> None:
        self.user_id = user_id
        self.today = today()
        self.users: dict[int, int] = {}  # member → user
        self._led: set[int] = set()  # organisations that somebody read for leads
        self._seated: set[int] = set()  # those in whose committee somebody read for sits
        self._offices: list[tuple[int, str, str]] = []  # user, role, path
        self.groups: dict[int, list[int]] = {}  # party groups that somebody read for leads → their leaders
        if user_id is None:
            self._read_everybody()
        else:
            self._read(seat or Seat(User.objects.get(pk=user_id)))

    def _read(self, seat: Seat) -> None:
        if not seat.user.is_active:
            return
        if seat.member:
            self.users = {seat.member.pk: seat.user.pk}
        self._led = {organization.pk for organization in seat.leads}
        led = [post.organization_id for post in seat.posts if post.kind == PostKind.GROUP_LEADER]
        self.groups = {group: list(self.users) for group in led}
        self._seated = {post.organization_id for post in seat.posts if post.kind != PostKind.GROUP_LEADER}
        self._offices = [(seat.user.pk, held.role, held.organization.path) for held in seat.appointments]

    def _read_everybody(self) -> None:
        here = Member.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=self.today))
        self.users = dict(here.filter(user__is_active=True).order_by().values_list("pk", "user_id"))
        held = Appointment.objects.filter(holding(self.today), user__is_active=True).order_by()
        self._offices = list(held.values_list("user_id", "role", "organization__path"))
        self._led, self._seated = set(self._leaders), set(self._committees)
        leading = Post.objects.filter(
            holding(self.today), kind=PostKind.GROUP_LEADER, member__user__is_active=True
        )
        leading = leading.filter(member__branch=F("organization__parent")).order_by()
        for group, member in leading.values_list("organization_id", "member_id"):
            self.groups.setdefault(group, []).append(member)

    @cached_property
    def _posts(self) -> list[tuple[int, str, bool, int]]:
        """The posts of everybody with an account, at every organisation that the person deals with."""
        posts = Post.objects.filter(holding(self.today), member__user__is_active=True)
        if self.user_id is not None:
            near = below("organization__path", [path for _, _, path in self._offices])
            posts = posts.filter(near | Q(organization_id__in=list(self._seated)))
        posts = posts.exclude(kind=PostKind.GROUP_LEADER).order_by("pk")
        return list(posts.values_list("organization_id", "kind", "delegated", "member_id"))

    @cached_property
    def _leaders(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for organization, kind, delegated, member in self._posts:
            if kind == PostKind.SECRETARY or (kind == PostKind.DEPUTY_SECRETARY and delegated):
                found.setdefault(organization, []).append(member)
        return found

    @cached_property
    def _committees(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for organization, _, _, member in self._posts:
            found.setdefault(organization, []).append(member)
        return found

    @cached_property
    def _homes(self) -> dict[int, int]:
        """Party group → the branch whose committee is its committee too."""
        groups = Organization.objects.filter(kind=OrganizationKind.GROUP).order_by()
        if self.user_id is not None:
            groups = groups.filter(parent_id__in=list(self._seated))
        return dict(groups.values_list("pk", "parent_id"))

    def _home(self, organization: int) -> int:
        return self._homes.get(organization, organization)

    @property
    def is_member(self) -> bool:
        return bool(self.users)

    @property
    def is_seated(self) -> bool:
        return bool(self._seated)

    @property
    def reviews(self) -> bool:
        """Does the person lead something, or hold an office above?"""
        return bool(self._led or self._offices)

    def user(self, member: int | None) -> int | None:
        """The account of a member read for; None for others, and for nobody."""
        return self.users.get(member) if member else None

    def _users(self, members: Iterable[int]) -> list[int]:
        return [self.users[member] for member in members if member in self.users]

    def leaders(self, organization: int) -> list[int]:
        """Users, of those read for, who lead an organisation."""
        home = self._home(organization)
        if home not in self._led:
            return []
        return self._users(self.users if self.user_id is not None else self._leaders[home])

    def others(self, organization: int, *own: int | None) -> list[int]:
        """The leaders but for the members whose own it is; where none is left, the rest of the committee."""
        home = self._home(organization)
        leaders = [member for member in self._leaders.get(home, []) if member not in own]
        rest = dict.fromkeys(member for member in self._committees.get(home, []) if member not in own)
        return self._users(leaders or rest)

    def committee(self, organization: int) -> list[int]:
        """Users, of those read for, who sit in an organisation's committee."""
        home = self._home(organization)
        if home not in self._seated:
            return []
        return self._users(dict.fromkeys(self.users if self.user_id is not None else self._committees[home]))

    def leaders_of_group(self, group: int | None) -> list[int]:
        """Users, of those read for, who lead a party group."""
        return self._users(self.groups.get(group, ()) if group else ())

    def above(self, path: str, *roles: Role) -> list[int]:
        """Users, of those read for, appointed to one of `roles` at or above the organisation at `path`."""
        return sorted({u for u, role, at in self._offices if role in roles and path.startswith(at)})

    def own(self, *fields: str) -> Q:
        """The rows in which one of `fields` (members) is the person read for; all when for everybody."""
        if self.user_id is None:
            return Q()
        condition = _NOBODY
        for member in self.users:
            condition = reduce(or_, (Q(**{field: member}) for field in fields))
        return condition

    def led(self, field: str) -> Q:
        """The rows whose organisation (by `field`) is led by the person read for."""
        return self._at(field, self._led)

    def seated(self, field: str) -> Q:
        """The rows in whose organisation's committee the person read for sits."""
        return self._at(field, self._seated)

    def _at(self, field: str, organizations: set[int]) -> Q:
        if self.user_id is None:
            return Q()
        groups = (
            [group for group, home in self._homes.items() if home in organizations] if organizations else []
        )
        return Q(**{f"{field}__in": [*organizations, *groups]}) if organizations else _NOBODY

    def near(self, field: str, *roles: Role) -> Q:
        """The rows whose organisation is led by the person, or lies below one where a role is held."""
        if self.user_id is None:
            return Q()
        paths = [path for _, role, path in self._offices if role in roles]
        return self.led(field) | below(f"{field}__path", paths)

"""Reads about organisations and people. Each `…_visible_to` is the list page and the security boundary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from members.access import Seat
from members.enums import MemberStatus, OrganizationKind, PostKind, Role
from members.models import Appointment, Member, Organization, Post, Roster, Session, User, holding

_UPPER = (Role.OFFICER, Role.SUPERVISOR, Role.ARCHIVIST, Role.ADMINISTRATOR)
_REGISTER_READERS = (Role.OFFICER, Role.ADMINISTRATOR)
_COMMITTEE = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)


def below(field: str, paths: Iterable[str]) -> Q:
    """The condition that `field` (a path) lies at or below one of `paths`; none when there are none."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def organizations_visible_to(seat: Seat) -> QuerySet[Organization]:
    """The own branch with its groups, where one holds a post, and all below an appointment."""
    own = {post.organization.path for post in seat.posts}
    if seat.member:
        own.add(seat.member.branch.path)
    held = Organization.objects.filter(
        below("path", seat.paths_as(*_UPPER)) | Q(path__in=own) | _groups_of(own)
    )
    return held.select_related("parent").order_by("path")


def _groups_of(paths: Iterable[str]) -> Q:
    return Q(kind=OrganizationKind.GROUP) & below("path", paths)


def register_visible_to(seat: Seat) -> QuerySet[Member]:
    """The registers a person may read, those who left included.

    The own branch's for its committee, and all below for officers and administrators.
    """
    condition = below("branch__path", seat.paths_as(*_REGISTER_READERS))
    condition |= Q(branch__in=seat.posts_as(*_COMMITTEE))
    return Member.objects.filter(condition).select_related("branch", "group", "user")


def in_register_rows(people: QuerySet[Member], day: dt.date) -> QuerySet[Member]:
    """People as the register lists them, with `held_posts` of that day and no more than a row needs."""
    posts = (
        Post.objects.filter(holding(day)).select_related("organization").order_by("organization__path", "pk")
    )
    return (
        people.select_related(None)
        .select_related("branch", "group")
        .prefetch_related(Prefetch("posts", posts, to_attr="held_posts"))
    )


def branches_on_register(seat: Seat) -> QuerySet[Organization]:
    """The branches whose register a person may read."""
    condition = below("path", seat.paths_as(*_REGISTER_READERS))
    condition |= Q(pk__in=[one.pk for one in seat.posts_as(*_COMMITTEE)])
    return Organization.objects.filter(condition, kind=OrganizationKind.BRANCH).order_by("path")


def named_like(text: str) -> Q:
    """People whose name contains `text`, or whose pinyin initials begin with it."""
    return Q(name__icontains=text) | Q(initials__startswith=text.lower())


def organizations_managed_by(seat: Seat) -> QuerySet[Organization]:
    """The organisations a person administers."""
    held = Organization.objects.filter(below("path", seat.paths_as(Role.ADMINISTRATOR)))
    return held.filter(dissolved_on__isnull=True).order_by("path")


def appointments_managed_by(seat: Seat) -> QuerySet[Appointment]:
    """The appointments at the organisations a person administers, those held first, latest first."""
    held = Appointment.objects.filter(below("organization__path", seat.paths_as(Role.ADMINISTRATOR)))
    order = (F("end").desc(nulls_first=True), "-start", "-id")
    return held.select_related("organization", "user").order_by(*order)


def accounts_managed_by(seat: Seat, *, closed: bool = False) -> QuerySet[User]:
    """The accounts of people on registers, or with appointments, where a person administers.

    With `closed`, also those that nobody can log in with.
    """
    paths = seat.paths_as(Role.ADMINISTRATOR)
    members = Member.objects.filter(below("branch__path", paths), left_on__isnull=True)
    appointed = Appointment.objects.filter(below("organization__path", paths))
    known = Q(pk__in=members.values("user_id")) | Q(pk__in=appointed.values("user_id"))
    found = User.objects.filter(known).select_related("member").order_by("name", "username")
    return found if closed else found.filter(is_active=True)


def people_of(organization: Organization) -> QuerySet[Member]:
    """Everyone on the register of an organisation: a branch's people, a group's, or all below a committee."""
    if organization.kind == OrganizationKind.GROUP:
        condition = Q(group=organization)
    elif organization.kind == OrganizationKind.BRANCH:
        condition = Q(branch=organization)
    else:
        condition = Q(branch__path__startswith=organization.path)
    return Member.objects.filter(condition, left_on__isnull=True).select_related("branch", "user")


def counted_members(organization: Organization) -> QuerySet[Member]:
    """The members that count (full and probationary); activists do not."""
    return people_of(organization).exclude(status=MemberStatus.ACTIVIST)


def committee_of(organization: Organization, day: dt.date) -> list[Member]:
    """Who sits in an organisation's committee on a day, secretary first."""
    home = _home(organization)
    posts = Post.objects.filter(holding(day), organization=home).exclude(kind="group_leader")
    ranked = sorted(posts.select_related("member__branch", "member__user"), key=lambda p: (_rank(p), p.pk))
    return list(dict.fromkeys(post.member for post in ranked))


def _rank(post: Post) -> int:
    order = ["secretary", "deputy_secretary", "organization", "publicity", "discipline", "committee"]
    return order.index(post.kind)


def secretary_of(organization: Organization, day: dt.date) -> Member | None:
    """The organisation's secretary on a day (for a group, its branch's)."""
    home = _home(organization)
    held = Post.objects.filter(holding(day), organization=home, kind="secretary")
    post = held.select_related("member__branch", "member__user").first()
    return post.member if post else None


class Holders:
    """Who holds which post today in some organisations, read at once; a group's are its branch's."""

    def __init__(self, organizations: Iterable[Organization]) -> None:
        homes = {home.pk: home for home in map(_home, organizations)}
        held = Post.objects.filter(organization__in=homes).select_related("member__branch", "member__user")
        self._held: dict[tuple[int, str], Member] = {}
        for post in held.order_by("pk"):
            if post.holds_on(homes[post.organization_id].today):
                self._held.setdefault((post.organization_id, post.kind), post.member)

    def of(self, organization: Organization, kind: PostKind) -> Member | None:
        """The one who holds the post, the longest on record where several do."""
        return self._held.get((_home(organization).pk, kind))


def _home(organization: Organization) -> Organization:
    """Where the posts are: a group has its branch's committee."""
    if organization.kind == OrganizationKind.GROUP and organization.parent:
        return organization.parent
    return organization


def leading_cadres(people: Iterable[Member], day: dt.date) -> set[int]:
    """Ids of leading cadres: marked so on the register, or seated in a committee above (R18)."""
    people = list(people)
    upper = (OrganizationKind.COMMITTEE, OrganizationKind.GENERAL_BRANCH)
    seats = Post.objects.filter(holding(day), member__in=people, organization__kind__in=upper)
    seated = set(seats.values_list("member_id", "organization__path"))
    homes = {person.pk: person.branch.path for person in people}
    above = {pk for pk, path in seated if homes[pk] != path and homes[pk].startswith(path)}
    return above | {person.pk for person in people if person.is_leading_cadre}


def upper_body_of(organization: Organization) -> Organization:
    """The nearest body above that plans and reports go to; itself for a root."""
    return organization.parent or organization


def rosters_visible_to(seat: Seat) -> QuerySet[Roster]:
    """The lists that a person uploaded, newest first, while he administers; nobody else sees them."""
    if not seat.paths_as(Role.ADMINISTRATOR):
        return Roster.objects.none()
    found = Roster.objects.filter(uploaded_by=seat.user)
    return found.select_related("writing", "default_branch", "uploaded_by")


def must_have_second_factor(user: User) -> bool:
    """Whether a place where the account has a say today, or one above it, requires a second factor."""
    seat = Seat(user)
    held = [one.organization for one in (*seat.posts, *seat.appointments)]
    places = [*held, seat.member.branch] if seat.member else held
    above = {int(step) for place in places for step in place.path.strip("/").split("/")}
    return Organization.objects.filter(pk__in=above, requires_second_factor=True).exists()


def sessions_of(user: User) -> QuerySet[Session]:
    """Where an account is logged in at this moment, the device last used first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")

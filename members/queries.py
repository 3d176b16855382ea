"""Reads about organisations and people. Each `…_visible_to` is the list page and the security boundary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from members.access import Seat
from members.enums import MemberStatus, OrganizationKind, Role
from members.models import KeyPersonFlag, Member, Organization, Post, holding

_UPPER = (Role.OFFICER, Role.SUPERVISOR, Role.ARCHIVIST, Role.ADMINISTRATOR)
_REGISTER_READERS = (Role.OFFICER, Role.ADMINISTRATOR)


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


def members_visible_to(seat: Seat) -> QuerySet[Member]:
    """The registers a person may read: the own branch's, and for officers and administrators all below."""
    condition = below("branch__path", seat.paths_as(*_REGISTER_READERS))
    if seat.member:
        condition |= Q(branch_id=seat.member.branch_id)
    condition |= Q(branch__in=seat.leads)
    today_posts = Post.objects.filter(holding(seat.day)).select_related("organization")
    flags = KeyPersonFlag.objects.filter(holding(seat.day))
    return (
        Member.objects.filter(condition, left_on__isnull=True)
        .select_related("branch", "group")
        .prefetch_related(
            Prefetch("posts", today_posts, to_attr="held_posts"),
            Prefetch("key_flags", flags, to_attr="held_flags"),
        )
    )


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
    home = organization.parent if organization.kind == OrganizationKind.GROUP else organization
    posts = Post.objects.filter(holding(day), organization=home).exclude(kind="group_leader")
    ranked = sorted(posts.select_related("member__branch", "member__user"), key=lambda p: (_rank(p), p.pk))
    return list(dict.fromkeys(post.member for post in ranked))


def _rank(post: Post) -> int:
    order = ["secretary", "deputy_secretary", "organization", "publicity", "discipline", "committee"]
    return order.index(post.kind)


def secretary_of(organization: Organization, day: dt.date) -> Member | None:
    """The organisation's secretary on a day (for a group, its branch's)."""
    home = organization.parent if organization.kind == OrganizationKind.GROUP else organization
    held = Post.objects.filter(holding(day), organization=home, kind="secretary")
    post = held.select_related("member__branch", "member__user").first()
    return post.member if post else None


def upper_body_of(organization: Organization) -> Organization:
    """The nearest body above that plans and reports go to; itself for a root."""
    return organization.parent or organization

"""A small branch under its town committee, and the days of its preparation, for walks from study to readiness.

The ground alone is laid by the actions of the members app: organisations, people, accounts. Whatever a person
would do in the browser is done there.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from members import actions as people
from members.enums import KeyPersonKind, MemberStatus, OrganizationKind, PostKind, Role
from members.models import Member, Organization, User

FOUNDED = dt.date(2020, 7, 1)
FIRST_DAY = dt.date(2026, 5, 20)  # a Wednesday; the year's statutory calendar is known
PASSWORD = "river-bend-1921"

SECRETARY, COMMITTEE, MEMBER, MOBILE = "陈守义", "林秀兰", "周玉梅", "吴大勇"
EVERYONE = (SECRETARY, COMMITTEE, MEMBER, MOBILE)
ACTIVIST, OFFICER, ADMINISTRATOR, STRANGER = "高磊", "小韩", "系统管理员", "罗建平"
BRANCH, TOWN, OTHER_BRANCH = "河湾党支部", "青石镇党委", "车间党支部"
ACCOUNTS = {
    SECRETARY: "chen", COMMITTEE: "lin", MEMBER: "zhou", MOBILE: "wu", ACTIVIST: "gao", OFFICER: "han",
    ADMINISTRATOR: "admin", STRANGER: "luo",
}  # fmt: skip


def settle() -> None:
    """A committee, its branch of four with an activist, and another branch; everybody has an account."""
    admin = people.found_site(
        name="中共青石镇委员会", short_name=TOWN, kind=OrganizationKind.COMMITTEE, username="admin",
        person=ADMINISTRATOR, password=PASSWORD,
    )  # fmt: skip
    town = Organization.objects.get()
    branch, other = _branch(admin, town, BRANCH), _branch(admin, town, OTHER_BRANCH)
    for name in EVERYONE:
        _member(admin, branch, name)
    _member(admin, branch, ACTIVIST, MemberStatus.ACTIVIST)
    _member(admin, other, STRANGER)
    _post(admin, branch, SECRETARY, PostKind.SECRETARY)
    _post(admin, branch, COMMITTEE, PostKind.ORGANIZATION)
    _post(admin, other, STRANGER, PostKind.SECRETARY)
    for name, kind in ((MEMBER, KeyPersonKind.HARDSHIP), (MOBILE, KeyPersonKind.MOBILE)):
        member = Member.objects.get(name=name)
        people.flag_key_person(by=admin, member=member, kind=kind, start=FOUNDED)
    officer = people.open_account(
        by=admin, username=ACCOUNTS[OFFICER], name=OFFICER, password=PASSWORD, organization=town,
        must_change=False,
    )  # fmt: skip
    people.appoint(by=admin, user=officer, organization=town, role=Role.OFFICER, start=FOUNDED)


def _branch(admin: User, town: Organization, short: str) -> Organization:
    name = f"中共青石镇{short.removesuffix('党支部')}支部委员会"
    return people.create_organization(
        by=admin, parent=town, name=name, short_name=short, kind=OrganizationKind.BRANCH
    )


def _member(admin: User, branch: Organization, name: str, status: str = MemberStatus.FULL) -> None:
    member = people.register_member(by=admin, branch=branch, name=name, status=status)
    people.open_account(
        by=admin, username=ACCOUNTS[name], name=name, member=member, password=PASSWORD, must_change=False
    )


def _post(admin: User, branch: Organization, name: str, kind: str) -> None:
    member = Member.objects.get(name=name)
    people.give_post(by=admin, member=member, organization=branch, kind=kind, start=FOUNDED)


class Days:
    """Stands in for the clock's own setting: all threads of the server see one day, and its time runs on."""

    def __init__(self) -> None:
        self._ahead = dt.datetime.combine(FIRST_DAY, dt.time(1), dt.UTC) - timezone.now()

    def get(self) -> dt.datetime:
        return timezone.now() + self._ahead

    def go_by(self, days: int) -> None:
        self._ahead += dt.timedelta(days=days)

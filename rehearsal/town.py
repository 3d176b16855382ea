"""The demo town: one committee, two general branches, five branches, some sixty people.

Every special case that the eight plans name is somebody here: key persons of each kind, a delegated deputy,
a leading cadre on an ordinary branch's register (R18), probationary members, activists, party groups, names
with rare characters. All people are invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from members import actions as people
from members.enums import KeyPersonKind, MemberStatus, OrganizationKind, PostKind, Role
from members.models import Member, Organization, User

FOUNDED = dt.date(2020, 7, 1)


@dataclass(frozen=True)
class BranchPlan:
    """A branch of the town: who holds which post, who belongs to it, who is a special case."""

    key: str
    name: str
    short: str
    parent: str
    committee: tuple[tuple[str, PostKind], ...]
    members: tuple[str, ...]
    probationary: tuple[str, ...] = ()
    activists: tuple[str, ...] = ()
    key_persons: tuple[tuple[str, KeyPersonKind], ...] = ()
    groups: tuple[str, ...] = ()


S, D, G, U, C = (
    PostKind.SECRETARY,
    PostKind.DEPUTY_SECRETARY,
    PostKind.ORGANIZATION,
    PostKind.PUBLICITY,
    PostKind.DISCIPLINE,
)
K = KeyPersonKind

UPPER = (
    ("committee", "中共青石镇委员会", "青石镇党委", OrganizationKind.COMMITTEE, ""),
    ("bureau", "中共青石镇农业服务中心总支部委员会", "农服中心党总支", OrganizationKind.GENERAL_BRANCH,
     "committee"),
    ("company", "中共青石机械公司总支部委员会", "青石机械党总支", OrganizationKind.GENERAL_BRANCH,
     "committee"),
)  # fmt: skip

BRANCHES = (
    BranchPlan(
        "village", "中共青石镇幸福村支部委员会", "幸福村党支部", "committee",
        (("陈守义", S), ("林秀兰", G), ("赵国栋", C)),
        ("王德福", "孙桂芝", "李长河", "周玉梅", "吴大勇", "郑春生", "冯彩霞", "欧阳建业", "何满仓"),
        ("刘晓燕",), ("高磊",),
        (("王德福", K.ELDERLY), ("孙桂芝", K.HARDSHIP), ("吴大勇", K.MOBILE), ("何满仓", K.DISCIPLINED)),
    ),
    BranchPlan(
        "extension", "中共青石镇农技推广支部委员会", "农技推广党支部", "bureau",
        (("许志远", S), ("唐雪梅", G), ("韩立新", U)),
        ("曹向东", "邓文彬", "彭晓岚", "蒋翠花", "沈一鸣", "傅堃"),
        (), (), (("傅堃", K.NEWLY_TRANSFERRED),),
    ),
    BranchPlan(
        "veterinary", "中共青石镇畜牧兽医支部委员会", "畜牧兽医党支部", "bureau",
        (("董家强", S), ("袁静", G), ("潘小军", C)),
        ("于海洋", "蔡明", "余丽华", "叶知秋", "苏彧"),
        ("魏然",), (), (("于海洋", K.MOBILE),),
    ),
    BranchPlan(
        "workshop", "中共青石机械公司生产车间支部委员会", "生产车间党支部", "company",
        (("罗建平", S), ("谢红", D), ("梁永安", G), ("宋春雨", C)),
        ("程刚", "丁一凡", "任海波", "姚敏", "卢长青", "姜涛", "崔莹莹", "钟赟", "谭福生", "陆小曼"),
        ("汪洋", "范思远"), ("石磊",),
        (("程刚", K.NEWLY_DEVELOPED), ("谭福生", K.ELDERLY), ("姚敏", K.HARDSHIP)),
        ("第一党小组", "第二党小组"),
    ),
    BranchPlan(
        "office", "中共青石镇机关支部委员会", "镇机关党支部", "committee",
        (("方正", S), ("夏雨", G), ("孟庆丰", U)),
        ("邱实", "秦岭", "江小川", "史文静", "顾念", "侯振国"),
        ("龙飞",), ("万里",),
        (("侯振国", K.ELDERLY), ("顾念", K.NEWLY_TRANSFERRED)),
    ),
)  # fmt: skip

# Who sits in the committees above the branches; all of them are on a branch's register.
UPPER_POSTS = (
    ("committee", "方正", D), ("committee", "孟庆丰", U),
    ("bureau", "许志远", S), ("bureau", "董家强", D), ("bureau", "唐雪梅", G),
    ("company", "罗建平", S), ("company", "谢红", D), ("company", "梁永安", G),
)  # fmt: skip
LEADING_CADRES = ("方正", "罗建平", "许志远")

# The accounts that the demo hands out: account → who it is.
DEMO_ACCOUNTS = (
    ("secretary", "陈守义", "幸福村党支部书记：编制方案、审核材料、主持会议"),
    ("committee", "林秀兰", "幸福村党支部组织委员：登记学习、意见，做会议记录"),
    ("member", "周玉梅", "幸福村党支部党员：提交材料、谈心谈话、承诺"),
    ("probationary", "刘晓燕", "幸福村党支部预备党员：参加会议，不定等次"),
    ("secretary2", "罗建平", "生产车间党支部书记：另一个支部"),
)
DEMO_OFFICES = (
    ("supervisor", "姜督导", Role.SUPERVISOR, "committee", "青石镇党委督导组：审阅方案和材料、点评"),
    ("officer", "党务办小韩", Role.OFFICER, "committee", "青石镇党委党务干部：下发部署、审批方案和材料"),
    ("archivist", "档案室小李", Role.ARCHIVIST, "committee", "青石镇党委档案员：导出归档包"),
    ("admin", "系统管理员", Role.ADMINISTRATOR, "committee", "管理员：组织、人员、账号（看不到会议内容）"),
)


@dataclass
class Town:
    """The finished town: organisations by key, people and accounts by name."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, Member] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def user_of(self, member: Member) -> User:
        return self.users[member.name]


def build(password: str) -> Town:
    """Make the town through the same actions as everybody. The demo accounts have `password`.

    Raises NotNow when the database already holds an organisation.
    """
    town = Town()
    _, name, short, kind, _ = UPPER[0]
    admin = people.found_site(
        name=name, short_name=short, kind=kind, username="admin", person="系统管理员", password=password
    )
    town.users["admin"] = admin
    town.organizations["committee"] = Organization.objects.get()
    for key, name, short, kind, parent in UPPER[1:]:
        _place(town, admin, key, name=name, short=short, kind=kind, parent=parent)
    for plan in BRANCHES:
        _settle(town, admin, plan)
    for key, person, kind in UPPER_POSTS:
        people.give_post(
            by=admin, member=town.people[person], organization=town.organizations[key], kind=kind,
            start=FOUNDED,
        )  # fmt: skip
    _open_offices(town, admin, password)
    _open_accounts(town, admin, password)
    return town


def load() -> Town:
    """The town as it stands in the database."""
    kinds = {short: key for key, _, short, _, _ in UPPER} | {plan.short: plan.key for plan in BRANCHES}
    town = Town()
    for organization in Organization.objects.all():
        if organization.short_name in kinds:
            town.organizations[kinds[organization.short_name]] = organization
    for member in Member.objects.select_related("user", "branch"):
        town.people[member.name] = member
        if member.user:
            town.users[member.name] = member.user
    for user in User.objects.filter(member__isnull=True):
        town.users[user.username] = user
    return town


def _place(town: Town, admin: User, key: str, *, name: str, short: str, kind: str, parent: str) -> None:
    town.organizations[key] = people.create_organization(
        by=admin, parent=town.organizations[parent], name=name, short_name=short, kind=kind
    )


def _settle(town: Town, admin: User, plan: BranchPlan) -> None:
    kind = OrganizationKind.BRANCH
    _place(town, admin, plan.key, name=plan.name, short=plan.short, kind=kind, parent=plan.parent)
    branch = town.organizations[plan.key]
    for n, group in enumerate(plan.groups, 1):
        _place(
            town, admin, f"{plan.key}{n}", name=f"{plan.short}{group}", short=group,
            kind=OrganizationKind.GROUP, parent=plan.key,
        )  # fmt: skip
    everyone = [
        *((name, MemberStatus.FULL) for name, _ in plan.committee),
        *((name, MemberStatus.FULL) for name in plan.members),
        *((name, MemberStatus.PROBATIONARY) for name in plan.probationary),
        *((name, MemberStatus.ACTIVIST) for name in plan.activists),
    ]
    for n, (name, status) in enumerate(everyone):
        group = town.organizations.get(f"{plan.key}{n % len(plan.groups) + 1}") if plan.groups else None
        town.people[name] = people.register_member(
            by=admin, branch=branch, name=name, status=status, group=group,
            is_leading_cadre=name in LEADING_CADRES,
        )  # fmt: skip
    for name, kind in plan.committee:
        people.give_post(
            by=admin, member=town.people[name], organization=branch, kind=kind, start=FOUNDED,
            delegated=kind == D,
        )  # fmt: skip
    for name, kind in plan.key_persons:
        people.flag_key_person(by=admin, member=town.people[name], kind=kind, start=FOUNDED)


def _open_offices(town: Town, admin: User, password: str) -> None:
    for username, name, role, key, _ in DEMO_OFFICES[:-1]:
        place = town.organizations[key]
        town.users[username] = people.open_account(
            by=admin, username=username, name=name, password=password, organization=place, must_change=False
        )
        people.appoint(by=admin, user=town.users[username], organization=place, role=role, start=FOUNDED)


def _open_accounts(town: Town, admin: User, password: str) -> None:
    """An account for everyone: the demo's with its password, the others with none that opens."""
    named = {person: username for username, person, _ in DEMO_ACCOUNTS}
    for n, (name, member) in enumerate(town.people.items(), 1):
        username = named.get(name)
        town.users[name] = people.open_account(
            by=admin, username=username or f"p{n:03}", name=name, member=member, must_change=False,
            password=password if username else None,
        )  # fmt: skip

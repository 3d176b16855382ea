"""What each row of a list would do to the register: new, changed, moved, the same, or refused and why.

A row is somebody on the register by identity number, else by telephone, else by name within the branch. What
a row leaves empty stays as it is; nothing is ever removed by an import.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.exceptions import Invalid
from members.enums import MemberStatus, OrganizationKind, RowOutcome
from members.id_numbers import digests_of
from members.models import Member, Organization, Post
from members.roster.cells import is_masked
from members.roster.columns import BY_NAME
from members.roster.reading import Entry
from members.rules import ID_TAKEN, check_entry

AT_ONCE = 500  # values of one query; databases limit how many a statement may take
_PLAIN = ("name", "status", "joined_on", "phone", "group", "is_leading_cadre")


@dataclass
class Planned:
    """What would become of one entry. `new` are fields of Member; `told` are sentences."""

    entry: Entry
    outcome: RowOutcome
    branch: Organization | None = None
    member: Member | None = None
    new: dict[str, Any] = field(default_factory=dict)
    id_number: str = ""
    told: list[str] = field(default_factory=list)


class Places:
    """The branches an import may write to, by full and by short name, with their party groups."""

    def __init__(self, managed: Iterable[Organization], default: Organization | None = None) -> None:
        known = list(managed)
        self.default = default
        self.by_id = {one.pk: one for one in known if one.kind == OrganizationKind.BRANCH}
        self.by_name: dict[str, list[Organization]] = {}
        for one in self.by_id.values():
            for name in {_squeezed(one.name), _squeezed(one.short_name)}:
                self.by_name.setdefault(name, []).append(one)
        self.groups: dict[int, list[Organization]] = {}
        for one in known:
            if one.kind == OrganizationKind.GROUP and one.parent_id:
                self.groups.setdefault(one.parent_id, []).append(one)

    def branch(self, text: str) -> Organization:
        """The branch that is meant. Raises Invalid for none, several, or one out of reach."""
        if not text and self.default:
            return self.default
        if not text:
            raise Invalid("没有写所在支部。请填写，或上传时选一个支部。")
        found = self.by_name.get(_squeezed(text), [])
        if not found:
            raise Invalid(f"您管理的党组织里没有“{text}”。请核对名称，或先新建这个支部。")
        if len(found) > 1:
            raise Invalid(f"有{len(found)}个支部都叫“{text}”，请填写全称。")
        return found[0]

    def group(self, branch: Organization, text: str) -> Organization:
        """The party group of that name in the branch. Raises Invalid."""
        groups = self.groups.get(branch.pk, [])
        wanted = _squeezed(text)
        found = [one for one in groups if wanted in (_squeezed(one.name), _squeezed(one.short_name))]
        if len(found) == 1:
            return found[0]
        there = "、".join(one.short_name for one in groups)
        raise Invalid(
            f"{branch.short_name}没有“{text}”这个党小组" + (f"，现有：{there}。" if there else "。")
        )


def _squeezed(text: str) -> str:
    return "".join(text.split())


class Register:
    """Who on the registers could be meant by the entries; read in a bounded number of queries."""

    def __init__(self, entries: Sequence[Entry], branches: Iterable[int]) -> None:
        self.digests = {
            one.id_number: digests_of(one.id_number) for one in entries if _is_told(one.id_number)
        }
        wanted = [digest for found in self.digests.values() for digest in found]
        here = Member.objects.filter(left_on__isnull=True).select_related(
            "branch", "group", "identity", "user"
        )
        found = {
            one.pk: one
            for rows in (
                _chunked(here, "identity__digest__in", wanted),
                _chunked(here, "phone__in", [one.phone for one in entries if one.phone]),
                _in_branches(here, branches, {one.name for one in entries}),
            )
            for one in rows
        }
        self.by_digest = {one.identity.digest: one for one in found.values() if hasattr(one, "identity")}
        self.by_phone = {one.phone: one for one in found.values() if one.phone}
        self.by_name: dict[tuple[int, str], list[Member]] = {}
        for one in found.values():
            self.by_name.setdefault((one.branch_id, one.name), []).append(one)
        held = Post.objects.filter(end__isnull=True).values_list("member_id", flat=True)
        self.post_holders = set(_chunked(held, "member_id__in", list(found)))

    def by_id_number(self, number: str) -> Member | None:
        return next(
            (self.by_digest[one] for one in self.digests.get(number, ()) if one in self.by_digest), None
        )


def _is_told(number: str) -> bool:
    return bool(number) and not is_masked(number)


def _chunked(rows: Any, name: str, values: Sequence[Any]) -> Iterator[Any]:
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), AT_ONCE):
        yield from rows.filter(**{name: distinct[start : start + AT_ONCE]})


def _in_branches(rows: Any, branches: Iterable[int], names: set[str]) -> Iterator[Member]:
    """The people of the branches who have one of the names; a branch's list is short, the names are many."""
    for one in _chunked(rows, "branch_id__in", list(branches)):
        if one.name in names:
            yield one


def plan(entries: Sequence[Entry], places: Places, today: dt.date) -> list[Planned]:
    """The outcome of each entry, in order. Reads the register, writes nothing."""
    named = {_squeezed(one.branch): None for one in entries}
    meant = [place.pk for name in named for place in places.by_name.get(name, [])]
    if places.default:
        meant.append(places.default.pk)
    planner = _Planner(places, Register(entries, meant), today, doubles_of(entries))
    planned = [planner.planned(entry) for entry in entries]
    _refuse_same_person(planned)
    return planned


def _refuse_same_person(planned: list[Planned]) -> None:
    """Two rows may mean one person by different marks: one by number, one by name."""
    lines: dict[int, list[int]] = {}
    for one in planned:
        if one.member and one.member.pk:
            lines.setdefault(one.member.pk, []).append(one.entry.line)
    for one in planned:
        same = lines.get(one.member.pk, []) if one.member and one.member.pk else []
        if len(same) > 1:
            others = "、".join(str(line) for line in same if line != one.entry.line)
            one.outcome, one.told = RowOutcome.REFUSED, [f"与第{others}行说的是同一个人，请只留一行。"]


def doubles_of(entries: Sequence[Entry]) -> dict[int, str]:
    """Why a line cannot stand beside another of the same file, by line."""
    found: dict[int, str] = {}
    for what, key in _SAME:
        lines: dict[Any, list[int]] = {}
        for one in entries:
            if value := key(one):
                lines.setdefault(value, []).append(one.line)
        for same in (one for one in lines.values() if len(one) > 1):
            for line in same:
                others = "、".join(str(other) for other in same[:5] if other != line)
                found.setdefault(line, f"{what}与第{others}行相同，请只留一行，或更正。")
    return found


_SAME: tuple[tuple[str, Callable[[Entry], Any]], ...] = (
    ("身份证号", lambda one: one.id_number if _is_told(one.id_number) else ""),
    ("手机", lambda one: one.phone),
    (
        "姓名、支部",
        lambda one: (one.name, _squeezed(one.branch)) if one.name and not _told_apart(one) else "",
    ),
)


def _told_apart(entry: Entry) -> bool:
    return bool(_is_told(entry.id_number) or entry.phone)


@dataclass
class _Planner:
    places: Places
    register: Register
    today: dt.date
    doubles: dict[int, str]

    def planned(self, entry: Entry) -> Planned:
        faults = list(entry.faults)
        if entry.line in self.doubles:
            faults.append(self.doubles[entry.line])
        if faults:
            return self._refused(entry, faults)
        try:
            return self._placed(entry)
        except Invalid as fault:
            return self._refused(entry, [fault.message])

    def _refused(self, entry: Entry, faults: list[str]) -> Planned:
        return Planned(entry, RowOutcome.REFUSED, told=faults)

    def _placed(self, entry: Entry) -> Planned:
        member = self._somebody(entry)
        stays = member is not None and not entry.branch
        branch = member.branch if member and stays else self.places.branch(entry.branch)
        new = self._fields(entry, branch)
        if member is None:
            return self._newcomer(entry, branch, new)
        return self._known(entry, branch, member, new)

    def _somebody(self, entry: Entry) -> Member | None:
        """Who on a register is meant, if anybody. Raises Invalid: it cannot be told, or is out of reach."""
        found = self.register.by_id_number(entry.id_number) or self._by_phone(entry)
        if found and found.branch_id not in self.places.by_id:
            raise Invalid(ID_TAKEN if _is_told(entry.id_number) else _TAKEN_PHONE.format(entry.phone))
        return found or self._by_name(entry)

    def _by_phone(self, entry: Entry) -> Member | None:
        found = self.register.by_phone.get(entry.phone) if entry.phone else None
        if found and (found.name != entry.name or self._is_another(found, entry)):
            raise Invalid(_TAKEN_PHONE.format(entry.phone))
        return found

    def _is_another(self, member: Member, entry: Entry) -> bool:
        """Two identity numbers are two people."""
        known = getattr(member, "identity", None)
        if known is None or not entry.id_number:
            return False
        if is_masked(entry.id_number):
            return known.masked != entry.id_number
        return known.digest not in self.register.digests[entry.id_number]

    def _by_name(self, entry: Entry) -> Member | None:
        branch = self.places.branch(entry.branch)
        namesakes = self.register.by_name.get((branch.pk, entry.name), [])
        possible = [one for one in namesakes if not self._is_another(one, entry)]
        if len(possible) > 1:
            raise Invalid(
                f"{branch.short_name}有{len(possible)}位{entry.name}，请填身份证号或手机，以便区分。"
            )
        return possible[0] if possible else None

    def _fields(self, entry: Entry, branch: Organization) -> dict[str, Any]:
        """What the entry says, as fields of Member; empty cells say nothing."""
        said: dict[str, Any] = {"name": entry.name, "status": entry.status, "joined_on": entry.joined_on}
        said |= {"phone": entry.phone, "is_leading_cadre": entry.is_leading_cadre}
        if entry.group:
            said["group"] = self.places.group(branch, entry.group)
        return {name: value for name, value in said.items() if value not in ("", None)}

    def _newcomer(self, entry: Entry, branch: Organization, new: dict[str, Any]) -> Planned:
        if not entry.status:
            raise Invalid("新登记的人请填类别：正式党员、预备党员或入党积极分子。")
        if is_masked(entry.id_number):
            raise Invalid("身份证号是打了星号的，不能用来登记新的人。请填完整的号码。")
        member = Member(branch=branch, **new)
        check_entry(member, today=self.today)
        return Planned(entry, RowOutcome.NEW, branch, member, new, entry.id_number)

    def _known(self, entry: Entry, branch: Organization, member: Member, new: dict[str, Any]) -> Planned:
        moves = member.branch_id != branch.pk
        if moves:
            member.group = None  # a party group is of one branch
        before = {name: getattr(member, name) for name in _PLAIN}
        changed = {name: value for name, value in new.items() if before[name] != value}
        number = entry.id_number if self._adds_number(member, entry) else ""
        planned = Planned(entry, RowOutcome.SAME, branch, member, changed, number)
        planned.told = [_change(name, before[name], value) for name, value in changed.items()]
        planned.told += ["身份证号：补充登记"] if number else []
        if moves:
            planned.told.insert(
                0, f"从{member.branch.short_name}转接到{branch.short_name}，原支部的职务和权限随即结束"
            )
        self._check_known(planned, moves)
        if moves:
            planned.outcome = RowOutcome.MOVED
        elif changed or number:
            planned.outcome = RowOutcome.CHANGED
        return planned

    def _adds_number(self, member: Member, entry: Entry) -> bool:
        return _is_told(entry.id_number) and not hasattr(member, "identity")

    def _check_known(self, planned: Planned, moves: bool) -> None:
        """The rules on somebody as the row would leave them."""
        member = planned.member
        assert member is not None
        after = Member(
            branch=planned.branch, **({name: getattr(member, name) for name in _PLAIN} | planned.new)
        )
        holds_post = member.pk in self.register.post_holders and not moves
        holder = self.register.by_phone.get(after.phone)
        taken = bool(after.phone and holder and holder.pk != member.pk)
        check_entry(after, today=self.today, holds_post=holds_post, phone_taken=taken)


_TAKEN_PHONE = "手机号 {} 已经登记在别人名下。"


def _change(name: str, before: Any, after: Any) -> str:
    return f"{BY_NAME[name].heading}：{_shown(name, before) or '（空）'} → {_shown(name, after)}"


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "status":
        return MemberStatus(value).label
    return value.short_name if isinstance(value, Organization) else str(value or "")


def counts_of(planned: Iterable[Planned]) -> dict[str, int]:
    """How many rows have each outcome; every outcome is there."""
    counted = Counter(one.outcome for one in planned)
    return {outcome.value: counted[outcome] for outcome in RowOutcome}

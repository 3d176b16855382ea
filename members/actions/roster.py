"""Lists of people: kept to be looked at, then written into the register as a whole.

The rules are those of single entries (`members.rules`); what is one query a person there is one for all here,
because ten thousand people are written in one transaction, in which nobody else can write on SQLite.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from core.jobs import JobCancelled, Lease
from core.locks import locked
from members import permissions as P
from members.access import Seat, require
from members.actions.member import NEW_NUMBER, edit_member, transfer_member
from members.enums import Role, RosterMode, RowOutcome
from members.id_numbers import digests_of
from members.models import (
    Identity,
    Member,
    Organization,
    Post,
    Roster,
    RosterRow,
    RosterWriting,
    User,
)
from members.queries import below, organizations_managed_by
from members.roster.planning import Places, Planned, counts_of, plan
from members.roster.reading import Entry, Listed

AT_ONCE = 500  # rows of one statement
WRITTEN = (RowOutcome.NEW, RowOutcome.MOVED, RowOutcome.CHANGED)


@action("roster.keep")
def keep_roster(*, by: User, listed: Listed, file_name: str, default: Organization | None = None) -> Roster:
    """Keep what an uploaded list says, with what each row would do, for its preview; no register is touched.

    Raises NotAllowed for a default branch that is not administered, Invalid for who administers none.
    """
    places = _places(by, default)
    role = _acting_role(by, places)
    planned = plan(listed.entries, places, Seat(by).day)
    counts = counts_of(planned)
    kept = [one.entry.as_json() for one in planned if one.outcome != RowOutcome.REFUSED]
    roster = Roster.objects.create(
        uploaded_by=by, file_name=file_name[:200], default_branch=default, unused=listed.unused,
        counts=counts, entries=json.dumps(kept, ensure_ascii=False),
    )  # fmt: skip
    RosterRow.objects.bulk_create([_row(roster, one) for one in planned], batch_size=AT_ONCE)
    record(by=by, role=role, what="roster.keep", on=roster, reach=_reach(by), after=counts)
    return roster


def _row(roster: Roster, one: Planned, code: str = "") -> RosterRow:
    known = one.member if one.member and one.member.pk else None
    return RosterRow(
        roster=roster, line=one.entry.line, name=one.entry.name or "（没有姓名）", branch=one.branch,
        outcome=one.outcome, told=one.told, member=known, code=code,
    )  # fmt: skip


def _places(by: User, default: Organization | None) -> Places:
    return Places(organizations_managed_by(Seat(by)), default)


def _acting_role(by: User, places: Places) -> Role:
    if places.default:
        return require(by, P.MANAGE_MEMBERS, places.default)
    if not places.by_id:
        raise Invalid("您管理的范围里还没有支部，请先新建支部。", field="upload")
    return require(by, P.MANAGE_MEMBERS, next(iter(places.by_id.values())))


def _reach(by: User) -> str:
    """Where the trail's row of a whole list belongs: the highest place that its uploader administers."""
    return min(Seat(by).paths_as(Role.ADMINISTRATOR), key=len, default="")


@action("roster.confirm")
def confirm_roster(*, by: User, roster: Roster, mode: str, with_accounts: bool = False) -> RosterWriting:
    """Have a list written into the register, as long work.

    Raises NotAllowed for another's list, NotNow for one confirmed before, Invalid when there is nothing to
    write, or all is wanted and some rows are refused.
    """
    roster = _own(by, locked(roster))
    role = _acting_role(by, _places(by, roster.default_branch))
    if with_accounts:
        require(by, P.MANAGE_ACCOUNTS, Organization.objects.get(path=_reach(by)))
    if RosterWriting.objects.filter(roster=roster).exists():
        raise NotNow("这份名单已经确认过了。")
    if not with_accounts and not any(roster.counts[one] for one in WRITTEN):
        raise Invalid("没有可以写入的行：名册已经是这样，或者各行都不能导入。")
    if mode == RosterMode.ALL and roster.counts[RowOutcome.REFUSED]:
        refused = roster.counts[RowOutcome.REFUSED]
        raise Invalid(f"有{refused}行不能导入。请改好后重新上传，或选“只导入没有问题的行”。", field="mode")
    writing = RosterWriting.objects.create(roster=roster, mode=RosterMode(mode), with_accounts=with_accounts)
    writing.dispatch_on_commit()
    after = {"mode": str(mode), "with_accounts": with_accounts}
    record(by=by, role=role, what="roster.confirm", on=roster, reach=_reach(by), after=after)
    return writing


def _own(by: User, roster: Roster) -> Roster:
    if roster.uploaded_by_id != by.pk:
        raise NotNow("这份名单由上传的人办理。")
    return roster


@action("roster.cancel")
def cancel_roster(*, by: User, roster: Roster) -> None:
    """Stop the writing of a list: nothing of it is kept. Raises NotNow when it is over."""
    _own(by, roster)
    role = _acting_role(by, _places(by, roster.default_branch))
    if not roster.writing.request_cancel():
        raise NotNow("已经写完，不能再取消。")
    record(by=by, role=role, what="roster.cancel", on=roster, reach=_reach(by))


@action("roster.write")
def write_roster(*, by: User, lease: Lease[RosterWriting], codes: dict[int, tuple[str, str]]) -> None:
    """Write a confirmed list: all of it, or nothing. Part of the job, in the name of who confirmed it.

    `codes` are one-time codes and their password hashes by line, made beforehand because each takes 40 ms.
    The rows are compared with the register once more: raises NotNow when all were wanted and one no longer
    fits; else those that no longer fit are refused. Raises JobCancelled, LeaseLost.
    """
    writing = locked(lease.job, "roster__default_branch")
    if writing.cancel_requested:
        raise JobCancelled
    roster = writing.roster
    places = _places(by, roster.default_branch)
    role = _acting_role(by, places)
    planned = plan([Entry.of(one) for one in json.loads(roster.entries)], places, Seat(by).day)
    good = _still_good(writing, planned)
    _require_everywhere(by, good)
    opened = _open_all(by, role, planned, codes) if writing.with_accounts else {}
    _register_all(by, role, [one for one in good if one.outcome == RowOutcome.NEW])
    for one in good:
        if one.outcome == RowOutcome.MOVED:
            _move(by, one)
    _edit_all(by, role, [one for one in good if one.outcome == RowOutcome.CHANGED])
    _note(roster, planned, opened)
    counts = counts_of(planned) | {"accounts": len(opened)}
    counts[RowOutcome.REFUSED] += roster.counts[RowOutcome.REFUSED]
    lease.done(written=counts)
    record(by=by, role=role, what="roster.write", on=roster, reach=_reach(by), after=counts)


def _still_good(writing: RosterWriting, planned: Sequence[Planned]) -> list[Planned]:
    """The rows to write. What the preview did not show is not done: such a row is refused instead."""
    rows = {one.line: one for one in writing.roster.rows.all()}
    for one in planned:
        shown = rows[one.entry.line]
        differs = (one.outcome, one.told) != (shown.outcome, shown.told) and one.outcome != RowOutcome.SAME
        if one.outcome != RowOutcome.REFUSED and differs:
            one.outcome, one.told = (
                RowOutcome.REFUSED,
                ["预览以后名册有变动，这一行没有导入。请重新上传核对。"],
            )
    refused = [one for one in planned if one.outcome == RowOutcome.REFUSED]
    if refused and writing.mode == RosterMode.ALL:
        first = refused[0]
        raise NotNow(
            f"预览以后名册有变动，没有导入任何一行：第{first.entry.line}行，{first.told[0]}请重新上传核对。"
        )
    return [one for one in planned if one.outcome in WRITTEN]


def _require_everywhere(by: User, good: Iterable[Planned]) -> None:
    places = {place.pk: place for one in good for place in _touched(one)}
    for place in places.values():
        require(by, P.MANAGE_MEMBERS, place)


def _touched(one: Planned) -> list[Organization]:
    assert one.branch is not None
    old = [one.member.branch] if one.member and one.member.pk else []
    return [one.branch, *old]


def _register_all(by: User, role: Role, new: Sequence[Planned]) -> None:
    made = [one.member for one in new if one.member]
    for member in made:
        member.prepare()
    Member.objects.bulk_create(made, batch_size=AT_ONCE)
    _identify_all(new)
    for member in made:
        after = {"name": member.name, "status": str(member.status)}
        record(by=by, role=role, what="members.register", on=member, reach=member.reach, after=after)


def _identify_all(planned: Sequence[Planned]) -> None:
    kept = [
        Identity(member=one.member, number=one.id_number, digest=digests_of(one.id_number)[0])
        for one in planned
        if one.id_number
    ]
    Identity.objects.bulk_create(kept, batch_size=AT_ONCE)


def _edit_all(by: User, role: Role, changed: Sequence[Planned]) -> None:
    """Corrections, one statement each; whose account's name follows goes through the single action."""
    for one in changed:
        assert one.member is not None
        if "name" in one.new and one.member.user_id:
            edit_member(by=by, member=one.member, id_number=one.id_number, **one.new)
            one.id_number = ""
            continue
        before, after = changes(one.member, one.new)
        if one.new:
            one.member.save(update_fields=_written(one.new))
        if one.id_number:
            after["id_number"] = NEW_NUMBER
        record(
            by=by, role=role, what="members.edit", on=one.member, reach=one.member.reach,
            before=before, after=after,
        )  # fmt: skip
    _identify_all(changed)


def _written(new: dict[str, Any]) -> list[str]:
    """The columns to write; a name brings what is derived from it."""
    return [*new, "name_key", "initials"] if "name" in new else list(new)


def _move(by: User, one: Planned) -> None:
    assert one.member is not None and one.branch is not None
    transfer_member(by=by, member=one.member, to=one.branch, on=one.branch.today)
    if one.new or one.id_number:
        edit_member(by=by, member=one.member, id_number=one.id_number, **one.new)


def _open_all(
    by: User, role: Role, planned: Sequence[Planned], codes: dict[int, tuple[str, str]]
) -> dict[int, str]:
    """Accounts for those in the list who have none, by line the code; newcomers are not written yet.

    The telephone number is what one logs in with; without a free one there is no account. Whoever holds a
    post out of reach gets none either, for an account can be taken over by who opens it.
    """
    wanted = _without_account(by, planned, codes)
    taken = set(_usernames_taken([_phone(one) for one in wanted]))
    for branch in {one.branch.pk: one.branch for one in wanted if one.branch}.values():
        require(by, P.MANAGE_ACCOUNTS, branch)
    opened: dict[int, str] = {}
    for one in wanted:
        if _phone(one) in taken or one.member is None:
            continue
        opened[one.entry.line], hashed = codes[one.entry.line]
        one.member.user = User(
            username=_phone(one), name=one.entry.name, password=hashed, must_change_password=True
        )
    having = [one.member for one in wanted if one.member and one.member.user]
    User.objects.bulk_create([one.user for one in having if one.user], batch_size=AT_ONCE)
    for member in having:
        member.user = member.user  # the key is known by now
        if member.pk:
            member.save(update_fields=["user"])
        record(by=by, role=role, what="members.open_account", on=member.user, reach=member.reach)
    return opened


def _without_account(
    by: User, planned: Sequence[Planned], codes: dict[int, tuple[str, str]]
) -> list[Planned]:
    found = [
        one
        for one in planned
        if one.outcome != RowOutcome.REFUSED
        and one.entry.line in codes
        and _phone(one)
        and one.member
        and not one.member.user_id
    ]
    beyond = _with_posts_beyond(by, [one.member.pk for one in found if one.member and one.member.pk])
    return [one for one in found if one.member and one.member.pk not in beyond]


def _phone(one: Planned) -> str:
    """The telephone number as it will stand on the register."""
    return one.entry.phone or (one.member.phone if one.member else "")


def _with_posts_beyond(by: User, members: Sequence[int]) -> set[int]:
    managed = below("organization__path", Seat(by).paths_as(Role.ADMINISTRATOR))
    posts = Post.objects.filter(end__isnull=True).exclude(managed)
    held: set[int] = set()
    for start in range(0, len(members), AT_ONCE):
        some = posts.filter(member__in=members[start : start + AT_ONCE])
        held |= set(some.values_list("member_id", flat=True))
    return held


def _usernames_taken(names: Sequence[str]) -> Iterable[str]:
    for start in range(0, len(names), AT_ONCE):
        some = User.objects.filter(username__in=names[start : start + AT_ONCE])
        yield from some.values_list("username", flat=True)


def _note(roster: Roster, planned: Sequence[Planned], opened: dict[int, str]) -> None:
    """What became of each row, written anew (faster than changing them); what the list said is forgotten."""
    roster.rows.exclude(outcome=RowOutcome.REFUSED).delete()
    rows = [_row(roster, one, opened.get(one.entry.line, "")) for one in planned]
    RosterRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    roster.entries = ""
    roster.save(update_fields=["entries"])


@action("roster.take_codes")
def take_codes(*, by: User, roster: Roster) -> list[RosterRow]:
    """The one-time codes of the accounts made, given out once: afterwards they are nowhere.

    Raises NotNow for another's list, and when there are none or they were taken.
    """
    _own(by, roster)
    rows = list(with_codes(roster).select_related("branch", "member__user", "member__branch"))
    if not rows:
        raise NotNow("一次性密码已经取走，或者没有开通账号。忘记的，可以给他“重置密码”。")
    places = {one.member.branch_id: one.member.branch for one in rows if one.member}
    role = next(require(by, P.MANAGE_ACCOUNTS, place) for place in places.values())
    RosterRow.objects.filter(pk__in=with_codes(roster).values("pk")).update(code="")
    record(
        by=by, role=role, what="roster.take_codes", on=roster, reach=_reach(by), after={"codes": len(rows)}
    )
    return rows


def with_codes(roster: Roster) -> QuerySet[RosterRow]:
    """The rows whose code was not taken yet."""
    return roster.rows.exclude(code="")


@action("roster.forget")
def forget_roster(*, roster: Roster) -> None:
    """Drop a kept list with its rows and codes; what it did to the register stays. By the system."""
    record(by=None, role=Role.SYSTEM, what="roster.forget", on=roster, after={"rows": roster.rows.count()})
    roster.delete()


@action("roster.export")
def export_register(*, by: User, people: Sequence[Member]) -> None:
    """Leave in the trail that entries of the register were taken out as a table; the view then makes it.

    Raises NotAllowed when one of them is on a register that `by` may not read.
    """
    branches = {one.branch_id: one.branch for one in people}
    roles = [require(by, P.SEE_REGISTER, branch) for branch in branches.values()]
    if not roles:
        raise NotNow("没有符合条件的人，没有可以导出的。")
    first = min(branches.values(), key=lambda branch: branch.path)
    after = {"people": len(people), "branches": len(branches)}
    record(by=by, role=roles[0], what="roster.export", on=first, reach=first.path, after=after)

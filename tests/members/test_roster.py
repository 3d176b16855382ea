"""Lists of people: read in any order, each row's outcome told before anything is written, written as a whole."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from audit.models import AuditEntry
from core import clock
from core.exceptions import Invalid, NotNow
from core.jobs import JobState
from members import tasks
from members.access import Seat
from members.actions import leave_branch
from members.actions import roster as actions
from members.exports import register_workbook, template_workbook
from members.models import Identity, Member, Organization, Roster, RosterRow, RosterWriting, User
from members.roster import reading
from members.roster.reading import Entry, read_people
from tests import casting
from tests.casting import TODAY, Cast
from tests.members.roster_files import HEADINGS, id_number, saved, sent, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.who["administrator"])
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"members:{name}", args=args)


def read(content: bytes) -> reading.Listed:
    return read_people(io.BytesIO(content), today=TODAY)


def row(
    name: str,
    branch: str = "一支部",
    status: str = "正式党员",
    day: Any = "2010.7.1",
    number: str = "",
    phone: str = "",
):
    return (name, branch, status, day, number, phone)


def upload(client: Client, *rows: Any, headings: Any = HEADINGS, **more: Any) -> Any:
    return client.post(url("import"), {"upload": sent(workbook(rows, headings)), **more})


def previewed(client: Client, *rows: Any, **more: Any) -> Roster:
    page = upload(client, *rows, **more)
    assert page.status_code == 302, page.context["form"].errors
    return Roster.objects.latest("id")


def outcomes(roster: Roster) -> list[tuple[str, str]]:
    return [(one.name, one.outcome) for one in roster.rows.all()]


def told(roster: Roster) -> str:
    return "\n".join(text for one in roster.rows.all() for text in one.told)


def written(client: Client, roster: Roster, **given: str) -> RosterWriting:
    """Confirm and let the worker do it."""
    page = client.post(url("roster", roster.pk), given)
    assert page.status_code == 302, page.context["form"].errors
    writing = RosterWriting.objects.get(roster=roster)
    tasks.write_roster(writing.pk)
    writing.refresh_from_db()
    return writing


# --- reading a workbook -----------------------------------------------------------------------------------


def test_headings_are_found_in_any_order_below_a_title_beside_others() -> None:
    book = Workbook()
    page = book.active
    page.append(["东镇党委2026年党员名册"])
    page.merge_cells("A1:F1")
    page.append(["填表人：某某"])
    page.append(["序号", "联系电话", " 姓 名*", "民族", "党支部（全称）", "加入党组织日期"])
    page.append([1, 13800000001, "张三", "汉", "一支部", "2020.7.1"])
    page.append([None] * 6)
    page.append(["  "])
    page.append([2, "13800000002", "李四", "回", "一支部", None])
    found = read(saved(book))
    assert [(one.line, one.name, one.phone, one.branch) for one in found.entries] == [
        (4, "张三", "13800000001", "一支部"),
        (7, "李四", "13800000002", "一支部"),
    ]
    assert found.entries[0].joined_on == dt.date(2020, 7, 1)
    assert found.unused == ["序号", "民族"]


def test_a_later_sheet_is_read_when_the_first_has_no_headings() -> None:
    book = Workbook()
    book.active.append(["说明"])
    second = book.create_sheet()
    second.append(HEADINGS)
    second.append(row("张三"))
    assert [one.name for one in read(saved(book)).entries] == ["张三"]


def test_merged_cells_mean_every_row_but_never_a_name_or_number() -> None:
    rows = [row("张三", phone="13800000001"), row("李四", branch=None), row("王五", branch=None)]
    found = read(workbook(rows, merged="B2:B4")).entries
    assert [one.branch for one in found] == ["一支部"] * 3
    rows = [row("张三", phone="13800000001"), (None, "一支部", "正式党员", None, None, None)]
    spread = read(workbook(rows, merged="A2:A3")).entries
    assert [one.name for one in spread] == ["张三", ""]
    assert spread[1].faults == ["请填写姓名。"]


def test_a_merged_cell_over_empty_rows_makes_nobody() -> None:
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(row("张三"))
    book.active.merge_cells("B2:B9")
    assert len(read(saved(book)).entries) == 1


def test_formulas_give_their_result_and_without_one_they_are_told() -> None:
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(row("张三", phone="=1+1"))
    (one,) = read(saved(book)).entries
    assert one.faults == ["手机：这一格是没有算出结果的公式，请改成实际的内容（复制后选择性粘贴为“数值”）。"]
    from tests.uploads import builders as b

    cells = "".join(
        f'<c r="{letter}{line}" t="{kind}">{inside}</c>'
        for line, letter, kind, inside in (
            (1, "A", "inlineStr", "<is><t>姓名</t></is>"),
            (1, "B", "inlineStr", "<is><t>手机</t></is>"),
        )
    )
    data = '<c r="A2" t="str"><f>"张"&amp;"三"</f><v>张三</v></c><c r="B2"><f>13800000001</f><v>13800000001</v></c>'
    found = read(b.xlsx(f'<row r="1">{cells}</row><row r="2">{data}</row>')).entries
    assert [(one.name, one.phone, one.faults) for one in found] == [("张三", "13800000001", [])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (workbook([row("张三")], headings=[]), "没有找到表头"),
        (workbook([("张三", "李四")], ("姓名", "姓 名")), "“姓名”有两列"),
        (workbook([]), "没有一个人"),
    ],
)
def test_a_list_that_cannot_be_read_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read(content)


def test_more_than_can_be_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="一次最多导入2人"):
        read(workbook([row(name) for name in ("甲", "乙", "丙")]))


def test_an_entry_survives_being_kept() -> None:
    one = Entry(3, "张三", "一支部", "full", dt.date(2020, 7, 1), "1", "2", "3", True, ["x"])
    assert Entry.of(one.as_json()) == one
    assert Entry.of(Entry(1).as_json()) == Entry(1)


# --- the preview ------------------------------------------------------------------------------------------


def test_every_row_has_its_outcome_and_nothing_is_written(admin: Client, cast: Cast) -> None:
    Member.objects.filter(pk=cast.member("comrade").pk).update(name="同志", phone="13800000009")
    Member.objects.filter(pk=cast.member("sister_comrade").pk).update(name="姐妹", phone="13800000008")
    Member.objects.filter(pk=cast.member("member").pk).update(name="老王", joined_on=dt.date(2010, 7, 1))
    before = set(Member.objects.values_list("name", "phone", "branch", "joined_on"))
    kept = previewed(
        admin,
        row("新人", phone="13800000001"),
        row("同志", phone="13800000009", day="2011年7月1日"),
        row("姐妹", phone="13800000008", day=None),
        row("老王"),
        row("错人", day="2020.7"),
        row("外人", branch="三支部"),
        row("无人", branch="没有的支部"),
        row("没类别", status=None),
    )
    assert outcomes(kept) == [
        ("新人", "new"), ("同志", "changed"), ("姐妹", "moved"), ("老王", "same"),
        ("错人", "refused"), ("外人", "refused"), ("无人", "refused"), ("没类别", "refused"),
    ]  # fmt: skip
    assert kept.counts == {"new": 1, "moved": 1, "changed": 1, "same": 1, "refused": 4}
    assert "入党日期：（空） → 2011-07-01" in told(kept)
    assert "从二支部转接到一支部" in told(kept)
    assert "您管理的党组织里没有“三支部”" in told(kept)  # the same words as for one that is nowhere
    assert "您管理的党组织里没有“没有的支部”" in told(kept)
    assert set(Member.objects.values_list("name", "phone", "branch", "joined_on")) == before
    page = admin.get(url("roster", kept.pk), {"outcome": "refused"})
    assert [one.name for one in page.context["page"]] == ["错人", "外人", "无人", "没类别"]
    assert "还没有写入" in page.content.decode()


def test_doubles_within_the_file_are_all_refused_with_the_other_line(admin: Client, cast: Cast) -> None:
    same = id_number(1)
    kept = previewed(
        admin,
        row("甲", number=same), row("乙", number=same),
        row("丙", phone="13800000001"), row("丁", phone="138 0000 0001"),
        row("戊"), row("戊"),
        row("己", number=id_number(2)), row("己", number=id_number(3)),
    )  # fmt: skip
    assert [outcome for _, outcome in outcomes(kept)] == ["refused"] * 6 + ["new"] * 2
    assert "身份证号与第3行相同" in told(kept)
    assert "手机与第4行相同" in told(kept)
    assert "姓名、支部与第6行相同" in told(kept)


def test_numbers_on_the_register_are_found_without_being_told_where(admin: Client, cast: Cast) -> None:
    number = id_number(7)
    for name in ("comrade", "stranger_member"):
        member = cast.member(name)
        actions._identify_all([_planned(member, number if name == "comrade" else id_number(8))])
    Member.objects.filter(pk=cast.member("stranger_comrade").pk).update(phone="13800000005")
    kept = previewed(
        admin,
        row("改了名", number=number, status=None, day=None),
        row("别处人", number=id_number(8)),
        row("占号码", phone="13800000005"),
    )
    assert outcomes(kept) == [("改了名", "changed"), ("别处人", "refused"), ("占号码", "refused")]
    assert "姓名：comrade → 改了名" in told(kept)
    assert "已经登记在平台上" in told(kept)
    assert "stranger" not in told(kept)
    assert "三支部" not in told(kept)
    assert number not in told(kept)


def _planned(member: Member, number: str) -> Any:
    from members.enums import RowOutcome
    from members.roster.planning import Planned

    return Planned(Entry(1), RowOutcome.CHANGED, member.branch, member, id_number=number)


def test_one_name_twice_in_a_branch_asks_for_a_number(admin: Client, cast: Cast) -> None:
    for phone in ("13800000001", "13800000002"):
        Member.objects.create(name="李伟", branch=cast.branch, phone=phone)
    kept = previewed(admin, row("李伟"), row("李伟", phone="13800000002", day="2012.7.1"))
    assert outcomes(kept) == [("李伟", "refused"), ("李伟", "changed")]
    assert "有2位李伟，请填身份证号或手机" in told(kept)


def test_two_rows_that_mean_one_person_are_refused(admin: Client, cast: Cast) -> None:
    Member.objects.create(name="李伟", branch=cast.branch, phone="13800000001")
    kept = previewed(admin, row("李伟", phone="13800000001"), row("李伟", number=id_number(1)))
    assert outcomes(kept) == [("李伟", "refused")] * 2
    assert "说的是同一个人" in told(kept)


def test_rows_without_branch_go_where_the_upload_says(admin: Client, cast: Cast) -> None:
    group = Organization.objects.get(short_name="一小组")
    kept = previewed(
        admin,
        ("新人", None, "正式党员", "一小组"),
        headings=("姓名", "支部", "类别", "党小组"),
        branch=cast.branch.pk,
    )
    assert outcomes(kept) == [("新人", "new")]
    written(admin, kept)
    assert Member.objects.get(name="新人").group == group
    assert outcomes(previewed(admin, ("别人", None, "正式党员"), headings=HEADINGS[:3])) == [
        ("别人", "refused")
    ]
    page = upload(admin, row("新人"), branch=cast.stranger.pk)
    assert page.status_code == 422


def test_a_row_obeys_the_rules_of_the_register(admin: Client, cast: Cast) -> None:
    Member.objects.filter(pk=cast.member("committee").pk).update(name="委员")
    kept = previewed(
        admin,
        row("委员", status="预备党员"),
        row("分子", status="积极分子", day="2020.7.1"),
        row("后天", day="2027.1.1"),
    )
    assert outcomes(kept) == [("委员", "refused"), ("分子", "refused"), ("后天", "refused")]
    assert "担任党内职务的人须是正式党员" in told(kept)
    assert "入党积极分子没有入党日期" in told(kept)


def test_reading_takes_the_same_queries_for_more_rows(admin: Client, cast: Cast) -> None:
    counts = []
    for many in (1, 1, 3):  # the first also starts the trail
        with CaptureQueriesContext(connection) as queries:
            upload(
                admin,
                *[row(f"甲{'乙' * n}", phone=f"1380000000{n}", number=id_number(n)) for n in range(many)],
            )
        counts.append(len(queries))
    assert counts[1] == counts[2]


# --- writing ----------------------------------------------------------------------------------------------


def test_a_list_is_written_by_actions_with_a_row_each_in_the_trail(admin: Client, cast: Cast) -> None:
    number = id_number(5)
    secretary = cast.member("sister_secretary")
    Member.objects.filter(pk=secretary.pk).update(name="老书记", phone="13800000003")
    Member.objects.filter(pk=cast.member("comrade").pk).update(name="同志")
    kept = previewed(
        admin,
        row("𠮷古丽·阿不都", phone="13800000001", number=number),
        row("同志", phone="13800000002"),
        row("老书记", phone="13800000003", day=None),
    )
    writing = written(admin, kept)
    assert (writing.state, writing.written["new"], writing.written["moved"]) == (JobState.DONE, 1, 1)
    made = Member.objects.get(name="𠮷古丽·阿不都")
    assert (made.branch, made.status, made.joined_on) == (cast.branch, "full", dt.date(2010, 7, 1))
    assert made.identity.number == number
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, digest FROM members_identity")
        assert number not in str(cursor.fetchall())
    assert Member.objects.get(name="同志").phone == "13800000002"
    left = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert sorted(left) == [
        "members.edit", "members.end_post", "members.register", "members.transfer",
        "roster.confirm", "roster.keep", "roster.write",
    ]  # fmt: skip
    trail = str(list(AuditEntry.objects.values_list("before", "after", "target_name")))
    assert number not in trail
    secretary.refresh_from_db()
    assert (secretary.branch, secretary.transfers.get().from_branch) == (cast.branch, cast.sister)
    assert Seat(cast.who["sister_secretary"]).roles_at(cast.sister) == set()


def test_all_or_nothing_is_refused_while_a_row_is(admin: Client, cast: Cast) -> None:
    kept = previewed(admin, row("新人"), row("错人", day="2020.7"))
    page = admin.post(url("roster", kept.pk), {"mode": "all"})
    assert page.status_code == 422
    assert "有1行不能导入" in page.content.decode()
    writing = written(admin, kept, mode="good")
    assert writing.written == {"new": 1, "moved": 0, "changed": 0, "same": 0, "refused": 1, "accounts": 0}
    assert Member.objects.filter(name="新人").exists()
    assert not Member.objects.filter(name="错人").exists()
    assert outcomes(kept) == [("新人", "new"), ("错人", "refused")]
    kept.refresh_from_db()
    assert kept.entries == ""  # what the list said is forgotten once it is written


def test_what_changed_since_the_preview_is_not_written_over(admin: Client, cast: Cast) -> None:
    everything = previewed(admin, row("新人", phone="13800000001"), row("旁人"))
    good = previewed(admin, row("新人", phone="13800000001"), row("旁人"))
    Member.objects.create(name="抢先", branch=cast.sister, phone="13800000001")
    writing = written(admin, everything)
    assert writing.state == JobState.FAILED
    assert "预览以后名册有变动，没有导入任何一行：第2行" in writing.error
    assert not Member.objects.filter(name="旁人").exists()
    _good(admin, good)
    assert outcomes(good) == [("新人", "refused"), ("旁人", "new")]
    assert Member.objects.filter(name="旁人").exists()


def _good(admin: Client, kept: Roster) -> RosterWriting:
    """Confirmed as good rows only, which the page does not offer while all rows are good."""
    writing = actions.confirm_roster(by=User.objects.get(username="administrator"), roster=kept, mode="good")
    tasks.write_roster(writing.pk)
    return writing


def test_a_fault_half_way_leaves_nothing(admin: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = previewed(admin, row("新人"))

    def broken(*args: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(actions, "_note", broken)
    writing = written(admin, kept)
    assert writing.state == JobState.FAILED
    assert not Member.objects.filter(name="新人").exists()
    assert not AuditEntry.objects.filter(action="members.register").exists()


def test_cancelled_before_or_during_nothing_is_written(
    admin: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued = previewed(admin, row("新人"))
    admin.post(url("roster", queued.pk), {})
    assert admin.post(url("roster_cancel", queued.pk)).status_code == 302
    tasks.write_roster(queued.writing.pk)
    running = previewed(admin, row("新人"))
    admin.post(url("roster", running.pk), {"with_accounts": "on"})

    def cancels(code: str) -> str:
        RosterWriting.objects.filter(roster=running).update(cancel_requested=True)
        return "x"

    monkeypatch.setattr(tasks, "make_password", cancels)
    tasks.write_roster(running.writing.pk)
    assert [RosterWriting.objects.get(roster=one).state for one in (queued, running)] == ["cancelled"] * 2
    assert not Member.objects.filter(name="新人").exists()
    page = admin.get(url("roster", running.pk)).content.decode()
    assert "已取消，没有留下半成品" in page
    with pytest.raises(NotNow):
        actions.cancel_roster(by=cast.who["administrator"], roster=Roster.objects.get(pk=running.pk))


def test_accounts_with_codes_that_are_given_out_once(admin: Client, cast: Cast) -> None:
    User.objects.create(username="13800000002", name="占用")
    Member.objects.create(name="旧人", branch=cast.branch, phone="13800000004")
    kept = previewed(
        admin, row("有号", phone="13800000001"), row("占号", phone="13800000002"), row("没号"),
        row("旧人", phone="13800000004"),
    )  # fmt: skip
    writing = written(admin, kept, with_accounts="on")
    assert writing.written["accounts"] == 2
    answer = admin.post(url("roster_codes", kept.pk))
    assert answer["Cache-Control"] == "private, no-store"
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)[2:]
    assert [one[0] for one in rows] == ["有号", "旧人"]
    member = Member.objects.get(name="有号")
    assert member.user.must_change_password
    assert member.user.check_password(rows[0][3])
    again = admin.post(url("roster_codes", kept.pk))
    assert again.status_code == 409
    assert set(RosterRow.objects.values_list("code", flat=True)) == {""}
    trail = str(list(AuditEntry.objects.values_list("after", flat=True)))
    assert rows[0][3] not in trail


def test_codes_lie_encrypted_until_they_are_taken(admin: Client, cast: Cast) -> None:
    written(admin, kept := previewed(admin, row("有号", phone="13800000001")), with_accounts="on")
    code = kept.rows.get().code
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM members_rosterrow")
        assert code not in str(cursor.fetchall())
    assert code.count("-") == 3


def test_a_post_out_of_reach_keeps_its_holder_from_an_account(admin: Client, cast: Cast) -> None:
    member = Member.objects.create(name="外职", branch=cast.branch, phone="13800000001")
    casting.Post.objects.create(member=member, organization=cast.other_town, kind="committee", start=TODAY)
    writing = written(admin, previewed(admin, row("外职", phone="13800000001")), with_accounts="on")
    assert writing.written["accounts"] == 0
    member.refresh_from_db()
    assert member.user is None


def test_a_list_is_its_uploaders_alone_and_gone_after_a_week(admin: Client, cast: Cast) -> None:
    casting.appoint(cast.who["outsider"], cast.town, "administrator")
    kept = previewed(admin, row("新人"))
    other = Client()
    other.force_login(cast.who["outsider"])
    assert other.get(url("roster", kept.pk)).status_code == 404
    assert admin.get(url("roster_refused", kept.pk)).status_code == 200
    tasks.forget_rosters()
    assert Roster.objects.filter(pk=kept.pk).exists()
    with clock.at(TODAY + dt.timedelta(days=8)):
        tasks.forget_rosters()
    assert not Roster.objects.filter(pk=kept.pk).exists()
    assert AuditEntry.objects.filter(action="roster.forget").exists()


# --- the single forms and leaving -------------------------------------------------------------------------


def test_the_form_takes_a_number_shows_it_masked_and_refuses_it_twice(admin: Client, cast: Cast) -> None:
    number = id_number(9)
    data = {"name": "张　三", "status": "full", "id_number": number}
    made = admin.post(url("create", cast.branch.pk), data)
    member = Member.objects.get(name="张三")
    assert made.url == url("member", member.pk)
    page = admin.get(made.url).content.decode()
    assert number not in page
    assert f"110***********{number[-4:]}" in page
    again = admin.post(url("create", cast.sister.pk), data | {"name": "李四"})
    assert again.status_code == 422
    assert "同一个人不能登记两次" in again.content.decode()
    assert number not in admin.get(url("edit", member.pk)).content.decode()
    kept = admin.post(url("edit", member.pk), {"name": "张三", "status": "full", "phone": "13800000001"})
    assert kept.status_code == 302
    assert Identity.objects.get(member=member).number == number
    wrong = admin.post(url("edit", member.pk), {"name": "张三", "status": "full", "id_number": "123"})
    assert "身份证号应是18位" in wrong.content.decode()


def test_leaving_takes_the_number_off_and_frees_number_and_telephone(admin: Client, cast: Cast) -> None:
    data = {"name": "张三", "status": "full", "id_number": id_number(9), "phone": "13800000001"}
    admin.post(url("create", cast.branch.pk), data)
    member = Member.objects.get(name="张三")
    leave_branch(by=cast.who["administrator"], member=member, on=TODAY)
    with pytest.raises(ObjectDoesNotExist):
        Member.objects.get(pk=member.pk).identity.number  # noqa: B018
    assert admin.post(url("create", cast.sister.pk), data).status_code == 302


# --- tables out -------------------------------------------------------------------------------------------


def test_the_export_comes_back_unchanged_and_holds_no_formula(admin: Client, cast: Cast) -> None:
    Member.objects.all().update(status="full")
    for number, one in enumerate(Member.objects.all()):
        Member.objects.filter(pk=one.pk).update(name=f"党员{chr(0x4E00 + number)}")
    Member.objects.filter(pk=cast.member("member").pk).update(phone="+8613800000001", joined_on=TODAY)
    actions._identify_all([_planned(cast.member("member"), id_number(1))])
    answer = admin.get(url("export"))
    values = [cell for line in load_workbook(io.BytesIO(answer.content)).active.values for cell in line]
    assert "'+8613800000001" in values
    assert id_number(1) not in values
    assert not any(str(value).startswith(("=", "+", "-", "@")) for value in values if value)
    assert AuditEntry.objects.get(action="roster.export").after == {"people": 16, "branches": 2}
    back = admin.post(url("import"), {"upload": sent(answer.content)})
    assert back.status_code == 302
    assert Roster.objects.get().counts == {"new": 0, "moved": 0, "changed": 0, "same": 16, "refused": 0}


def test_a_committee_member_takes_out_the_own_branch_alone(client: Client, cast: Cast) -> None:
    client.force_login(cast.who["committee"])
    text = str(list(load_workbook(io.BytesIO(client.get(url("export")).content)).active.values))
    assert "comrade" in text
    assert "sister" not in text
    client.force_login(cast.who["member"])
    assert client.get(url("export")).status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)"])
def test_a_cell_that_would_run_is_escaped(cast: Cast, text: str) -> None:
    member = Member(name=text, branch=cast.branch, status="full")
    values = list(load_workbook(io.BytesIO(register_workbook([member], "名册"))).active.values)
    assert values[2][0] == f"'{text}"


def test_the_template_is_read_back_with_the_branches_to_choose_from(admin: Client, cast: Cast) -> None:
    answer = admin.get(url("import_template"))
    book = load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book["支部名称"]["A"]] == [cast.branch.name, cast.sister.name]
    page = book["党员名册"]
    for column, value in zip("ABC", row("张三")[:3], strict=True):
        page[f"{column}2"] = value
    assert [one.name for one in read(saved(book)).entries] == ["张三"]
    assert page["E2"].number_format == "@"
    assert len(template_workbook([])) > 0

"""The rules of the meeting itself, against tables written by hand: leave, dual life, order, stance, minutes.

Each rule is a provision; what the page says shows the clause it comes from (R14, R16, R17, R18, R20).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.exceptions import Invalid, NotNow
from meetings import minutes as chain
from meetings.actions import lifecycle
from meetings.actions import minutes as taking
from meetings.actions import sitting as acts
from meetings.enums import DocumentKind
from meetings.exports.sitting import criticism_summary, minutes, sign_in
from meetings.models import Attendance, Criticism, Meeting, Sitting
from meetings.queries.sitting import attendance_count, minutes_of
from meetings.queries.turns import floor_of
from meetings.rulebook import Rulebook
from members.models import Member
from tests.casting import TODAY, Cast, post
from tests.exports.shelf import Paper
from tests.meetings.preparation import asked, queries, rule, sent, words

pytestmark = pytest.mark.django_db

CLAUSE = "方案第一条"
THERE = ("secretary", "committee", "member", "comrade")


@pytest.fixture
def meeting(cast: Cast) -> Iterator[Meeting]:
    """A meeting in session at which everybody of `THERE` is present."""
    with clock.at(TODAY):
        meeting = cast.meeting(state="in_session")
        item = meeting.agenda.create(ordinal=1, kind="self_and_mutual", title="批评和自我批评")
        sitting = Sitting.objects.create(meeting=meeting, opened_at=clock.now(), current_item=item)
        for name in THERE:
            Attendance.objects.create(
                sitting=sitting, member=cast.member(name), capacity="participant", state="present"
            )
        yield meeting


def place(meeting: Meeting, cast: Cast, who: str, **fields: object) -> Attendance:
    found = meeting.sittings.get().attendance.get(member=cast.member(who))
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()
    return found


def before_opening(meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state="preparing")
    meeting.sittings.update(opened_at=None)
    meeting.refresh_from_db()


def held(meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state="rectifying")
    meeting.sittings.update(closed_at=clock.now())
    meeting.refresh_from_db()


# --- leave (R14)

# in advance?, asked when → comes late, and how the count stands: (on leave, absent, late)
LATE = [
    (True, "before", False, (1, 0, 0)),
    (True, "after", True, (0, 1, 1)),
    (False, "before", False, (1, 0, 0)),
    (False, "after", False, (1, 0, 0)),
]


@pytest.mark.parametrize("by", ["member", "secretary"])
@pytest.mark.parametrize(("in_advance", "when", "late", "count"), LATE)
def test_r14_leave_after_the_opening_counts_as_absence_where_the_rules_say_so(
    cast: Cast, meeting: Meeting, in_advance: bool, when: str, late: bool, count: tuple, by: str
) -> None:
    rule(meeting, "leave.in_advance", in_advance)
    if when == "before":
        before_opening(meeting)
    own = place(meeting, cast, "member", state="expected")
    if by == "member":
        own = acts.ask_leave(by=cast.who["member"], attendance=own, reason="住院")
    own = acts.decide_leave(by=cast.who["secretary"], attendance=own, grant=True, reason="住院")
    assert own.after_opening is late
    found = attendance_count(own.sitting)
    assert (found.on_leave, found.absent, found.late) == count


def test_r14_a_request_made_in_time_does_not_become_late_by_being_granted_late(
    cast: Cast, meeting: Meeting
) -> None:
    own = place(meeting, cast, "member", state="leave_asked", reason="住院")
    assert acts.decide_leave(by=cast.who["secretary"], attendance=own, grant=True).after_opening is False


def test_r14_late_leave_is_shown_as_such_on_the_list_and_in_the_documents(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    rule(meeting, "leave.in_advance", True)
    own = place(meeting, cast, "member", state="absent")
    form = words(asked(client, cast, "member", "leave", meeting.pk, own.pk))
    assert "现在提出的记为“开会后补假”" in form
    assert CLAUSE in form
    assert sent(client, cast, "member", "leave", meeting.pk, own.pk, reason="孩子发烧").status_code == 302
    shown = words(asked(client, cast, "secretary", "attendance", meeting.pk))
    assert "member开会后才补假，不算会前请假，按缺席计" in shown
    assert "已请假待批（开会后补假）" in shown
    assert "缺席1人（其中开会后补假1人）" in shown
    signed, minuted = text_of(sign_in(meeting)), text_of(minutes(meeting))
    assert "待批（开会后补假）" in signed
    assert "缺席1人（其中开会后补假1人）" in signed
    assert "开会后补假（按缺席计）：member（孩子发烧）" in minuted


def text_of(produced: Iterator) -> str:
    """The text of the first document."""
    made = next(produced)
    return Paper(made, made.render()).text


def test_only_leave_comes_late(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        place(meeting, cast, "member", state="present", after_opening=True)


@pytest.mark.parametrize("state", ["present", "on_leave"])
def test_who_is_there_or_has_leave_asks_for_none(cast: Cast, meeting: Meeting, state: str) -> None:
    own = place(meeting, cast, "member", state=state, reason="住院" if state == "on_leave" else "")
    with pytest.raises(NotNow, match="不用再请假"):
        acts.ask_leave(by=cast.who["member"], attendance=own, reason="住院")


# forbidden?, who → may ask for leave
FORBIDDEN = [
    (True, "committee", False),
    (True, "secretary", False),
    (True, "member", True),
    (False, "committee", True),
    (False, "member", True),
]


@pytest.mark.parametrize(("forbidden", "who", "may"), FORBIDDEN)
def test_r14_a_committee_may_forbid_leave_to_its_members(
    cast: Cast, meeting: Meeting, forbidden: bool, who: str, may: bool
) -> None:
    rule(meeting, "leave.forbidden_for_committee", forbidden)
    before_opening(meeting)
    own = place(meeting, cast, who, state="expected")
    if may:
        assert acts.ask_leave(by=cast.who[who], attendance=own, reason="出差").state == "leave_asked"
        return
    with pytest.raises(NotNow, match="委员一般不得请假") as refused:
        acts.ask_leave(by=cast.who[who], attendance=own, reason="出差")
    assert refused.value.clause == CLAUSE


# --- the written speech of who is on leave (R14)


# wanted?, state of the place, delegate, read → what closing says, "" for nothing
SPEECHES = [
    (True, "on_leave", None, False, "还没有指定书面发言由谁代读"),
    (True, "on_leave", "comrade", False, "member的书面发言还没有代读"),
    (True, "on_leave", "comrade", True, ""),
    (True, "leave_asked", None, False, "还没有指定书面发言由谁代读"),
    (True, "absent", None, False, ""),
    (True, "excused", None, False, ""),
    (False, "on_leave", None, False, ""),
    (False, "on_leave", "comrade", False, ""),
]


@pytest.mark.parametrize(("wanted", "state", "delegate", "read", "says"), SPEECHES)
def test_r14_closing_names_the_speeches_that_were_not_read(
    cast: Cast, meeting: Meeting, wanted: bool, state: str, delegate: str | None, read: bool, says: str
) -> None:
    rule(meeting, "leave.written_speech_read", wanted)
    reader = cast.member(delegate) if delegate else None
    place(meeting, cast, "member", state=state, reason="出差", delegate=reader)
    if read:
        taking.take_minutes(
            by=cast.who["secretary"], meeting=meeting, text="他写了三个问题", read_for=cast.member("member")
        )
    if says:
        with pytest.raises(NotNow, match=says) as refused:
            lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="close")
        assert refused.value.clause == CLAUSE
    else:
        lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="close")


def test_r14_who_asks_for_leave_names_who_reads_the_speech(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    rule(meeting, "leave.written_speech_read", True)
    before_opening(meeting)
    own = place(meeting, cast, "member", state="expected")
    with pytest.raises(Invalid, match="请选择由谁代读") as refused:
        acts.ask_leave(by=cast.who["member"], attendance=own, reason="出差")
    assert (refused.value.field, refused.value.clause) == ("delegate", CLAUSE)
    page = sent(client, cast, "member", "leave", meeting.pk, own.pk, reason="出差")
    assert page.status_code == 422
    assert "请选择由谁代读" in words(page)
    given = {"reason": "出差", "delegate": cast.member("comrade").pk}
    assert sent(client, cast, "member", "leave", meeting.pk, own.pk, **given).status_code == 302
    assert "由comrade代读" in words(asked(client, cast, "secretary", "readiness", meeting.pk))


def test_r14_leave_that_the_host_granted_waits_for_a_delegate(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    rule(meeting, "leave.written_speech_read", True)
    before_opening(meeting)
    own = place(meeting, cast, "member", state="expected")
    acts.decide_leave(by=cast.who["secretary"], attendance=own, grant=True, reason="住院")
    assert "定下由谁代读" in words(asked(client, cast, "secretary", "readiness", meeting.pk))
    given = {"reason": "住院", "delegate": cast.member("comrade").pk}
    sent(client, cast, "secretary", "leave", meeting.pk, own.pk, **given)
    own.refresh_from_db()
    assert (own.state, own.delegate) == ("on_leave", cast.member("comrade"))
    assert "写书面发言，定下由谁代读" not in words(asked(client, cast, "secretary", "readiness", meeting.pk))


@pytest.mark.parametrize("act", ["ask", "grant"])
def test_nobody_reads_the_own_speech(cast: Cast, meeting: Meeting, act: str) -> None:
    own, me = place(meeting, cast, "member", state="expected"), cast.member("member")
    with pytest.raises(Invalid, match="不能是请假的本人"):
        if act == "ask":
            acts.ask_leave(by=cast.who["member"], attendance=own, reason="出差", delegate=me)
        else:
            acts.decide_leave(
                by=cast.who["secretary"], attendance=own, grant=True, reason="出差", delegate=me
            )


def test_r14_a_speech_that_was_read_is_marked_and_sealed(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    place(meeting, cast, "member", state="on_leave", reason="出差", delegate=cast.member("comrade"))
    given = {"do": "entry", "text": "他写了三个问题", "read_for": cast.member("member").pk}
    assert sent(client, cast, "committee", "run", meeting.pk, **given).status_code == 302
    marked = "comrade（代读member书面发言）"
    assert marked in words(asked(client, cast, "committee", "run", meeting.pk))
    assert marked in words(asked(client, cast, "committee", "minutes", meeting.pk))
    assert f"{marked}：他写了三个问题" in text_of(minutes(meeting))
    (entry,) = minutes_of(meeting.sittings.get())
    sealed = chain.chain([entry])
    entry.read_for = None
    assert chain.chain([entry]) != sealed


@pytest.mark.parametrize("who", ["comrade", "secretary"])
def test_r14_nothing_is_read_for_somebody_who_is_there(cast: Cast, meeting: Meeting, who: str) -> None:
    with pytest.raises(Invalid, match="不能记为代读"):
        taking.take_minutes(by=cast.who["secretary"], meeting=meeting, text="代读", read_for=cast.member(who))


# --- dual life (R18)

# rule on?, who is a leading cadre by what, form of the meeting → who is named as one
CADRES = [
    (True, "register", "general", True),
    (True, "upper committee", "general", True),
    (True, "upper committee", "group", True),
    (True, "former seat", "general", False),
    (True, "own committee", "general", False),
    (True, "committee elsewhere", "general", False),
    (True, "upper committee", "committee", False),
    (False, "upper committee", "general", False),
]


@pytest.mark.parametrize(("on", "by", "form", "named"), CADRES)
def test_r18_leading_cadres_are_ordinary_members_who_have_to_come(
    client: Client, cast: Cast, meeting: Meeting, on: bool, by: str, form: str, named: bool
) -> None:
    rule(meeting, "attendance.dual_life", on)
    Meeting.objects.filter(pk=meeting.pk).update(form=form)
    _make_cadre(cast, by)
    shown = words(asked(client, cast, "comrade", "attendance", meeting.pk))
    assert ("党员领导干部member以普通党员身份参加" in shown) is named
    place(meeting, cast, "member", state="on_leave", reason="县里开会")
    for page in ("attendance", "run"):
        shown = words(asked(client, cast, "comrade", page, meeting.pk))
        assert ("应以普通党员身份参加" in shown) is named, page
        assert (CLAUSE in shown) is named, page


def _make_cadre(cast: Cast, by: str) -> None:
    member = cast.who["member"]
    if by == "register":
        Member.objects.filter(pk=member.member.pk).update(is_leading_cadre=True)
    elif by == "own committee":
        post(member, cast.branch, "publicity")
    elif by == "committee elsewhere":
        post(member, cast.other_town, "publicity")
    else:
        seat = post(member, cast.town, "publicity")
        if by == "former seat":
            seat.end = TODAY - dt.timedelta(days=1)
            seat.save()


# state of the cadre's place, begun? → missing
MISSING = [
    ("present", True, False),
    ("excused", True, False),
    ("expected", True, True),
    ("expected", False, False),
    ("on_leave", False, True),
    ("leave_asked", False, True),
    ("absent", True, True),
]


@pytest.mark.parametrize(("state", "begun", "missing"), MISSING)
def test_r18_who_is_missing(
    client: Client, cast: Cast, meeting: Meeting, state: str, begun: bool, missing: bool
) -> None:
    rule(meeting, "attendance.dual_life", True)
    _make_cadre(cast, "register")
    if not begun:
        before_opening(meeting)
    place(meeting, cast, "member", state=state, reason="县里开会" if "leave" in state else "")
    shown = words(asked(client, cast, "comrade", "attendance", meeting.pk))
    assert ("党员领导干部应以普通党员身份参加：member（" in shown) is missing


# --- the order of speaking (R16)

# secretary first?, the secretary's state, secretary has spoken?, who speaks of whom → goes through
ORDER = [
    (True, "present", False, "member", "member", False),
    (True, "present", False, "secretary", "secretary", True),
    (True, "present", True, "member", "member", True),
    (True, "present", False, "member", "comrade", True),
    (True, "absent", False, "member", "member", True),
    (False, "present", False, "member", "member", True),
]


@pytest.mark.parametrize(("first", "state", "spoken", "speaker", "target", "goes"), ORDER)
def test_r16_the_secretary_goes_first(
    cast: Cast, meeting: Meeting, first: bool, state: str, spoken: bool, speaker: str, target: str, goes: bool
) -> None:
    rule(meeting, "criticism.secretary_first", first)
    place(meeting, cast, "secretary", state=state)
    if spoken:
        _says(cast, meeting, "secretary", "secretary")
    if goes:
        _says(cast, meeting, speaker, target)
        return
    with pytest.raises(NotNow, match="请先记下secretary的自我批评") as refused:
        _says(cast, meeting, speaker, target)
    assert refused.value.clause == CLAUSE


def _says(cast: Cast, meeting: Meeting, speaker: str, target: str) -> Criticism:
    return acts.criticize(
        by=cast.who[speaker], meeting=meeting, target=cast.member(target), text="5月漏排值班一次"
    )


@pytest.mark.parametrize(
    ("first", "order"),
    [
        (True, ["secretary", "committee", "comrade", "member"]),
        (False, ["committee", "comrade", "member", "secretary"]),
    ],
)
def test_r16_the_run_page_shows_the_order(
    client: Client, cast: Cast, meeting: Meeting, first: bool, order: list[str]
) -> None:
    rule(meeting, "criticism.secretary_first", first)
    page = asked(client, cast, "member", "run", meeting.pk)
    assert [turn["title"] for turn in page.context["turns"]] == order
    assert [turn["title"] for turn in page.context["turns"] if "下一位" in turn["note"]] == order[:1]
    assert ("书记带头：secretary先作自我批评" in words(page)) is first
    _says(cast, meeting, "secretary", "secretary")
    assert "书记带头" not in words(asked(client, cast, "member", "run", meeting.pk))


# what happens in turn: "c" somebody criticises, "s" the person takes a stance on the latest → owes one
STANCES = [
    ("", False),
    ("c", True),
    ("cs", False),
    ("cc", True),
    ("ccs", False),
    ("csc", True),
    ("cscs", False),
]


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize(("turn", "owes"), STANCES)
def test_r16_closing_names_who_has_not_taken_a_stance(
    cast: Cast, meeting: Meeting, turn: str, owes: bool, required: bool
) -> None:
    rule(meeting, "criticism.response_required", required)
    made = None
    for minute, what in enumerate(turn):
        with clock.at(dt.datetime.combine(TODAY, dt.time(9, minute), dt.UTC)):
            if what == "c":
                made = _says(cast, meeting, "comrade", "member")
            else:
                acts.respond(by=cast.who["member"], criticism=made, text="接受，本月改")
    floor = floor_of(meeting.sittings.get(), Rulebook.of(meeting))
    assert [member.name for member in floor.owing] == (["member"] if owes else [])
    if owes and required:
        with pytest.raises(NotNow, match="member受到批评后还没有表态") as refused:
            lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="close")
        assert refused.value.clause == CLAUSE
    else:
        lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="close")


@pytest.mark.parametrize("reader", ["", "deputy"])
def test_r16_who_is_away_takes_the_stance_afterwards(cast: Cast, meeting: Meeting, reader: str) -> None:
    """Also where somebody reads their speech: a stance is nobody else's to take."""
    delegate = cast.member(reader) if reader else None
    place(meeting, cast, "member", state="on_leave", reason="住院", delegate=delegate)
    _says(cast, meeting, "comrade", "member")
    assert floor_of(meeting.sittings.get(), Rulebook.of(meeting)).owing == []


def test_r16_a_missing_stance_can_be_let_pass_with_a_reason_while_the_meeting_runs(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    _says(cast, meeting, "comrade", "member")
    asked_to = ("waive", meeting.pk, "criticism.response_required")
    assert asked(client, cast, "secretary", *asked_to).status_code == 404
    assert sent(client, cast, "officer", *asked_to, reason="本人身体不适，会后书面表态").status_code == 302
    lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="close")


def test_r16_missing_stances_are_told_to_who_records_and_to_the_person(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    _says(cast, meeting, "comrade", "member")
    told = {
        who: "还没有表态" in words(asked(client, cast, who, "run", meeting.pk))
        for who in (*THERE, "deputy", "probationary")
    }
    assert {who for who, sees in told.items() if sees} == {"secretary", "committee", "deputy", "member"}


def test_the_run_page_takes_as_many_queries_for_more_people(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    for key in ("attendance.dual_life", "leave.written_speech_read", "criticism.secretary_first"):
        rule(meeting, key, True)
    place(meeting, cast, "member", state="on_leave", reason="出差", delegate=cast.member("comrade"))
    counts = []
    for who in ("idle_deputy", "deputy", "probationary"):
        counts.append(queries(client, cast, "secretary", "run", meeting.pk))
        Member.objects.filter(pk=cast.member(who).pk).update(is_leading_cadre=True)
        Attendance.objects.create(
            sitting=meeting.sittings.get(), member=cast.member(who), capacity="participant", state="on_leave",
            reason="出差", delegate=cast.member("comrade"),
        )  # fmt: skip
        _says(cast, meeting, "comrade", who)
    counts.append(queries(client, cast, "secretary", "run", meeting.pk))
    assert len(set(counts[1:])) == 1, counts


# --- criticism without names (R20)


@pytest.mark.parametrize("unnamed", [True, False])
def test_r20_mutual_opinions_are_recorded_without_names_where_the_rules_say_so(
    client: Client, cast: Cast, meeting: Meeting, unnamed: bool
) -> None:
    rule(meeting, "criticism.recorded_without_names", unnamed)
    rule(meeting, "criticism.secretary_first", False)
    own, mutual = _says(cast, meeting, "comrade", "comrade"), _says(cast, meeting, "comrade", "member")
    assert own.speaker == cast.member("comrade")
    assert mutual.speaker == (None if unnamed else cast.member("comrade"))
    for who in ("member", "secretary"):
        rows = asked(client, cast, who, "run", meeting.pk).context["criticisms"]
        (shown,) = (row["one"].by_name for row in rows if row["one"].kind == "mutual")
        assert shown == ("不记名" if unnamed else "comrade")
    stance = words(asked(client, cast, "member", "respond", meeting.pk, mutual.pk))
    assert f"{'不记名' if unnamed else 'comrade'}：5月漏排值班一次" in stance
    summary = text_of(criticism_summary(meeting))
    assert ("不记名" in summary) is unnamed
    assert ("不记是谁提的" in words(asked(client, cast, "member", "run", meeting.pk))) is unnamed


@pytest.mark.parametrize(
    ("kind", "speaker", "taken"),
    [
        ("self", "member", True),
        ("self", None, False),
        ("self", "comrade", False),
        ("mutual", None, True),
        ("mutual", "comrade", True),
        ("mutual", "member", False),
    ],
)
def test_the_database_takes_no_self_criticism_of_nobody(
    cast: Cast, meeting: Meeting, kind: str, speaker: str | None, taken: bool
) -> None:
    given = {"kind": kind, "speaker": cast.member(speaker) if speaker else None}
    row = Criticism(sitting=meeting.sittings.get(), target=cast.member("member"), text="迟到", **given)
    if taken:
        row.save()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_r15_the_hint_shows_its_clause(client: Client, cast: Cast, meeting: Meeting) -> None:
    rule(meeting, "criticism.flag_hopes", True)
    given = {"do": "criticism", "target": cast.member("comrade").pk, "text": "希望今后加强学习"}
    assert CLAUSE in words(sent(client, cast, "member", "run", meeting.pk, **given))


# --- the fields of the minutes (R17)

DEFAULT = ["会议名称", "时间", "地点", "出席人员", "缺席人员", "主持人", "记录人"]

# fields, what is taken away → what the refusal names, "" when all is there
FIELDS = [
    (DEFAULT, {}, ""),
    (DEFAULT, {"place": ""}, "还没有填写会议地点"),
    (DEFAULT, {"host": None}, "还没有指定主持人"),
    (DEFAULT, {"expected": "member"}, "member到没到会还没有登记"),
    (["会议名称", "时间"], {"place": "", "expected": "member"}, ""),
    (["会议决议"], {}, "记录里没有写“会议决议”"),
    (["会议内容"], {}, ""),
    (["批评和自我批评"], {}, ""),
    (["会议主题"], {"theme": ""}, "还没有填写会议主题"),
]


@pytest.mark.parametrize(("fields", "without", "says"), FIELDS)
def test_r17_minutes_are_not_signed_while_a_field_lacks(
    client: Client, cast: Cast, meeting: Meeting, fields: list[str], without: dict, says: str
) -> None:
    rule(meeting, "minutes.fields", fields)
    taking.take_minutes(by=cast.who["secretary"], meeting=meeting, text="书记报告了工作")
    held(meeting)
    if who := without.pop("expected", ""):
        place(meeting, cast, who, state="expected")
    Meeting.objects.filter(pk=meeting.pk).update(**without)
    meeting.refresh_from_db()
    signer = {"by": cast.who["committee"], "meeting": meeting, "as_host": False}
    page = words(asked(client, cast, "committee", "minutes", meeting.pk))
    assert ("以记录人身份签认" in page) is (says == "")
    if not says:
        assert taking.sign_minutes(**signer).recorder_signed_at
        assert "要素不全" not in text_of(minutes(meeting))
        return
    assert says in page
    assert CLAUSE in page
    assert says in text_of(minutes(meeting))
    with pytest.raises(NotNow, match=says) as refused:
        taking.sign_minutes(**signer)
    assert refused.value.clause == CLAUSE


def test_r17_who_came_may_be_registered_until_the_minutes_are_sealed(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    held(meeting)
    own = place(meeting, cast, "member", state="expected")
    assert sent(client, cast, "committee", "mark", meeting.pk, own.pk, state="absent").status_code == 302
    meeting.sittings.update(seal="a" * 64, sealed_at=clock.now())
    own.refresh_from_db()
    assert own.state == "absent"
    with pytest.raises(NotNow, match="已经封存"):
        acts.mark_attendance(by=cast.who["committee"], attendance=own, state="present")
    page = words(asked(client, cast, "committee", "attendance", meeting.pk))
    assert 'value="present"' not in page


# --- supervision reads the plan (R11)

# rule on?, who → opens the plan, its document, and may approve it
READERS = [
    (True, "supervisor", True),
    (False, "supervisor", False),
    (False, "officer", True),
    (True, "officer", True),
]


@pytest.mark.parametrize(("on", "who", "reads"), READERS)
def test_r11_supervision_reads_the_plan_only_where_the_rules_say_so(
    client: Client, cast: Cast, meeting: Meeting, on: bool, who: str, reads: bool
) -> None:
    rule(meeting, "supervision.reads_plan", on)
    rule(meeting, "gate.plan_approved", True)
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted")
    assert (asked(client, cast, who, "plan", meeting.pk).status_code == 200) is reads
    detail = asked(client, cast, who, "detail", meeting.pk)
    assert detail.status_code == 200
    assert ("方案" in [tab["label"] for tab in detail.context["tabs"]]) is reads
    assert (detail.context["steps"] is not None) is reads
    listed = asked(client, cast, who, "documents", meeting.pk).context["documents"]
    assert (DocumentKind.PLAN in {row["kind"] for row in listed}) is reads
    assert (asked(client, cast, who, "move", meeting.pk, "approve_plan").status_code == 200) is reads
    client.force_login(cast.who[who])
    assert ("审核会议方案" in words(client.get("/"))) is reads

"""Who reaches which page of rectification, what it says, and what a form does with what was typed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.sections import tabs_for
from members.access import Seat
from rectification import actions
from rectification.models import LookBack, RectificationItem
from rehearsal.play import _picture
from tests.casting import TODAY
from tests.rectification.world import LIMIT, OPINION, OWN_PROBLEM, SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

SEATS = (
    "secretary deputy idle_deputy committee member comrade probationary activist supervisor officer archivist "
    "administrator sister_secretary stranger_secretary stranger_officer outsider"
).split()
LEADERS = {"secretary", "deputy"}
COMMITTEE = LEADERS | {"idle_deputy", "committee"}
MEMBERS = COMMITTEE | {"member", "comrade", "probationary"}
READERS = MEMBERS | {"supervisor", "officer"}

# page of a meeting → who gets it; everybody else gets 404
PAGES = {
    "list": READERS,
    "candidates": COMMITTEE,
    "previous": READERS,
    "commitments": READERS,
    "commitment_make": MEMBERS,
    "publications": READERS,
    "publication_new": LEADERS,
}


def url(name: str, *args: int, **query: int) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"rectification:{name}", args=args) + (f"?{asked}" if asked else "")


def reached(enter, address: str) -> set[str]:
    answers = {seat: status_of(enter(seat).get(address)) for seat in SEATS}
    assert set(answers.values()) <= {200, 404}, answers
    return {seat for seat, status in answers.items() if status == 200}


def status_of(answer) -> int:
    """The status; a download is read to its end, which closes it."""
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def text_of(answer) -> str:
    return answer.content.decode()


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# --- reach ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_who_reaches_a_page_of_a_meeting(page, enter, held):
    assert reached(enter, url(page, held.meeting.pk)) == PAGES[page]


def test_who_reaches_an_item_of_the_branch_and_one_of_a_members_own(enter, held):
    branch, own = held.item(), held.item("member", "member", matter="学习")
    assert reached(enter, url("item", branch.pk)) == READERS
    assert reached(enter, url("item", own.pk)) == COMMITTEE | {"member"}


def test_who_reaches_the_form_for_a_source_and_for_an_earlier_item(enter, held):
    assert reached(enter, url("item_new", held.meeting.pk, problem=held.problem.pk)) == COMMITTEE
    item, upcoming = held.item(), held.next_meeting()
    assert reached(enter, url("previous_report", upcoming.pk, item.pk)) == LEADERS


def test_who_reaches_evidence_and_that_it_comes_as_a_download(enter, held):
    item = held.item("member", "member")
    sent = {"do": "progress", "text": "学了", "evidence": SimpleUploadedFile("现场.png", _picture())}
    assert enter("member").post(url("item", item.pk), sent).status_code == 302
    address = url("evidence", item.pk, item.progress.get().pk)
    assert reached(enter, address) == COMMITTEE | {"member"}
    answer = enter("member").get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue().startswith(b"\x89PNG")
    bare = held.progress(item, "member", "没有附件")
    other = held.progress(held.item(), text="别处的")
    for entry in (bare, other):
        assert enter("member").get(url("evidence", item.pk, entry.pk)).status_code == 404


def test_a_commitments_report_is_its_makers_alone(enter, held, cast):
    made = actions.make_commitment(by=cast.who["member"], meeting=held.meeting, text="每周读书")
    assert reached(enter, url("commitment_report", made.pk)) == {"member"}


def test_a_publication_is_read_by_the_branch_in_its_window_and_by_those_in_charge_always(enter, held, cast):
    made = actions.publish(
        by=cast.who["secretary"],
        meeting=held.meeting,
        subject="items",
        scope="支部",
        starts_on=TODAY,
        ends_on=TODAY,
    )
    address = url("publication", held.meeting.pk, made.pk)
    assert reached(enter, address) == READERS
    with held.later(1):
        assert reached(enter, address) == COMMITTEE | {"supervisor", "officer"}


@pytest.mark.parametrize("page", [*PAGES, "mine"])
def test_nobody_gets_in_without_signing_in(page, enter, held):
    address = url(page) if page == "mine" else url(page, held.meeting.pk)
    answer = enter("").get(address)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))


@pytest.mark.parametrize("page", ["list", "previous", "commitments", "publications", "candidates"])
def test_a_page_of_no_meeting_is_not_there(page, enter, held):
    assert enter("secretary").get(url(page, 999999)).status_code == 404


def test_the_tab_is_there_for_whoever_may_open_it(held, cast):
    def has_tab(name: str) -> bool:
        return any(tab["label"] == "整改" for tab in tabs_for(held.meeting, Seat(cast.who[name])))

    assert {name for name in SEATS if has_tab(name)} == READERS


# --- nothing confidential leaks ------------------------------------------------------------------------------

# who may read on an item's page what the criticism behind it says, and what the opinion says
READ_CRITICISM = MEMBERS
READ_OPINION = COMMITTEE | {"supervisor", "officer"}


def test_the_wording_of_a_source_is_for_those_who_may_read_it_where_it_stands(enter, held):
    said = held.item(criticism=held.criticism, matter="廉洁")
    asked = held.item(opinion=held.opinion, matter="照明")
    for name in READERS:
        assert (SECRET in text_of(enter(name).get(url("item", said.pk)))) == (name in READ_CRITICISM), name
        assert (OPINION in text_of(enter(name).get(url("item", asked.pk)))) == (name in READ_OPINION), name


def test_a_members_own_problem_is_no_candidate_for_a_committee_member(enter, held):
    candidates, new = (
        url("candidates", held.meeting.pk),
        url("item_new", held.meeting.pk, problem=held.own_problem.pk),
    )
    assert OWN_PROBLEM in text_of(enter("secretary").get(candidates))
    assert OWN_PROBLEM not in text_of(enter("committee").get(candidates))
    assert enter("secretary").get(new).status_code == 200
    assert enter("committee").get(new).status_code == 404


def test_a_list_shows_a_members_own_items_to_them_and_to_the_committee_alone(enter, held):
    held.item("member", "member", matter="个人没有学习")
    held.item(matter="支部走访")
    for name in READERS:
        page = text_of(enter(name).get(url("list", held.meeting.pk)))
        assert "支部走访" in page
        assert ("个人没有学习" in page) == (name in COMMITTEE | {"member"}), name


def test_others_commitments_are_read_where_they_are_published_only(enter, held, cast):
    actions.make_commitment(by=cast.who["comrade"], meeting=held.meeting, text="我要戒酒")
    listed = url("commitments", held.meeting.pk)
    assert "我要戒酒" in text_of(enter("secretary").get(listed))
    assert "我要戒酒" in text_of(enter("comrade").get(listed))
    for name in ("member", "supervisor", "officer"):
        assert "我要戒酒" not in text_of(enter(name).get(listed)), name


def test_r25_hidden_names_are_nowhere_on_the_published_page(enter, held, cast):
    held.item(matter="committee和member要走访", measure="由comrade督促")
    actions.make_commitment(by=cast.who["comrade"], meeting=held.meeting, text="我comrade保证")
    for subject in ("items", "progress", "commitments"):
        for hidden in (True, False):
            made = actions.publish(
                by=cast.who["secretary"], meeting=held.meeting, subject=subject, scope=f"范围{hidden}",
                starts_on=TODAY, ends_on=TODAY, hide_names=hidden,
            )  # fmt: skip
            page = text_of(enter("probationary").get(url("publication", held.meeting.pk, made.pk)))
            main = page[page.index('id="main"') :]
            assert any(name in main for name in ("committee", "comrade")) != hidden, (subject, hidden)
            assert ("略去姓名" in main) == hidden


def test_r25_a_members_own_item_is_not_published(enter, held, cast):
    held.item("member", "member", matter="个人没有学习")
    held.item(matter="支部走访")
    made = actions.publish(
        by=cast.who["secretary"],
        meeting=held.meeting,
        subject="items",
        scope="支部",
        starts_on=TODAY,
        ends_on=TODAY,
    )
    page = text_of(enter("comrade").get(url("publication", held.meeting.pk, made.pk)))
    assert "支部走访" in page
    assert "个人没有学习" not in page


# --- forms ---------------------------------------------------------------------------------------------------


def test_r24_listing_an_item_from_a_source(enter, held, cast):
    client, address = enter("secretary"), url("item_new", held.meeting.pk, problem=held.own_problem.pk)
    first = text_of(client.get(address))
    assert OWN_PROBLEM in first
    sent = {
        "matter": "学习", "measure": "每周一课", "owner": cast.member("member").pk,
        "responsible": cast.member("member").pk, "due_on": LIMIT.isoformat(),
    }  # fmt: skip
    assert client.post(address, sent).url == url("candidates", held.meeting.pk)
    item = RectificationItem.objects.get()
    assert (item.problem, item.owner, item.due_on) == (held.own_problem, cast.member("member"), LIMIT)
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "已经列过同样的事项" in text_of(again)
    assert "已列为第1项" in text_of(client.get(url("candidates", held.meeting.pk)))


def test_a_refused_item_keeps_what_was_typed(enter, held):
    answer = enter("secretary").post(
        url("item_new", held.meeting.pk, problem=held.problem.pk),
        {"matter": "走访", "measure": "每月走访两户"},
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "每月走访两户" in page
    assert "请选择责任人。" in page
    assert not RectificationItem.objects.exists()


@pytest.mark.parametrize("query", [{}, {"problem": 999999}, {"problem": 1, "opinion": 1}, {"nonsense": 1}])
def test_an_address_that_names_no_single_source_is_not_there(enter, held, query):
    assert enter("secretary").get(url("item_new", held.meeting.pk, **query)).status_code == 404


# state of the item → who → the forms on its page
FORMS = [
    ("open", "committee", {"progress"}),  # the responsible
    ("open", "secretary", {"progress"}),
    ("open", "member", set()),
    ("open", "officer", set()),
    ("claimed", "committee", set()),  # R26: not one's own
    ("claimed", "secretary", {"verify"}),
    ("claimed", "idle_deputy", {"verify"}),
    ("claimed", "supervisor", set()),
    ("verified", "secretary", {"reopen", "look_back"}),
    ("verified", "committee", {"reopen"}),
    ("verified", "member", set()),
]


@pytest.mark.parametrize(("state", "name", "forms"), FORMS)
def test_an_items_page_offers_what_this_person_may_do_now(enter, held, state, name, forms):
    item = {"open": held.item, "claimed": held.claimed, "verified": held.verified}[state]()
    LookBack.objects.create(item=item, due_on=TODAY)
    answer = enter(name).get(url("item", item.pk))
    assert set(answer.context["forms"]) == forms


def test_only_the_responsible_is_asked_whether_it_is_done(enter, held):
    item = held.item("committee")
    assert "请核实" in text_of(enter("committee").get(url("item", item.pk)))
    assert "请核实" not in text_of(enter("secretary").get(url("item", item.pk)))
    enter("secretary").post(url("item", item.pk), {"do": "progress", "text": "代为完成", "done": "on"})
    item.refresh_from_db()
    assert (item.state, item.progress.get().kind) == ("open", "note")


def test_r26_from_progress_to_write_off_and_back_by_the_pages(enter, held):
    item = held.item("committee")
    address, worker, checker = url("item", item.pk), enter("committee"), enter("secretary")
    steps = [
        (worker, {"do": "progress", "text": "走了两户"}, "open"),
        (worker, {"do": "progress", "text": "都走了", "done": "on"}, "claimed"),
        (checker, {"do": "verify", "passed": "no", "text": "还差一户"}, "open"),
        (worker, {"do": "progress", "text": "补走了", "done": "on"}, "claimed"),
        (checker, {"do": "verify", "passed": "yes", "text": "到户看过"}, "verified"),
        (checker, {"do": "reopen", "reason": "又停了"}, "open"),
    ]
    for client, sent, state in steps:
        assert client.post(address, sent).url == address
        item.refresh_from_db()
        assert item.state == state, sent
    page = text_of(worker.get(address))
    for words in ("走了两户", "还差一户", "到户看过", "又停了"):
        assert words in page


def test_a_stale_or_double_form_gets_a_sentence(enter, held):
    item = held.claimed()
    address, checker = url("item", item.pk), enter("secretary")
    sent = {"do": "verify", "passed": "yes", "text": "看过"}
    assert checker.post(address, sent).status_code == 302
    late = checker.post(address, sent)
    assert (late.status_code, "刚刚变了" in text_of(late)) == (409, True)
    back = checker.post(address, sent, headers={"referer": f"http://testserver{address}"}, follow=True)
    assert "刚刚变了" in text_of(back)
    assert item.progress.filter(kind="verify").count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"passed": "", "text": "到户看过"}, "请选择核实结论。"),
        ({"passed": "yes", "text": ""}, "请填写核实情况。"),
    ],
)
def test_a_refused_verdict_keeps_what_was_typed(enter, held, sent, words):
    item = held.claimed()
    answer = enter("secretary").post(url("item", item.pk), {"do": "verify", **sent})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert sent["text"] in text_of(answer)
    item.refresh_from_db()
    assert item.state == "claimed"


def test_a_refused_file_says_why_beside_it(enter, held):
    item = held.item()
    bad = SimpleUploadedFile("a.png", b"MZ not a picture" * 9)
    answer = enter("committee").post(
        url("item", item.pk), {"do": "progress", "text": "走了两户", "evidence": bad}
    )
    assert answer.status_code == 422
    assert answer.context["forms"]["progress"].errors["evidence"]
    assert "走了两户" in text_of(answer)


def test_r29_a_look_back_by_the_page_and_sent_twice(enter, held):
    item = held.verified()
    one = LookBack.objects.create(item=item, due_on=TODAY)
    two = LookBack.objects.create(item=item, due_on=LIMIT.replace(month=8))
    sent = {"do": "look_back", "holds": "yes", "finding": "还在走访", "look_back": one.pk}
    address, client = url("item", item.pk), enter("secretary")
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 409
    two.due_on = TODAY.replace(day=21)
    two.save()
    stale = client.post(address, sent)  # the form of the first look-back, while the second is open
    assert (stale.status_code, "已经登记过了" in text_of(stale)) == (422, True)
    assert LookBack.objects.filter(done_on__isnull=False).get() == one


def test_r27_reporting_an_earlier_item_by_the_page(enter, held, cast):
    item, upcoming = held.item(), held.next_meeting()
    listed, form = url("previous", upcoming.pk), url("previous_report", upcoming.pk, item.pk)
    client = enter("secretary")
    assert "没有写明" in text_of(client.get(listed))
    refused = client.post(form, {"state": "not_done", "text": "没钱修"})
    assert refused.status_code == 422
    assert "没钱修" in text_of(refused)
    assert client.post(form, {"state": "done", "text": "好了"}).status_code == 422
    sent = {
        "state": "not_done",
        "text": "没钱修",
        "person": cast.member("deputy").pk,
        "new_limit": LIMIT.isoformat(),
    }
    assert client.post(form, sent).url == listed
    page = text_of(client.get(listed))
    assert "没钱修" in page
    assert "没有写明" not in page
    assert "没钱修" in text_of(client.get(form))  # what was said can be mended


def test_r27_what_is_not_done_needs_no_person_when_another_state_is_chosen(enter, held, cast):
    item, upcoming = held.item(), held.next_meeting()
    sent = {
        "state": "in_progress",
        "text": "在做",
        "person": cast.member("deputy").pk,
        "new_limit": "2020-01-01",
    }
    assert enter("secretary").post(url("previous_report", upcoming.pk, item.pk), sent).status_code == 302
    item.refresh_from_db()
    assert item.responsible == cast.member("committee")


def test_r27_the_rule_is_named_with_its_clause(enter, held):
    held.item()
    upcoming = held.next_meeting()
    upcoming.provisions.create(key="gate.previous_reported", value=True, clause="方案第三条")
    page = text_of(enter("secretary").get(url("previous", upcoming.pk)))
    assert "会议不能开" in page
    assert "方案第三条" in page


def test_a_commitment_is_written_mended_and_reported(enter, held, cast):
    client, form, listed = (
        enter("member"),
        url("commitment_make", held.meeting.pk),
        url("commitments", held.meeting.pk),
    )
    assert "写我的承诺" in text_of(client.get(listed))
    assert client.post(form, {"text": " "}).status_code == 422
    for words in ("每周读书", "每天读书"):
        assert client.post(form, {"text": words}).url == listed
    page = text_of(client.get(listed))
    assert "每天读书" in page
    assert "每周读书" not in page
    made = held.meeting.commitments.get()
    assert client.post(url("commitment_report", made.pk), {"text": "读了十本"}).url == listed
    assert "读了十本" in text_of(client.get(listed))
    late = client.post(form, {"text": "改一改"})
    assert (late.status_code, "不能再改" in text_of(late)) == (422, True)


def test_publishing_begins_with_what_the_rules_say(enter, held):
    held.rule("rectification.names_hidden", True)
    client, form = enter("secretary"), url("publication_new", held.meeting.pk)
    first = client.get(form).context["form"].initial
    assert (first["hide_names"], first["starts_on"]) == (True, TODAY)
    sent = {"subject": "items", "scope": "支部", "starts_on": "2026-05-20", "ends_on": "2026-05-19"}
    refused = client.post(form, sent)
    assert (refused.status_code, "早于开始日期" in text_of(refused)) == (422, True)
    sent["ends_on"] = "2026-05-27"
    assert client.post(form, sent).status_code == 302
    assert client.post(form, sent).status_code == 422
    assert held.meeting.publications.count() == 1


@pytest.mark.parametrize("page", ["publication_new", "commitment_make"])
def test_outside_its_time_a_form_says_when(page, enter, held):
    upcoming = held.next_meeting()
    answer = enter("secretary").get(url(page, upcoming.pk))
    assert "会议结束之后、归档之前才能" in text_of(answer)
    sent = {
        "text": "早",
        "subject": "items",
        "scope": "支部",
        "starts_on": "2026-05-20",
        "ends_on": "2026-05-20",
    }
    late = enter("secretary").post(url(page, upcoming.pk), sent)
    assert (late.status_code, "才能" in text_of(late)) == (422, True)


# --- lists ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("", {"甲", "乙", "丙"}),
        ("open", {"甲", "丙"}),
        ("claimed", {"乙"}),
        ("overdue", {"丙"}),
        ("nonsense", {"甲", "乙", "丙"}),
    ],
)
def test_a_list_is_narrowed_by_state_and_by_what_is_overdue(enter, held, state, shown):
    held.item(matter="甲")
    held.claimed(held.item(matter="乙"))
    late = held.item(matter="丙")
    RectificationItem.objects.filter(pk=late.pk).update(due_on=TODAY.replace(day=19))
    answer = enter("secretary").get(url("list", held.meeting.pk) + f"?state={state}")
    assert {row["item"].matter for row in answer.context["rows"]} == shown
    assert "共3项，已销号0项，待核实1项，逾期1项。" in text_of(answer)


def test_an_empty_list_says_what_to_do_next(enter, held):
    assert "列出整改事项" in text_of(enter("secretary").get(url("list", held.meeting.pk)))
    assert "书记和支部委员正在列" in text_of(enter("member").get(url("list", held.meeting.pk)))


# who → what stands in which group of 整改
MINE = {
    "committee": {"own": {"到期", "等核实"}},
    "secretary": {"verify": {"等核实"}, "late": {"到期", "个人的"}},
    "idle_deputy": {"verify": {"等核实"}},
    "member": {"own": {"个人的"}},
    "comrade": {},
    "officer": {"late": {"到期"}},
    "supervisor": {"late": {"到期"}},
    "sister_secretary": {},
    "stranger_officer": {},
}


@pytest.mark.parametrize("name", MINE)
def test_what_is_mine_across_meetings(enter, held, name):
    late = held.item("committee", matter="到期")
    own = held.item("member", "member", matter="个人的")
    held.claimed(held.item("committee", matter="等核实"))
    RectificationItem.objects.filter(pk__in=[late.pk, own.pk]).update(due_on=TODAY.replace(day=1))
    groups = enter(name).get(url("mine")).context["groups"]
    assert {group["id"]: {row["item"].matter for row in group["rows"]} for group in groups} == MINE[name]


def test_look_backs_that_are_near_stand_in_mine_for_others_than_the_responsible(enter, held):
    item = held.verified()
    LookBack.objects.create(item=item, due_on=TODAY)
    LookBack.objects.create(item=item, due_on=LIMIT)
    counts = {
        name: len(enter(name).get(url("mine")).context["look_backs"])
        for name in ("secretary", "committee", "member", "officer")
    }
    assert counts == {"secretary": 1, "committee": 0, "member": 0, "officer": 0}


@pytest.mark.parametrize(
    "page", ["list", "candidates", "previous", "commitments", "publications", "mine", "item"]
)
def test_three_rows_take_no_more_queries_than_one(page, enter, held, cast):
    upcoming = held.next_meeting()
    item = held.item()
    address = {
        "mine": url("mine"), "item": url("item", item.pk), "previous": url("previous", upcoming.pk),
    }.get(page) or url(page, held.meeting.pk)  # fmt: skip

    def grow(n: int) -> None:
        held.item("secretary", matter=f"事{n}", due_on=held.meeting.held_on)
        held.claimed(held.item("committee", "member", matter=f"核{n}"))
        held.progress(item, text=f"进展{n}")
        person = ("member", "comrade", "probationary")[n]
        actions.make_commitment(by=cast.who[person], meeting=held.meeting, text="承诺")
        LookBack.objects.create(item=held.verified(held.item(matter=f"看{n}")), due_on=TODAY)
        actions.publish(
            by=cast.who["secretary"],
            meeting=held.meeting,
            subject="items",
            scope=f"支部{n}",
            starts_on=TODAY,
            ends_on=TODAY,
        )

    client = enter("secretary")
    grow(0)
    one = queries(client, address)
    grow(1)
    grow(2)
    assert queries(client, address) == one

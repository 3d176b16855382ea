"""Pages of talks: arranged, recorded by one, confirmed by the other; coverage without a word of text (R04–R07)."""

from __future__ import annotations

import datetime as dt
import time
from io import BytesIO

import docx
import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from audit.models import AuditEntry
from core import clock
from core.exceptions import NotNow
from meetings.actions import talk as acts
from meetings.models import Meeting, Talk
from meetings.rulebook import Rulebook
from members.models import Member
from tests.casting import TODAY, Cast
from tests.meetings.preparation import (
    BRANCH,
    EVERYBODY,
    asked,
    preparing,
    queries,
    rule,
    sent,
    who_may_open,
    words,
)

pytestmark = pytest.mark.django_db

SECRET = "他说家里老人病重，心里着急"
FAULT = "三次例会迟到，没有请假"
PARTIES = {"member", "comrade"}


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return preparing(cast)


def arranged(cast: Cast, meeting: Meeting, who: str = "member", partner: str = "comrade") -> Talk:
    return acts.plan_talk(
        by=cast.who[who], meeting=meeting, partners=[cast.member(partner)], on=clock.today()
    )


@pytest.fixture
def told(cast: Cast, meeting: Meeting) -> Talk:
    """A talk of member and comrade, recorded by the member."""
    return acts.record_talk(
        by=cast.who["member"], talk=arranged(cast, meeting), held_on=clock.today(), thinking=SECRET,
        shortcomings=FAULT,
    )  # fmt: skip


def test_only_the_parties_open_a_talk(client: Client, cast: Cast, told: Talk) -> None:
    """R06: secretary, supervision and administrators included, nobody else learns that the page exists."""
    assert who_may_open(client, cast, "talk", told.meeting_id, told.pk) == PARTIES
    assert who_may_open(client, cast, "talk_record", told.meeting_id, told.pk) == PARTIES
    assert who_may_open(client, cast, "talk_document", told.meeting_id, told.pk) == PARTIES


def test_its_parties_take_the_record_away_on_paper(client: Client, cast: Cast, told: Talk) -> None:
    """R07: what was raised, and who has confirmed it; kept nowhere on the way."""
    client.force_login(cast.who["comrade"])
    answer = client.get(reverse("meetings:talk_document", args=[told.meeting_id, told.pk]))
    assert answer["Cache-Control"] == "private, no-store"
    lines = [p.text for p in docx.Document(BytesIO(answer.content)).paragraphs]
    assert f"{SECRET}。" in lines
    assert f"{FAULT}。" in lines
    assert "comrade：尚未确认。签名：" in lines


def test_a_talk_that_has_not_taken_place_has_no_record(client: Client, cast: Cast, meeting: Meeting) -> None:
    talk = arranged(cast, meeting)
    client.force_login(cast.who["member"])
    answer = client.get(reverse("meetings:talk_document", args=[meeting.pk, talk.pk]))
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("meetings:talk", args=[meeting.pk, talk.pk]),
    )


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - PARTIES))
def test_nobody_else_confirms_or_records(client: Client, cast: Cast, told: Talk, who: str) -> None:
    for name in ("talk_confirm", "talk_record"):
        page = sent(client, cast, who, name, told.meeting_id, told.pk, held_on=str(clock.today()))
        assert page.status_code == 404
    told.refresh_from_db()
    assert told.thinking == SECRET
    assert told.parties.filter(confirmed_on__isnull=True).count() == 1


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_shows_what_was_said(client: Client, cast: Cast, told: Talk, who: str) -> None:
    """R06: overviews name the talk at most; not even the parties' own list holds the text."""
    for name in ("talks", "talk_coverage", "readiness", "detail", "history", "talk_plan"):
        page = words(asked(client, cast, who, name, told.meeting_id))
        assert SECRET not in page
        assert FAULT not in page


def test_the_trail_holds_no_text(client: Client, cast: Cast, told: Talk) -> None:
    sent(client, cast, "comrade", "talk_confirm", told.meeting_id, told.pk, seen=acts.wording(told))
    rows = "".join(f"{e.before}{e.after}{e.target_name}{e.reason}" for e in AuditEntry.objects.all())
    assert SECRET not in rows
    assert FAULT not in rows


def test_a_talk_of_another_meeting_is_not_found_here(client: Client, cast: Cast, told: Talk) -> None:
    other = preparing(cast, year_of=2025)
    assert asked(client, cast, "member", "talk", other.pk, told.pk).status_code == 404


def test_who_sees_the_coverage(client: Client, cast: Cast, meeting: Meeting) -> None:
    seen = who_may_open(client, cast, "talk_coverage", meeting.pk)
    assert seen == {"secretary", "deputy", "idle_deputy", "committee", "supervisor", "officer"}


def test_who_arranges_talks(client: Client, cast: Cast, meeting: Meeting) -> None:
    assert who_may_open(client, cast, "talk_plan", meeting.pk) == set(BRANCH) - {"activist"}


def test_supervision_without_talks_of_its_own_is_led_to_the_coverage(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    assert asked(client, cast, "supervisor", "talks", meeting.pk).url.endswith("/talks/coverage/")
    for who in ("archivist", "administrator", "activist", "outsider"):
        assert asked(client, cast, who, "talks", meeting.pk).status_code == 404


def test_a_talk_from_appointment_to_confirmation(client: Client, cast: Cast, meeting: Meeting) -> None:
    today = str(clock.today())
    partner = cast.member("comrade").pk
    given = {"partners": partner, "on": today, "mode": "face"}
    page = sent(client, cast, "member", "talk_plan", meeting.pk, **given)
    made = Talk.objects.get()
    assert page.url.endswith(f"/talks/{made.pk}/record/")
    text = {"held_on": today, "mode": "face", "thinking": SECRET, "shortcomings": FAULT}
    page = sent(client, cast, "member", "talk_record", meeting.pk, made.pk, **text)
    assert page.url.endswith(f"/talks/{made.pk}/")
    assert "等您确认" in words(asked(client, cast, "comrade", "talks", meeting.pk))
    read = words(asked(client, cast, "comrade", "talk", meeting.pk, made.pk))
    assert SECRET in read
    made.refresh_from_db()
    seen = acts.wording(made)
    assert f'value="{seen}"' in read
    sent(client, cast, "comrade", "talk_confirm", meeting.pk, made.pk, seen=seen)
    assert not made.parties.filter(confirmed_on__isnull=True).exists()
    assert "双方已确认" in words(asked(client, cast, "member", "talks", meeting.pk))


def test_an_appointment_for_later_goes_back_to_the_list(client: Client, cast: Cast, meeting: Meeting) -> None:
    later = clock.today() + dt.timedelta(days=3)
    given = {"partners": cast.member("comrade").pk, "on": str(later), "mode": "face"}
    page = sent(client, cast, "member", "talk_plan", meeting.pk, **given)
    assert page.url.endswith("/talks/")


def test_an_appointment_that_is_sent_twice_is_made_once(client: Client, cast: Cast, meeting: Meeting) -> None:
    given = {"partners": cast.member("comrade").pk, "on": str(clock.today()), "mode": "face"}
    sent(client, cast, "member", "talk_plan", meeting.pk, **given)
    again = sent(client, cast, "member", "talk_plan", meeting.pk, **given)
    assert again.status_code == 422
    assert "没有重复登记" in words(again)
    assert Talk.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("partners", "", "请选择同谁谈"),
        ("partners", "999999", "请从名单里选择谈话对象"),
        ("partners", "me", "请从名单里选择谈话对象"),
        ("on", "三月五日", "请填写正确的日期"),
        ("on", "2099-01-01", "应在开会之前"),
        ("mode", "pigeon", "有效"),
    ],
)
def test_a_wrong_appointment_keeps_what_was_typed(
    client: Client, cast: Cast, meeting: Meeting, field: str, value: str, told: str
) -> None:
    own = cast.member("member").pk
    given = {"partners": cast.member("comrade").pk, "on": str(clock.today()), "mode": "face", "place": "村口"}
    given[field] = own if value == "me" else value
    page = sent(client, cast, "member", "talk_plan", meeting.pk, **given)
    assert page.status_code == 422
    assert told in words(page)
    assert 'value="村口"' in words(page)
    assert not Talk.objects.exists()


def test_a_record_without_substance_is_refused_and_kept(client: Client, cast: Cast, meeting: Meeting) -> None:
    """R07: an ordinary chat is no heart-to-heart talk."""
    made = arranged(cast, meeting)
    text = {"held_on": str(clock.today()), "mode": "face", "thinking": SECRET, "shortcomings": " "}
    page = sent(client, cast, "member", "talk_record", meeting.pk, made.pk, **text)
    assert page.status_code == 422
    assert "请写明相互指出了哪些不足" in words(page)
    assert SECRET in words(page)
    made.refresh_from_db()
    assert made.held_on is None


def test_whoever_read_an_older_wording_does_not_confirm_the_new_one(
    client: Client, cast: Cast, told: Talk
) -> None:
    seen = acts.wording(told)
    acts.record_talk(
        by=cast.who["member"], talk=told, held_on=clock.today(), thinking="改过的话", shortcomings=FAULT
    )
    sent(client, cast, "comrade", "talk_confirm", told.meeting_id, told.pk, seen=seen)
    assert told.parties.filter(confirmed_on__isnull=True).count() == 1


def test_a_confirmed_record_stays_as_it_is(client: Client, cast: Cast, told: Talk) -> None:
    acts.confirm_talk(by=cast.who["comrade"], talk=told)
    text = {"held_on": str(clock.today()), "mode": "face", "thinking": "改", "shortcomings": "改"}
    page = sent(client, cast, "member", "talk_record", told.meeting_id, told.pk, **text)
    assert page.status_code == 422
    assert "退回修改" in words(page)
    told.refresh_from_db()
    assert told.thinking == SECRET


def test_several_partners_only_where_the_plan_allows_it(client: Client, cast: Cast, meeting: Meeting) -> None:
    both = [cast.member("comrade").pk, cast.member("probationary").pk]
    given = {"partners": both, "on": str(clock.today()), "mode": "face"}
    page = sent(client, cast, "member", "talk_plan", meeting.pk, **given)
    assert len(Talk.objects.get().parties.all()) == 2  # a single choice takes the last one
    rule(meeting, "talks.group_allowed", True)
    page = sent(client, cast, "member", "talk_plan", meeting.pk, **given)
    assert page.status_code == 302
    assert len(Talk.objects.latest("pk").parties.all()) == 3


def test_the_own_list_says_whom_to_talk_to_next(client: Client, cast: Cast, meeting: Meeting) -> None:
    """R04: committee members with every member; what is arranged is no longer offered."""
    rule(meeting, "talks.pair_classes", ["committee_member"])
    page = words(asked(client, cast, "committee", "talks", meeting.pk))
    assert "您应谈3次，已谈0次" in page
    offered = f"?with={cast.member('comrade').pk}"
    assert offered in page
    arranged(cast, meeting, "committee", "comrade")
    assert offered not in words(asked(client, cast, "committee", "talks", meeting.pk))


def test_the_matrix_shows_done_arranged_and_missing(client: Client, cast: Cast, meeting: Meeting) -> None:
    rule(meeting, "talks.pair_classes", ["committee_member"])
    one = arranged(cast, meeting, "committee", "comrade")
    acts.record_talk(
        by=cast.who["committee"], talk=one, held_on=clock.today(), thinking="谈", shortcomings="谈"
    )
    arranged(cast, meeting, "committee", "member")
    page = asked(client, cast, "secretary", "talk_coverage", meeting.pk)
    line = next(row for row in page.context["matrix"] if row["name"] == "committee")
    states = dict(zip(page.context["names"], [cell["state"] for cell in line["cells"]], strict=True))
    assert states["comrade"] == "done"
    assert states["member"] == "planned"
    assert states["probationary"] == "missing"
    assert states["secretary"] == ""
    assert states["committee"] == "self"
    counts = page.context["classes"][0]
    assert (counts.done, counts.planned, counts.missing) == (1, 1, 10)


def test_queries_stay_the_same_with_more_talks(client: Client, cast: Cast, meeting: Meeting) -> None:
    arranged(cast, meeting, "committee", "deputy")
    one = arranged(cast, meeting, "committee", "secretary")
    text = {"held_on": clock.today(), "thinking": "谈", "shortcomings": "谈"}
    acts.record_talk(by=cast.who["committee"], talk=one, **text)
    names = ("talks", "talk_coverage", "talk_plan")
    few = [queries(client, cast, "committee", name, meeting.pk) for name in names]
    for partner in ("comrade", "probationary", "member"):
        one = arranged(cast, meeting, "committee", partner)
        acts.record_talk(by=cast.who["committee"], talk=one, **text)
    assert [queries(client, cast, "committee", name, meeting.pk) for name in names] == few


def test_fifty_members_and_all_their_pairs_draw_without_a_pause(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """1,225 pairs and more, half of them held: under a second, in as many queries as for eight people."""
    few = queries(client, cast, "secretary", "talk_coverage", meeting.pk)
    rule(meeting, "talks.pair_classes", ["committee_committee", "committee_member", "member_member"])
    rule(meeting, "talks.member_member_scope", "all_pairs")
    for n in range(43):
        Member.objects.create(name=f"党员{n:02}", branch=cast.branch)
    people = [person.id for person in acts.people_to_cover(meeting)]
    pairs = [(a, b) for n, a in enumerate(people) for b in people[n + 1 :]]
    assert len(pairs) == 1225
    held = [Talk(meeting=meeting, mode="face", held_on=clock.today()) for _ in pairs[::2]]
    held = Talk.objects.bulk_create(held)
    rows = [(talk, member) for talk, pair in zip(held, pairs[::2], strict=True) for member in pair]
    acts.TalkParty.objects.bulk_create(acts.TalkParty(talk=talk, member_id=m) for talk, m in rows)
    assert queries(client, cast, "secretary", "talk_coverage", meeting.pk) <= few + 1
    began = time.process_time()
    page = asked(client, cast, "secretary", "talk_coverage", meeting.pk)
    assert time.process_time() - began < 1
    assert len(page.context["matrix"]) == 50
    assert sum(line.total for line in page.context["classes"]) == 1225
    assert sum(line.done for line in page.context["classes"]) == 613
    assert Rulebook.of(meeting).get("talks.member_member_scope") == "all_pairs"


# --- arranged: invitation, calendar, another day, none ----------------------------------------------------


def test_whoever_is_asked_finds_the_invitation_among_the_own_things(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    made = arranged(cast, meeting)
    client.force_login(cast.who["comrade"])
    home = words(client.get("/"))
    assert "member约您谈心谈话" in home
    assert reverse("meetings:talk", args=[meeting.pk, made.pk]) in home
    client.force_login(cast.who["committee"])
    assert "约您谈心谈话" not in words(client.get("/"))


def test_the_calendar_entry_is_the_parties_alone_and_says_nothing_of_what_is_said(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """Read back by a foreign reader; a draft of the text lies in the row, as after a record taken back."""
    made = acts.plan_talk(
        by=cast.who["member"], meeting=meeting, partners=[cast.member("comrade")], on=clock.today(),
        place="村口；老槐树,东",
    )  # fmt: skip
    made.thinking, made.shortcomings = SECRET, FAULT
    made.save()
    assert who_may_open(client, cast, "talk_calendar", meeting.pk, made.pk) == PARTIES
    answer = asked(client, cast, "comrade", "talk_calendar", meeting.pk, made.pk)
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == clock.today()
    assert str(event["summary"]) == "谈心谈话（同member）"
    assert str(event["location"]) == "村口；老槐树,东"
    assert str(event["url"]).endswith(f"/talks/{made.pk}/")
    text = "\n".join(str(value) for _, value in event.property_items())
    assert SECRET not in text
    assert FAULT not in text
    assert "description" not in event


def test_a_talk_that_was_recorded_has_no_calendar_entry(client: Client, cast: Cast, told: Talk) -> None:
    for name in ("talk_calendar", "talk_rearrange"):
        assert asked(client, cast, "member", name, told.meeting_id, told.pk).status_code == 404


def test_either_party_moves_or_calls_off_what_is_arranged(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    made = arranged(cast, meeting)
    later = clock.today() + dt.timedelta(days=2)
    page = sent(client, cast, "comrade", "talk_rearrange", meeting.pk, made.pk, on=later, mode="phone")
    assert page.status_code == 302
    made.refresh_from_db()
    assert (made.planned_on, made.mode) == (later, "phone")
    wrong = sent(client, cast, "comrade", "talk_rearrange", meeting.pk, made.pk, on="2099-01-01", mode="face")
    assert "应在开会之前" in words(wrong)
    for who in ("secretary", "committee", "sister_member"):
        assert sent(client, cast, who, "talk_call_off", meeting.pk, made.pk).status_code == 404
    sent(client, cast, "comrade", "talk_call_off", meeting.pk, made.pk)
    assert not Talk.objects.exists()


def test_what_took_place_is_neither_moved_nor_called_off(cast: Cast, told: Talk) -> None:
    for act, more in ((acts.call_off_talk, {}), (acts.rearrange_talk, {"on": clock.today(), "mode": "face"})):
        with pytest.raises(NotNow):
            act(by=cast.who["member"], talk=told, **more)
    assert Talk.objects.filter(pk=told.pk).exists()


# --- a record that is not right ---------------------------------------------------------------------------


def states_of(client: Client, cast: Cast, meeting: Meeting) -> tuple[int, int, int]:
    one = asked(client, cast, "secretary", "talk_coverage", meeting.pk).context["classes"][0]
    return one.done, one.planned, one.missing


@pytest.mark.parametrize("who", ["comrade", "committee"])
def test_r07_a_record_sent_back_counts_no_more_until_it_is_written_anew_and_confirmed(
    client: Client, cast: Cast, meeting: Meeting, who: str
) -> None:
    """By the partner who will not confirm it, or by the writer who finds it wrong; either writes it anew."""
    rule(meeting, "talks.pair_classes", ["committee_member"])
    made = arranged(cast, meeting, "committee", "comrade")
    text = {"held_on": clock.today(), "thinking": SECRET, "shortcomings": FAULT}
    acts.record_talk(by=cast.who["committee"], talk=made, **text)
    acts.confirm_talk(by=cast.who["comrade"], talk=made)
    assert states_of(client, cast, meeting)[0] == 1
    assert "不同意，退回修改" in words(asked(client, cast, who, "talk", meeting.pk, made.pk))
    assert sent(client, cast, who, "talk_send_back", meeting.pk, made.pk).status_code == 302
    assert states_of(client, cast, meeting)[:2] == (0, 1)
    assert made.parties.filter(confirmed_on=None).count() == 2
    with pytest.raises(NotNow, match="已经退回"):
        acts.send_back_talk(by=cast.who[who], talk=made)
    other = {"comrade": "committee", "committee": "comrade"}[who]
    client.force_login(cast.who[other])
    assert f"修改谈心谈话记录（{who}退回）" in words(client.get("/"))
    acts.record_talk(by=cast.who[other], talk=made, **text | {"thinking": "改好的话"})
    assert states_of(client, cast, meeting)[:2] == (1, 0)
    acts.confirm_talk(by=cast.who[who], talk=made)
    assert not made.parties.filter(confirmed_on=None).exists()


def test_whoever_sent_a_record_back_may_still_confirm_it(cast: Cast, told: Talk) -> None:
    acts.send_back_talk(by=cast.who["comrade"], talk=told)
    for who in ("comrade", "member"):
        acts.confirm_talk(by=cast.who[who], talk=told)
    assert not told.parties.filter(confirmed_on=None).exists()
    assert not told.parties.exclude(sent_back_on=None).exists()


def test_only_the_parties_send_back_and_only_what_was_recorded(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    made = arranged(cast, meeting)
    with pytest.raises(NotNow, match="还没有登记"):
        acts.send_back_talk(by=cast.who["comrade"], talk=made)
    assert sent(client, cast, "secretary", "talk_send_back", meeting.pk, made.pk).status_code == 404


def test_r06_a_text_written_anew_is_not_the_one_others_let_the_secretary_read(cast: Cast, told: Talk) -> None:
    acts.let_secretary_read(by=cast.who["comrade"], talk=told, agrees=True)
    text = {"held_on": clock.today(), "thinking": "别的话", "shortcomings": FAULT}
    acts.record_talk(by=cast.who["member"], talk=told, **text)
    assert not told.parties.get(member=cast.member("comrade")).secretary_may_read


def test_who_has_left_is_not_waited_for(client: Client, cast: Cast, told: Talk) -> None:
    """The talk keeps counting; nobody is told to confirm who is not of the branch any more."""
    page = asked(client, cast, "secretary", "readiness", told.meeting_id)
    assert "comrade" in {one["name"] for one in page.context["people"] if "确认" in str(one["owes"])}
    Member.objects.filter(pk=cast.member("comrade").pk).update(branch=cast.member("sister_member").branch)
    page = asked(client, cast, "secretary", "readiness", told.meeting_id)
    assert "确认" not in str([one["owes"] for one in page.context["people"]])


# --- the secretary, where both agree ----------------------------------------------------------------------


def test_the_secretary_reads_a_record_when_all_parties_have_agreed(
    client: Client, cast: Cast, told: Talk
) -> None:
    """R06: one word is not enough, nobody else gains by it, and it can be taken back."""
    pk = told.meeting_id
    for who, may in (("member", False), ("comrade", True)):
        sent(client, cast, who, "talk_let_read", pk, told.pk, agrees="yes")
        assert ("secretary" in who_may_open(client, cast, "talk", pk, told.pk)) is may
    assert who_may_open(client, cast, "talk", pk, told.pk) == PARTIES | {"secretary"}
    page = words(asked(client, cast, "secretary", "talk", pk, told.pk))
    assert SECRET in page
    assert "确认这份记录" not in page
    assert reverse("meetings:talk", args=[pk, told.pk]) in words(
        asked(client, cast, "secretary", "talks", pk)
    )
    for name in ("talk_confirm", "talk_let_read", "talk_call_off"):
        assert sent(client, cast, "secretary", name, pk, told.pk).status_code == 404
    sent(client, cast, "comrade", "talk_let_read", pk, told.pk, agrees="no")
    assert who_may_open(client, cast, "talk", pk, told.pk) == PARTIES


def test_an_arranged_talk_is_not_shown_to_the_secretary_whatever_was_agreed(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    made = arranged(cast, meeting)
    made.parties.update(secretary_may_read=True)
    assert asked(client, cast, "secretary", "talk", meeting.pk, made.pk).status_code == 404


# --- the fair plan ----------------------------------------------------------------------------------------


def test_who_sees_the_plan_of_the_days_left(client: Client, cast: Cast, meeting: Meeting) -> None:
    seen = who_may_open(client, cast, "talk_schedule", meeting.pk)
    assert seen == {"secretary", "deputy", "idle_deputy", "committee", "supervisor", "officer"}


def test_the_plan_lies_on_working_days_before_the_meeting(client: Client, cast: Cast) -> None:
    """From the day after today to the eve of the meeting; 23 May is a Saturday, and nothing lies on it."""
    with clock.at(TODAY):
        meeting = preparing(cast, held_on=dt.date(2026, 5, 27))
        rule(meeting, "talks.pair_classes", ["committee_member"])
        page = asked(client, cast, "secretary", "talk_schedule", meeting.pk)
        days = [day["on"].day for day in page.context["days"]]
        assert days == [21, 22, 25, 26]
        assert sum(day["count"] for day in page.context["days"]) == 4 * 3
        own = words(asked(client, cast, "committee", "talks", meeting.pk))
        assert "&amp;on=2026-05-21" in own
        plan = asked(client, cast, "committee", "talk_plan", meeting.pk, query="?with=1&on=2026-05-22")
        assert plan.context["form"].initial["on"] == dt.date(2026, 5, 22)
        odd = asked(client, cast, "committee", "talk_plan", meeting.pk, query="?with=x&on=2026-02-31")
        assert odd.context["form"].initial["on"] == TODAY


def test_a_plan_without_days_says_what_to_do(client: Client, cast: Cast) -> None:
    meeting = preparing(cast, held_on=None)
    rule(meeting, "talks.pair_classes", ["committee_member"])
    page = words(asked(client, cast, "secretary", "talk_schedule", meeting.pk))
    assert "没有剩下的日子可以安排" in page


@pytest.mark.parametrize(("kind", "counts"), [(None, False), ("hardship", False), ("mobile", True)])
def test_r05_a_talk_from_afar_that_does_not_count_says_so_at_once(
    client: Client, cast: Cast, meeting: Meeting, kind: str | None, counts: bool
) -> None:
    """On arranging it, on its page, in the list: nobody learns only from the coverage that it was in vain."""
    rule(meeting, "talks.remote_counts_for", ["mobile"])
    if kind:
        cast.member("comrade").key_flags.create(kind=kind, start=TODAY)
    told = "comrade不是可以用视频谈的对象，这一次不计入应谈的次数"
    given = {"partners": cast.member("comrade").pk, "on": clock.today().isoformat(), "mode": "video"}
    client.force_login(cast.who["member"])
    first = client.post(reverse("meetings:talk_plan", args=[meeting.pk]), given, follow=True)
    made = Talk.objects.get()
    pages = [first, asked(client, cast, "comrade", "talk", meeting.pk, made.pk)]
    assert [told in words(page) for page in pages] == [not counts] * 2
    assert ("方案第一条" in words(pages[1])) is not counts
    assert ("不计入" in words(asked(client, cast, "member", "talks", meeting.pk))) is not counts
    Talk.objects.update(mode="face")
    assert told not in words(asked(client, cast, "comrade", "talk", meeting.pk, made.pk))


def test_many_talks_from_afar_take_no_more_queries_than_one(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    arranged(cast, meeting)
    Talk.objects.update(mode="phone")
    few = queries(client, cast, "member", "talks", meeting.pk)
    for partner in ("probationary", "secretary", "committee"):
        arranged(cast, meeting, partner=partner)
    Talk.objects.update(mode="phone")
    assert queries(client, cast, "member", "talks", meeting.pk) == few

"""The pages of the meeting as it is held: attendance, run mode, minutes, supervision (R13–R17)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from meetings.hints import only_hopes
from meetings.models import Attendance, Criticism, Meeting, MinutesEntry, Provision, Sitting
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db

SECRET = "5月18日漏排值班表，事后没有说明"


@pytest.fixture
def meeting(cast: Cast) -> Iterator[Meeting]:
    """A meeting in session, with its branch's people on the roster."""
    with clock.at(TODAY):
        meeting = cast.meeting(state="in_session")
        first = meeting.agenda.create(ordinal=1, kind="report", title="书记报告工作")
        meeting.agenda.create(ordinal=2, kind="self_and_mutual", title="批评和自我批评")
        sitting = Sitting.objects.create(meeting=meeting, opened_at=clock.now(), current_item=first)
        for name in ("secretary", "committee", "member", "comrade"):
            Attendance.objects.create(
                sitting=sitting, member=cast.member(name), capacity="participant", state="present"
            )
        yield meeting


def sign_in(client: Client, cast: Cast, who: str) -> Client:
    client.force_login(cast.who[who])
    return client


PAGES = {
    # page → who may open it; everyone else of the cast gets 404
    "attendance": {"secretary", "deputy", "idle_deputy", "committee", "member", "comrade", "probationary",
                   "activist", "supervisor", "officer"},
    "run": {"secretary", "deputy", "idle_deputy", "committee", "member", "comrade", "probationary"},
    "minutes": {"secretary", "deputy", "idle_deputy", "committee", "member", "comrade", "probationary"},
    "supervision": {"secretary", "deputy", "idle_deputy", "committee", "supervisor", "officer"},
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_who_opens_which_page(client: Client, cast: Cast, meeting: Meeting, page: str) -> None:
    opened = set()
    for who in cast.who:
        answer = sign_in(client, cast, who).get(reverse(f"meetings:{page}", args=[meeting.pk]))
        assert answer.status_code in (200, 404), who
        if answer.status_code == 200:
            opened.add(who)
    assert opened == PAGES[page]


def _criticize(client: Client, meeting: Meeting, **fields: object):
    return client.post(reverse("meetings:run", args=[meeting.pk]), {"do": "criticism"} | fields)


def test_r15_a_text_that_only_hopes_is_asked_about_once(client: Client, cast: Cast, meeting: Meeting) -> None:
    sign_in(client, cast, "member")
    given = {"target": cast.member("comrade").pk, "text": "希望今后加强学习"}
    asked = _criticize(client, meeting, **given)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "不能代替批评意见" in page
    assert "希望今后加强学习" in page
    assert not Criticism.objects.exists()
    assert _criticize(client, meeting, **given, hinted="on").status_code == 302
    assert Criticism.objects.get().text == "希望今后加强学习"


# text → the passage that is asked about ("" for none)
HOPES = [
    ("希望今后加强学习", "希望今后加强学习"),
    ("建议多深入基层。再接再厉", "建议多深入基层"),
    ("5月18日值班表漏排两人", ""),
    ("希望改正：6月支部大会迟到20分钟", ""),
    ("你对困难户的事拖了一个多月，建议尽快办", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "passage"), HOPES)
def test_r15_hopes(text: str, passage: str) -> None:
    assert only_hopes(text) == passage


def test_the_hint_is_a_provision(client: Client, cast: Cast, meeting: Meeting) -> None:
    Provision.objects.create(meeting=meeting, key="criticism.flag_hopes", value=False)
    sign_in(client, cast, "member")
    given = {"target": cast.member("comrade").pk, "text": "希望今后加强学习"}
    assert _criticize(client, meeting, **given).status_code == 302


def test_criticism_is_seen_by_its_two_and_by_who_records(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    _criticize(sign_in(client, cast, "member"), meeting, target=cast.member("comrade").pk, text=SECRET)
    seen = set()
    for who in PAGES["run"]:
        page = sign_in(client, cast, who).get(reverse("meetings:run", args=[meeting.pk]))
        if SECRET in page.content.decode():
            seen.add(who)
    assert seen == {"member", "comrade", "secretary", "deputy", "committee"}  # committee is the recorder


def test_only_the_criticised_takes_a_stance(client: Client, cast: Cast, meeting: Meeting) -> None:
    _criticize(sign_in(client, cast, "member"), meeting, target=cast.member("comrade").pk, text=SECRET)
    url = reverse("meetings:respond", args=[meeting.pk, Criticism.objects.get().pk])
    assert sign_in(client, cast, "member").post(url, {"text": "接受"}).status_code == 404
    assert sign_in(client, cast, "comrade").post(url, {"text": "接受，本月改正"}).status_code == 302
    again = client.post(url, {"text": "再说一遍"})
    assert again.status_code == 422
    assert "再说一遍" in again.content.decode()
    assert Criticism.objects.get().response == "接受，本月改正"


def test_two_people_take_minutes_and_no_word_is_lost(client: Client, cast: Cast, meeting: Meeting) -> None:
    url = reverse("meetings:run", args=[meeting.pk])
    for who, text in (("committee", "第一句"), ("secretary", "第二句")):
        assert sign_in(client, cast, who).post(url, {"do": "entry", "text": text}).status_code == 302
    assert list(MinutesEntry.objects.values_list("text", flat=True)) == ["第一句", "第二句"]
    part = client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "第一句" in part
    assert "第二句" in part
    assert "<html" not in part


def test_the_agenda_goes_on_by_who_runs_the_meeting(client: Client, cast: Cast, meeting: Meeting) -> None:
    second = meeting.agenda.get(ordinal=2)
    url = reverse("meetings:go_to", args=[meeting.pk, second.pk])
    assert sign_in(client, cast, "member").post(url).status_code == 404
    assert sign_in(client, cast, "secretary").post(url).status_code == 302
    assert meeting.sittings.get().current_item == second


def test_leave_is_asked_for_by_oneself_and_decided_by_another(client: Client, cast: Cast) -> None:
    """R14."""
    with clock.at(TODAY):
        meeting = cast.meeting(state="preparing")
        sitting = Sitting.objects.create(meeting=meeting)
        place = Attendance.objects.create(
            sitting=sitting, member=cast.member("member"), capacity="participant"
        )
        url = reverse("meetings:leave", args=[meeting.pk, place.pk])
        assert sign_in(client, cast, "comrade").get(url).status_code == 404
        sign_in(client, cast, "member")
        assert client.post(url, {"reason": ""}).status_code == 422
        assert client.post(url, {"reason": "住院"}).status_code == 302
        sign_in(client, cast, "secretary").post(url, {})
        place.refresh_from_db()
        assert (place.state, place.reason) == ("on_leave", "住院")


def test_r17_two_signatures_seal_and_then_only_amendments(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    sitting = meeting.sittings.get()
    sitting.minutes.create(text="记录", taken_by=cast.who["committee"], item=sitting.current_item)
    sitting.closed_at = clock.now()
    sitting.save()
    Meeting.objects.filter(pk=meeting.pk).update(state="rectifying")
    url = reverse("meetings:minutes", args=[meeting.pk])
    sign = reverse("meetings:sign", args=[meeting.pk])
    sign_in(client, cast, "secretary").post(sign, {"as": "host"})
    sign_in(client, cast, "committee").post(sign, {"as": "recorder"})
    assert "经校验未被改动" in client.get(url).content.decode()
    assert client.post(url, {"text": "补", "reason": "漏记"}).status_code == 302
    assert sitting.amendments.get().reason == "漏记"
    MinutesEntry.objects.update(text="改过的记录")
    assert "与封存时不一致" in client.get(url).content.decode()


def test_final_comments_are_supervisions(client: Client, cast: Cast, meeting: Meeting) -> None:
    url = reverse("meetings:supervision", args=[meeting.pk])
    sign_in(client, cast, "secretary").post(url, {"text": "自评很好", "final": "on"})
    assert not meeting.supervision_notes.exists()
    assert (
        sign_in(client, cast, "supervisor").post(url, {"text": "点到了具体的人", "final": "on"}).status_code
        == 302
    )
    assert meeting.supervision_notes.get().kind == "final"

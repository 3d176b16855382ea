"""The archive's pages: who reaches them, what a refused form keeps, and that a packet comes as a download."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Packet
from core.jobs import JobState
from meetings.enums import DocumentKind as D
from members.models import User
from tests.archive.world import DAY, HELD, archived, ask, make, make_meeting

SEATS = (
    "secretary deputy undelegated committee member sister_secretary far_secretary archivist far_archivist officer "
    "supervisor admin"
).split()
KEEPERS = {"secretary", "deputy", "archivist"}
OTHER_KEEPERS = {"sister_secretary", "far_secretary", "far_archivist"}


@pytest.fixture
def enter(town):
    """A client signed in as somebody of the town; "" is nobody."""
    User.objects.update(must_change_password=False)

    def sign_in(seat: str) -> Client:
        client = Client()
        if seat:
            client.force_login(getattr(town, seat))
        return client

    return sign_in


def url(name: str, *args: int) -> str:
    return reverse(f"archive:{name}", args=args)


def text_of(answer) -> str:
    return answer.content.decode()


def body_of(answer) -> bytes:
    return answer.getvalue()


def reached(enter, address: str) -> set[str]:
    found = set()
    for seat in SEATS:
        answer = enter(seat).get(address)
        body_of(answer)
        assert answer.status_code in (200, 404), (seat, answer.status_code)
        if answer.status_code == 200:
            found.add(seat)
    return found


# --- reach ---------------------------------------------------------------------------------------------------


def test_who_reaches_a_meetings_archive_page(enter, shelf, meeting):
    assert reached(enter, url("meeting", meeting.pk)) == KEEPERS


def test_who_reaches_a_packet_and_its_file(enter, shelf, town, meeting):
    packet = archived(town.secretary, meeting)
    assert reached(enter, url("packet", packet.pk)) == KEEPERS
    assert reached(enter, url("download", packet.pk)) == KEEPERS


@pytest.mark.parametrize("page", ["list", "catalogue"])
def test_lists_are_there_for_keepers_and_hold_their_own_alone(enter, shelf, town, meeting, page):
    packet = archived(town.secretary, meeting)
    address = url("list") if page == "list" else url("catalogue", 2026)
    assert reached(enter, address) == KEEPERS | OTHER_KEEPERS
    shown = str(packet) if page == "list" else "方案正文"
    for seat in KEEPERS | OTHER_KEEPERS:
        assert (shown in text_of(enter(seat).get(address))) == (seat in KEEPERS), seat


@pytest.mark.parametrize("seat", ["sister_secretary", "member", "officer", "admin"])
@pytest.mark.parametrize("name", ["cancel", "retry"])
def test_nobody_else_stops_or_restarts_a_packet(enter, shelf, town, meeting, seat, name):
    packet = ask(town.secretary, meeting)
    assert enter(seat).post(url(name, packet.pk)).status_code == 404
    assert Packet.objects.get().state == JobState.QUEUED


def test_nobody_gets_in_without_signing_in(enter, shelf, town, meeting):
    packet = ask(town.secretary, meeting)
    for address in (
        url("meeting", meeting.pk), url("list"), url("catalogue", 2026), url("packet", packet.pk), url("download", packet.pk),
    ):  # fmt: skip
        answer = enter("").get(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login")), address


def test_what_does_not_exist_is_not_there(enter, shelf, meeting):
    client = enter("archivist")
    for address in (url("meeting", 99999), url("packet", 99999), url("catalogue", 2026) + "?o=99999",
                    url("catalogue", 2026) + "?o=x"):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert client.get(url("catalogue", 10**19)).status_code == 200


def test_another_bodys_catalogue_cannot_be_asked_for(enter, shelf, town, meeting):
    client = enter("secretary")
    assert client.get(url("catalogue", 2026) + f"?o={town.branch.pk}").status_code == 200
    assert client.get(url("catalogue", 2026) + f"?o={town.sister.pk}").status_code == 404


# --- asking for a packet -------------------------------------------------------------------------------------


def test_a_packet_is_asked_for_once_however_often_the_form_is_sent(enter, shelf, meeting):
    client, address = enter("secretary"), url("meeting", meeting.pk)
    assert "生成归档包" in text_of(client.get(address))
    first = client.post(address)
    assert first.url == url("packet", Packet.objects.get().pk)
    again = client.post(address)
    assert (again.status_code, Packet.objects.count()) == (200, 1)
    assert 'name="csrfmiddlewaretoken"' not in text_of(again).split('id="main"')[1].split("归档材料")[0]


def test_r31_what_is_missing_needs_a_reason_and_reasons_given_are_kept(enter, shelf, meeting):
    shelf.take(D.MINUTES)
    shelf.take(D.SIGN_IN)
    client, address = enter("secretary"), url("meeting", meeting.pk)
    page = text_of(client.get(address))
    assert "缺2类" in page
    refused = client.post(address, {f"gap_{D.MINUTES}": "原件在督导组"})
    assert (refused.status_code, Packet.objects.count()) == (422, 0)
    assert "原件在督导组" in text_of(refused)
    assert "还缺必须归档的材料" in text_of(refused)
    given = {f"gap_{D.MINUTES}": "原件在督导组", f"gap_{D.SIGN_IN}": "没有纸质签到"}
    assert client.post(address, given).status_code == 302
    assert Packet.objects.get().gaps == {D.MINUTES: "原件在督导组", D.SIGN_IN: "没有纸质签到"}


def test_a_reason_that_is_too_long_is_refused_beside_its_field(enter, shelf, meeting):
    shelf.take(D.MINUTES)
    answer = enter("secretary").post(url("meeting", meeting.pk), {f"gap_{D.MINUTES}": "长" * 201})
    assert answer.status_code == 422
    assert answer.context["form"].errors[f"gap_{D.MINUTES}"]


def test_before_the_report_the_page_shows_what_is_missing_and_takes_nothing(enter, shelf, town):
    early = make_meeting(town.branch, state="rectifying")
    client, address = enter("secretary"), url("meeting", early.pk)
    page = client.get(address)
    assert page.context["form"] is None
    assert "会议情况上报之后才能生成" in text_of(page)
    client.post(address)
    assert not Packet.objects.exists()


def test_how_long_a_document_is_kept_is_said_in_words(enter, shelf, meeting):
    page = text_of(enter("secretary").get(url("meeting", meeting.pk)))
    assert "30年" in page
    assert "y30" not in page


def test_an_archived_meeting_offers_a_supplement(enter, shelf, town, meeting):
    archived(town.secretary, meeting)
    assert "生成补充归档包" in text_of(enter("secretary").get(url("meeting", meeting.pk)))


# --- a packet ------------------------------------------------------------------------------------------------


def test_a_packet_comes_as_a_download_that_no_browser_opens(enter, shelf, town, meeting):
    packet = archived(town.secretary, meeting)
    answer = enter("archivist").get(url("download", packet.pk))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/zip", "nosniff")
    assert zipfile.ZipFile(io.BytesIO(body_of(answer))).testzip() is None


def test_an_unfinished_packet_cannot_be_taken_and_can_be_cancelled_once(enter, shelf, town, meeting):
    packet = ask(town.secretary, meeting)
    client = enter("secretary")
    assert client.get(url("download", packet.pk)).status_code == 409
    assert client.post(url("cancel", packet.pk)).url == url("packet", packet.pk)
    packet.refresh_from_db()
    assert packet.state == JobState.CANCELLED
    assert client.post(url("cancel", packet.pk)).status_code == 409
    assert "重新生成" in text_of(client.get(url("packet", packet.pk)))
    assert client.post(url("retry", packet.pk)).status_code == 302
    packet.refresh_from_db()
    assert packet.state == JobState.QUEUED


@pytest.mark.parametrize("name", ["cancel", "retry"])
def test_a_link_changes_nothing(enter, shelf, town, meeting, name):
    assert enter("secretary").get(url(name, ask(town.secretary, meeting).pk)).status_code == 405


def test_htmx_gets_the_progress_and_then_the_whole_page(enter, shelf, town, meeting):
    packet = ask(town.secretary, meeting)
    client, address = enter("secretary"), url("packet", packet.pk)
    part = client.get(address, headers={"hx-request": "true"})
    assert "<html" not in text_of(part)
    make(packet)
    assert client.get(address, headers={"hx-request": "true"})["HX-Redirect"] == address
    whole = text_of(client.get(address))
    assert packet.entries.count() == len(shelf.documents)
    for entry in packet.entries.all():
        assert entry.code in whole


def test_the_catalogue_leaves_as_a_workbook(enter, shelf, town, meeting):
    archived(town.secretary, meeting)
    answer = enter("archivist").get(url("catalogue", 2026) + "?format=xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    assert zipfile.is_zipfile(io.BytesIO(body_of(answer)))


# --- lists ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["list", "catalogue", "meeting"])
def test_three_packets_take_no_more_queries_than_one(enter, shelf, town, meeting, page):
    address = {
        "list": url("list"),
        "catalogue": url("catalogue", 2026),
        "meeting": url("meeting", meeting.pk),
    }[page]

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    client = enter("archivist")
    archived(town.secretary, meeting)
    one = queries()
    for n in (1, 2):
        shelf.put(D.REPORT, f"补充的文件{n}")
        archived(town.secretary, meeting, on=DAY.replace(day=DAY.day + n))
        archived(town.sister_secretary, make_meeting(town.sister, held_on=HELD.replace(day=n + 6)))
    assert queries() == one

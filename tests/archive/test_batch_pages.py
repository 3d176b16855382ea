"""The pages of batches and of the archive's settings."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import actions, batching
from archive.models import BatchItem, PacketBatch
from archive.queries import retention_periods
from archive.queries.confidentiality import Admission
from core.jobs import JobState, run
from meetings.enums import DocumentKind as D
from members.models import User
from tests.archive.world import HELD, make_meeting


@pytest.fixture
def enter(town):
    User.objects.update(must_change_password=False)

    def sign_in(seat: str = "archivist") -> Client:
        client = Client()
        client.force_login(getattr(town, seat))
        return client

    return sign_in


def url(name: str, *args: int) -> str:
    return reverse(f"archive:{name}", args=args)


def text_of(answer) -> str:
    return answer.content.decode()


# --- batches -------------------------------------------------------------------------------------------------


def asked(town, **more) -> dict:
    return {"year": 2025, "organization": town.town.pk, **more}


def test_before_it_starts_the_page_says_what_each_meeting_lacks(enter, shelf, town, meeting):
    shelf.take(D.NOTICE)
    make_meeting(town.sister, state="rectifying")
    make_meeting(town.branch, title="别的年度", year_of=2024)
    client = enter()
    assert "看看缺什么" in text_of(client.get(url("batch_new")))
    page = client.get(url("batch_new"), asked(town))
    assert page.context["numbers"] == {"ready": 1, "archived": 0, "early": 1}
    assert [[one.label for one in row["missing"]] for row in page.context["rows"]] == [["会议通知"]]
    none = client.get(url("batch_new"), asked(town, bodies=town.sister.pk))
    assert "没有可以归档的会议" in text_of(none)


def test_started_it_shows_progress_and_then_what_is_left(enter, shelf, town, meeting):
    shelf.take(D.NOTICE)
    client = enter()
    started = client.post(url("batch_new"), asked(town))
    batch = PacketBatch.objects.get()
    assert started.url == url("batch", batch.pk)
    part = client.get(url("batch", batch.pk), headers={"hx-request": "true"})
    assert "<html" not in text_of(part)
    run(PacketBatch, batch.pk, batching.work_through)
    assert client.get(url("batch", batch.pk), headers={"hx-request": "true"})["HX-Redirect"]
    page = text_of(client.get(url("batch", batch.pk)))
    assert "缺：会议通知" in page
    assert "1个会议缺这一种" in page
    resumed = client.post(url("batch_resume", batch.pk), {f"gap_{D.NOTICE}": "口头通知"})
    assert resumed.status_code == 302
    run(PacketBatch, batch.pk, batching.work_through)
    batch.refresh_from_db()
    assert batch.state == JobState.DONE
    page = client.get(url("batch", batch.pk))
    assert page.context["form"] is None
    assert batch.items.get().state == BatchItem.State.DONE


def test_a_second_start_is_refused_on_the_page(enter, shelf, town, meeting):
    client = enter()
    client.post(url("batch_new"), asked(town))
    again = client.post(url("batch_new"), asked(town))
    assert (again.status_code, "正在进行" in text_of(again)) == (422, True)
    batch = PacketBatch.objects.get()
    assert client.post(url("batch_cancel", batch.pk)).url == url("batch", batch.pk)
    batch.refresh_from_db()
    assert batch.state == JobState.CANCELLED
    assert "接着归档" in text_of(client.get(url("batch", batch.pk)))


def test_a_reason_that_is_too_long_stays_typed(enter, shelf, town, meeting):
    shelf.take(D.NOTICE)
    client = enter()
    client.post(url("batch_new"), asked(town))
    batch = PacketBatch.objects.get()
    run(PacketBatch, batch.pk, batching.work_through)
    answer = client.post(url("batch_resume", batch.pk), {f"gap_{D.NOTICE}": "长" * 201})
    assert (answer.status_code, "长" * 201 in text_of(answer)) == (422, True)


def test_another_towns_archivist_knows_nothing_of_it(enter, shelf, town, meeting):
    batch = actions.start_batch(by=town.archivist, organization=town.town, year=2025)
    away = enter("far_archivist")
    assert list(away.get(url("batches")).context["page"]) == []
    assert away.get(url("batch", batch.pk)).status_code == 404
    refused = away.post(url("batch_new"), asked(town))
    assert (refused.status_code, PacketBatch.objects.count()) == (422, 1)


@pytest.mark.parametrize("page", ["batches", "batch"])
def test_three_take_no_more_queries_than_one(enter, shelf, town, meeting, page):
    client = enter()

    def queries(batch: PacketBatch) -> int:
        address = url("batches") if page == "batches" else url("batch", batch.pk)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    first = actions.start_batch(by=town.archivist, organization=town.town, year=2025)
    one = queries(first)
    actions.cancel_batch(by=town.archivist, batch=first)
    for n in (1, 2):
        make_meeting(town.sister, held_on=HELD.replace(day=n))
    second = actions.start_batch(by=town.archivist, organization=town.town, year=2025)
    assert second.items.count() == 3
    assert queries(second) == one


# --- settings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seat", "parts"),
    [
        ("admin", {"档号", "保管期限"}), ("archivist", {"档号"}), ("secretary", {"保密"}),
        ("officer", {"保密"}), ("deputy", {"保密"}),
    ],
)  # fmt: skip
def test_everybody_finds_the_tables_they_may_set(enter, town, seat, parts):
    page = enter(seat).get(url("settings"))
    assert {tab["label"] for tab in page.context["tabs"]} == parts


@pytest.mark.parametrize("seat", ["member", "committee", "supervisor", "undelegated"])
def test_for_others_there_are_none(enter, town, seat):
    assert enter(seat).get(url("settings")).status_code == 404


def test_the_retention_table_is_saved_row_by_row(enter, town, meeting):
    client = enter("admin")
    page = client.get(url("settings"), {"o": town.branch.pk, "part": "retention"})
    assert "不另设（永久）" in text_of(page)
    given = dict.fromkeys(D, "") | {D.PLAN: "permanent", D.NOTICE: "y30"}
    saved = client.post(url("retention", town.branch.pk), given)
    assert saved.status_code == 302
    periods = retention_periods(meeting)
    assert (periods[D.PLAN], periods[D.NOTICE], periods[D.MINUTES]) == ("permanent", "y30", "y30")
    client.post(url("retention", town.branch.pk), given | {D.PLAN: ""})
    assert retention_periods(meeting)[D.PLAN] == "y30", "what holds above holds again"
    refused = client.post(url("retention", town.branch.pk), given | {D.PLAN: "y20"})
    assert refused.status_code == 422


def test_the_confidentiality_table_is_saved(enter, town, meeting):
    client = enter("secretary")
    client.post(url("confidentiality", town.branch.pk), {D.CRITICISM_SUMMARY: "yes", D.MINUTES: "no"})
    assert {kind for kind, may in Admission.of(meeting).enters.items() if may} == {D.CRITICISM_SUMMARY}
    assert client.post(url("confidentiality", town.sister.pk), {}).status_code == 404
    assert client.post(url("retention", town.branch.pk), {}).status_code == 404


def test_codes_are_saved_or_refused_beside_their_field(enter, town):
    client = enter("archivist")
    assert client.post(url("codes", town.town.pk), {"fonds": "z109", "unit": ""}).status_code == 302
    assert "Z109（清水镇党委）" in text_of(client.get(url("settings"), {"o": town.branch.pk}))
    refused = client.post(url("codes", town.branch.pk), {"fonds": "", "unit": "机构"})
    assert (refused.status_code, "1到10个" in text_of(refused)) == (422, True)
    assert client.post(url("codes", town.branch.pk), {"fonds": "", "unit": ""}).status_code == 422

"""The reading room's pages: what they show is what the packet says, to archivists alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from meetings.enums import DocumentKind as D
from members.models import User
from readingroom import actions
from readingroom.intake import inspect
from readingroom.models import OpenedPacket
from tests.archive.world import HELD, archived, docx, make_meeting


@pytest.fixture
def enter(town):
    User.objects.update(must_change_password=False)

    def sign_in(seat: str = "archivist") -> Client:
        client = Client()
        client.force_login(getattr(town, seat))
        return client

    return sign_in


@pytest.fixture
def opened(shelf, town, meeting) -> OpenedPacket:
    return put_in(town, archived(town.secretary, meeting))


def put_in(town, made) -> OpenedPacket:
    found = inspect(Path(made.file.path), made.file_name)
    return actions.open_packet(by=town.archivist, keeper=town.town, found=found)


def url(name: str, *args: int) -> str:
    return reverse(f"readingroom:{name}", args=args)


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_packets_page_shows_the_whole_description(enter, opened):
    page = text_of(enter().get(url("packet", opened.pk)))
    held = opened.description["meeting"]
    shown = [held[key] for key in ("title", "organization", "theme", "place", "host", "recorder", "kind")]
    for words in [*shown, *held["agenda"], *held["superiors"], opened.sha256, "应到", "实到"]:
        assert words in page
    for document in opened.documents.all():
        assert document.title in page
        assert document.code in page


def test_gaps_and_what_was_withheld_are_named(enter, shelf, town, meeting):
    shelf.take(D.NOTICE)
    shelf.put(D.TALK_RECORDS, confidential=True)
    opened = put_in(town, archived(town.secretary, meeting, {D.NOTICE: "口头通知"}))
    page = text_of(enter().get(url("packet", opened.pk)))
    assert "缺“会议通知”" in page
    assert "口头通知" in page
    assert "谈心谈话记录" in page
    assert "1份，按规定不归档" in page


def test_the_minutes_can_be_read(enter, opened):
    page = text_of(enter().get(url("minutes", opened.pk)))
    for words in ("书记报告工作：讲了第1件事", "批评和自我批评：讲了第2件事", "张书记", "与封存时一致"):
        assert words in page


def test_a_document_is_shown_and_taken_out_on_record(enter, opened):
    document = opened.documents.first()
    client = enter()
    assert "为人民服务" in text_of(client.get(url("document", opened.pk, document.ordinal)))
    answer = client.get(url("document_download", opened.pk, document.ordinal))
    body = answer.getvalue()
    assert (answer["X-Content-Type-Options"], len(body)) == ("nosniff", document.size)
    assert answer["Content-Disposition"].startswith("attachment")
    row = AuditEntry.objects.get(action="room.take")
    assert (row.actor_name, row.after["code"]) == ("吴档案", document.code)


def test_what_is_no_word_file_is_offered_as_a_download(enter, shelf, town, meeting):
    shelf.put(D.REPORT, "扫描件", suffix=".pdf", content=b"%PDF-1.4 x")
    opened = put_in(town, archived(town.secretary, meeting))
    scan = opened.documents.get(title="扫描件")
    assert "请下载后打开" in text_of(enter().get(url("document", opened.pk, scan.ordinal)))


def test_the_shelf_is_searched_by_year_branch_and_words(enter, shelf, town, opened):
    other = make_meeting(town.sister, held_on=HELD.replace(year=2025))
    put_in(town, archived(town.sister_secretary, other))
    client = enter()

    def found(**asked: str) -> set[str]:
        return {row.title for row in client.get(url("list"), asked).context["page"].object_list}

    both = {opened.title, other.title}
    assert found() == both
    assert found(year="2025") == {other.title}
    assert found(branch=town.branch.name) == {opened.title}
    assert found(year="abcd") == both
    assert found(q="整改清单") == {"整改清单正文"}
    assert len(client.get(url("list"), {"q": "整改清单"}).context["page"].object_list) == 2
    assert found(q="没有这样的") == set()
    assert "没有查到" in text_of(client.get(url("list"), {"q": "没有\x00这样的"}))


def test_another_towns_archivist_sees_nothing_of_it(enter, opened):
    away = enter("far_archivist")
    assert list(away.get(url("list")).context["page"]) == []
    assert away.get(url("list")).context["branches"] == []
    for address in (url("packet", opened.pk), url("minutes", opened.pk), url("document", opened.pk, 1)):
        assert away.get(address).status_code == 404


@pytest.mark.parametrize("page", ["list", "packet", "search"])
def test_three_packets_take_no_more_queries_than_one(enter, shelf, town, opened, page):
    address = {
        "list": url("list"), "packet": url("packet", opened.pk), "search": url("list") + "?q=正文"
    }[page]  # fmt: skip
    client = enter()

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    one = queries()
    for n in (1, 2):
        put_in(
            town,
            archived(
                town.sister_secretary,
                make_meeting(town.sister, title=f"第{n}次", held_on=HELD.replace(day=n)),
            ),
        )
    assert queries() == one


# --- Taking in ----------------------------------------------------------------------------------------------


def upload(client, town, content: bytes, name: str = "归档包.zip"):
    file = SimpleUploadedFile(name, content, "application/zip")
    return client.post(url("open"), {"keeper": town.town.pk, "files": file})


def test_a_packet_is_taken_in_by_the_page(enter, shelf, town, meeting):
    made = archived(town.secretary, meeting)
    answer = upload(enter(), town, Path(made.file.path).read_bytes())
    opened = OpenedPacket.objects.get()
    assert answer.url == url("packet", opened.pk)
    assert (opened.opened_by, opened.sha256) == (town.archivist, made.sha256)
    assert not list(Path(made.file.path).parents[3].parent.glob("tmp/opened-*")), "nothing is left behind"


@pytest.mark.parametrize("content", [b"no zip at all", docx("不是归档包")])
def test_what_is_no_packet_is_refused_in_words(enter, town, content):
    answer = upload(enter(), town, content)
    assert answer.status_code == 422
    assert "没有通过核对" in text_of(answer)
    assert not OpenedPacket.objects.exists()


def test_a_packet_goes_only_into_an_own_archive(enter, shelf, town, meeting):
    made = archived(town.secretary, meeting)
    file = SimpleUploadedFile("a.zip", Path(made.file.path).read_bytes())
    answer = enter("far_archivist").post(url("open"), {"keeper": town.town.pk, "files": file})
    assert (answer.status_code, OpenedPacket.objects.count()) == (422, 0)


def test_one_that_is_too_large_is_told_of_the_command(enter, town, monkeypatch):
    import dataclasses

    from core.uploads import LIMITS

    monkeypatch.setattr("readingroom.views.LIMITS", dataclasses.replace(LIMITS, bytes=10))
    answer = upload(enter(), town, io.BytesIO(b"x" * 100).getvalue())
    assert answer.status_code == 422
    assert "用命令放入" in answer.context["form"].errors["files"][0]

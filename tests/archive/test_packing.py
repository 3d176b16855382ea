"""What a packet holds, and that it is whole or not there."""

from __future__ import annotations

import errno
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from urllib.parse import quote

import docx as python_docx
import openpyxl
import pytest
from django.conf import settings

from archive import actions, packing
from archive.draft import Draft
from archive.metadata import ELEMENTS
from archive.models import CatalogueEntry, NumberSeries, Packet
from archive.verify import verify
from audit.models import AuditEntry
from core.exceptions import NotNow
from core.jobs import WENT_WRONG, JobState
from core.uploads.storage import PrivateStorage, attachment_response
from meetings.actions import lifecycle
from meetings.actions.minutes import amend_minutes
from meetings.enums import DocumentKind as D
from meetings.enums import MeetingState as S
from meetings.models import MinutesAmendment, MinutesEntry
from tests.archive.world import DAY, HELD, archived, ask, docx, make, make_meeting, provide

SECRET = "%PDF- 张三谈到家里的难处".encode()


def whole(packet: Packet) -> bytes:
    with packet.file.open("rb") as stored:
        return stored.read()


def files(packet: Packet) -> dict[str, bytes]:
    """Path in the bag → content."""
    with packet.file.open("rb") as stored, zipfile.ZipFile(stored) as bag:
        return {name.partition("/")[2]: bag.read(name) for name in bag.namelist()}


def data(packet: Packet) -> dict:
    return json.loads(files(packet)["metadata.json"])


def text_of(content: bytes) -> str:
    paper = python_docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def left_behind() -> tuple[list[Path], list[Path]]:
    """Unfinished files, stored files."""
    media = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()), media


def nothing_happened(packet: Packet) -> bool:
    """No file, no number, no entry, and the meeting as it was."""
    packet.meeting.refresh_from_db()
    numbers = [series.last for series in NumberSeries.objects.all()]
    made = (packet.file.name, packet.sha256, packet.size, packet.made_at)
    return (
        left_behind() == ([], [])
        and not any(numbers)
        and not CatalogueEntry.objects.filter(packet=packet).exists()
        and made == ("", "", 0, None)
        and packet.meeting.state == S.REPORTED
    )


# --- What it holds ------------------------------------------------------------------------------------------


def test_the_documents_lie_in_catalogue_order(shelf, town, meeting):
    shelf.put(D.MATERIAL_MEMBER, "赵党员发言提纲", suffix=".docx", content=lambda: docx("上传的原件"))
    shelf.put(D.MATERIAL_MEMBER, "张书记发言提纲", suffix=".pdf", content=b"%PDF-1.7 scanned")
    packet = archived(town.secretary, meeting)
    assert [name for name in files(packet) if name.startswith("data/0")] == [
        "data/001_会议方案正文.docx",
        "data/002_会议通知正文.docx",
        "data/003_赵党员发言提纲.docx",
        "data/004_张书记发言提纲.pdf",
        "data/005_签到表正文.docx",
        "data/006_会议记录正文.docx",
        "data/007_整改清单正文.docx",
    ]
    found = files(packet)
    assert found["data/003_赵党员发言提纲.docx"] == docx("上传的原件"), "an uploaded file goes in as it came"
    assert found["data/004_张书记发言提纲.pdf"] == b"%PDF-1.7 scanned"


def test_a_foreign_tool_validates_the_packet(shelf, town, meeting, tmp_path):
    packet = archived(town.secretary, meeting)
    with packet.file.open("rb") as stored, zipfile.ZipFile(stored) as bag:
        bag.extractall(tmp_path)
    (top,) = tmp_path.iterdir()
    assert top.name == "幸福村党支部2025年度组织生活会归档包" == packet.file_name.removesuffix(".zip")
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", top], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_row_says_what_the_file_is(shelf, town, meeting):
    packet = archived(town.secretary, meeting)
    content = whole(packet)
    verdict = verify(Path(packet.file.path))
    assert (packet.size, packet.sha256, packet.progress) == (len(content), verdict.sha256, 100)
    assert (packet.dated, packet.made_at.date()) == (DAY, DAY)
    assert Path(packet.file.path).stat().st_mode & 0o777 == 0o600
    assert all(check["passed"] for check in packet.report["checks"])


def test_it_goes_out_under_its_name(shelf, town, meeting):
    packet = archived(town.secretary, meeting)
    response = attachment_response(packet.file, packet.file_name)
    assert quote(packet.file_name) in response["Content-Disposition"]
    assert response["Content-Type"] == "application/zip"
    assert b"".join(response.streaming_content) == whole(packet)
    response.close()


def test_the_catalogue_has_nine_columns(shelf, town, meeting):
    packet = archived(town.secretary, meeting)
    found = files(packet)
    page = openpyxl.load_workbook(io.BytesIO(found["data/归档文件目录.xlsx"])).active
    head, first, *_ = list(page.iter_rows(min_row=2, values_only=True))
    assert head == ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
    code = "Z001-WS·2026-D30-XFC-0001".replace("Z001", f"Z{town.town.pk:03d}")
    assert first == ("1", code, None, "幸福村党支部", "会议方案正文", "20260305", None, "未计", None)
    paper = text_of(found["data/归档文件目录.docx"])
    assert all(entry.code in paper and entry.title in paper for entry in packet.entries.all())


def test_the_description_names_meeting_and_files(shelf, town, meeting):
    shelf.documents[D.PLAN].clear()
    shelf.put(D.PLAN, "方案", pages=3)
    packet = archived(town.secretary, meeting)
    found = data(packet)
    assert found["meeting"]["superiors"] == ["清水镇党委"]
    assert found["meeting"]["attendance"]["present"] == 5
    assert [row["pages"] for row in found["files"]] == [3, None, None, None, None]
    assert [row["sha256"] for row in found["files"]] == [e.sha256 for e in packet.entries.order_by("ordinal")]
    root = ET.fromstring(files(packet)["metadata.xml"])
    assert [item.findtext("档号") for item in root.find("归档文件")] == [
        row["code"] for row in found["files"]
    ]
    assert {node.tag for node in root.iter()} <= {*ELEMENTS.values(), "归档包"}


def test_the_minutes_go_with_their_chain(shelf, town, meeting):
    """R17: anyone can verify the seal from the packet alone."""
    last = meeting.sittings.get()
    MinutesAmendment.objects.create(
        sitting=last, text="补记一句", reason="漏记", by=town.secretary, digest="0" * 64
    )
    packet = make(ask(town.secretary, meeting))
    assert "会议记录封存：第1次会第1条补充说明与链上的校验值不符" in packet.error
    MinutesAmendment.objects.all().delete()
    actions.retry_packet(by=town.secretary, packet=packet)
    (sitting,) = json.loads(files(make(packet))["chain.json"])["sittings"]
    assert sitting["entries"][-1]["digest"] == sitting["seal"] == last.seal


def test_the_note_tells_gaps_and_who_put_it_in_order(shelf, town, meeting):
    shelf.take(D.NOTICE)
    packet = archived(town.secretary, meeting, {D.NOTICE: "口头通知"})
    note = text_of(files(packet)["data/备考表.docx"])
    for words in ("会议通知：口头通知", "张书记", "2026年4月10日", "共4件（30年3件、10年1件）"):
        assert words in note
    assert data(packet)["gaps"] == [{"kind_key": "notice", "label": "会议通知", "reason": "口头通知"}]


def test_strange_text_everywhere_still_gives_a_packet(shelf, town, meeting):
    meeting.title, meeting.theme = (
        "会\x07议/名\u202e称😀𠮷",
        "主题\x0b\uffff" * 20_000,
    )
    meeting.save()
    shelf.put(D.REPORT, "报告" * 5000 + "\x07", author="支部\n书记\x00", dated=None)
    packet = archived(town.secretary, meeting)
    assert packet.file_name == "会议／名称😀𠮷归档包.zip"
    assert verify(Path(packet.file.path)).ok
    ET.fromstring(files(packet)["metadata.xml"])
    report = packet.entries.get(kind=D.REPORT)
    assert (report.author, report.dated, len(report.title)) == ("支部 书记", None, 10_000)


# --- What stays out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "goes_in"),
    [
        ((D.TALK_RECORDS, None), False),
        ((D.TALK_RECORDS, "archive.include_named_criticism"), False),
        ((D.TALK_RECORDS, "archive.include_talk_text"), True),
        ((D.CRITICISM_SUMMARY, None), False),
        ((D.CRITICISM_SUMMARY, "archive.include_talk_text"), False),
        ((D.CRITICISM_SUMMARY, "archive.include_named_criticism"), True),
        ((D.OPINION_ORIGINALS, "archive.include_talk_text"), False),
    ],
)
def test_confidential_documents_go_in_only_where_the_table_says_so(shelf, town, meeting, table, goes_in):
    """R06. The title would tell as much as the text."""
    kind, switch = table
    shelf.put(kind, "张三与李四谈话", content=SECRET, suffix=".pdf", confidential=True)
    if switch:
        provide(meeting, switch, True)
    packet = archived(town.secretary, meeting)
    content = whole(packet)
    assert (SECRET in content, "张三与李四".encode() in content) == (goes_in, goes_in)
    withheld = (
        [] if goes_in else [{"kind_key": kind, "label": kind.label, "count": 1, "reason": "按规定不归档"}]
    )
    assert data(packet)["withheld"] == withheld
    note = text_of(files(packet)["data/备考表.docx"])
    assert (f"{kind.label}1份" in note) is not goes_in
    notes = list(packet.entries.filter(kind=kind).values_list("note", flat=True))
    assert notes == (["含不公开内容，限制利用"] if goes_in else [])


def test_what_is_confidential_never_enters_the_trail(shelf, town, meeting):
    shelf.put(D.TALK_RECORDS, "张三与李四谈话", content=SECRET, suffix=".pdf", confidential=True)
    provide(meeting, "archive.include_talk_text", True)
    packet = archived(town.secretary, meeting)
    rows = json.dumps(
        list(AuditEntry.objects.values("before", "after", "reason", "target_name")), ensure_ascii=False
    )
    assert "packet" in rows
    assert "张三与李四" not in rows + packet.step + packet.error


def test_a_required_document_kept_out_by_rule_is_no_missing_one(shelf, town, meeting):
    provide(meeting, "archive.required_documents", [D.TALK_RECORDS])
    shelf.put(D.TALK_RECORDS, content=SECRET, suffix=".pdf", confidential=True)
    assert data(archived(town.secretary, meeting))["withheld"][0]["kind_key"] == D.TALK_RECORDS


def test_the_chain_tells_nothing_where_the_minutes_stay_out(shelf, town, meeting):
    actions.set_confidentiality(by=town.secretary, organization=town.branch, kind=D.MINUTES, enters=False)
    packet = archived(town.secretary, meeting)
    assert "讲了第1件事".encode() not in whole(packet)
    (sitting,) = json.loads(files(packet)["chain.json"])["sittings"]
    assert [set(row) for row in sitting["entries"]] == [{"digest"}, {"digest"}]
    assert verify(Path(packet.file.path)).ok


# --- Sealed, supplemented -----------------------------------------------------------------------------------


def test_after_export_the_meeting_is_sealed(shelf, town, meeting):
    archived(town.secretary, meeting)
    meeting.refresh_from_db()
    assert meeting.state == S.ARCHIVED
    move = meeting.moves.get()
    assert (move.name, move.by, move.role) == ("archive", town.secretary, "secretary")
    with pytest.raises(NotNow):
        amend_minutes(by=town.secretary, meeting=meeting, text="改一句", reason="想改")
    actions_made = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions_made == ["packet.request", "meeting.archive", "packet.finish"]


def test_no_meeting_is_archived_without_its_packet(shelf, town, meeting):
    with pytest.raises(NotNow, match="还没有导出归档包"):
        lifecycle.move(by=town.secretary, meeting=meeting, name="archive")


def test_a_supplement_holds_what_is_new_and_names_the_first(shelf, town, meeting):
    first = archived(town.secretary, meeting)
    shelf.put(D.LEDGER, "整改台账")
    shelf.documents[D.RECTIFICATION_LIST].clear()
    shelf.put(D.RECTIFICATION_LIST, content=lambda: docx("整改清单（已完成）"))
    second = archived(town.archivist, meeting)
    assert (second.supplements, second.is_supplement, first.is_supplement) == (first, True, False)
    assert second.file_name == "幸福村党支部2025年度组织生活会归档包补充1.zip"
    old = first.entries.get(kind=D.RECTIFICATION_LIST).code
    assert list(second.entries.order_by("ordinal").values_list("kind", "number", "note", "path")) == [
        (D.RECTIFICATION_LIST, 4, f"更新件，原件档号{old}", "data/001_整改清单正文.docx"),
        (D.LEDGER, 5, "", "data/002_整改台账.docx"),
    ]
    named = {"file_name": first.file_name, "archived_on": "2026-04-10", "sha256": first.sha256}
    assert data(second)["supplements"] == named
    assert f"Supplements: {first.file_name} sha256:{first.sha256}" in files(second)["bag-info.txt"].decode()
    assert first.sha256 in text_of(files(second)["data/备考表.docx"])
    meeting.refresh_from_db()
    assert (meeting.state, meeting.moves.count()) == (S.ARCHIVED, 1)
    shelf.put(D.REPORT, "情况报告")
    third = archived(town.secretary, meeting)
    assert (third.supplements, third.file_name[-7:]) == (first, "补充2.zip"), "each names the first"
    assert [entry.kind for entry in third.entries.all()] == [D.REPORT]


def test_nothing_new_no_supplement(shelf, town, meeting):
    archived(town.secretary, meeting)
    packet = make(ask(town.secretary, meeting))
    assert (packet.state, packet.error) == (
        JobState.FAILED,
        "归档以后没有新增或变更的文件，不需要补充归档。",
    )
    assert CatalogueEntry.objects.count() == 5


# --- Whole or not there -------------------------------------------------------------------------------------


def test_cancelled_midway(shelf, town, meeting, every_report):
    packet = ask(town.secretary, meeting)
    rendered = []

    def stop() -> bytes:
        rendered.append(1)
        actions.cancel_packet(by=town.secretary, packet=packet)
        return docx("签到表")

    shelf.documents[D.SIGN_IN].clear()
    shelf.put(D.SIGN_IN, content=stop)
    shelf.documents[D.MINUTES].clear()
    shelf.put(D.MINUTES, content=lambda: pytest.fail("nothing is rendered after the cancellation"))
    packet = make(packet)
    assert (packet.state, rendered) == (JobState.CANCELLED, [1])
    assert nothing_happened(packet)


def test_cancelled_at_the_last_moment(shelf, town, meeting):
    """Reports are written twice a second: a late request is seen when the numbers are about to be given."""
    packet = ask(town.secretary, meeting)
    shelf.documents[D.RECTIFICATION_LIST].clear()
    shelf.put(
        D.RECTIFICATION_LIST,
        content=lambda: actions.cancel_packet(by=town.secretary, packet=packet) and docx("清单"),
    )
    packet = make(packet)
    assert packet.state == JobState.CANCELLED
    assert nothing_happened(packet)


def test_progress_is_shown(shelf, town, meeting, every_report):
    seen = []
    packet = ask(town.secretary, meeting)
    shelf.documents[D.MINUTES].clear()
    shelf.put(
        D.MINUTES,
        content=lambda: (
            seen.append(Packet.objects.values_list("progress", "step").get(pk=packet.pk)) or docx("记录")
        ),
    )
    assert make(packet).state == JobState.DONE
    assert seen == [(54, "生成第4份（共5份）：会议记录")]


def test_a_producer_that_fails(shelf, town, meeting):
    def stumble() -> bytes:
        raise ValueError("张三")

    shelf.documents[D.MINUTES].clear()
    shelf.put(D.MINUTES, content=stumble)
    packet = make(ask(town.secretary, meeting))
    assert (packet.state, packet.error) == (
        JobState.FAILED,
        "“会议记录”没有能够生成，归档包没有产生。请联系管理员。",
    )
    assert nothing_happened(packet)


@pytest.mark.parametrize(
    ("upload", "fault"),
    [
        ((".docx", b""), "是空文件"),
        ((".docx", b"PK\x03\x04 cut off"), "文件损坏，打不开"),
        ((".docx", docx("正文")[:4000]), "文件损坏，打不开"),
        ((".xlsx", b"no zip"), "文件损坏，打不开"),
        ((".pdf", b"\x89PNG"), "内容与文件类型不符"),
        ((".jpg", b"%PDF-"), "内容与文件类型不符"),
    ],
)
def test_a_file_nobody_could_open_is_not_archived(shelf, town, meeting, upload, fault):
    shelf.put(D.REPORT, suffix=upload[0], content=upload[1])
    packet = make(ask(town.secretary, meeting))
    assert packet.error == f"自检没有通过，归档包没有生成。文件可读：“情况报告”{fault}"
    assert nothing_happened(packet)


def test_minutes_altered_behind_the_seal_stop_it(shelf, town, meeting):
    """R17: what was sealed and what is there must be the same."""
    MinutesEntry.objects.filter(text__contains="第1件").update(text="没有讲过")
    packet = make(ask(town.secretary, meeting))
    assert packet.error.startswith(
        "自检没有通过，归档包没有生成。会议记录封存：第1次会最后一条记录与封存值不符"
    )
    assert nothing_happened(packet)


def test_a_document_that_vanished_meanwhile(shelf, town, meeting):
    packet = ask(town.secretary, meeting)
    shelf.take(D.MINUTES)
    packet = make(packet)
    assert packet.error == "缺少必须归档的材料：会议记录。请补齐，或写明缺件原因后重新导出。"
    assert nothing_happened(packet)


def test_a_record_with_nothing_in_it(empty_shelf, town, meeting):
    provide(meeting, "archive.required_documents", [])
    packet = make(ask(town.secretary, meeting))
    assert packet.error == "会议还没有形成任何可以归档的材料。"
    assert nothing_happened(packet)


class FullDisk(io.FileIO):
    """A file that takes so many bytes and no more, as the last free block does."""

    room = 0

    def write(self, content) -> int:
        if self.tell() + len(content) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


@pytest.mark.parametrize("room", [10, 10_000, 45_000, 70_000])
def test_a_full_disk_is_said_and_leaves_nothing(shelf, town, meeting, monkeypatch, room):
    """10 bytes: the first line; 10,000: a document; 45,000: the catalogue; 70,000: the manifests."""
    monkeypatch.setattr(FullDisk, "room", room)
    with monkeypatch.context() as full:
        full.setattr("archive.draft.os.fdopen", lambda handle, mode: FullDisk(handle, "wb"))
        packet = make(ask(town.secretary, meeting))
    assert (packet.state, packet.error) == (
        JobState.FAILED,
        "磁盘空间不足，归档包没有生成，也没有占用件号。请清理磁盘后重试。",
    )
    assert nothing_happened(packet)
    actions.retry_packet(by=town.secretary, packet=packet)
    packet = make(packet)
    assert packet.state == JobState.DONE
    assert {e.number for e in packet.entries.filter(retention="y30")} == {1, 2, 3}, "no number was lost"


def test_a_full_store_is_said_and_leaves_nothing(shelf, town, meeting, monkeypatch):
    def full(*args: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PrivateStorage, "_save", full)
    packet = make(ask(town.secretary, meeting))
    assert "磁盘空间不足" in packet.error
    assert nothing_happened(packet)


def test_a_file_that_was_stored_goes_when_the_transaction_does(shelf, town, meeting, monkeypatch):
    stored = []

    def refuse(**kwargs: object) -> None:
        stored.append(len(left_behind()[1]))
        raise RuntimeError("the move is refused after the file lies in its place")

    monkeypatch.setattr("meetings.actions.lifecycle.move", refuse)
    packet = make(ask(town.secretary, meeting))
    assert (stored, packet.error) == ([1], WENT_WRONG)
    assert nothing_happened(packet)


def test_another_worker_took_over(shelf, town, meeting):
    """Two workers on one job: the one that lost its lease publishes nothing."""
    packet = ask(town.secretary, meeting)
    shelf.documents[D.RECTIFICATION_LIST].clear()
    shelf.put(
        D.RECTIFICATION_LIST,
        content=lambda: Packet.objects.update(lease_token="another") and docx("清单"),
    )
    packet = make(packet)
    assert (packet.state, packet.lease_token) == (JobState.RUNNING, "another")
    assert nothing_happened(packet)


# --- The record as it is ------------------------------------------------------------------------------------


def amending(town, meeting, shelf, times: int) -> list[int]:
    """A minutes producer during which somebody amends the minutes, `times` times."""
    passes: list[int] = []

    def render() -> bytes:
        passes.append(meeting.sittings.get().amendments.count())
        if len(passes) <= times:
            amend_minutes(by=town.secretary, meeting=meeting, text=f"第{len(passes)}次补充", reason="漏记")
        return docx(f"记录，补充{passes[-1]}次")

    shelf.documents[D.MINUTES].clear()
    shelf.put(D.MINUTES, content=render)
    return passes


def test_what_is_written_during_the_export_is_in_the_packet(shelf, town, meeting):
    passes = amending(town, meeting, shelf, times=1)
    packet = archived(town.secretary, meeting)
    assert passes == [0, 1], "the documents were rendered again"
    assert files(packet)["data/004_会议记录正文.docx"] == docx("记录，补充1次")
    (sitting,) = json.loads(files(packet)["chain.json"])["sittings"]
    assert [row["content"]["text"] for row in sitting["amendments"]] == ["第1次补充"]


def test_another_meeting_of_the_branch_disturbs_nothing(shelf, town, meeting):
    other = make_meeting(town.branch, title="专题组织生活会")
    passes = []

    def render() -> bytes:
        passes.append(1)
        if len(passes) == 1:
            assert make(ask(town.secretary, other)).state == JobState.DONE
        return docx("记录")

    shelf.documents[D.MINUTES].clear()
    shelf.put(D.MINUTES, content=render)
    archived(town.secretary, meeting)
    assert len(passes) == 2, "once for each meeting"


def test_a_record_that_never_rests(shelf, town, meeting):
    passes = amending(town, meeting, shelf, times=99)
    packet = make(ask(town.secretary, meeting))
    assert len(passes) == packing.MOST_PASSES
    assert packet.error == "导出期间一直有人在修改记录，归档包没有生成。请稍后重试。"
    assert nothing_happened(packet)


def test_the_same_record_gives_the_same_bytes(shelf, town, meeting, monkeypatch):
    """Made again on another day, after a failure at the very end: not a byte differs."""
    written = []
    store = Draft._store

    def keep(draft: Draft, packet: Packet) -> str:
        written.append(draft.path.read_bytes())
        if len(written) == 1:
            raise OSError(errno.EIO, "the first time the disk fails")
        return store(draft, packet)

    monkeypatch.setattr(Draft, "_store", keep)
    packet = make(ask(town.secretary, meeting))
    assert packet.state == JobState.FAILED
    actions.retry_packet(by=town.secretary, packet=packet)
    packet = make(packet, on=DAY.replace(month=6))
    assert packet.state == JobState.DONE
    assert written[0] == written[1] == whole(packet)
    assert len(written[0]) > 50_000
    assert HELD.isoformat() in data(packet)["meeting"]["held_on"]

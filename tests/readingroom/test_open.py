"""Packets read back: what is taken in, what is refused, and that opening twice changes nothing."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.models import CatalogueEntry
from audit.models import AuditEntry
from core.exceptions import Invalid, NotAllowed, NotNow
from meetings.enums import DocumentKind as D
from readingroom import actions
from readingroom.intake import inspect
from readingroom.models import OpenedDocument, OpenedPacket
from readingroom.shelf import content_of, minutes_of
from tests.archive.test_verify import Files, read, resealed, rewrite
from tests.archive.world import archived, docx

MINUTES = "data/004_会议记录正文.docx"


@pytest.fixture
def packet(shelf, town, meeting, tmp_path) -> Path:
    """A finished packet, copied out of the archive."""
    made = archived(town.secretary, meeting)
    return Path(shutil.copy(made.file.path, tmp_path / made.file_name))


def take_in(town, path: Path, by: str = "archivist", at: str = "town") -> OpenedPacket:
    found = inspect(path, path.name)
    return actions.open_packet(by=getattr(town, by), keeper=getattr(town, at), found=found)


def test_what_the_packet_says_is_what_is_read(town, meeting, packet):
    opened = take_in(town, packet)
    assert (opened.title, opened.branch, opened.year) == (meeting.title, meeting.organization.name, 2026)
    assert (opened.file_name, opened.size) == (packet.name, packet.stat().st_size)
    entries = CatalogueEntry.objects.order_by("ordinal")
    shared = ("ordinal", "code", "title", "author", "dated", "pages", "path", "size", "sha256")
    assert list(opened.documents.values(*shared)) == list(entries.values(*shared))
    with content_of(opened.documents.get(path=MINUTES)) as content:
        assert content.read() == read(packet)[MINUTES]
    said = [entry.content.text for sitting in minutes_of(opened).sittings for entry in sitting.entries]
    assert said == ["书记报告工作：讲了第1件事", "批评和自我批评：讲了第2件事"]


def test_opened_twice_it_is_there_once(town, packet):
    first, second = take_in(town, packet), take_in(town, packet)
    assert first == second
    assert (OpenedPacket.objects.count(), OpenedDocument.objects.count()) == (1, 5)
    rows = AuditEntry.objects.filter(action="room.open").order_by("id")
    assert [row.after["known"] for row in rows] == [False, True]


@pytest.mark.parametrize("seat", ["secretary", "officer", "supervisor", "admin", "member", "far_archivist"])
def test_who_may_not_open(town, packet, seat):
    with pytest.raises(NotAllowed):
        take_in(town, packet, by=seat)
    assert not OpenedPacket.objects.exists()


def test_an_altered_packet_is_refused_with_the_file_that_was_altered(town, packet):
    files = read(packet)
    files[MINUTES] = files[MINUTES].replace(b"PK", b"QK", 1)
    rewrite(packet, files)
    with pytest.raises(Invalid) as refused:
        take_in(town, packet)
    assert refused.value.message == (
        f"“{packet.name}”没有通过核对，没有放进阅览室：{MINUTES}：内容与归档时的校验值不符。"
    )
    assert not OpenedPacket.objects.exists()


def test_a_forgery_with_fitting_manifests_meets_the_original(town, packet, tmp_path):
    """Nothing in the file tells; the numbers that the original holds do."""
    forged = tmp_path / "forged.zip"
    files = read(packet)
    files[MINUTES] = docx("另一份记录")
    data = json.loads(files["metadata.json"])
    import hashlib

    for row in data["files"]:
        if row["path"] == MINUTES:
            row["sha256"] = hashlib.sha256(files[MINUTES]).hexdigest()
    files["metadata.json"] = json.dumps(data).encode()
    files["bag-info.txt"] = b""
    rewrite(forged, resealed(files))
    take_in(town, packet)
    with pytest.raises(Invalid, match="两个归档包里有一个不是原件"):
        take_in(town, forged)
    assert OpenedPacket.objects.count() == 1


def without(*keys: str):
    def change(data: dict) -> None:
        for key in keys[:-1]:
            data = data[key]
        del data[keys[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (without("meeting"), "meeting"),
        (without("meeting", "title"), "meeting.title"),
        (lambda data: data.update(format="other"), "format"),
        (lambda data: data.update(version=2), "version"),
        (lambda data: data["filing"].update(year=99999), "filing.year"),
        (lambda data: data["files"][0].update(title=1), "files.0.title"),
        (lambda data: data["files"][0].update(size=2**70), "files.0.size"),
    ],
)
def test_a_description_that_is_none_is_refused_with_its_place(town, packet, change, place):
    files: Files = read(packet)
    data = json.loads(files["metadata.json"])
    change(data)
    files["metadata.json"] = json.dumps(data).encode()
    rewrite(packet, resealed(files))
    with pytest.raises(Invalid, match=f"{place} 不合要求"):
        take_in(town, packet)


def test_a_minute_of_no_known_form_is_refused(town, packet):
    files = read(packet)
    files["chain.json"] = json.dumps({"sittings": [{"number": "x"}]}).encode()
    rewrite(packet, resealed(files))
    with pytest.raises(Invalid, match=r"chain\.json"):
        take_in(town, packet)


def test_controls_in_a_description_reach_no_database(town, packet):
    files = read(packet)
    data = json.loads(files["metadata.json"])
    data["meeting"]["title"] = "会\x00议\x1b名😀𠮷"
    files["metadata.json"] = json.dumps(data).encode()
    rewrite(packet, resealed(files))
    assert take_in(town, packet).title == "会议名😀𠮷"


def test_a_supplement_finds_its_first_whichever_comes_first(shelf, town, meeting, packet, tmp_path):
    from readingroom.queries import related

    shelf.put(D.LEDGER, "整改台账")
    made = archived(town.secretary, meeting)
    later = take_in(town, Path(shutil.copy(made.file.path, tmp_path / made.file_name)))
    seat = _seat(town.archivist)
    assert related(later, seat) == (None, [])
    first = take_in(town, packet)
    assert related(later, seat) == (first, [])
    assert related(first, seat) == (None, [later])


def _seat(user):
    from members.access import Seat

    return Seat(user)


def test_a_stored_packet_that_rots_is_not_shown(town, packet):
    opened = take_in(town, packet)
    path = Path(opened.file.path)
    content = bytearray(path.read_bytes())
    content[content.find("批评和自我批评".encode())] ^= 1
    at = content.find(b"word/document.xml")
    content[at + 40] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    spoilt = 0
    for document in opened.documents.all():
        try:
            content_of(document).close()
        except NotNow as refused:
            spoilt += 1
            assert "校验值不符" in refused.message
    assert spoilt == 1


def test_a_stored_packet_that_was_rewritten_is_not_shown(town, packet):
    """The zip is whole again, with another document in it: only the digest of the catalogue tells."""
    opened = take_in(town, packet)
    path = Path(opened.file.path)
    path.chmod(0o600)
    rewrite(path, {**read(path), MINUTES: docx("另一份记录")})
    with pytest.raises(NotNow, match="校验值不符"):
        content_of(opened.documents.get(path=MINUTES))


# --- The command --------------------------------------------------------------------------------------------


def run(*words: str) -> tuple[str, str, str]:
    out, err, error = io.StringIO(), io.StringIO(), ""
    try:
        call_command("open_packet", *words, stdout=out, stderr=err)
    except CommandError as refused:
        error = str(refused)
    return out.getvalue(), err.getvalue(), error


def test_the_command_takes_what_is_whole_and_names_what_is_not(town, packet, tmp_path):
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK nothing")
    out, err, error = run(str(bad), str(packet), str(tmp_path / "none.zip"), "--keeper", "清水镇党委")
    assert f"{packet}：已放入" in out
    assert "bad.zip”没有通过核对" in err
    assert "none.zip：读不了" in err
    assert error == "2 个归档包没有放进阅览室。"
    out, err, error = run(str(packet), "--keeper", "清水镇党委")
    assert (err, error, "早已放入" in out) == ("", "", True)
    opened = OpenedPacket.objects.get()
    assert (opened.opened_by, opened.role) == (None, "system")


def test_the_command_asks_for_a_keeper_where_it_cannot_know(town, packet):
    assert "name one by --keeper" in run(str(packet))[2], "two committees stand at the top"


def test_the_command_on_an_empty_database_says_what_to_do(db, tmp_path):
    path = tmp_path / "any.zip"
    with zipfile.ZipFile(path, "w") as bag:
        bag.writestr("a/b", "c")
    assert "found_site" in run(str(path))[2]


def test_the_command_tells_of_a_supplement_without_its_first(shelf, town, meeting, packet, tmp_path):
    shelf.put(D.LEDGER, "整改台账")
    made = archived(town.secretary, meeting)
    path = shutil.copy(made.file.path, tmp_path / "second.zip")
    assert f"补充的“{packet.name}”还没有放入" in run(str(path), "--keeper", "清水镇党委")[0]
    assert "还没有放入" not in run(str(packet), "--keeper", "清水镇党委")[0]

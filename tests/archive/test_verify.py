"""What verification finds: which file was altered, is missing, or does not belong."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive import verify as verification
from archive.verify import verify
from meetings import minutes
from tests.archive.world import archived

Files = dict[str, bytes]
TOP = "幸福村党支部2025年度组织生活会归档包/"
MINUTES = "data/004_会议记录正文.docx"


@pytest.fixture
def packet(shelf, town, meeting, tmp_path) -> Path:
    """A finished packet, copied out of the archive."""
    return Path(shutil.copy(archived(town.secretary, meeting).file.path, tmp_path / "packet.zip"))


def read(path: Path) -> Files:
    with zipfile.ZipFile(path) as bag:
        return {name.removeprefix(TOP): bag.read(name) for name in bag.namelist()}


def rewrite(path: Path, files: Files) -> None:
    with zipfile.ZipFile(path, "w") as bag:
        for name, content in files.items():
            bag.writestr(TOP + name, content)


def kinds(path: Path) -> set[tuple[str, str]]:
    return {(found.kind, found.path) for found in verify(path).findings}


def test_a_packet_as_made_is_whole(packet):
    verdict = verify(packet)
    assert (verdict.ok, verdict.files, verdict.entries) == (True, 9, 5)
    assert verdict.payload_bytes == sum(len(c) for n, c in read(packet).items() if n.startswith("data/"))


def test_rewriting_it_unchanged_changes_nothing(packet):
    rewrite(packet, read(packet))
    assert kinds(packet) == set()


def alter(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def drop(name: str) -> Callable[[Files], None]:
    return lambda files: files.pop(name) and None


def put(name: str, content: bytes = b"x") -> Callable[[Files], None]:
    return lambda files: files.update({name: content})


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (alter(MINUTES, b"PK", b"QK"), {("altered", MINUTES)}),
        (drop(MINUTES), {("missing", MINUTES), ("broken", "bag-info.txt")}),
        (put("data/006_后加.docx"), {("extra", "data/006_后加.docx"), ("broken", "bag-info.txt")}),
        (put("notes.txt"), {("extra", "notes.txt")}),
        (alter("metadata.xml", "幸福村".encode(), "团结村".encode()), {("altered", "metadata.xml")}),
        (alter("bag-info.txt", b"2026-04-10", b"2026-04-11"), {("altered", "bag-info.txt")}),
        (alter("bagit.txt", b"1.0", b"0.9"), {("altered", "bagit.txt"), ("broken", "bagit.txt")}),
        (drop("manifest-sha512.txt"), {("missing", "manifest-sha512.txt")}),
        (drop("chain.json"), {("missing", "chain.json")}),
        (put("manifest-sha256.txt", b"nonsense\n"),
         {("altered", "manifest-sha256.txt"), ("broken", "manifest-sha256.txt")}),
        (put("metadata.json", b"[]"), {("altered", "metadata.json"), ("broken", "metadata.json")}),
        (put("metadata.json", b'{"files": [1]}'),
         {("altered", "metadata.json"), ("broken", "metadata.json")}),
        (put("chain.json", b"\xff"), {("altered", "chain.json"), ("broken", "chain.json")}),
        (put("data/../../etc/x"), {("unsafe", "data/../../etc/x")}),
    ],
)  # fmt: skip
def test_each_change_is_named(packet, change, found):
    files = read(packet)
    change(files)
    rewrite(packet, files)
    assert kinds(packet) == found


def resealed(files: Files) -> Files:
    """The same files with manifests that fit them: what a forger who knows BagIt would write."""
    import hashlib

    for algorithm in ("sha256", "sha512"):
        payload = sorted(name for name in files if name.startswith("data/"))
        lines = [f"{hashlib.new(algorithm, files[n]).hexdigest()}  {n}\n" for n in payload]
        files[f"manifest-{algorithm}.txt"] = "".join(lines).encode()
    for algorithm in ("sha256", "sha512"):
        tags = sorted(n for n in files if not n.startswith(("data/", "tagmanifest-")))
        lines = [f"{hashlib.new(algorithm, files[n]).hexdigest()}  {n}\n" for n in tags]
        files[f"tagmanifest-{algorithm}.txt"] = "".join(lines).encode()
    return files


def test_a_document_swapped_with_its_manifests_contradicts_the_catalogue(packet):
    files = read(packet)
    files[MINUTES] = files[MINUTES].replace(b"PK", b"QK", 1)
    rewrite(packet, resealed(files))
    assert kinds(packet) == {("altered", MINUTES)}


def test_reworded_minutes_break_their_chain_even_with_fitting_manifests(packet):
    """R17: the seal covers every word."""
    files = read(packet)
    files["chain.json"] = files["chain.json"].replace("讲了第1件事".encode(), "讲了第9件事".encode())
    rewrite(packet, resealed(files))
    verdict = verify(packet)
    assert [(f.kind, f.text) for f in verdict.findings] == [
        ("minutes", "第1次会：第1条记录与链上的校验值不符")
    ]


def test_catalogue_numbers_run_on(packet):
    files = read(packet)
    data = json.loads(files["metadata.json"])
    del data["files"][1]
    files["metadata.json"] = json.dumps(data).encode()
    rewrite(packet, resealed(files))
    assert [(f.kind, f.text) for f in verify(packet).findings] == [
        ("catalogue", "目录序号应为 2，实为 3"),
        ("catalogue", "目录序号应为 3，实为 4"),
        ("catalogue", "目录序号应为 4，实为 5"),
    ]


def test_the_whole_files_digest_tells_even_a_perfect_forgery(packet):
    before = verify(packet).sha256
    files = resealed(read(packet))
    rewrite(packet, files)
    assert verify(packet).ok
    assert verify(packet).sha256 != before


def test_a_file_twice_is_extra(packet):
    with zipfile.ZipFile(packet, "a") as bag, pytest.warns(UserWarning, match="Duplicate"):
        bag.writestr(f"{TOP}{MINUTES}", b"the second one, which some readers would show")
    assert ("extra", MINUTES) in kinds(packet)


def test_a_flipped_bit_is_found(packet):
    content = bytearray(packet.read_bytes())
    content[content.find(b"PK", 5000) + 40] ^= 1
    packet.write_bytes(content)
    assert not verify(packet).ok


@pytest.mark.parametrize("keep", [0, 100, 20_000])
def test_half_a_packet_is_broken(packet, keep):
    packet.write_bytes(packet.read_bytes()[:keep])
    assert [found.kind for found in verify(packet).findings] == ["broken"]


def test_a_zip_that_is_no_bag(tmp_path):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as bag:
        bag.writestr("a/x", "1")
        bag.writestr("b/y", "2")
    assert [found.kind for found in verify(path).findings] == ["broken"]


def test_both_sides_compute_the_same_link():
    """verify.py must not import the product, so it has the arithmetic twice."""
    content = {"text": "“原话”\n第二行", "speaker": "张书记", "item": "", "taken_at": "2026-03-05"}
    assert verification.link("0" * 64, content) == minutes.link("0" * 64, content)


# --- Renamed ------------------------------------------------------------------------------------------------


def rename(old: str, new: str) -> Callable[[Files], None]:
    return lambda files: files.update({new: files.pop(old)})


def test_a_renamed_file_is_named_with_its_new_name(packet):
    files = read(packet)
    rename(MINUTES, "data/004_会议纪要.docx")(files)
    rewrite(packet, files)
    assert [(f.kind, f.path, f.text) for f in verify(packet).findings] == [
        ("renamed", MINUTES, "改名为“data/004_会议纪要.docx”，内容没有变")
    ]


def test_names_that_a_mac_took_apart_are_renamed_ones(packet):
    """NFD: the same to the eye, another name to the manifest. é stands for what has such a form."""
    files = read(packet)
    put("data/006_é.docx", b"e")(files)
    files = resealed(files)
    rename("data/006_é.docx", "data/006_e\u0301.docx")(files)
    rewrite(packet, files)
    assert ("renamed", "data/006_é.docx") in kinds(packet)


def test_two_files_that_changed_names_are_altered_both(packet):
    files = read(packet)
    other = "data/001_会议方案正文.docx"
    assert other in files
    files[MINUTES], files[other] = files[other], files[MINUTES]
    rewrite(packet, files)
    assert kinds(packet) == {("altered", MINUTES), ("altered", other)}


# --- Hostile files ------------------------------------------------------------------------------------------


def member(path: Path, name: str, content: bytes = b"x", *, mode: int = 0o100644, **fields: int) -> None:
    """Add one member as a stranger's tool would."""
    info = zipfile.ZipInfo(TOP + name)
    info.external_attr = mode << 16
    with zipfile.ZipFile(path, "a") as bag:
        bag.writestr(info, content, **fields)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/../../../etc/cron.d/x", "路径指向归档包之外"),
        ("/etc/passwd", "路径指向归档包之外"),
        ("data\\..\\x.docx", "路径指向归档包之外"),
        ("C:/x.docx", "路径指向归档包之外"),
        ("data/./x.docx", "路径写法不规范"),
        ("data//x.docx", "路径写法不规范"),
        ("data/x\u202excod.exe", "文件名里有看不见的字符"),
        ("data/x\x1b[31m.docx", "文件名里有看不见的字符"),
        ("data/x\n.docx", "文件名里有看不见的字符"),
    ],
)
def test_a_path_that_would_write_elsewhere(packet, name, text):
    member(packet, name)
    found = {(f.kind, f.path, f.text) for f in verify(packet).findings}
    assert ("unsafe", verification.plain(name), text) in found
    assert all(f.path.isprintable() for f in verify(packet).findings), "a terminal is told no controls"


@pytest.mark.parametrize(("mode", "content"), [(0o120777, b"/etc/passwd"), (0o010644, b""), (0o060644, b"")])
def test_what_is_no_plain_file(packet, mode, content):
    """A symbolic link, a pipe, a device."""
    member(packet, "data/link.docx", content, mode=mode)
    assert ("unsafe", "data/link.docx") in kinds(packet)


def test_names_that_only_some_systems_keep_apart(packet):
    member(packet, "data/Report.docx")
    member(packet, "data/REPORT.docx")
    assert ("unsafe", "data/REPORT.docx") in kinds(packet)


def test_a_bomb_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bag:
        bag.writestr("包/data/001.docx", bytes(200 << 20))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args: pytest.fail("it was opened"))
    assert kinds(path) == {("unsafe", "")}


def test_too_many_files_are_not_read(tmp_path, monkeypatch):
    path = tmp_path / "many.zip"
    monkeypatch.setattr(verification, "_MOST_MEMBERS", 10)
    with zipfile.ZipFile(path, "w") as bag:
        for number in range(11):
            bag.writestr(f"包/data/{number}", b"")
    assert kinds(path) == {("unsafe", "")}


def test_what_is_encrypted_or_oddly_packed(packet, tmp_path):
    member(packet, "data/odd.docx", b"x" * 100, compress_type=zipfile.ZIP_LZMA)
    assert ("unsafe", "data/odd.docx") in kinds(packet)
    content = bytearray(packet.read_bytes())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1  # the flag in the directory
    packet.write_bytes(content)
    assert any(f.text == "加了密，读不出来" for f in verify(packet).findings)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"files": ' + b"[" * 100_000,
        b'{"files": [{"path": {}, "ordinal": "' + b"9" * 10_000 + b'"}]}',
        b'{"files": [{"ordinal": ' + b"9" * 10_000 + b"}]}",
        b'{"files": "x"}',
        b'{"files": [{"path": "\\ud800"}]}',
    ],
)
def test_hostile_metadata(packet, content):
    rewrite(packet, resealed({**read(packet), "metadata.json": content}))
    assert not verify(packet).ok
    json.dumps(verify(packet).as_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "sitting",
    [
        {"entries": 1}, {"entries": [1]}, {"entries": [{"content": "\ud800", "digest": 1}]},
        {"entries": None, "seal": "x"}, {"entries": [], "amendments": {"a": 1}, "seal": []},
    ],
)  # fmt: skip
def test_hostile_chains(packet, sitting):
    """Whatever stands there, verification ends with a sentence."""
    content = json.dumps({"sittings": [sitting]}).encode()
    rewrite(packet, resealed({**read(packet), "chain.json": content}))
    assert not verify(packet).ok


# --- The command --------------------------------------------------------------------------------------------


def run(*words: str) -> tuple[str, str]:
    out, error = io.StringIO(), ""
    try:
        call_command("verify_packet", *words, stdout=out)
    except CommandError as refused:
        error = str(refused)
    return out.getvalue(), error


def test_the_command_says_so(packet):
    out, error = run(str(packet))
    assert error == ""
    assert "完整：9 个文件" in out
    assert "目录 5 件" in out


def test_the_command_names_the_file_and_fails(packet):
    files = read(packet)
    files[MINUTES] += b"!"
    rewrite(packet, files)
    out, error = run(str(packet))
    assert f"被改动：{MINUTES}" in out
    assert error == "1 个归档包没有通过验证。"


def test_the_command_for_programs(packet):
    out, error = run(str(packet), "--json")
    data = json.loads(out)
    assert (error, data["ok"], data["entries"], data["findings"]) == ("", True, 5, [])
    rewrite(packet, {**read(packet), "notes.txt": b""})
    out, error = run(str(packet), "--json")
    assert error
    assert json.loads(out)["findings"][0]["path"] == "notes.txt"


def test_a_file_that_is_not_there(tmp_path):
    assert "读不了文件" in run(str(tmp_path / "none.zip"))[1]

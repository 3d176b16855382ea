"""The bag, judged by a tool that is not ours."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pytest

from archive.bag import BagWriter, read_manifest

FILES = {"data/001_会议方案.docx": b"one", "data/002_通知.docx": b"two" * 1000, "metadata.json": b"{}"}


def written(name: str = "归档包", files: dict[str, bytes] = FILES) -> bytes:
    target = io.BytesIO()
    bag = BagWriter(target, name)
    for path, content in files.items():
        bag.add(path, content)
    bag.close([("Source-Organization", "幸福村\n党支部"), ("Bagging-Date", "2026-04-10"), ("Empty", "")])
    return target.getvalue()


def unpacked(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as bag:
        bag.extractall(folder)
    (top,) = folder.iterdir()
    return top


def test_a_foreign_tool_validates_it(tmp_path):
    top = unpacked(written(), tmp_path)
    bag = bagit.Bag(str(top))
    bag.validate()
    assert bag.version_info == (1, 0)
    assert set(bag.payload_entries()) == {"data/001_会议方案.docx", "data/002_通知.docx"}
    assert {len(sums) for sums in bag.entries.values()} == {2}, "every file has both digests"
    assert bag.info == {
        "Source-Organization": "幸福村 党支部",
        "Bagging-Date": "2026-04-10",
        "Payload-Oxum": "3003.2",
    }


def test_the_foreign_command_line_validates_it(tmp_path):
    top = unpacked(written(), tmp_path)
    command = [sys.executable, "-m", "bagit", "--validate"]
    assert subprocess.run([*command, top], capture_output=True, check=False).returncode == 0
    (top / "data/002_通知.docx").write_bytes(b"other")
    assert subprocess.run([*command, top], capture_output=True, check=False).returncode != 0


def test_the_same_files_give_the_same_bytes():
    assert written() == written()
    assert written() != written(files={**FILES, "metadata.json": b"{ }"})


def test_nothing_in_the_zip_depends_on_the_machine():
    with zipfile.ZipFile(io.BytesIO(written())) as bag:
        facts = {
            (info.date_time, info.create_system, info.compress_type, info.external_attr >> 16)
            for info in bag.infolist()
        }
        names = bag.namelist()
    assert facts == {((1980, 1, 1, 0, 0, 0), 3, zipfile.ZIP_STORED, 0o100644)}
    assert {name.partition("/")[0] for name in names} == {"归档包"}
    assert names[0] == "归档包/bagit.txt"


def test_a_path_twice_is_a_mistake():
    bag = BagWriter(io.BytesIO(), "b")
    bag.add("data/a", b"x")
    with pytest.raises(ValueError, match="already"):
        bag.add("data/a", b"y")
    bag.abandon()


def test_an_abandoned_bag_is_no_zip():
    target = io.BytesIO()
    bag = BagWriter(target, "b")
    bag.add("data/a", b"x")
    bag.abandon()
    del bag
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(target.getvalue()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aa  data/x\n", {"data/x": "aa"}),
        ("AA data/x y\n", {"data/x y": "aa"}),
        ("aa  data/100%25\n", {"data/100%": "aa"}),
        ("", {}),
    ],
)
def test_a_manifest_is_read(text, found):
    assert read_manifest(text) == found


@pytest.mark.parametrize("line", ["", " ", "aa", "aa  "])
def test_a_line_that_is_none(line):
    with pytest.raises(ValueError, match="manifest"):
        read_manifest(f"aa  data/x\n{line}\nbb  data/y")

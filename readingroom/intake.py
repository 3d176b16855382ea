"""Looking a packet through before it is let in. Takes a moment for each megabyte and writes nothing."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from archive.verify import Verdict, verify
from core.exceptions import Invalid
from readingroom.description import Description, chained, described

LONGEST_NAME = 200  # characters of the file's name as it is shown
LONGEST_FOLDER = 255
MOST_FINDINGS = 3  # faults named in a refusal; verify_packet lists them all


@dataclass(frozen=True)
class Inspected:
    """A packet that is whole and can be read: where it lies, its digest, and what it says of itself."""

    file: Path
    name: str
    sha256: str
    size: int
    folder: str
    about: Description


def inspect(file: Path, name: str) -> Inspected:
    """The packet in `file`, called `name` where it came from.

    Raises Invalid with what is wrong; OSError where the file cannot be read.
    """
    verdict = verify(file)
    if not verdict.ok:
        raise Invalid(f"“{name}”没有通过核对，没有放进阅览室：{_faults(verdict)}", field="files")
    with zipfile.ZipFile(file) as bag:
        folder = bag.infolist()[0].filename.partition("/")[0]
        about = described(json.loads(bag.read(f"{folder}/metadata.json")))
        chained(json.loads(bag.read(f"{folder}/chain.json")))
    if len(folder) > LONGEST_FOLDER:
        raise Invalid(f"“{name}”里的文件夹名太长，没有放进阅览室。", field="files")
    return Inspected(file, name[-LONGEST_NAME:], verdict.sha256, file.stat().st_size, folder, about)


def _faults(verdict: Verdict) -> str:
    named = [f"{found.path}：{found.text}" if found.path else found.text for found in verdict.findings]
    more = f"；等{len(named)}处" if len(named) > MOST_FINDINGS else ""
    return f"{'；'.join(named[:MOST_FINDINGS])}{more}。"

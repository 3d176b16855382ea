"""Is a packet still what it was when it was made? Plain Python: no settings, no database, no other module.

It reads the zip as a stranger would: the manifests say what must be there, metadata.json what the catalogue
promised, chain.json what the minutes' seal covers.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from archive.bag import ALGORITHMS, PAYLOAD, read_manifest

_BLOCK = 1 << 20
_MOST_TEXT = 64 << 20  # bytes of a manifest or of metadata; a year of 200 branches needs a hundredth
REQUIRED = ("bagit.txt", *(f"manifest-{name}.txt" for name in ALGORITHMS), "metadata.json", "chain.json")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: `kind` is broken, missing, extra, altered, catalogue or minutes."""

    kind: str
    path: str
    text: str


@dataclass
class Verdict:
    """What was found in one file. `sha256` is of the whole file, to compare with the archive's register."""

    file: str
    sha256: str = ""
    files: int = 0
    payload_bytes: int = 0
    entries: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, kind: str, path: str, text: str) -> None:
        self.findings.append(Finding(kind, path, text))

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, **asdict(self)}


def verify(file: Path) -> Verdict:
    """Everything that is wrong with the packet in `file`; FileNotFoundError when there is none."""
    verdict = Verdict(str(file), whole_digest(file))
    try:
        with zipfile.ZipFile(file) as bag:
            _Check(bag, verdict).run()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        verdict.add("broken", file.name, f"不是完整的归档包，打不开（{type(error).__name__}）")
    return verdict


def whole_digest(file: Path) -> str:
    """SHA-256 of a file, read block by block."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


class _Check:
    """One reading of one bag."""

    def __init__(self, bag: zipfile.ZipFile, verdict: Verdict) -> None:
        self.bag, self.verdict = bag, verdict
        self.members: dict[str, zipfile.ZipInfo] = {}
        self.digests: dict[str, dict[str, str]] = {}

    def run(self) -> None:
        if not self._collect():
            return
        for path in REQUIRED:
            if path not in self.members:
                self.verdict.add("missing", path, "归档包缺少这个文件")
        self._digest_all()
        self._declaration()
        for algorithm in ALGORITHMS:
            self._compare(f"manifest-{algorithm}.txt", algorithm, self._payload())
            self._compare(f"tagmanifest-{algorithm}.txt", algorithm, self._tag_files())
        self._weigh()
        self._catalogue()
        self._minutes()

    # -- what is there ------------------------------------------------------------------------------------

    def _collect(self) -> bool:
        """List the members of the one folder; False when there is no such folder."""
        members = [info for info in self.bag.infolist() if not info.is_dir()]
        tops = {info.filename.partition("/")[0] for info in members if "/" in info.filename}
        if len(tops) != 1:
            self.verdict.add("broken", "", "压缩包里应当只有一个文件夹，即归档包本身")
            return False
        top = f"{tops.pop()}/"
        for info in members:
            self._place(info, top)
        return True

    def _place(self, info: zipfile.ZipInfo, top: str) -> None:
        name = info.filename
        path = name.removeprefix(top)
        if not name.startswith(top):
            self.verdict.add("extra", name, "放在归档包的文件夹之外")
        elif ".." in path.split("/") or "\\" in path:
            self.verdict.add("extra", path, "路径指向归档包之外")
        elif path in self.members:
            self.verdict.add("extra", path, "同一个文件出现两次")
        else:
            self.members[path] = info

    def _payload(self) -> set[str]:
        return {path for path in self.members if path.startswith(PAYLOAD)}

    def _tag_files(self) -> set[str]:
        return {p for p in self.members if not p.startswith(PAYLOAD) and not p.startswith("tagmanifest-")}

    # -- what is in it ------------------------------------------------------------------------------------

    def _digest_all(self) -> None:
        for path, info in self.members.items():
            try:
                self.digests[path] = self._digest(info)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
                self.verdict.add("altered", path, "内容损坏，读不出来")
        payload = self._payload()
        self.verdict.files = len(payload)
        self.verdict.payload_bytes = sum(self.members[path].file_size for path in payload)

    def _digest(self, info: zipfile.ZipInfo) -> dict[str, str]:
        sums = {name: hashlib.new(name) for name in ALGORITHMS}
        with self.bag.open(info) as source:
            while block := source.read(_BLOCK):
                for one in sums.values():
                    one.update(block)
        return {name: one.hexdigest() for name, one in sums.items()}

    def _text(self, path: str) -> str | None:
        """A tag file's text; None when it is absent, unreadable or absurdly large."""
        info = self.members.get(path)
        if info is None or path not in self.digests:
            return None
        if info.file_size > _MOST_TEXT:
            self.verdict.add("broken", path, "文件大得不合常理")
            return None
        try:
            return self.bag.read(info).decode("utf-8")
        except UnicodeDecodeError:
            self.verdict.add("broken", path, "不是 UTF-8 文本")
            return None

    def _json(self, path: str) -> dict[str, Any] | None:
        text = self._text(path)
        if text is None:
            return None
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self.verdict.add("broken", path, "内容不是约定的格式")
            return None
        return found

    def _declaration(self) -> None:
        text = self._text("bagit.txt")
        if text is not None and "BagIt-Version: 1.0" not in text.splitlines():
            self.verdict.add("broken", "bagit.txt", "没有声明为 BagIt 1.0")

    def _compare(self, manifest: str, algorithm: str, present: set[str]) -> None:
        """Every listed file is there and has its digest, and every file there is listed."""
        text = self._text(manifest)
        if text is None:
            return
        try:
            listed = read_manifest(text)
        except ValueError:
            self.verdict.add("broken", manifest, "清单里有读不懂的行")
            return
        for path in sorted(set(listed) - set(self.members)):
            self._once("missing", path, "清单里有，归档包里没有")
        for path in sorted(present - set(listed)):
            self._once("extra", path, "归档包里有，清单里没有")
        for path in sorted(set(listed) & set(self.digests)):
            if self.digests[path][algorithm] != listed[path]:
                self._once("altered", path, "内容与归档时的校验值不符")

    def _once(self, kind: str, path: str, text: str) -> None:
        """Two manifests find the same thing; it is said once."""
        if not any(found.path == path and found.kind == kind for found in self.verdict.findings):
            self.verdict.add(kind, path, text)

    def _weigh(self) -> None:
        text = self._text("bag-info.txt") or ""
        tags = (line.partition(":") for line in text.splitlines())
        stated = [value.strip() for label, _, value in tags if label == "Payload-Oxum"]
        found = f"{self.verdict.payload_bytes}.{self.verdict.files}"
        if stated and stated != [found]:
            self.verdict.add("broken", "bag-info.txt", f"应有 {stated[0]}（字节.文件数），实有 {found}")

    def _rows(self, path: str, key: str) -> list[dict[str, Any]]:
        """The list of objects under `key` of a JSON file; none, with a finding, where it is not that."""
        data = self._json(path)
        rows = data.get(key) if data else []
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            return rows
        self.verdict.add("broken", path, "内容不是约定的格式")
        return []

    # -- what it promised ---------------------------------------------------------------------------------

    def _catalogue(self) -> None:
        """The catalogue in metadata.json names each document, its digest, and numbers that run on."""
        files = self._rows("metadata.json", "files")
        self.verdict.entries = len(files)
        for ordinal, row in enumerate(files, 1):
            path = str(row.get("path", ""))
            if row.get("ordinal") != ordinal:
                self.verdict.add("catalogue", path, f"目录序号应为 {ordinal}，实为 {row.get('ordinal')}")
            if path not in self.members:
                self._once("missing", path, "目录里有，归档包里没有")
            elif self.digests.get(path, {}).get("sha256") != row.get("sha256"):
                self._once("altered", path, "内容与目录记载的校验值不符")

    def _minutes(self) -> None:
        for sitting in self._rows("chain.json", "sittings"):
            for text in broken_links(sitting):
                self.verdict.add("minutes", "chain.json", f"第{sitting.get('number')}次会：{text}")


def link(previous: str, content: dict[str, Any]) -> str:
    """One step of the minutes' chain, as chain.json describes it."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def broken_links(sitting: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one sitting's chain. Entries that carry no content are only counted."""
    entries, seal = sitting.get("entries", []), sitting.get("seal", "")
    yield from _follow(sitting.get("start", ""), entries, "记录")
    if seal and (not entries or entries[-1].get("digest") != seal):
        yield "最后一条记录与封存值不符"
    yield from _follow(seal, sitting.get("amendments", []), "补充说明")


def _follow(previous: str, rows: Iterable[dict[str, Any]], what: str) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        stated = str(row.get("digest", ""))
        if "content" in row and link(previous, row["content"]) != stated:
            yield f"第{number}条{what}与链上的校验值不符"
        previous = stated

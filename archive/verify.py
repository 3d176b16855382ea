"""Is a packet still what it was when it was made? Plain Python: no settings, no database, no other module.

It reads the zip as a stranger would: the manifests say what must be there, metadata.json what the catalogue
promised, chain.json what the minutes' seal covers. The file may be hostile: nothing is written to disk, one
block is in memory at a time, and what would inflate beyond reason is not read at all.
"""

from __future__ import annotations

import hashlib
import json
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from archive.bag import ALGORITHMS, PAYLOAD, read_manifest

_BLOCK = 1 << 20
_MOST_TEXT = 32 << 20  # bytes of a manifest, metadata or chain; a 100-member branch needs a hundredth
_MOST_MEMBERS = 20_000  # a packet of a 100-member branch has some 300
_MOST_INFLATED = 100  # times the file's own size; packets are not compressed, office files inside stay packed
_LONGEST_TEXT = 300  # characters of a finding; a hostile file could put a novel into its catalogue
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
REQUIRED = ("bagit.txt", *(f"manifest-{name}.txt" for name in ALGORITHMS), "metadata.json", "chain.json")


@dataclass(frozen=True)
class Finding:
    """What is wrong. `kind`: broken, missing, extra, altered, renamed, unsafe, catalogue, or minutes."""

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
        self.findings.append(Finding(kind, plain(path), plain(text)[:_LONGEST_TEXT]))

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, **asdict(self)}


def plain(text: str) -> str:
    """A name as it may be printed: controls, marks that reorder text and lone surrogates as their numbers."""
    return "".join(f"\\u{ord(char):04x}" if _is_unseen(char) else char for char in text)


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def verify(file: Path) -> Verdict:
    """Everything that is wrong with the packet in `file`; FileNotFoundError when there is none."""
    verdict = Verdict(str(file), whole_digest(file))
    try:
        with zipfile.ZipFile(file) as bag:
            _Check(bag, verdict, file.stat().st_size).run()
    except (*_UNREADABLE, OSError) as error:
        verdict.add("broken", file.name, f"不是完整的归档包，打不开（{type(error).__name__}）")
    return verdict


def whole_digest(file: Path) -> str:
    """SHA-256 of a file, read block by block."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _fault_of_path(path: str) -> str:
    """Why a path must not be unpacked anywhere; empty for a harmless one."""
    parts = path.split("/")
    if ".." in parts or path.startswith("/") or "\\" in path or ":" in parts[0]:
        return "路径指向归档包之外"
    if "" in parts or "." in parts:
        return "路径写法不规范"
    if any(_is_unseen(char) for char in path):
        return "文件名里有看不见的字符"
    return ""


def _fault_of_entry(info: zipfile.ZipInfo) -> str:
    """Why an entry is no plain file; empty for one that is."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "是符号链接或特殊文件，不是普通文件"
    if info.flag_bits & _ENCRYPTED:
        return "加了密，读不出来"
    return "" if info.compress_type in _METHODS else "用了归档包不用的压缩方法"


class _Check:
    """One reading of one bag; `size` is that of the whole file in bytes."""

    def __init__(self, bag: zipfile.ZipFile, verdict: Verdict, size: int) -> None:
        self.bag, self.verdict, self.size = bag, verdict, size
        self.members: dict[str, zipfile.ZipInfo] = {}
        self.digests: dict[str, dict[str, str]] = {}

    def run(self) -> None:
        if not (self._is_modest() and self._collect()):
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

    def _is_modest(self) -> bool:
        """Whether reading it all is no danger; a bomb is named and left alone."""
        members = self.bag.infolist()
        inflated = sum(info.file_size for info in members)
        if len(members) > _MOST_MEMBERS:
            self.verdict.add("unsafe", "", f"有{len(members)}个文件，多得不合常理，没有读取")
        elif inflated > _MOST_INFLATED * self.size:
            self.verdict.add("unsafe", "", f"展开后有{inflated}字节，大得不合常理，没有读取")
        return not self.verdict.findings

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
        self._alike()
        return True

    def _place(self, info: zipfile.ZipInfo, top: str) -> None:
        path = info.filename.removeprefix(top)
        if not info.filename.startswith(top):
            self.verdict.add("extra", info.filename, "放在归档包的文件夹之外")
        elif fault := _fault_of_path(info.orig_filename.removeprefix(top)) or _fault_of_entry(info):
            self.verdict.add("unsafe", path, fault)
        elif path in self.members:
            self.verdict.add("extra", path, "同一个文件出现两次")
        else:
            self.members[path] = info

    def _alike(self) -> None:
        """Names that one system keeps apart and another takes for the same file."""
        seen: dict[str, str] = {}
        for path in self.members:
            first = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
            if first != path:
                self.verdict.add("unsafe", path, f"与“{plain(first)}”只差大小写或写法，有的系统分不开")

    def _payload(self) -> set[str]:
        return {path for path in self.members if path.startswith(PAYLOAD)}

    def _tag_files(self) -> set[str]:
        return {p for p in self.members if not p.startswith(PAYLOAD) and not p.startswith("tagmanifest-")}

    # -- what is in it ------------------------------------------------------------------------------------

    def _digest_all(self) -> None:
        for path, info in self.members.items():
            try:
                self.digests[path] = self._digest(info)
            except _UNREADABLE:
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
        except (ValueError, RecursionError):
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
        missing, extra = set(listed) - set(self.members), present - set(listed)
        renamed = self._renamed(missing, extra, listed, algorithm)
        for old, new in sorted(renamed.items()):
            self._once("renamed", old, f"改名为“{plain(new)}”，内容没有变")
        for path in sorted(missing - set(renamed)):
            self._once("missing", path, "清单里有，归档包里没有")
        for path in sorted(extra - set(renamed.values())):
            self._once("extra", path, "归档包里有，清单里没有")
        for path in sorted(set(listed) & set(self.digests)):
            if self.digests[path][algorithm] != listed[path]:
                self._once("altered", path, "内容与归档时的校验值不符")

    def _renamed(
        self, missing: set[str], extra: set[str], listed: Mapping[str, str], algorithm: str
    ) -> dict[str, str]:
        """Old path → new: listed and gone, and there under another name with the same bytes."""
        by_digest = {self.digests[path][algorithm]: path for path in extra if path in self.digests}
        found: dict[str, str] = {}
        for path in sorted(missing):
            if new := by_digest.pop(listed[path], None):
                found[path] = new
        return found

    def _once(self, kind: str, path: str, text: str) -> None:
        """Two manifests find the same thing; it is said once, and what was renamed is not missing too."""
        same = {kind, "renamed"} if kind == "missing" else {kind}
        if not any(found.path == plain(path) and found.kind in same for found in self.verdict.findings):
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
            try:
                faults = list(broken_links(sitting))
            except (TypeError, AttributeError, ValueError, RecursionError):
                faults = ["内容不是约定的格式"]
            for text in faults:
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

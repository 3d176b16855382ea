"""Opening a .docx that somebody else made: sizes are summed before unpacking, DOCTYPE is refused."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

MAX_BYTES = 50 * 1024 * 1024  # unpacked; ordinary documents stay under 5 MB
MAX_RATIO = 100  # text compresses 10- to 60-fold; a bomb more than 1,000-fold
RATIO_FROM = 8 * 1024 * 1024  # a long table of like rows may pass the ratio, but not this size
MAX_ENTRIES = 2000
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)


class UnreadableDocument(ValueError):
    """The file is no .docx that can be measured; the message is a sentence for the user."""


@dataclass(frozen=True)
class Relation:
    kind: str
    target: str


class Package:
    """The parts of a .docx, parsed on demand. Raises UnreadableDocument, never a parser's own error."""

    def __init__(self, data: bytes) -> None:
        self._parts = _unpack(data)
        self._trees: dict[str, Element | None] = {}
        main = next((r.target for r in self.relations("").values() if r.kind == "officeDocument"), "")
        root = self.tree(main)
        if root is None or root.find(f"{W}body") is None:
            raise UnreadableDocument("文件里没有 Word 正文，不是 .docx 文档。")
        self.main, self.document = main, root

    def relations(self, part: str) -> dict[str, Relation]:
        """Relationship id → kind and target part of one part; "" is the package itself."""
        folder, _, name = part.rpartition("/")
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for node in [] if root is None else root:
            kind = node.get("Type", "")
            for prefix in _RELATIONSHIPS:
                kind = kind.removeprefix(prefix)
            target = posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/")
            found[node.get("Id", "")] = Relation(kind, target)
        return found

    def related(self, kind: str) -> Element | None:
        """The tree of the main part's only relation of one kind, such as styles."""
        found = (r.target for r in self.relations(self.main).values() if r.kind == kind)
        return self.tree(next(found, ""))

    def tree(self, name: str) -> Element | None:
        if name not in self._trees:
            blob = self._parts.get(name)
            self._trees[name] = None if blob is None else _parse(name, blob)
        return self._trees[name]


def _unpack(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_bombs(entries, len(data))
            return {e.filename: archive.read(e) for e in entries if e.filename.endswith((".xml", ".rels"))}
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        zlib.error,
    ) as error:
        raise UnreadableDocument("文件打不开：不是 .docx 文档，或者已经损坏、加密。") from error


def _refuse_bombs(entries: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise UnreadableDocument(f"压缩包里有 {len(entries)} 个文件，超过 {MAX_ENTRIES} 个，不予检查。")
    if total > MAX_BYTES:
        raise UnreadableDocument(f"文件解开后超过 {MAX_BYTES // 1024 // 1024} MB，不予检查。")
    if total > RATIO_FROM and total > MAX_RATIO * max(1, packed):
        raise UnreadableDocument(f"文件压缩比超过 {MAX_RATIO}，不予检查。")


def _parse(name: str, blob: bytes) -> Element:
    if _STRICT in blob:
        raise UnreadableDocument("这是“严格开放 XML”格式，请另存为普通的 Word 文档（*.docx）再检查。")
    try:
        root = etree.fromstring(blob, _PARSER)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"文件内部 {name} 损坏，无法读取。") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableDocument("文件含有 DOCTYPE 声明，不予检查。")
    return root

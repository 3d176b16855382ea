""".docx and .xlsx: one pass over every part, after the zip's directory has been found sound.

Parts are judged by where readers look: content types, relationships, names, and the first bytes. So a
macro counts whether it is declared, linked, or only lying there.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from core.uploads.fields import FieldGuard
from core.uploads.limits import Limits
from core.uploads.links import RELATIONSHIP, VML_PICTURES, relationship_handlers
from core.uploads.package import Package, Part, open_package
from core.uploads.refusal import refusal
from core.uploads.sheets import SheetGuard
from core.uploads.xmlwalk import Attributes, Budget, Handlers, walk

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELATIONSHIPS = "_rels/.rels"
OPENXML = "application/vnd.openxmlformats-officedocument."

KINDS = {
    f"{OPENXML}wordprocessingml.document.main+xml": "docx",
    f"{OPENXML}spreadsheetml.sheet.main+xml": "xlsx",
}
OTHER_MAINS = {"presentationml": "演示文稿", "template": "模板文件"}

MACRO_MARKS = ("macroenabled", "vbaproject", "vbadata", "macrosheet")
MACRO_PLACES = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "customui/")
EMBEDDED_MARKS = ("oleobject", "activex", "webextension", "application/msword", "application/rtf")
EMBEDDED_PLACES = ("/embeddings/", "/activex/", "/webextensions/", "oleobject")
# First bytes of what is no picture or font: zip, OLE, programs, PDF, RTF, archives. Not gzip: .emz is.
EMBEDDED_HEADS = (
    *(b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MZ", b"\x7fELF", b"%PDF-", b"{\\rt"),
    *(b"Rar!", b"7z\xbc\xaf\x27\x1c"),
)


@dataclass(frozen=True)
class Office:
    """A checked office file."""

    kind: str
    package: Package
    main: Part
    pictures: int


@dataclass
class ContentTypes:
    """[Content_Types].xml: by part name, else by the name's ending; both regardless of case."""

    overrides: dict[str, str]
    defaults: dict[str, str]

    def of(self, name: str) -> str:
        ending = name.rpartition(".")[2].lower()
        return self.overrides.get(name.lower(), self.defaults.get(ending, ""))


def check_office(file: BinaryIO, limits: Limits, *, wanted: str = ".docx、.xlsx") -> Office:
    """Look through the whole file once; raises `UploadRefused` at the first thing that may not be.

    Reads at most `limits.expanded_bytes`, holds one chunk of them at a time.
    """
    package = open_package(file, limits)
    if not package.find(CONTENT_TYPES):
        found = "OpenDocument 文档" if package.find("mimetype") else "压缩包"
        raise refusal("unwanted", found=found, wanted=wanted)
    budget = Budget(limits)
    types = _content_types(package, budget)
    main = _main_part(package, budget)
    kind = _kind(types.of(main.name), wanted)
    for part in package.parts.values():
        _check_part(package, part, types.of(part.name), kind, budget)
    pictures = [name for name in package.parts if types.of(name).startswith("image/")]
    shown = [name for name in pictures if not name.startswith("docprops/")]  # there lies the thumbnail
    return Office(kind=kind, package=package, main=main, pictures=len(shown))


def _content_types(package: Package, budget: Budget) -> ContentTypes:
    types = ContentTypes({}, {})

    def override(found: Attributes) -> None:
        types.overrides[found.get("PartName", "").lstrip("/").lower()] = found.get("ContentType", "").lower()

    def default(found: Attributes) -> None:
        types.defaults[found.get("Extension", "").lower()] = found.get("ContentType", "").lower()

    handlers = Handlers(starts={f"{TYPES} Override": override, f"{TYPES} Default": default})
    walk(package.chunks(_required(package, CONTENT_TYPES)), budget, handlers)
    return types


def _main_part(package: Package, budget: Budget) -> Part:
    targets: list[str] = []

    def relationship(found: Attributes) -> None:
        if found.get("Type", "").endswith("/officeDocument"):
            targets.append(found.get("Target", ""))

    walk(
        package.chunks(_required(package, ROOT_RELATIONSHIPS)),
        budget,
        Handlers(starts={RELATIONSHIP: relationship}),
    )
    if len(targets) != 1:
        raise refusal("damaged")
    return _required(package, targets[0].removeprefix("./"))


def _required(package: Package, name: str) -> Part:
    part = package.find(name)
    if not part or not part.size:
        raise refusal("damaged")
    return part


def _kind(content_type: str, wanted: str) -> str:
    if any(mark in content_type for mark in MACRO_MARKS):
        raise refusal("macro", suffix=".docx" if "word" in content_type else ".xlsx")
    if kind := KINDS.get(content_type):
        return kind
    found = next((name for mark, name in OTHER_MAINS.items() if mark in content_type), "其他办公文件")
    raise refusal("unwanted", found=found, wanted=wanted)


def _check_part(package: Package, part: Part, content_type: str, kind: str, budget: Budget) -> None:
    _check_place(part.name.lower(), content_type, kind)
    chunks = package.chunks(part)
    head = next(chunks, b"")
    if head.startswith(EMBEDDED_HEADS):
        raise refusal("embedded")
    whole = itertools.chain([head], chunks)
    if _is_xml(part.name.lower(), content_type, head):
        _check_xml(whole, part.name.lower(), kind, budget)
    else:
        _drain(whole)


def _check_place(name: str, content_type: str, kind: str) -> None:
    place = f"/{name}"
    if any(mark in content_type for mark in MACRO_MARKS) or any(mark in place for mark in MACRO_PLACES):
        raise refusal("macro", suffix=f".{kind}")
    marked = any(mark in content_type for mark in EMBEDDED_MARKS)
    if marked or any(mark in place for mark in EMBEDDED_PLACES):
        raise refusal("embedded")


def _is_xml(name: str, content_type: str, head: bytes) -> bool:
    declared = content_type.endswith(("+xml", "/xml")) or name.endswith((".xml", ".rels", ".vml"))
    return bool(head) and (declared or head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"))


def _check_xml(chunks: Iterator[bytes], name: str, kind: str, budget: Budget) -> None:
    if name.endswith(".rels"):
        walk(chunks, budget, relationship_handlers(f".{kind}"))
    elif kind == "docx":
        _check_word(chunks, name, budget)
    else:
        walk(chunks, budget, SheetGuard(budget.limits).handlers(), tolerant=name.endswith(".vml"))


def _check_word(chunks: Iterator[bytes], name: str, budget: Budget) -> None:
    fields = FieldGuard()
    handlers = fields.handlers()
    handlers.starts |= VML_PICTURES
    walk(chunks, budget, handlers, tolerant=name.endswith(".vml"))
    fields.finish()


def _drain(chunks: Iterator[bytes]) -> None:
    """Read to the end, which is where size and checksum are compared."""
    for _ in chunks:
        pass

"""What a file is, by its first bytes; its name is only compared afterwards."""

import re
import unicodedata
from dataclasses import dataclass

import filetype

from core.uploads.limits import Limits
from core.uploads.refusal import UploadRefused, refusal

HEAD = 8_192  # bytes; what filetype looks at

SUFFIXES = {
    "docx": (".docx",),
    "pdf": (".pdf",),
    "xlsx": (".xlsx",),
    "jpg": (".jpg", ".jpeg"),
    "png": (".png",),
}
NAMES = {"docx": "Word 文档", "pdf": "PDF", "xlsx": "Excel 表格", "jpg": "JPG 图片", "png": "PNG 图片"}
FOREIGN = {
    "doc": "Word 97-2003 文档",
    "xls": "Excel 97-2003 表格",
    "rtf": "RTF 文档",
    "rar": "RAR 压缩包",
    "7z": "7z 压缩包",
    "gz": "GZ 压缩包",
    "exe": "可执行程序",
    "elf": "可执行程序",
    "gif": "GIF 图片",
    "bmp": "BMP 图片",
    "webp": "WEBP 图片",
    "tif": "TIFF 图片",
    "mp4": "视频",
    "mov": "视频",
    "avi": "视频",
    "mp3": "音频",
    "wav": "音频",
    "m4a": "音频",
}
MAGIC = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # a .docx with a password is an OLE file
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


@dataclass(frozen=True)
class Name:
    """A name as the browser sent it, fit for showing: no path, no control or direction characters."""

    stem: str
    suffix: str

    def with_kind(self, kind: str) -> str:
        suffix = self.suffix if self.suffix in SUFFIXES[kind] else SUFFIXES[kind][0]
        return f"{self.stem}{suffix}"


def parse_name(raw: str, limits: Limits) -> Name:
    """Clean `raw`; a name of nothing but refuse becomes 未命名."""
    name = unicodedata.normalize("NFC", raw.replace("\\", "/").rpartition("/")[2])
    shown = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    stem, dot, suffix = UNSAFE.sub("_", shown).strip().rpartition(".")
    if not dot or len(suffix) > 8 or not suffix.isascii():
        stem, suffix = f"{stem}{dot}{suffix}", ""
    return Name(
        stem.strip(" .")[: limits.name_characters] or "未命名", f".{suffix.lower()}" if suffix else ""
    )


def listed(kinds: frozenset[str]) -> str:
    """The endings of `kinds` for a sentence, in a fixed order."""
    return "、".join(SUFFIXES[kind][0] for kind in SUFFIXES if kind in kinds)


def sniff(head: bytes, kinds: frozenset[str]) -> str:
    """ "jpg", "png", "pdf", or "zip" for what may be an office file; raises `UploadRefused` for the rest."""
    for kind, magic in MAGIC.items():
        if head.startswith(magic):
            return kind
    if head.startswith(ZIP):
        return "zip"
    raise _refuse_foreign(head, kinds)


def _refuse_foreign(head: bytes, kinds: frozenset[str]) -> UploadRefused:
    wanted = listed(kinds)
    if ZIP in head or MAGIC["pdf"] in head[:1_024]:
        return refusal("polyglot")
    guess = filetype.guess_extension(head)
    if guess in ("heic", "heif", "avif"):
        return refusal("heic")
    if guess in FOREIGN:
        return refusal("unwanted", found=FOREIGN[guess], wanted=wanted)
    return refusal("unknown", wanted=wanted)


def refuse_ole(data: bytes) -> UploadRefused:
    """The refusal for an OLE file: .doc, .xls, .wps, or an office file with a password."""
    if ENCRYPTED_PACKAGE in data:
        return refusal("password")
    guess = filetype.guess_extension(data[:HEAD])
    if guess == "doc":
        return refusal("legacy", found=FOREIGN["doc"], suffix=".docx")
    if guess == "xls":
        return refusal("legacy", found=FOREIGN["xls"], suffix=".xlsx")
    return refusal("wps")


def check_suffix(name: Name, kind: str) -> None:
    """Raises `UploadRefused` if the name says another kind than the content is; no ending says nothing."""
    if name.suffix and name.suffix not in SUFFIXES[kind]:
        raise refusal("mismatch", suffix=name.suffix, found=f" {NAMES[kind]}")

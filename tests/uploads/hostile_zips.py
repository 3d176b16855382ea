"""Hostile zips: bombs, paths, doubles, gaps, and records that disagree. Made for `hostile`."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable

from tests.uploads import builders as b
from tests.uploads.builders import MB, noise


def bomb() -> bytes:
    """49 MB of one letter in 50 KB: within the sum, far beyond the ratio."""
    return b.docx(b.paragraph("a" * (49 * MB)))


def many_megabytes() -> bytes:
    """60 MB in 1 MB, the ratio kept down by noise."""
    parts = [(f"word/media/image{n}.png", b"\x00" * (12 * MB)) for n in range(5)]
    return b.docx(more=[*parts, ("word/media/image9.png", noise(MB))])


def packed_entry(packed: bytes, shown: bytes, method: int = 8) -> bytes:
    """A .docx with these packed bytes as a picture, declared to be `shown` when inflated."""
    name, mark = "word/media/image1.png", b"\x7fPLACE\x7f" * 3
    data = b.zipped([*b.docx_entries(), (name, mark)], zipfile.ZIP_STORED)
    local, listed = b.header_at(data, name), b.directory_at(data, name)
    for at in (local + 8, listed + 10):
        data = b.patched(data, at, "<H", method)
    for at in (local + 14, listed + 16):
        data = b.patched(data, at, "<III", zlib.crc32(shown), len(packed), len(shown))
    end, more = data.rindex(b"PK\x05\x06"), len(packed) - len(mark)
    data = b.patched(data, end + 16, "<I", end - b.directory_length(data) + more)
    return data.replace(mark, packed)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def understated() -> bytes:
    """An entry that says 100 bytes and inflates to 4 GB, its checksum that of the first 100."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"\x00" * MB) + packer.flush(zlib.Z_FULL_FLUSH)
    return packed_entry(block * 4096 + packer.flush(), b"\x00" * 100)


def hidden_inside() -> bytes:
    """A gap between two entries, every offset after it put right."""
    data, hidden = b.docx(), b"MZ" + b"\x00" * 62
    at = b.header_at(data, "word/document.xml")
    listed = b.directory_at(data, "word/document.xml")
    end = data.rindex(b"PK\x05\x06")
    data = b.patched(data, listed + 42, "<I", at + len(hidden))
    data = b.patched(data, end + 16, "<I", end - b.directory_length(data) + len(hidden))
    return data[:at] + hidden + data[at:]


def corrupt_stored() -> bytes:
    data = b.zipped(b.docx_entries(more=[("word/media/image1.png", b"a" * 50)]), zipfile.ZIP_STORED)
    return data.replace(b"a" * 50, b"a" * 49 + b"b")


def listed_as_encrypted() -> bytes:
    data = b.docx()
    return b.patched(data, b.directory_at(data, "word/document.xml") + 8, "<H", 1)


def two_mains() -> bytes:
    mains = [("officeDocument", "word/document.xml", False), ("officeDocument", "word/other.xml", False)]
    entries = [
        (name, b.relationships(*mains) if name == "_rels/.rels" else data) for name, data in b.docx_entries()
    ]
    return b.zipped([*entries, ("word/other.xml", b.word_document(""))])


def overlapping() -> bytes:
    """Two directory records that share one entry's bytes, as the densest zip bombs do."""
    data = b.docx(more=[("word/media/image1.png", b"a" * 9), ("word/media/image2.png", b"a" * 9)])
    first = b.header_at(data, "word/media/image1.png")
    return b.patched(data, b.directory_at(data, "word/media/image2.png") + 42, "<I", first)


def renamed_inside() -> bytes:
    """The directory says picture, the entry's own header says macro."""
    data = b.docx(more=[("word/media/pic.bin", b"x" * 20)])
    at = b.header_at(data, "word/media/pic.bin") + 30
    return data[:at] + b"word/vbaProject.bin"[:18] + data[at + 18 :]


def hidden_between() -> bytes:
    """A gap between the last entry and the directory, where a second file hides."""
    data, hidden = b.docx(), b"MZ" + b"\x00" * 62
    end = data.rindex(b"PK\x05\x06")
    at = end - b.directory_length(data)
    moved = data[:at] + hidden + data[at:]
    return b.patched(moved, end + len(hidden) + 16, "<I", at + len(hidden))


def encrypted_entry() -> bytes:
    data = b.docx()
    for at in (b.directory_at(data, "word/document.xml") + 8, b.header_at(data, "word/document.xml") + 6):
        data = b.patched(data, at, "<H", 1)
    return data


def locally_encrypted_entry() -> bytes:
    data = b.docx()
    return b.patched(data, b.header_at(data, "word/document.xml") + 6, "<H", 1)


def strange_method() -> bytes:
    return b.zipped(b.docx_entries(), zipfile.ZIP_LZMA)


def twice() -> bytes:
    return b.docx(more=[("word/Document.xml", b.word_document(b.paragraph("另一份")))])


def corrupt() -> bytes:
    data = b.docx()
    at = b.header_at(data, "word/document.xml") + 30 + len("word/document.xml") + 40
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def long_directory() -> bytes:
    """A directory of 3 MB: two thousand entries with long comments would fill memory."""
    data = b.docx()
    return b.patched(data, data.rindex(b"PK\x05\x06") + 12, "<I", 3 * MB)


def main_of(old: str, new: str) -> bytes:
    return b.docx(main=b.WORD_MAIN.replace(old, new))


ZIPS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "bomb-ratio.docx": ("expansion", bomb),
    "bomb-sum.docx": ("expansion", many_megabytes),
    "bomb-understated.docx": ("damaged", understated),
    "bomb-overlapping.docx": ("polyglot", overlapping),
    "entries-2500.docx": ("entries", lambda: b.docx(more=[(f"word/{n}", b"") for n in range(2500)])),
    "directory-3mb.docx": ("entries", long_directory),
    "traversal-dots.docx": ("path", lambda: b.docx(more=[("../../etc/cron.d/x", b"x")])),
    "traversal-root.docx": ("path", lambda: b.docx(more=[("/etc/passwd", b"x")])),
    "traversal-drive.docx": ("path", lambda: b.docx(more=[("C:/x.dll", b"x")])),
    "traversal-backslash.docx": ("path", lambda: b.docx(more=[("word\\..\\..\\x", b"x")])),
    "traversal-dot.docx": ("path", lambda: b.docx(more=[("word/./x.xml", b"<x/>")])),
    "name-with-bell.docx": ("path", lambda: b.docx(more=[("word/\x07x", b"x")])),
    "twice.docx": ("duplicate", twice),
    "renamed-inside.docx": ("polyglot", renamed_inside),
    "hidden-inside.docx": ("polyglot", hidden_inside),
    "hidden-in-entry.docx": (
        "damaged",
        lambda: packed_entry(deflated(b"picture") + b"MZ\x90\x00", b"picture"),
    ),
    "unfinished-entry.docx": ("damaged", lambda: packed_entry(b"\x00\x07\x00\xf8\xffpicture", b"picture")),
    "hidden-between.docx": ("polyglot", hidden_between),
    "trailing.docx": ("polyglot", lambda: b.docx() + b"<script>alert(1)</script>"),
    "comment.docx": ("polyglot", lambda: b.patched(b.docx(), len(b.docx()) - 2, "<H", 4) + b"MZ\x90\x00"),
    "comment-missing.docx": ("polyglot", lambda: b.patched(b.docx(), len(b.docx()) - 2, "<H", 9)),
    "split-disk.docx": ("polyglot", lambda: b.patched(b.docx(), len(b.docx()) - 18, "<H", 1)),
    "before-end.docx": ("polyglot", lambda: b.docx()[:-22] + b"MZ" + b.docx()[-22:]),
    "two-zips.docx": ("polyglot", lambda: b.docx() + b.docx()),
    "leading.docx": ("polyglot", lambda: b"#!/bin/sh\n" + b.docx()),
    "entry-password.docx": ("password", encrypted_entry),
    "entry-password-listed.docx": ("password", listed_as_encrypted),
    "entry-password-hidden.docx": ("password", locally_encrypted_entry),
    "method-unread.docx": ("damaged", lambda: packed_entry(b"picture", b"picture", method=12)),
    "method-lzma.docx": ("damaged", strange_method),
    "corrupt-stored.docx": ("damaged", corrupt_stored),
    "two-mains.docx": ("damaged", two_mains),
    "corrupt.docx": ("damaged", corrupt),
    "truncated.docx": ("damaged", lambda: b.docx()[:-300]),
    "no-directory.docx": ("damaged", lambda: b.docx()[:200]),
    "only-zip.docx": ("unwanted", lambda: b.zipped([("a.txt", b"hello")])),
    "odt.docx": ("unwanted", lambda: b.zipped([("mimetype", b"application/vnd.oasis.opendocument.text")])),
    "presentation.docx": (
        "unwanted",
        lambda: main_of("wordprocessingml", "presentationml"),
    ),
    "template.docx": ("unwanted", lambda: main_of("document.main", "template.main")),
    "no-main.docx": ("damaged", lambda: b.zipped(b.docx_entries()[:2])),
    "empty-main.docx": ("damaged", lambda: b.zipped([*b.docx_entries()[:2], ("word/document.xml", b"")])),
    "no-relations.docx": ("damaged", lambda: b.zipped([b.docx_entries()[0], b.docx_entries()[2]])),
}

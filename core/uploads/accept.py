"""The one door for files from outside."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.core.files.base import File

from core.uploads.images import clean_picture
from core.uploads.inner import clean_pictures
from core.uploads.limits import LIMITS, Limits, MiB
from core.uploads.office import check_office
from core.uploads.pdf import check_pdf
from core.uploads.refusal import refusal
from core.uploads.scan import Scanner, scanner_from_settings
from core.uploads.sniff import HEAD, NAMES, OLE, SUFFIXES, check_suffix, listed, parse_name, refuse_ole, sniff

KINDS = frozenset(SUFFIXES)
CHUNK = 1024 * 1024  # bytes


@dataclass(frozen=True)
class AcceptedFile:
    """A file that may be kept.

    `content` stands at its start and is what `size` (bytes) and `sha256` (hex) speak of; for pictures, and
    for office files with pictures that tell where they were taken, it is a rewritten copy, else the file that
    came. `clean_name` is for showing, never for storing.
    """

    kind: str
    size: int
    sha256: str
    clean_name: str
    content: File


def accept(
    file: BinaryIO,
    *,
    kinds: frozenset[str] = KINDS,
    limits: Limits = LIMITS,
    scanner: Callable[[], Scanner | None] = scanner_from_settings,
) -> AcceptedFile:
    """The file, checked; raises `UploadRefused` with a sentence that says what is wrong and what to do.

    `file` is any seekable binary file; its `name`, if it has one, must agree with the content. Nothing is
    read of a file over `limits.bytes`. Takes below a second of CPU and 200 MB of memory for any content.
    """
    _check_size(file, limits)
    name = parse_name(getattr(file, "name", None) or "", limits)
    kind, content = _check_content(file, kinds, limits)
    check_suffix(name, kind)
    if scan := scanner():
        scan(file)
    return _accepted(kind, content, name.with_kind(kind))


def _check_size(file: BinaryIO, limits: Limits) -> None:
    size = file.seek(0, io.SEEK_END)
    if not size:
        raise refusal("empty")
    if size > limits.bytes:
        raise refusal("too_large", size=f"{size / MiB:.1f} MB", limit=f"{limits.bytes / MiB:g} MB")


def _check_content(file: BinaryIO, kinds: frozenset[str], limits: Limits) -> tuple[str, BinaryIO]:
    """What the file is, and what to keep of it; wanted kinds are settled before the long look."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(OLE):
        raise refuse_ole(head + file.read(limits.bytes))
    kind = sniff(head, kinds)
    if kind == "zip":
        return _check_office(file, kinds, limits)
    _check_wanted(kind, kinds)
    if kind == "pdf":
        check_pdf(file, limits)
    return kind, clean_picture(file, kind, limits) if kind in ("jpg", "png") else file


def _check_office(file: BinaryIO, kinds: frozenset[str], limits: Limits) -> tuple[str, BinaryIO]:
    office = check_office(file, limits, wanted=listed(kinds))
    _check_wanted(office.kind, kinds)
    return office.kind, clean_pictures(office.package, limits)


def _check_wanted(kind: str, kinds: frozenset[str]) -> None:
    if kind not in kinds:
        raise refusal("unwanted", found=NAMES[kind], wanted=listed(kinds))


def _accepted(kind: str, content: BinaryIO, name: str) -> AcceptedFile:
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    return AcceptedFile(kind, size, digest.hexdigest(), name, File(content, name=name))

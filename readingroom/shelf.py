"""Reading what lies in a packet's zip: one member at a time, checked against its digest before it shows."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.conf import settings

from core.exceptions import NotNow
from core.uploads import UploadRefused, accept
from meetings.preview import NoPreviewError, Page, pages_of
from readingroom.description import Chain, chained
from readingroom.models import OpenedDocument, OpenedPacket

_BLOCK = 1 << 20
_IN_MEMORY = 4 << 20  # bytes of a document held in memory; larger ones wait on the disk


@contextmanager
def _bag_of(packet: OpenedPacket) -> Iterator[zipfile.ZipFile]:
    with packet.file.open("rb") as stored, zipfile.ZipFile(cast(BinaryIO, stored)) as bag:
        yield bag


def content_of(document: OpenedDocument) -> BinaryIO:
    """The document's bytes at their start, to be closed by the caller.

    Raises NotNow when they are no longer those that were archived.
    """
    found = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
    digest = hashlib.sha256()
    try:
        with (
            _bag_of(document.packet) as bag,
            bag.open(f"{document.packet.folder}/{document.path}") as source,
        ):
            while block := source.read(_BLOCK):
                digest.update(block)
                found.write(block)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError) as error:
        found.close()
        raise NotNow(_SPOILT) from error
    if digest.hexdigest() != document.sha256:
        found.close()
        raise NotNow(_SPOILT)
    found.seek(0)
    return cast(BinaryIO, found)


_SPOILT = "存放的归档包损坏了：这个文件与归档时的校验值不符，不能显示。请用备份的归档包核对。"


def minutes_of(packet: OpenedPacket) -> Chain:
    """The minutes as the packet carries them. Raises NotNow when the stored packet is spoilt."""
    try:
        with _bag_of(packet) as bag:
            return chained(json.loads(bag.read(f"{packet.folder}/chain.json")))
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError) as error:
        raise NotNow(_SPOILT) from error


def preview_of(document: OpenedDocument) -> list[Page]:
    """A Word document as sheets; none for other files and for what the upload check would refuse."""
    if not document.path.lower().endswith(".docx"):
        return []
    with content_of(document) as content:
        try:
            accept(content, kinds=frozenset({"docx"}), scanner=lambda: None)
            content.seek(0)
            return pages_of(content.read())
        except (UploadRefused, NoPreviewError):
            return []

"""Several documents in one zip, written to a file so that a branch's uploads need no memory. Plain Python."""

from __future__ import annotations

import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from typing import IO

from meetings.documents import Produced

_IN_MEMORY = 8 * 1024 * 1024  # bytes; more goes to the disk
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same documents give the same bytes
_LONGEST = 60  # characters of a name
_REFUSED = str.maketrans('<>:"/\\|?*%', "＜＞：＂／＼｜？＊％")  # by one system or another


def bundle_of(documents: Iterable[Produced]) -> IO[bytes]:
    """A zip of the documents in their order, at its start; each is rendered when it is its turn."""
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for number, document in enumerate(documents, 1):
            entry = zipfile.ZipInfo(f"{number:03d}_{file_name(document)}", _EARLIEST)
            bundle.writestr(entry, document.render(), zipfile.ZIP_DEFLATED)
    file.seek(0)
    return file


def file_name(document: Produced) -> str:
    """A document's name without what a file system or an unpacking program refuses."""
    shown = " ".join(document.title.split())
    kept = "".join(char for char in shown if unicodedata.category(char)[0] != "C")
    return (kept.translate(_REFUSED)[:_LONGEST].strip(" .") or "未命名") + document.suffix

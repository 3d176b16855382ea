"""页数 of the catalogue: counted where it can be counted, else said not to be. Never guessed.

A picture is one page and a PDF says its own number. A Word document has pages only once something sets it:
LibreOffice, where the operator wants that (`COUNT_PAGES`). A sheet of numbers has none.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from core.uploads.pdf import page_count
from gongwen.render import TIMEOUT_SECONDS, CannotRender, page_counts

log = logging.getLogger(__name__)

PICTURES = (".jpg", ".jpeg", ".png")
AT_ONCE = 40  # documents of one start of LibreOffice: about 10 s, within which a cancellation waits
SECONDS_EACH = 10  # allowed a document on top; the longest takes 30 s alone


def told_by_itself(content: bytes, suffix: str) -> int | None:
    """The number of pages that a file itself tells."""
    if suffix in PICTURES:
        return 1
    return page_count(content) if suffix == ".pdf" else None


class WordPages:
    """The Word documents of a packet, put aside while they are rendered and counted together at the end.

    Nothing is put aside where the site does not count. What LibreOffice cannot set stays without a number.
    """

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._names: list[str] = []

    def put(self, name: str, content: bytes) -> None:
        if settings.COUNT_PAGES:
            self._file(len(self._names)).write_bytes(content)
            self._names.append(name)

    def _file(self, number: int) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="pages-", dir=settings.FILE_UPLOAD_TEMP_DIR)
        return Path(self._folder.name) / str(number)

    def counted(self, beat: Callable[[int, int], None]) -> dict[str, int]:
        """Pages by name. `beat(done, total)` is called between starts of LibreOffice, and may raise."""
        found: dict[str, int] = {}
        for start in range(0, len(self._names), AT_ONCE):
            beat(start, len(self._names))
            names = self._names[start : start + AT_ONCE]
            files = [self._file(number) for number in range(start, start + len(names))]
            try:
                counts = page_counts(
                    [file.read_bytes() for file in files], timeout=TIMEOUT_SECONDS + SECONDS_EACH * len(files)
                )
            except CannotRender as error:
                log.warning("pages are not counted: %s", error)
                return found
            found |= {name: pages for name, pages in zip(names, counts, strict=True) if pages}
        return found

    def discard(self) -> None:
        if self._folder:
            self._folder.cleanup()

"""A document's sheets as pictures, by LibreOffice where it is present; kept for minutes, in memory alone."""

from __future__ import annotations

import hashlib
from io import BytesIO

from django.core.cache import caches
from docx import Document
from docx.oxml.ns import qn

from gongwen.checker.faces import installed
from gongwen.render import CannotRender, can_draw, pictures

__all__ = ["CannotRender", "absent_fonts", "can_draw", "of"]

DPI = 96
MOST = 60  # sheets; what is longer is read in the download
TIMEOUT = 40  # seconds, the wait for another one's document included


def of(data: bytes) -> list[bytes]:
    """A PNG for each sheet. Raises CannotRender with a sentence."""
    kept, key = caches["sheets"], f"sheets-{hashlib.sha256(data).hexdigest()}"
    found = kept.get(key)
    if found is None:
        found = pictures(data, dpi=DPI, most=MOST, timeout=TIMEOUT)
        kept.set(key, found)
    return found


def absent_fonts(data: bytes) -> list[str]:
    """Faces that the document names and this machine lacks: its pictures show others in their place."""
    here = installed() or frozenset()
    body = Document(BytesIO(data)).element.body
    named = {fonts.get(qn("w:eastAsia"), "") for fonts in body.iter(qn("w:rFonts"))}
    return sorted(named - here - {""})

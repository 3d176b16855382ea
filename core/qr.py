"""A QR code drawn on the server: inline SVG for pages, PNG for Word. No other host, no script."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe

_QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks
_PIXELS = 12  # of a module in the PNG: sharp at 45 mm on paper


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)


def svg(text: str, title: str) -> SafeString:
    """An `<svg>` with `title` for whoever cannot see it; its size is the page's business."""
    drawn = _code(text).svg_inline(
        border=_QUIET, omitsize=True, title=title, svgclass="qr__code", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308  (segno escapes the title, the rest are numbers)


def png(text: str) -> bytes:
    """The same code as a picture of black and white."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=_PIXELS, border=_QUIET)
    return out.getvalue()

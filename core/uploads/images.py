"""Pictures, rewritten without what they tell besides the picture.

Cameras write place, time, owner and a small second picture into the segments around the image data.
Copying only the segments that a viewer needs is shorter and safer than decoding: no pixel is touched,
no quality lost, and no decoder runs here on a stranger's file. Which way is up is kept, freshly written.
Colour profiles go too (they hold texts of any kind): colours of a wide-gamut camera get a little paler.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from core.uploads.limits import Limits
from core.uploads.package import holds_zip
from core.uploads.refusal import refusal

# JPEG markers: the second byte, after FF.
SOI, EOI, SOS, APP0, APP1, APP14, COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEE, 0xFE
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})  # Huffman, arithmetic, quantization, restart interval
DROPPED = frozenset(range(0xE0, 0xF0)) | {COMMENT}
# In a scan FF is followed by 00 or a restart marker; anything else ends it.
SCAN_END = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
JFIF = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"  # version 1.1, square pixels, no thumbnail
ADOBE = 12  # bytes that say how colours are coded; without them some pictures turn green

# What a smuggled file begins with. Phones append films and depth maps: those are only cut off.
SMUGGLED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF-",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"<script",
    b"<?php",
)

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
# Transparency, brightness, primaries, significant bits, background, size of a pixel.
PNG_KEPT = PNG_CRITICAL | {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}


def clean_picture(file: BinaryIO, kind: str, limits: Limits) -> io.BytesIO:
    """A copy of the "jpg" or "png" without place, time, texts, thumbnails and trailing data.

    Raises `UploadRefused` for what is damaged, cut off, has too many pixels, or carries a second file.
    Holds the file and its copy in memory.
    """
    file.seek(0)
    data = file.read(limits.bytes)
    try:
        return io.BytesIO(b"".join((_jpeg if kind == "jpg" else _png)(memoryview(data), limits)))
    except (struct.error, IndexError) as error:
        raise refusal("damaged") from error


def _check_size(width: int, height: int, limits: Limits) -> None:
    if not width or not height:
        raise refusal("damaged")
    if width * height > limits.pixels or max(width, height) > limits.side:
        raise refusal("pixels", width=width, height=height)


def _check_rest(rest: bytes) -> None:
    if any(mark in rest for mark in SMUGGLED) or holds_zip(rest):
        raise refusal("polyglot")


@dataclass(frozen=True)
class Segment:
    """A JPEG segment; `scan` is the image data that follows a start of scan."""

    marker: int
    body: memoryview
    scan: memoryview

    def __bytes__(self) -> bytes:
        return _segment(self.marker, self.body) + self.scan


def _segment(marker: int, body: bytes | memoryview) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _jpeg(data: memoryview, limits: Limits) -> Iterator[bytes]:
    segments = list(_segments(data, limits))
    markers = [segment.marker for segment in segments]
    frames = [segment for segment in segments if segment.marker in FRAMES]
    if not frames or SOS not in markers or not FRAMES & set(markers[: markers.index(SOS)]):
        raise refusal("damaged")
    for frame in frames:
        height, width = struct.unpack_from(">HH", frame.body, 1)
        _check_size(width, height, limits)
    yield b"\xff\xd8"
    yield from _fresh(segments)
    yield from (bytes(segment) for segment in segments if segment.marker not in DROPPED)
    yield b"\xff\xd9"


def _segments(data: memoryview, limits: Limits) -> Iterator[Segment]:
    """All segments up to the end of the image; what follows it is looked at and left behind."""
    at = 2
    for _ in range(limits.segments):
        if data[at] != 0xFF:
            raise refusal("damaged")
        marker = data[at + 1]
        if marker == EOI:
            return _check_rest(bytes(data[at + 2 :]))
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        length = _length(data, at, marker)
        end = _scan_end(data, at + 2 + length) if marker == SOS else at + 2 + length
        yield Segment(marker, data[at + 4 : at + 2 + length], data[at + 2 + length : end])
        at = end
    raise refusal("too_complex")


def _length(data: memoryview, at: int, marker: int) -> int:
    if marker not in FRAMES | TABLES | DROPPED | {SOS}:
        raise refusal("damaged")
    (length,) = struct.unpack_from(">H", data, at + 2)
    return length


def _scan_end(data: memoryview, start: int) -> int:
    if not (found := SCAN_END.search(data, start)):
        raise refusal("damaged")
    return found.start()


def _fresh(segments: list[Segment]) -> Iterator[bytes]:
    """The three application segments that change how a picture looks, with nothing else in them."""
    bodies = [(segment.marker, bytes(segment.body)) for segment in segments if segment.marker in DROPPED]
    if any(marker == APP0 and body.startswith(b"JFIF\x00") for marker, body in bodies):
        yield _segment(APP0, JFIF)
    turned = [orientation(body) for marker, body in bodies if marker == APP1]
    if up := next(filter(None, turned), 0):
        yield _segment(APP1, b"Exif\x00\x00MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, up, 0, 0))
    if adobe := next((body for marker, body in bodies if marker == APP14 and body[:5] == b"Adobe"), None):
        yield _segment(APP14, adobe[:ADOBE])


def orientation(body: bytes) -> int:
    """2 to 8 if this Exif segment turns or mirrors the picture, else 0."""
    order = {b"MM": ">", b"II": "<"}.get(body[6:8])
    if not body.startswith(b"Exif\x00\x00") or not order:
        return 0
    try:
        first = 6 + struct.unpack_from(order + "I", body, 10)[0]
        for index in range(struct.unpack_from(order + "H", body, first)[0]):
            tag, _, _, value = struct.unpack_from(order + "HHIH", body, first + 2 + 12 * index)
            if tag == 0x0112:
                return value if 2 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _png(data: memoryview, limits: Limits) -> Iterator[bytes]:
    yield PNG_SIGNATURE
    names = []
    for name, whole in _chunks(data, limits):
        names.append(name)
        if name == b"IHDR":
            width, height = struct.unpack_from(">II", whole, 8)
            _check_size(width, height, limits)
        if name in PNG_KEPT:
            yield bytes(whole)
        elif not name[0] & 0x20:  # upper case: a viewer cannot do without it, and we do not know it
            raise refusal("damaged")
    if names[0] != b"IHDR" or names.count(b"IHDR") != 1 or b"IDAT" not in names:
        raise refusal("damaged")


def _chunks(data: memoryview, limits: Limits) -> Iterator[tuple[bytes, memoryview]]:
    """Name and whole of each chunk up to the end of the image, checksums compared."""
    at = len(PNG_SIGNATURE)
    for _ in range(limits.segments):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(data[at + 4 : end - 4]) != checksum:
            raise refusal("damaged")
        yield name, data[at:end]
        if name == b"IEND":
            return _check_rest(bytes(data[end:]))
        at = end
    raise refusal("too_complex")

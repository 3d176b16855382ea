"""PDF: no script, no attachment, no action that starts something, no password, not too many pages.

Read as bytes, not as a tree of objects. A parser follows the references that it believes in, and two
parsers believe in different ones; the names of forbidden things must stand somewhere in the file, or in
one of its compressed object streams, whichever way a reader gets to them. So all of both is searched.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from core.uploads.limits import LIMITS, Limits
from core.uploads.package import TAIL, holds_zip
from core.uploads.refusal import UploadRefused, refusal

HEADER = re.compile(rb"%PDF-[12]\.[0-9]\s")
END = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF[\s\x00]*\Z")
FIRST_OBJECT = re.compile(rb"\s*(?:xref\b|[0-9]+\s+[0-9]+\s+obj\b)")
# Long enough that compressed bytes do not hold them by chance: one 20 MB file in ten million.
ACTIVE = (
    *(b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/SubmitForm", b"/ImportData"),
    *(b"/GoToR", b"/GoToE", b"/Rendition", b"/FileAttachment", b"/Collection"),
)
FORM_SCRIPT = re.compile(rb"/XFA\s*[\[0-9]")
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z0-9_.\-#])")
ESCAPED_NAME = re.compile(rb"/[A-Za-z0-9]{0,20}#[A-Za-z0-9#]{2,60}")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
OBJECT_STREAM = b"/ObjStm"
FLATE_ONLY = re.compile(rb"/Filter\s*(?:/Fl(?:ateDecode)?\b|\[\s*/Fl(?:ateDecode)?\s*\])")
# An object stream begins with pairs of object number and offset, whatever its dictionary calls it.
PAIRS = re.compile(rb"\s*(?:%|[0-9]{1,10}\s+[0-9]{1,10}\s)")
DICTIONARY = 4_096  # bytes before "stream" that are its dictionary, at most
HEAD = 1_024  # bytes that show what a stream is
PIECE = 64 * 1024  # bytes fed to the inflater at a time, and four times that taken from it
OVERLAP = 64  # bytes kept from piece to piece, so that no name is cut


def page_count(data: bytes, limits: Limits = LIMITS) -> int | None:
    """How many pages a PDF has; None where it cannot be told."""
    try:
        pages = _search(data) + sum(_search(piece) for piece in _object_streams(data, limits))
    except UploadRefused:
        return None
    return pages or None


def check_pdf(file: BinaryIO, limits: Limits) -> None:
    """Raises `UploadRefused`; holds the file once in memory, and one piece of what it inflates.

    Not seen: an object stream that is not named one and packed by another filter than Flate, and an
    address opened by itself when the file is (readers ask before they go there).
    """
    file.seek(0)
    data = file.read(limits.bytes)
    _check_frame(data)
    if data.count(b"/") > limits.pdf_names:
        raise refusal("too_complex")
    pages = _search(data)
    for piece in _object_streams(data, limits):
        pages += _search(piece)
    if pages > limits.pdf_pages:
        raise refusal("pages", limit=limits.pdf_pages)


def _check_frame(data: bytes) -> None:
    """The header is first, the end is last, and the end points to a table in the file."""
    if not HEADER.match(data):
        raise refusal("damaged")
    if holds_zip(data[-TAIL:]):
        raise refusal("polyglot")
    end = END.search(data, max(0, len(data) - 2_048))
    if not end:
        raise refusal("polyglot" if b"%%EOF" in data[-TAIL:] else "damaged")
    if not FIRST_OBJECT.match(data, int(end[1])):
        raise refusal("damaged")


def _search(data: bytes) -> int:
    """Pages counted in `data`; raises at a forbidden name, also one written with #xx."""
    for text in (data, _unescaped_names(data)):
        if b"/Encrypt" in text:
            raise refusal("password")
        if found := next((name for name in ACTIVE if name in text), None):
            raise refusal("active", name=found.decode().removeprefix("/"))
        if FORM_SCRIPT.search(text):
            raise refusal("active", name="XFA")
    return len(PAGE.findall(data))


def _unescaped_names(data: bytes) -> bytes:
    """The names that hide a letter as #xx, made plain."""
    return b" 0 ".join(map(_unescape, ESCAPED_NAME.findall(data))) if b"#" in data else b""


def _unescape(text: bytes) -> bytes:
    return ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), text)


def _object_streams(data: bytes, limits: Limits) -> Iterator[bytes]:
    """The inflated bytes of every stream that holds objects, in overlapping pieces."""
    total = declared = 0
    for number, found in enumerate(STREAM.finditer(data)):
        if number >= limits.pdf_streams:
            raise refusal("too_complex")
        dictionary = _dictionary(data, found.start())
        declared += OBJECT_STREAM in dictionary
        for piece in _objects(data, found.end(), dictionary):
            total += len(piece)
            if total > limits.expanded_bytes:
                raise refusal("expansion")
            yield piece
    # One that is named but was not met here might still be met by a more tolerant reader.
    if declared < data.count(OBJECT_STREAM) + _unescaped_names(data).count(OBJECT_STREAM):
        raise refusal("too_complex")


def _dictionary(data: bytes, end: int) -> bytes:
    return _unescape(data[max(0, end - DICTIONARY) : end].rpartition(b"obj")[2])


def _objects(data: bytes, start: int, dictionary: bytes) -> Iterator[bytes]:
    """The stream at `start` inflated, if it holds objects; nothing for pictures, fonts, plain streams."""
    declared = OBJECT_STREAM in dictionary
    packed = b"/Filter" in dictionary
    if declared and (b"/DecodeParms" in dictionary or (packed and not FLATE_ONLY.search(dictionary))):
        raise refusal("too_complex")
    try:
        head = zlib.decompressobj().decompress(data[start : start + HEAD], HEAD)
    except zlib.error:
        if declared and packed:
            raise refusal("damaged") from None
        return  # not packed: its bytes are among those of the file
    if declared or PAIRS.match(head):
        yield from _inflate(data, start)


def _inflate(data: bytes, start: int) -> Iterator[bytes]:
    inflater, kept = zlib.decompressobj(), b""
    try:
        while not inflater.eof and (start < len(data) or inflater.unconsumed_tail):
            raw = inflater.unconsumed_tail
            if not raw:
                raw = data[start : start + PIECE]
                start += PIECE
            piece = inflater.decompress(raw, 4 * PIECE)
            yield kept + piece
            kept = (kept + piece)[-OVERLAP:]
    except zlib.error as error:
        raise refusal("damaged") from error

"""The zip layer of office files: what may be inside is settled before anything is inflated.

The directory is read by `zipfile`; the bytes are inflated here, because `ZipFile.read` trusts the
declared size only after it has inflated up to 2 GB, and so do the libraries built on it.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from core.uploads.limits import Limits
from core.uploads.refusal import refusal

LOCAL_HEADER = struct.Struct("<4s2xHH16xHH")
END_RECORD = struct.Struct("<4sHHHHIIH")
LOCAL_SIGNATURE = b"PK\x03\x04"
END_SIGNATURE = b"PK\x05\x06"
TAIL = 22 + 65_535  # an end record and the longest comment after it
FLAG_ENCRYPTED, FLAG_DESCRIPTOR, FLAG_UTF8 = 0x1, 0x8, 0x800
DESCRIPTOR_SIZES: tuple[int, ...] = (0, 12, 16, 20, 24)  # with and without signature, with 4 and 8 byte sizes
READ = 64 * 1024
INFLATE = 256 * 1024


@dataclass(frozen=True)
class Part:
    """One entry: where its packed bytes lie and what they must become."""

    name: str
    offset: int
    packed: int
    size: int
    crc: int
    deflated: bool


class Package:
    """The entries of a checked zip, by lower-case name: part names do not tell cases apart."""

    def __init__(self, file: BinaryIO, parts: list[Part]) -> None:
        self.file = file
        self.parts = {part.name.lower(): part for part in parts}

    def find(self, name: str) -> Part | None:
        return self.parts.get(name.lstrip("/").lower())

    def chunks(self, part: Part) -> Iterator[bytes]:
        """The part's bytes, at most 256 KiB at a time; refused unless size and checksum come true."""
        total = crc = 0
        for chunk in self._inflated(part) if part.deflated else self._raw(part):
            total += len(chunk)
            if total > part.size:
                raise refusal("damaged")
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if total != part.size or crc != part.crc:
            raise refusal("damaged")

    def packed(self, part: Part) -> Iterator[bytes]:
        """The part's bytes as they lie in the file, for copying."""
        return self._raw(part)

    def _raw(self, part: Part) -> Iterator[bytes]:
        done = 0
        while done < part.packed:
            self.file.seek(part.offset + done)
            chunk = self.file.read(min(READ, part.packed - done))
            if not chunk:
                raise refusal("damaged")
            done += len(chunk)
            yield chunk

    def _inflated(self, part: Part) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for raw in self._raw(part):
                yield from _drain(inflater, raw)
        except zlib.error as error:
            raise refusal("damaged") from error
        if not inflater.eof or inflater.unused_data:
            raise refusal("damaged")


def _drain(inflater, raw: bytes) -> Iterator[bytes]:
    while raw:
        chunk = inflater.decompress(raw, INFLATE)
        raw = inflater.unconsumed_tail
        if chunk:
            yield chunk


def open_package(file: BinaryIO, limits: Limits) -> Package:
    """The package in `file`, all of its directory checked; raises `UploadRefused`, reads no content."""
    directory_at = _check_end(file, limits)
    infos = _directory(file)
    _check_names(infos)
    _check_sizes(infos, limits, sent=file.seek(0, io.SEEK_END))
    return Package(file, _laid_out(file, infos, directory_at))


def holds_zip(tail: bytes) -> bool:
    """Whether these last bytes of a file could be opened as a zip by a tolerant reader."""
    return zipfile.is_zipfile(io.BytesIO(tail[-TAIL:]))


def _check_end(file: BinaryIO, limits: Limits) -> int:
    """Where the directory starts; the end record must be the last thing in the file and fit exactly."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    if END_SIGNATURE not in tail:
        raise refusal("damaged")
    if len(tail) < END_RECORD.size or tail[-END_RECORD.size :][:4] != END_SIGNATURE:
        raise refusal("polyglot")
    _, disk, first, here, entries, length, offset, comment = END_RECORD.unpack(tail[-END_RECORD.size :])
    if length > limits.directory_bytes:  # the count beside it may lie; the records are counted later
        raise refusal("entries", limit=limits.entries)
    if disk or first or comment or here != entries or offset + length + END_RECORD.size != size:
        raise refusal("polyglot")
    return offset


def _directory(file: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        file.seek(0)
        return zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise refusal("damaged") from error


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        if not _is_plain(info.orig_filename):
            raise refusal("path")
        if info.filename.lower() in seen:
            raise refusal("duplicate")
        seen.add(info.filename.lower())


def _is_plain(name: str) -> bool:
    parts = name.removesuffix("/").split("/")
    return not set("\\:") & set(name) and name.isprintable() and not {"", ".", ".."} & set(parts)


def _check_sizes(infos: list[zipfile.ZipInfo], limits: Limits, *, sent: int) -> None:
    if len(infos) > limits.entries:
        raise refusal("entries", limit=limits.entries)
    if any(info.flag_bits & FLAG_ENCRYPTED for info in infos):
        raise refusal("password")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise refusal("damaged")
    total = sum(info.file_size for info in infos)
    if total > limits.expanded_bytes or total > max(limits.ratio_from, sent * limits.ratio):
        raise refusal("expansion")


def _laid_out(file: BinaryIO, infos: list[zipfile.ZipInfo], directory_at: int) -> list[Part]:
    """The entries in file order; between them there may be no byte that no entry accounts for."""
    parts: list[Part] = []
    end, slack = 0, DESCRIPTOR_SIZES[:1]
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset - end not in slack:
            raise refusal("polyglot")
        part = _part(file, info)
        parts.append(part)
        end = part.offset + part.packed
        slack = DESCRIPTOR_SIZES if info.flag_bits & FLAG_DESCRIPTOR else DESCRIPTOR_SIZES[:1]
    if directory_at - end not in slack:
        raise refusal("polyglot")
    return parts


def _part(file: BinaryIO, info: zipfile.ZipInfo) -> Part:
    """The entry as its own header has it: two headers that disagree show two readers two files."""
    file.seek(info.header_offset)
    header = file.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or header[:4] != LOCAL_SIGNATURE:
        raise refusal("damaged")
    _, flags, method, name_length, extra_length = LOCAL_HEADER.unpack(header)
    name = file.read(name_length).decode("utf-8" if flags & FLAG_UTF8 else "cp437", "replace")
    if flags & FLAG_ENCRYPTED:
        raise refusal("password")
    if name != info.orig_filename or method != info.compress_type:
        raise refusal("polyglot")
    return Part(
        name=info.filename,
        offset=info.header_offset + LOCAL_HEADER.size + name_length + extra_length,
        packed=info.compress_size,
        size=info.file_size,
        crc=info.CRC,
        deflated=method == zipfile.ZIP_DEFLATED,
    )

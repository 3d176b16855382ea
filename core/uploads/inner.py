"""Pictures inside office files, rewritten without place, time and owner, as pictures by themselves are.

Only entries that tell something are written anew; all others are copied packed as they came.
"""

import io
import zipfile
from typing import BinaryIO

from core.uploads.images import clean_picture
from core.uploads.limits import Limits
from core.uploads.package import Package, Part
from core.uploads.refusal import UploadRefused, refusal
from core.uploads.sniff import MAGIC

# How a picture says more than its pixels: EXIF (JPEG, PNG, WebP), XMP, and Photoshop's place names.
TELLING = (b"Exif\x00\x00", b"eXIf", b"EXIF", b"http://ns.adobe.com/", b"XML:com.adobe.xmp", b"Photoshop 3.0")
TIFF = (b"II*\x00", b"MM\x00*")  # its metadata is its very structure
PICTURES = {"jpg": MAGIC["jpg"], "png": MAGIC["png"]}
HEAD = 16  # bytes by which a picture is known


def clean_pictures(package: Package, limits: Limits) -> BinaryIO:
    """The package's file, or a copy of it whose pictures tell nothing. Reads pictures alone.

    Raises `UploadRefused` for a picture that tells something and cannot be rewritten.
    """
    cleaned = {part.name: new for part in package.parts.values() if (new := _cleaned(package, part, limits))}
    return _rewritten(package, cleaned) if cleaned else package.file


def _cleaned(package: Package, part: Part, limits: Limits) -> bytes:
    """The picture anew; b"" for what is no picture or tells nothing."""
    chunks = package.chunks(part)
    first = next(chunks, b"")
    kind = _kind(first[:HEAD])
    if not kind:
        return b""
    data = b"".join([first, *chunks])
    if kind == "other" and (data.startswith(TIFF) or any(mark in data for mark in TELLING)):
        raise refusal("picture_inside")
    if kind == "other" or not any(mark in data for mark in TELLING):
        return b""
    try:
        new = clean_picture(io.BytesIO(data), kind, limits).getvalue()
    except UploadRefused as odd:
        raise refusal("picture_inside") from odd
    return b"" if new == data else new  # which way is up may stay


def _kind(head: bytes) -> str:
    """jpg, png, "other" for what may hold a place and is not rewritten, or "" for anything else."""
    for kind, magic in PICTURES.items():
        if head.startswith(magic):
            return kind
    is_other = head.startswith(TIFF) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
    return "other" if is_other or head[4:8] == b"ftyp" else ""


def _rewritten(package: Package, cleaned: dict[str, bytes]) -> BinaryIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for part in package.parts.values():
            if part.name in cleaned:
                target.writestr(_info(part), cleaned[part.name])
            else:
                _copy(package, part, target, out)
    out.seek(0)
    return out


def _info(part: Part) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(part.name)  # pictures do not pack: stored, with no time of day


def _copy(package: Package, part: Part, target: zipfile.ZipFile, out: BinaryIO) -> None:
    """One entry as it is packed. `zipfile` has no call for it; its directory only needs to know the entry."""
    info = _info(part)
    info.compress_type = zipfile.ZIP_DEFLATED if part.deflated else zipfile.ZIP_STORED
    info.CRC, info.compress_size, info.file_size = part.crc, part.packed, part.size
    out.seek(target.start_dir)
    info.header_offset = out.tell()
    out.write(info.FileHeader())
    for chunk in package.packed(part):
        out.write(chunk)
    target.filelist.append(info)
    target.NameToInfo[info.filename] = info
    target.start_dir = out.tell()

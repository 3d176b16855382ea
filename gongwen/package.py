"""Writing the package so that the same content gives the same bytes."""

import io
import zipfile

from docx.opc.package import OpcPackage
from docx.opc.pkgwriter import _ContentTypesItem

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can state


def package_bytes(package: OpcPackage) -> bytes:
    """The package as zip bytes: content types first, parts by name, one fixed time, no host marks."""
    parts = sorted(package.iter_parts(), key=lambda part: str(part.partname))
    entries = {
        "[Content_Types].xml": _ContentTypesItem.from_parts(parts).blob,
        "_rels/.rels": package.rels.xml,
    }
    for part in parts:
        entries[part.partname.membername] = part.blob
        if len(part.rels):
            entries[part.partname.rels_uri.membername] = part.rels.xml
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blob in entries.items():
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # else Windows and Linux would differ
            archive.writestr(info, blob, compresslevel=6)
    return buffer.getvalue()

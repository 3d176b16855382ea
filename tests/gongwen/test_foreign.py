"""Documents made elsewhere: by a clerk in a word processor, by a program, by somebody with bad intent."""

import io
import subprocess
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from gongwen import Document, FontSet, render
from gongwen.checker import FAIL, PASS, UNVERIFIED, WARN, UnreadableDocument, check
from gongwen.checker import package as package_module
from tests.gongwen.bending import bent
from tests.gongwen.good import BODY, official

FIELD = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def face(run, name: str, size: float, *, latin_only: bool = False) -> None:
    run.font.name, run.font.size = name, Pt(size)
    if not latin_only:
        run._r.rPr.rFonts.set(qn("w:eastAsia"), name)


def saved(doc) -> bytes:
    target = io.BytesIO()
    doc.save(target)
    return target.getvalue()


def clerks_document() -> docx.document.Document:
    """As a clerk makes one: page setup by the grid dialog, indents by typed spaces, numbers by a list,
    the page number in a frame, direct formatting everywhere."""
    doc = docx.Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin, section.footer_distance = Mm(28), Mm(26), Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = parse_xml(f"<w:docGrid {nsdecls('w')}/>")
        section._sectPr.append(grid)
    # 22 lines of 28 characters in Word's dialog: pitch in twips, character space in 1/4096 point
    for key, value in {"type": "linesAndChars", "linePitch": "579", "charSpace": "-849"}.items():
        grid.set(qn(f"w:{key}"), value)
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = "仿宋_GB2312", Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1
    title = doc.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    face(title.add_run("关于召开组织生活会的通知"), "方正小标宋_GBK", 22)
    doc.add_paragraph()
    doc.add_paragraph("各党支部：")
    doc.add_paragraph("\u3000\u3000" + BODY * 3)
    heading = doc.add_paragraph()
    face(heading.add_run("\u3000\u3000一、总体要求"), "黑体", 16)
    doc.add_paragraph("\u3000\u3000" + BODY)
    doc.settings.odd_and_even_pages_header_footer = True
    framed_number(section.footer, "right")
    framed_number(section.even_page_footer, "left")
    return doc


def framed_number(footer, side: str) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    inset = 'w:right="280"' if side == "right" else 'w:left="280"'
    paragraph._p.get_or_add_pPr().extend(
        [
            parse_xml(f'<w:framePr {nsdecls("w")} w:wrap="around" w:hAnchor="margin" w:xAlign="outside"/>'),
            parse_xml(f"<w:ind {nsdecls('w')} {inset}/>"),
        ]
    )
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        face(run, "宋体", 14)
        if text is None:
            run._r.addnext(parse_xml(FIELD.replace("PAGE", " PAGE  \\* MERGEFORMAT ")))


def failed(data: bytes, **options) -> list[tuple[str, str]]:
    return [(f.row, f.found) for f in check(data, **options) if f.status == FAIL]


def test_a_clerks_document_conforms():
    assert failed(saved(clerks_document())) == []


def test_the_number_of_lines_and_characters_may_come_from_the_grid():
    found = {
        f.expected[:2] + f.expected[2:3]: f.found for f in check(saved(clerks_document())) if f.row == "text"
    }
    lines = [f for f in check(saved(clerks_document())) if f.row == "text" and "行（" in f.expected]
    assert lines[0].found.startswith("22 行")
    assert any("28 字" in text for text in found.values())


def test_a_grid_of_another_number_fails():
    doc = clerks_document()
    doc.sections[0]._sectPr.find(qn("w:docGrid")).set(qn("w:charSpace"), "0")
    assert failed(saved(doc)) == [("text", "27 字（字距 0 磅）")]


def test_numbers_of_words_own_lists_are_read():
    doc = clerks_document()
    numbering = doc.part.numbering_part.element
    abstract = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>
        <w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/>
        <w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
        </w:abstractNum>"""
    numbering.insert(0, parse_xml(abstract))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in ((0, "会前准备"), (1, "学习"), (1, "谈心"), (0, "会中"), (1, "开会")):
        paragraph = doc.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
        paragraph._p.get_or_add_pPr().insert(0, parse_xml(number))
        face(paragraph.add_run(text), "宋体", 16)
    found = failed(saved(doc))
    assert [row for row, _ in found] == ["levels", "levels"]
    assert found[0][1].count("宋体") == 2 and "一、会前准备" in found[0][1]
    assert "（二）谈心" in found[1][1] and "（一）开会" in found[1][1]


def test_the_trap_of_latin_names_only():
    """font.name sets w:ascii alone: Word takes the East Asian face of the theme."""
    doc = docx.Document()
    face(doc.add_paragraph().add_run(BODY), "仿宋_GB2312", 16, latin_only=True)
    fonts = [f for f in check(saved(doc)) if f.row == "fonts"]
    assert fonts[0].status == FAIL
    assert "未指明或随主题" in fonts[0].found


def test_a_centred_page_number_without_dashes():
    doc = docx.Document()
    paragraph = doc.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph._p.append(parse_xml(FIELD))
    doc.add_paragraph(BODY)
    found = [f.found for f in check(saved(doc)) if f.row == "page_number" and f.status == FAIL]
    assert found[0] == "1"
    assert [text for text in found if text.startswith("居中")] != []


def test_an_empty_document_is_measured_too():
    found = check(saved(docx.Document()))
    assert {f.status for f in found if f.row == "page"} == {FAIL}
    assert ("title", "没有找到标题") in [(f.row, f.found) for f in found]
    assert ("text", UNVERIFIED) in [(f.row, f.status) for f in found]


def test_text_in_content_controls_and_insertions_is_read_and_deleted_text_is_not():
    doc = clerks_document()
    body = doc.element.body
    run = '<w:r><w:rPr><w:rFonts w:eastAsia="等线" w:ascii="等线"/></w:rPr><w:{tag}>某些文字</w:{tag}></w:r>'
    deleted = f'<w:p {nsdecls("w")}><w:del w:id="1" w:author="a">{run.format(tag="delText")}</w:del></w:p>'
    body.insert(5, parse_xml(deleted))
    assert failed(saved(doc)) == []
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run.format(tag='t')}</w:p></w:sdtContent></w:sdt>"
    body.insert(5, parse_xml(control))
    assert {row for row, _ in failed(saved(doc))} == {"text", "levels", "fonts"}


def test_text_in_a_text_box_is_not_the_paragraphs():
    doc = clerks_document()
    inner = '<w:p><w:r><w:rPr><w:rFonts w:eastAsia="等线"/></w:rPr><w:t>某些文字</w:t></w:r></w:p>'
    box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"
    doc.paragraphs[3]._p.append(parse_xml(box))
    assert failed(saved(doc)) == []


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "打不开"),
        (b"PK\x03\x04 and then nothing", "打不开"),
        (b"%PDF-1.7", "打不开"),
        (official()[:-200], "打不开"),
        (official()[:3000] + b"\x00" * 400 + official()[3400:], "打不开"),
    ],
    ids=["empty", "torn", "pdf", "cut off", "overwritten"],
)
def test_what_is_no_docx_is_refused_with_a_sentence(data, word):
    with pytest.raises(UnreadableDocument, match=word):
        check(data)


def zipped(**parts: bytes) -> bytes:
    """official() with some parts replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(official())) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for entry in source.namelist():
            if entry not in parts:
                copy.writestr(entry, source.read(entry))
        for name, blob in parts.items():
            copy.writestr(name, blob)
    return target.getvalue()


MAIN = "word/document.xml"
UTF16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a []><a/>'
STRICT = b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (zipped(**{MAIN: b"<w:document"}), "损坏"),
        (zipped(**{MAIN: b"<html/>"}), "没有 Word 正文"),
        (zipped(**{"_rels/.rels": b"<Relationships/>"}), "没有 Word 正文"),
        (zipped(**{MAIN: b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), "DOCTYPE"),
        (zipped(**{"word/styles.xml": UTF16.encode("utf-16")}), "DOCTYPE"),
        (zipped(**{MAIN: STRICT}), "严格"),
        (zipped(**{"word/media/a.bin": b"\x00" * 51 * 1024 * 1024}), "50 MB"),
        (zipped(**{"word/a.xml": b" " * 9 * 1024 * 1024}), "压缩比"),
        (zipped(**{f"word/x{n}.xml": b"" for n in range(2001)}), "2000 个"),
    ],
    ids=["torn", "html", "no main part", "entity", "utf-16 doctype", "strict", "large", "bomb", "many"],
)  # fmt: skip
def test_dangerous_files_are_refused_with_a_sentence(data, word):
    with pytest.raises(UnreadableDocument, match=word):
        check(data)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    data = zipped(**{"word/media/a.bin": b"\x00" * 51 * 1024 * 1024})
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(UnreadableDocument):
        check(data)


def test_our_own_longest_tables_are_not_taken_for_bombs():
    doc = Document(title="台账")
    doc.table(header=["序号", "内容"], rows=[[str(n), "完成"] for n in range(5000)])
    data = doc.to_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        total = sum(entry.file_size for entry in archive.infolist())
    assert total < package_module.RATIO_FROM or total / len(data) < package_module.MAX_RATIO
    assert any(f.status == PASS for f in check(data, kind="record"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_files_are_measured_or_refused_but_never_crash(data):
    original = bytearray(official())
    for _ in range(data.draw(st.integers(1, 6))):
        original[data.draw(st.integers(0, len(original) - 1))] = data.draw(st.integers(0, 255))
    try:
        check(bytes(original))
    except UnreadableDocument as refusal:
        assert str(refusal).endswith("。")


def small() -> bytes:
    """One of everything, quick to read."""
    doc = Document(title="关于召开会议的通知")
    doc.addressee("各支部")
    doc.heading(1, "甲")
    doc.labelled("出席", ["张三"])
    doc.attachments_note(["甲", "乙"])
    doc.signature("某支部", date(2026, 3, 5))
    doc.attachment("表", landscape=True)
    doc.table(header=["甲", "乙"], rows=[["1", "2"]])
    return doc.to_bytes()


@pytest.mark.parametrize("part", ["document", "styles", "footer1", "footer3", "settings", "theme/theme1"])
@pytest.mark.parametrize("value", ["", "-1", "abc", "99999999999", "12pt", "nan", "inf"])
def test_strange_values_in_xml_never_crash(part, value):
    """Every attribute of every kind of element, one kind at a time, with a value nobody expects."""
    data = small()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        tags = {node.tag for node in etree.fromstring(archive.read(f"word/{part}.xml")).iter() if node.attrib}
    assert tags
    for tag in tags:

        def strange(root, tag=tag) -> None:
            root.append(etree.SubElement(root, "touched"))
            for node in root.iter(tag):
                for key in node.attrib:
                    node.set(key, value)

        check(bent(strange, part, data))


# --- The page number in a text box, as Word's gallery and WPS make it

BOX = """<w:p {ns}><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>
<wp:positionH relativeFrom="margin">{place}</wp:positionH><wp:extent cx="{wide}" cy="230505"/>
<a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>
<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
<mc:Fallback><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"""
_FACE = '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'


def _set(content: str) -> str:
    return f"<w:r>{_FACE}{content}</w:r>"


def _mark(kind: str) -> str:
    return _set(f'<w:fldChar w:fldCharType="{kind}"/>')


INNER = (
    '<w:p><w:pPr><w:ind w:{side}="280"/></w:pPr>'
    + _set('<w:t xml:space="preserve">— </w:t>')
    + _mark("begin")
    + _set("<w:instrText> PAGE  \\* MERGEFORMAT </w:instrText>")
    + _mark("separate")
    + _set("<w:t>2</w:t>")
    + _mark("end")
    + _set('<w:t xml:space="preserve"> —</w:t>')
    + "</w:p>"
)
_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}


def boxed_number(place: str, wide: int = 300_000) -> dict[str, str]:
    """What the checker says of the sides of a page number in a text box: expected → status."""
    doc = clerks_document()
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
    for footer, side in ((doc.sections[0].footer, "right"), (doc.sections[0].even_page_footer, "left")):
        box = BOX.format(ns=names, place=place, wide=wide, inner=INNER.format(side=side))
        footer._element.replace(footer.paragraphs[0]._p, etree.fromstring(box))
    found = [f for f in check(saved(doc)) if f.row == "page_number"]
    assert [f.found for f in found if f.expected.startswith("半角")] == ["— 1 —"]
    assert [f.status for f in found if f.expected == "页码用宋体"] == [PASS]
    return {f.expected: f.status for f in found if "页码居" in f.expected}


@pytest.mark.parametrize(
    ("place", "odd", "even"),
    [
        ("<wp:align>outside</wp:align>", PASS, PASS),
        ("<wp:align>right</wp:align>", PASS, FAIL),
        ("<wp:align>center</wp:align>", FAIL, FAIL),
        ("<wp:posOffset>1234567</wp:posOffset>", UNVERIFIED, UNVERIFIED),
    ],
)
def test_a_page_number_in_a_text_box_stands_where_its_box_stands(place, odd, even):
    assert boxed_number(place) == {"单页码居右空一字": odd, "双页码居左空一字": even}


def test_a_number_in_dashes_by_format_is_shown_as_it_is_seen():
    doc = clerks_document()
    section = doc.sections[0]._sectPr
    section.append(parse_xml(f'<w:pgNumType {nsdecls("w")} w:fmt="numberInDash"/>'))
    found = next(f for f in check(saved(doc)) if f.expected.startswith("半角"))
    assert (found.status, found.found) == (FAIL, "— - 1 - —")


# --- Lists, hidden text, rare characters


@pytest.mark.parametrize(
    ("direct", "status"), [("", PASS), ('<w:ind w:firstLine="0" w:firstLineChars="0"/>', FAIL)]
)
def test_a_list_brings_its_own_indent_unless_the_paragraph_says_otherwise(direct, status):
    doc = clerks_document()
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:lvlText w:val="%1、"/><w:pPr><w:ind w:firstLineChars="200"/></w:pPr></w:lvl>'
    )
    numbering = doc.part.numbering_part.element
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{level}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    heading = doc.add_paragraph()
    face(heading.add_run("总体要求"), "黑体", 16)
    properties = (
        f'<w:pPr {nsdecls("w")}><w:numPr><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>{direct}</w:pPr>'
    )
    heading._p.insert(0, parse_xml(properties))
    indents = [f for f in check(saved(doc)) if f.expected == "每段左空二字"]
    assert [f.status for f in indents] == [status]


def test_hidden_text_is_not_read():
    doc = clerks_document()
    run = doc.add_paragraph().add_run("看不见的字")
    face(run, "Comic Sans MS", 40)
    assert [f for f in check(saved(doc)) if f.status == FAIL]
    run.font.hidden = True
    assert [f for f in check(saved(doc)) if f.status == FAIL] == []


@pytest.mark.parametrize(
    ("name", "fangsong", "rare"),
    [
        ("钟赟", "仿宋_GB2312", "赟"),
        ("钟赟", "仿宋", ""),
        ("𠮷田", "仿宋", "𠮷"),
        ("👍", "仿宋", "👍"),
        ("张三", "仿宋_GB2312", ""),
    ],
)
def test_characters_that_a_face_lacks_are_named(name, fangsong, rare):
    doc = Document(title="谈话记录", fonts=FontSet(fangsong=fangsong))
    doc.paragraph(f"参加谈话的有{name}。")
    found = next(f for f in check(doc.to_bytes(), kind="record") if f.expected == "所用字体里有文中的每个字")
    assert found.status == (WARN if rare else PASS)
    assert found.found.startswith(f"字库可能没有：{rare}共 1 个" if rare else "没有发现")


def test_a_document_that_went_through_another_program_is_judged_the_same():
    """LibreOffice writes floating tables as text boxes and names no styles as we do."""
    if not render.program("soffice"):
        pytest.skip("needs LibreOffice")
    found = check(through_office(official()))
    assert [f for f in found if f.status == FAIL] == []


def through_office(data: bytes) -> bytes:
    """The document saved as .odt and again as .docx."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        path.write_bytes(data)
        for source, target in (("docx", "odt"), ("odt", "docx")):
            command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
            command += ["--convert-to", target, "--outdir", folder, str(path.with_suffix(f".{source}"))]
            subprocess.run(command, capture_output=True, timeout=120, check=True)
        return path.read_bytes()

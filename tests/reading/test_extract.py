"""What comes out of a file, and which files are refused, each in its own sentence and in time."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile

import pytest
from docx import Document

from meetings.reading import Refusal, UnreadablePlan, extract
from tests.reading.docx_files import archive, document, docx, numbered, numbering, paragraph, table

LINE = "会议时间：2026年3月5日"


def text_of(data: bytes) -> str:
    return extract(data, "方案").text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_read_in_its_encoding(encoding: str):
    assert text_of(f"{LINE}\n会议地点：三楼会议室\n".encode(encoding)) == f"{LINE}\n会议地点：三楼会议室\n"


def test_line_ends_and_invisible_characters_are_cleaned():
    assert (
        text_of("\ufeff会议\u200b时间：\u00ad一\r\n会议地点：二\r三\u2028四".encode())
        == "会议时间：一\n会议地点：二\n三\n四"
    )


def test_lines_broken_by_a_printout_are_joined():
    wrapped = [
        "为认真开好本年度组织生活会把会议开得严肃活泼富有成效经",
        "研究决定由党支部书记牵头各党小组分头落实认真做好有关准",
    ] * 3
    lines = text_of("\n".join([*wrapped, "备工作。", "一、会议时间", "三月五日。"]).encode()).split("\n")
    assert lines == ["".join(wrapped) + "备工作。", "一、会议时间", "三月五日。"]


def test_paragraphs_of_their_own_length_stay_apart():
    text = "\n".join(
        [
            "各位党员：",
            "一、会议时间",
            "二〇二六年三月五日上午九时整。",
            "二、会议地点",
            "三楼会议室。",
            "特此通知。",
        ]
    )
    assert text_of(text.encode()) == text


def test_a_markdown_table_becomes_rows():
    assert (
        text_of("| 时间 | 地点 |\n|---|---|\n| 三月五日 | 三楼 |".encode()) == "时间\t地点\n\n三月五日\t三楼"
    )


# --- Word -------------------------------------------------------------------------------


def test_paragraphs_and_tables_come_in_document_order():
    data = docx(paragraph("一") + table(("二", "三"), ("四", "五")) + paragraph("六"))
    assert text_of(data) == "一\n二\t三\n四\t五\n六"


def test_lines_inside_a_cell_stay_in_their_row():
    data = docx(table(("议程", paragraph("1.报告") + paragraph("2.发言")), ("地点", "三楼")))
    assert text_of(data) == "议程\t1.报告\v2.发言\n地点\t三楼"


def test_a_merged_cell_counts_for_each_of_its_rows():
    begins, goes_on = ('<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>")
    rows = (
        f"<w:tr><w:tc>{begins}{paragraph('人员')}</w:tc><w:tc>{paragraph('参加')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{goes_on}<w:p/></w:tc><w:tc>{paragraph('列席')}</w:tc></w:tr>"
    )
    assert text_of(docx(f"<w:tbl>{rows}</w:tbl>")) == "人员\t参加\n人员\t列席"


def test_automatic_numbers_are_printed_as_word_prints_them():
    levels = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    body = (
        numbered("总体要求")
        + numbered("方法步骤")
        + numbered("学习", 1)
        + numbered("谈话", 1)
        + numbered("要点", 2)
        + numbered("要求")
    )
    assert text_of(docx(body, numbering=levels)).split("\n") == [
        "一、总体要求",
        "二、方法步骤",
        "（一）学习",
        "（二）谈话",
        "1.要点",
        "三、要求",
    ]


def test_a_style_may_carry_the_number():
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:styleId="T1"><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    body = paragraph("总体要求", '<w:pStyle w:val="T1"/>') + paragraph("方法步骤", '<w:pStyle w:val="T1"/>')
    data = docx(body, numbering=numbering(("decimalEnclosedCircle", "%1")), styles=styles)
    assert text_of(data) == "①总体要求\n②方法步骤"


def test_what_no_reader_sees_is_left_out():
    body = (
        "<w:p><w:r><w:t>看得见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏起来</w:t></w:r>"
        "<w:del><w:r><w:delText>删掉的</w:delText></w:r></w:del><w:ins><w:r><w:t>新加的</w:t></w:r></w:ins>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    watermark = f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{paragraph("绝密样张")}</w:hdr>'
    assert text_of(docx(body, header1=watermark)) == "看得见新加的"


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{paragraph('框里的字')}</w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert text_of(docx(f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{choice}</w:r></w:p>")) == "正文\n框里的字"


def test_a_file_of_python_docx_is_read():
    document = Document()
    document.add_heading("组织生活会方案", 0)
    document.add_paragraph("会议时间：三月五日")
    rows = document.add_table(1, 2).rows
    rows[0].cells[0].text, rows[0].cells[1].text = "地点", "三楼"
    buffer = io.BytesIO()
    document.save(buffer)
    assert text_of(buffer.getvalue()) == "组织生活会方案\n会议时间：三月五日\n地点\t三楼"


# --- Refusals ---------------------------------------------------------------------------


def bomb() -> bytes:
    return docx("<w:p><w:r><w:t>" + "党" * 20_000_000 + "</w:t></w:r></w:p>")


def dense_picture() -> bytes:
    """20 MB of zeros beside a harmless text: under the size limit, far over the ratio."""
    return archive({"word/document.xml": document(paragraph(LINE)), "word/media/1.bmp": bytes(20_000_000)})


def huge_part() -> bytes:
    """One part of 9 MB that hardly shrinks: within size and ratio, too much to parse in time."""
    rng = random.Random(1)
    text = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(3_000_000))
    return docx(paragraph(text))


def many_entries() -> bytes:
    return archive({"word/document.xml": "<a/>"} | {f"word/media/{at}": "x" for at in range(2_001)})


def lying_size() -> bytes:
    """The zip's own list says 10 bytes, the part has three million."""
    data = bytearray(docx(paragraph("党" * 1_000_000)))
    at = data.rindex(b"word/document.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(docx(paragraph(LINE)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + offset] |= 1
    return bytes(data)


DOCTYPE = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
PICTURE = "<w:p><w:r><w:drawing/></w:r></w:p>"
REFUSED = {
    "empty": (b"", Refusal.EMPTY),
    "blank": ("\n　\u200b\n".encode(), Refusal.EMPTY),
    "truncated": (docx(paragraph(LINE))[:-200], Refusal.BROKEN),
    "torn in the middle": (docx(paragraph(LINE * 500))[:300], Refusal.BROKEN),
    "only a signature": (b"PK\x03\x04", Refusal.BROKEN),
    "another zip": (archive({"a.txt": LINE}), Refusal.BROKEN),
    "broken xml": (docx("<w:p>"), Refusal.BROKEN),
    "doctype": (docx(paragraph("&b;"), head=DOCTYPE), Refusal.BROKEN),
    "doctype alone": (docx(paragraph(LINE), head="<!DOCTYPE w:document>"), Refusal.BROKEN),
    "encrypted": (encrypted(), Refusal.BROKEN),
    "scanned": (docx(PICTURE), Refusal.NO_TEXT),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, Refusal.NO_TEXT),
    "bomb": (bomb(), Refusal.TOO_LARGE),
    "dense picture": (dense_picture(), Refusal.TOO_LARGE),
    "huge part": (huge_part(), Refusal.TOO_LARGE),
    "many entries": (many_entries(), Refusal.TOO_LARGE),
    "huge text": (("党员大会。" * 100_000).encode(), Refusal.TOO_LARGE),
    "pdf": (b"%PDF-1.7\n", Refusal.UNSUPPORTED),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, Refusal.UNSUPPORTED),
    "binary": (bytes(range(256)) * 4, Refusal.UNSUPPORTED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_without_text_is_refused_in_a_sentence_and_in_time(name: str):
    data, reason = REFUSED[name]
    begun = time.perf_counter()
    with pytest.raises(UnreadablePlan) as refused:
        extract(data, name)
    assert time.perf_counter() - begun < 2
    assert refused.value.reason == reason
    assert str(refused.value).endswith("。")


def test_a_size_that_lies_is_not_believed():
    with pytest.raises(UnreadablePlan) as refused:
        extract(lying_size())
    assert refused.value.reason in (Refusal.BROKEN, Refusal.TOO_LARGE)


def test_deep_nesting_is_refused_not_a_crash():
    deep = "<w:sdt><w:sdtContent>" * 3000 + paragraph(LINE) + "</w:sdtContent></w:sdt>" * 3000
    with pytest.raises(UnreadablePlan):
        extract(docx(deep))


def test_every_refusal_has_its_own_sentence():
    sentences = [str(UnreadablePlan(reason)) for reason in Refusal]
    assert len(set(sentences)) == len(list(Refusal))


def test_a_path_is_read_and_named(tmp_path):
    file = tmp_path / "通知.docx"
    file.write_bytes(docx(paragraph(LINE)))
    source = extract(file)
    assert (source.text, source.name) == (LINE, "通知.docx")
    assert zipfile.is_zipfile(file)


def test_words_spread_to_a_width_or_torn_by_a_scanner_are_whole_again():
    spread = "主　持　人：王 芳\n記 錄 人：李 娜\n市 第 五 中 学 党 支 部\n召开组 织生 活会"
    assert text_of(spread.encode()).split("\n") == [
        "主持人：王 芳",
        "記錄人：李 娜",
        "市第五中学党支部",
        "召开组织生活会",
    ]

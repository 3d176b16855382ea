"""Text taken from a .docx: everything a reader sees in the body, in order, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import docx
import pytest

from core.uploads import LIMITS, UploadRefused, docx_text
from tests.uploads import builders as b
from tests.uploads import good, hostile
from tests.uploads.conftest import named

P = b.paragraph


def cell(*paragraphs: str) -> str:
    return f"<w:tc><w:tcPr/>{''.join(paragraphs)}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def run(inside: str) -> str:
    return f"<w:p><w:r>{inside}</w:r></w:p>"


BOX = f"<w:txbxContent>{P('框中')}</w:txbxContent>"
BODIES = [
    ("paragraphs", P("一、问题") + P("二、整改"), "一、问题\n二、整改"),
    ("empty line", P("一") + "<w:p/>" + P("二"), "一\n\n二"),
    ("runs", "<w:p><w:r><w:t>对</w:t></w:r><w:r><w:t>照</w:t></w:r></w:p>", "对照"),
    ("entities", P("a &lt; b &amp; c"), "a < b & c"),
    ("marks", run("<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/>"), "甲\t乙\n丙-"),
    ("tab stops", "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>", "甲"),
    ("table", P("前") + table(row(cell(P("问题")), cell(P("整改")))) + P("后"), "前\n问题\t整改\n后"),
    ("cell", table(row(cell(P("一"), P(""), P("二")), cell("<w:p/>"))), "一 二\t"),
    ("nested", table(row(cell(table(row(cell(P("内")), cell(P("里")))), P("外")))), "内\t里 外"),
    ("break in cell", table(row(cell(run("<w:t>一</w:t><w:br/><w:t>二</w:t>")))), "一 二"),
    ("inserted", "<w:p><w:ins><w:r><w:t>增</w:t></w:r></w:ins></w:p>", "增"),
    (
        "deleted",
        P("留") + "<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>",
        "留\n",
    ),
    (
        "moved",
        "<w:p><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo></w:p>",
        "新",
    ),
    ("field", f"<w:p>{b.field(' PAGE ', result='3')}</w:p>", "3"),
    (
        "pinyin",
        run(
            "<w:ruby><w:rt><w:r><w:t>yūn</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>赟</w:t></w:r></w:rubyBase></w:ruby>"
        ),
        "赟",
    ),
    (
        "box",
        run(
            f"<w:t>外</w:t><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice>"
            f"<mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent>"
        ),
        "框中\n外",
    ),
    ("control", f"<w:sdt><w:sdtContent>{P('控件')}</w:sdtContent></w:sdt>", "控件"),
    ("formula", "<w:p><m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath></w:p>", "x+y"),
    ("rare character", P("𫖯"), "𫖯"),
]


@pytest.mark.parametrize(("body", "text"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_the_body_is_read_in_order(body, text):
    assert docx_text(named(b.docx(body))) == text


def test_it_reads_what_python_docx_writes():
    text = docx_text(named(good.written()))
    assert text.splitlines()[:3] == [
        "个人对照检查材料",
        "按照党委通知要求，现将有关情况报告如下。",
        "问题\t表现\t整改",
    ]
    assert "第一党支部" not in text  # the header
    assert "请补充具体事例" not in text  # the comment


def test_it_agrees_with_python_docx_on_paragraphs():
    document = docx.Document()
    lines = [f"第{number}条　{'整改措施' * number}" for number in range(1, 60)]
    for line in lines:
        document.add_paragraph(line)
    assert docx_text(named(good.saved(document))).splitlines() == lines


def code_of(data: bytes, **options) -> str:
    with pytest.raises(UploadRefused) as caught:
        docx_text(named(data), **options)
    return caught.value.code


def test_a_scan_says_that_it_is_only_pictures():
    picture = [("word/media/image1.png", b.png())]
    assert code_of(b.docx("<w:p/>", more=picture)) == "only_pictures"
    assert code_of(b.docx(P(" 　"))) == "no_text"


def test_the_thumbnail_of_an_empty_document_is_no_picture():
    assert code_of(good.saved(docx.Document())) == "no_text"


def test_too_much_text_is_refused_at_the_limit():
    limits = replace(LIMITS, text_characters=5)
    assert docx_text(named(b.docx(P("一二三") + P("四五"))), limits=limits) == "一二三\n四五"
    assert code_of(b.docx(P("一二三") + P("四五六")), limits=limits) == "text_too_long"


def test_two_hundred_thousand_characters_are_the_limit():
    assert LIMITS.text_characters == 200_000
    data = b.docx("".join(P(f"{number:010}") for number in range(20_001)))
    assert code_of(data) == "text_too_long"


@pytest.mark.parametrize("name", ["xxe.docx", "dde.docx", "bomb-ratio.docx", "docm.docx", "truncated.docx"])
def test_it_reads_nothing_that_the_door_refuses(name):
    code, build = hostile.FILES[name]
    assert code_of(build()) == code


def test_a_sheet_is_no_text():
    assert code_of(b.xlsx()) == "unwanted"

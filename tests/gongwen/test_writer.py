"""The writer, by opening its files again with python-docx and plain lxml."""

import ast
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

import gongwen
from gongwen import Cell, Document, FontSet
from gongwen import layout as L
from gongwen.checker import check
from tests.gongwen.good import BODY, official, record

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def made(build, **options) -> bytes:
    doc = Document(**options)
    build(doc)
    return doc.to_bytes()


def test_no_module_of_the_library_imports_a_framework():
    allowed = {"docx", "lxml", "gongwen"}
    for path in Path(gongwen.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            top = {name.split(".")[0] for name in names}
            assert not {
                t for t in top if t not in allowed and t not in __import__("sys").stdlib_module_names
            }, path


@pytest.mark.parametrize(
    "data", [official(), record(), Document().to_bytes()], ids=["official", "record", "empty"]
)
def test_a_foreign_validator_finds_nothing(data, tmp_path):
    path = tmp_path / "d.docx"
    path.write_bytes(data)
    result = OpenXmlValidator().validate(str(path))
    assert [str(error) for error in result.errors] == []


def test_the_same_content_gives_the_same_bytes():
    official.cache_clear()
    first = official()
    official.cache_clear()
    assert official() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]


def test_asking_twice_gives_the_same_and_more_can_follow():
    doc = Document(title="报告")
    doc.attachment("甲")
    first = doc.to_bytes()
    assert doc.to_bytes() == first
    assert "附件" in texts(first)
    doc.attachment("乙")
    assert [t for t in texts(doc.to_bytes()) if t.startswith("附件")] == ["附件1", "附件2"]


def test_nothing_of_the_librarys_own_template_is_left():
    found = parts(official())
    whole = b"".join(found.values())
    assert set(found) == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels",
        "word/document.xml", "word/fontTable.xml", "word/footer1.xml", "word/footer2.xml", "word/footer3.xml",
        "word/footer4.xml", "word/settings.xml", "word/styles.xml", "word/theme/theme1.xml",
    }  # fmt: skip
    assert b"python-docx" not in whole
    assert b"2013" not in whole
    assert found["word/styles.xml"].count(b"<w:style ") == 16
    core = etree.fromstring(found["docProps/core.xml"])
    assert {etree.QName(node).localname for node in core} == {"title"}


def test_every_run_and_style_names_its_face_for_east_asian_text_and_none_a_theme():
    names = set(FontSet().names())
    for name, blob in parts(official()).items():
        if not name.startswith("word/") or not name.endswith(".xml") or "theme" in name:
            continue
        root = etree.fromstring(blob)
        assert not [a for node in root.iter() for a in node.attrib if a.endswith("Theme")], name
        for run in root.iter(f"{W}r"):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert {fonts.get(f"{W}{a}") for a in ("ascii", "hAnsi", "eastAsia", "cs")} <= names
            assert len({fonts.get(f"{W}{a}") for a in ("ascii", "hAnsi", "eastAsia", "cs")}) == 1
    styles = etree.fromstring(parts(official())["word/styles.xml"])
    for style in styles.iter(f"{W}style"):
        if style.get(f"{W}type") == "paragraph":
            assert style.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") in names
    assert styles.find(f"{W}docDefaults//{W}rFonts").get(f"{W}eastAsia") == "仿宋_GB2312"


def test_the_faces_are_a_setting():
    fonts = FontSet("甲宋", "乙宋", "丙楷", "丁黑", "戊&宋")
    doc = Document(title="题", fonts=fonts)
    doc.heading(1, "甲")
    doc.heading(2, "乙")
    doc.table(header=["一"], rows=[["二"]])
    xml = b"".join(parts(doc.to_bytes()).values()).decode()
    assert all(name.replace("&", "&amp;") in xml for name in fonts.names())
    assert "GB2312" not in xml
    with pytest.raises(ValueError, match="heiti is empty"):
        FontSet(heiti=" ")


def test_page_and_grid_in_twips():
    section = docx.Document(io.BytesIO(official())).sections[0]
    found = [section.page_width, section.page_height, section.top_margin, section.left_margin]
    found += [section.bottom_margin, section.right_margin]
    assert [round(value.mm, 1) for value in found] == [210, 297, 37, 28, 35, 26]
    assert L.PORTRAIT.text_height // L.LINE == 22
    assert L.PORTRAIT.text_height // (29 * 20) == 21  # what the exact pitch is for
    assert L.PORTRAIT.text_width // L.CHAR == 28
    assert L.PORTRAIT.text_width // (16 * 20 - 4) == 27  # what the squeeze is for


def test_headings_are_numbered_and_attachments_begin_anew():
    def build(doc):
        doc.heading(1, "甲")
        doc.heading(2, "乙")
        doc.heading(2, "丙")
        doc.heading(1, "丁")
        doc.heading(2, "戊", "正文。\n又一段。")
        doc.attachment("附表")
        doc.heading(1, "己")

    found = [t for t in texts(made(build)) if t]
    assert found == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "二、丁",
        "（一）戊正文。",
        "又一段。",
        "附件",
        "附表",
        "一、己",
    ]


def test_a_heading_alone_stays_with_its_text_and_one_with_text_does_not():
    def build(doc):
        doc.heading(3, "甲")
        doc.heading(3, "乙。", BODY)

    alone, running = docx.Document(io.BytesIO(made(build))).paragraphs
    assert alone.style.paragraph_format.keep_with_next and alone.paragraph_format.keep_with_next is None
    assert running.paragraph_format.keep_with_next is False


def test_the_addressee_gets_one_full_width_colon_after_one_empty_line():
    for given_name in ("各党支部", "各党支部：", "各党支部:"):
        assert texts(made(lambda doc, name=given_name: doc.addressee(name), title="通知")) == [
            "通知",
            "",
            "各党支部：",
        ]


def test_a_subtitle_stands_right_under_the_title():
    def build(doc):
        doc.subtitle("（2026年3月5日）")
        doc.paragraph("正文")

    assert texts(made(build, title="讲话")) == ["讲话", "（2026年3月5日）", "", "正文"]


def test_paragraphs_by_line_with_a_lead_and_a_word_for_nothing():
    def build(doc):
        doc.paragraph("\u3000\u3000甲\n\n乙", lead="张三：")
        doc.paragraph(" \n ")
        doc.paragraph("", empty="（未填写）")
        doc.paragraph("", lead="李四：")

    assert texts(made(build)) == ["张三：甲", "乙", "（未填写）", "李四："]


def test_a_label_with_names_in_columns_and_none():
    def build(doc):
        doc.labelled("出席", ["张 三", "李四光", "欧阳修文", "王五", "赵六", "钱七", "孙八"])
        doc.labelled("请假：", [])

    found = texts(made(build))
    assert found == ["出席：张三\t李四光\t欧阳修文\t王五\t赵六\n钱七\t孙八", "请假：无"]


def test_a_two_character_name_is_widened_without_a_space_in_it():
    doc = docx.Document(io.BytesIO(made(lambda doc: doc.labelled("出席", ["张三"]))))
    first, second = doc.paragraphs[0].runs[1:]
    spacing = int(first._r.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert (first.text, second.text) == ("张", "三")
    assert 32 * 10 + spacing + L.CHAR == 3 * L.CHAR


def test_fields_say_when_there_is_nothing():
    def build(doc):
        doc.fields([("时间", "2026年3月5日"), ("会议地点：", " ")])
        doc.fields([])

    assert texts(made(build)) == ["时间：2026年3月5日", "会议地点：（无）"]


def test_attachments_note_numbers_only_several():
    def several(doc):
        doc.paragraph("正文")
        doc.attachments_note(["甲。", "", "乙"])

    assert texts(made(several)) == ["正文", "", "附件：1.\t甲", "2.\t乙"]
    assert texts(made(lambda doc: doc.attachments_note(["甲"]))) == ["", "附件：甲"]
    assert texts(made(lambda doc: doc.attachments_note([" "]))) == []


@pytest.mark.parametrize(
    ("issuer", "day", "start"),
    [
        # wider than the date: its end two characters from the right (28.08 characters a line)
        ("中共某某支部委员会", date(2026, 3, 5), 28.08 - 2 - 9),
        ("中共某某支部", date(2026, 3, 5), 28.08 - 2 - 6),
        # the date is wider: the date takes the two characters, the name begins two before it
        ("张三", date(2026, 3, 5), 28.08 - 2 - 6 - 2),
        ("中共某某支部", date(2026, 12, 15), 28.08 - 2 - 7 - 2),
    ],
)
def test_signature_and_date(issuer, day, start):
    doc = docx.Document(io.BytesIO(made(lambda doc: doc.signature(issuer, day))))
    blank, name, written = doc.paragraphs
    found = [int(p._p.pPr.ind.get(qn("w:left"))) / L.CHAR for p in (name, written)]
    assert blank.text == ""
    assert found == pytest.approx([start, start + 2], abs=0.02)


def test_a_signature_never_stands_alone_on_a_page():
    def build(doc):
        doc.heading(3, "甲。", "正文")
        doc.signature("某支部", date(2026, 3, 5))

    paragraphs = docx.Document(io.BytesIO(made(build))).paragraphs
    assert [p.paragraph_format.keep_with_next for p in paragraphs] == [True, True, True, None]
    assert [len(p._p.pPr.findall(qn("w:keepNext"))) for p in paragraphs] == [1, 1, 1, 0]


def test_a_very_long_issuer_stays_on_the_paper():
    doc = docx.Document(io.BytesIO(made(lambda doc: doc.signature("中共某某委员会" * 9, date(2026, 3, 5)))))
    assert int(doc.paragraphs[1]._p.pPr.ind.get(qn("w:left"))) >= 0
    assert doc.paragraphs[1].text.replace("\n", "") == "中共某某委员会" * 9


def test_red_head_goes_before_the_title_and_needs_an_issuer():
    doc = Document(title="通知")
    doc.paragraph("正文")
    doc.red_head(issuer="中共某某委员会", number="某党〔2026〕3号", signer="张三")
    assert texts(doc.to_bytes()) == [
        "中共某某委员会",
        "",
        "",
        "\u3000某党〔2026〕3号\t签发人：张三",
        "",
        "",
        "通知",
        "",
        "正文",
    ]
    with pytest.raises(ValueError, match="issuer"):
        doc.red_head(issuer=" ")


def sections(data: bytes) -> list[bool]:
    """For each section: does it lie on its side?"""
    return [s.page_width > s.page_height for s in docx.Document(io.BytesIO(data)).sections]


def test_a_turned_table_is_a_section_of_its_own():
    def build(doc):
        doc.paragraph("前")
        doc.table(header=["甲"], rows=[["1"]], landscape=True)
        doc.table(header=["乙"], rows=[["1"]], landscape=True)
        doc.paragraph("后")

    assert sections(made(build)) == [False, True, False]


def test_no_empty_page_after_a_turned_table_at_the_end_or_before_one_at_the_start():
    assert sections(made(lambda doc: doc.table(header=["甲"], rows=[], landscape=True))) == [True]
    assert sections(made(lambda doc: doc.paragraph("正文"), title="台账", landscape=True)) == [True]

    def build(doc):
        doc.table(header=["甲"], rows=[])
        doc.attachment("附表")
        doc.paragraph("正文")

    assert sections(made(build, title="台账", landscape=True)) == [True, False]


def test_a_turned_attachment_stays_turned_until_the_next():
    def build(doc):
        doc.paragraph("正文")
        doc.attachment("台账", landscape=True)
        doc.table(header=["甲"], rows=[])
        doc.paragraph("说明")
        doc.attachment("表")

    data = made(build)
    assert sections(data) == [False, True, False]
    labels = [p for p in docx.Document(io.BytesIO(data)).paragraphs if p.text.startswith("附件")]
    assert [p.paragraph_format.page_break_before for p in labels] == [
        None,
        None,
    ]  # the section breaks the page


def test_a_table_repeats_its_head_and_fills_the_type_area():
    data = made(lambda doc: doc.table(header=["序号", "事项"], rows=[["1", "甲\n乙"], ["2"]], widths=[1, 3]))
    table = docx.Document(io.BytesIO(data)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "事项"],
        ["1", "甲\n乙"],
        ["2", ""],
    ]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]
    widths = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid]
    assert sum(widths) == L.PORTRAIT.text_width
    assert widths[1] == pytest.approx(3 * widths[0], abs=3)


def test_rows_may_come_from_a_generator_longer_than_any_batch():
    doc = Document()
    count = doc.table(header=["序号", "名"], rows=([str(n), f"名{n}"] for n in range(4321)))
    table = docx.Document(io.BytesIO(doc.to_bytes())).tables[0]
    assert count == 4321
    assert [cell.text for cell in table.rows[-1].cells] == ["4320", "名4320"]


def test_an_empty_table_says_so():
    doc = Document()
    assert doc.table(header=["甲", "乙"], rows=[], empty="（本年度没有）") == 0
    assert docx.Document(io.BytesIO(doc.to_bytes())).tables[0].rows[1].cells[0].text == "（本年度没有）"


def test_columns_get_what_they_need():
    rows = [[str(n), "李四光", BODY * 2, "2026年12月31日"] for n in range(100)]
    data = made(lambda doc: doc.table(header=["序号", "姓名", "问题", "时限"], rows=rows))
    widths = [int(c.get(qn("w:w"))) for c in docx.Document(io.BytesIO(data)).tables[0]._tbl.tblGrid]
    assert widths[2] == max(widths)
    assert (
        widths[3] > 240 * 7 + 170
    )  # seven characters of 12 points and the margins: the date stays on one line
    assert widths[0] < widths[1] < widths[3]


def sizes(data: bytes) -> set[str]:
    """Paragraph styles used in tables."""
    table = docx.Document(io.BytesIO(data)).tables[0]
    return {paragraph.style.name for row in table.rows for cell in row.cells for paragraph in cell.paragraphs}


def test_many_columns_of_long_text_are_set_smaller():
    few = made(lambda doc: doc.table(header=["序号", "问题"], rows=[["1", BODY]]))
    rows = [
        [str(n), BODY, "批评意见", BODY, "张三", "2026年12月31日", "正在推进", "未销号"] for n in range(9)
    ]
    header = ["序号", "问题", "来源", "整改措施", "责任人", "完成时限", "进展", "销号情况"]
    many = made(lambda doc: doc.table(header=header, rows=rows, landscape=True))
    assert (sizes(few), sizes(many)) == ({"Table Text"}, {"Table Small"})
    widths = [int(c.get(qn("w:w"))) / 210 for c in docx.Document(io.BytesIO(many)).tables[0]._tbl.tblGrid]
    assert sum(widths) * 210 == pytest.approx(L.LANDSCAPE.text_width)
    assert widths[1] == pytest.approx(widths[3], abs=0.1)
    assert min(widths[1], widths[3]) > 11  # characters: the long ones get what the short ones do not need
    assert widths[5] > 7 + 0.8
    assert max(widths[0], widths[2], widths[4], widths[6], widths[7]) < 6


def test_more_columns_than_fit_still_fill_the_line():
    header = [f"第{n}列的标题文字" for n in range(30)]
    data = made(lambda doc: doc.table(header=header, rows=[[BODY] * 30]))
    widths = [int(c.get(qn("w:w"))) for c in docx.Document(io.BytesIO(data)).tables[0]._tbl.tblGrid]
    assert sum(widths) == L.PORTRAIT.text_width
    assert min(widths) > 0


def test_heads_and_forms_merge_cells():
    head = [[Cell("姓名", rows=2), Cell("测评", span=2)], [Cell("优秀"), Cell("合格")]]
    data = made(lambda doc: doc.table(header=head, rows=[["张三", "9", "1"]]))
    rows = docx.Document(io.BytesIO(data)).tables[0].rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["姓名", "测评", "测评"], ["姓名", "优秀", "合格"], ["张三", "9", "1"],
    ]  # fmt: skip
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, True, False]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[Cell("甲"), Cell("乙")], [Cell("丙")]], "row 2 ends at column 1 of 2"),
        ([[Cell("甲"), Cell("乙")], [Cell("丙"), Cell("丁"), Cell("戊")]], "row 2 has 1 cells too many"),
        ([[Cell("甲"), Cell("乙")], [Cell("丙", span=3)]], "row 2: the cell at column 1 does not fit"),
        (
            [[Cell("甲"), Cell("乙", rows=2)], [Cell("丙", span=2)]],
            "row 2: the cell at column 1 does not fit",
        ),
        ([[Cell("甲", rows=2), Cell("乙")]], "reaches below"),
    ],
)
def test_cells_that_do_not_fill_the_form_are_refused(rows, words):
    with pytest.raises(ValueError, match=words):
        Document().form(rows)


def test_wrong_tables_are_refused_with_the_place():
    with pytest.raises(ValueError, match="row 2 has 3 cells; the table has 2 columns"):
        Document().table(header=["甲", "乙"], rows=[["1"], ["1", "2", "3"]])
    with pytest.raises(ValueError, match="needs a head"):
        Document().table(header=[], rows=[])
    with pytest.raises(ValueError, match="needs a row"):
        Document().form([])
    with pytest.raises(ValueError, match="2 positive widths"):
        Document().table(header=["甲", "乙"], rows=[], widths=[1])
    with pytest.raises(ValueError, match="at least one column"):
        Cell(span=0)
    with pytest.raises(ValueError, match="align"):
        Cell(align="middle")


NASTY = "甲\x00乙\ud800丙😀👨\u200d👩\u200d👧\U00020bb7\U0002a6df<w:t>&\u202e]]>"


def test_nasty_text_survives_everywhere():
    wanted = "甲乙丙".replace("丙", "\ufffd丙") + "😀👨\u200d👩\u200d👧\U00020bb7\U0002a6df<w:t>&]]>"

    def build(doc):
        doc.red_head(issuer=NASTY, number=NASTY, signer=NASTY)
        doc.subtitle(NASTY)
        doc.addressee(NASTY)
        doc.heading(1, NASTY, NASTY)
        doc.paragraph(NASTY, lead=NASTY)
        doc.labelled(NASTY, [NASTY])
        doc.fields([(NASTY, NASTY)])
        doc.table(header=[NASTY], rows=[[NASTY]], caption=NASTY)
        doc.form([[Cell(NASTY, foot=NASTY)]])
        doc.attachments_note([NASTY])
        doc.signature(NASTY, date(2026, 3, 5))
        doc.attachment(NASTY)

    opened = docx.Document(io.BytesIO(made(build, title=NASTY)))
    whole = "".join(t.text or "" for t in opened.element.iter(qn("w:t")))
    assert whole.count(wanted) >= 16
    assert opened.core_properties.title == wanted


def test_a_field_of_100_000_characters_survives():
    long = "组织生活会" * 20_000

    def build(doc):
        doc.paragraph(long)
        doc.table(header=["甲"], rows=[[long]])
        doc.form([[Cell(long)]])
        doc.fields([("甲", long)])

    opened = docx.Document(io.BytesIO(made(build, title=long)))
    found = [p.text for p in opened.paragraphs] + [t.rows[-1].cells[0].text for t in opened.tables]
    assert sum(text.replace("\n", "").endswith(long) for text in found) == 5


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_any_text_anywhere_makes_a_file_that_opens(text):
    doc = Document(title=text)
    doc.addressee(text)
    doc.heading(2, text, text)
    doc.labelled(text, [text, text])
    doc.table(header=["甲", "乙"], rows=[[text, text]], landscape=True)
    doc.form([[Cell(text, foot=text)]])
    doc.signature(text, date(2026, 3, 5))
    docx.Document(io.BytesIO(doc.to_bytes()))


def test_documents_made_in_many_threads_are_the_same():
    """Workers are threads; lxml shares names between trees of one thread only."""

    def one(number: int) -> bytes:
        return made(lambda doc: doc.paragraph(f"{BODY}{number}"), title=f"报告{number}")

    expected = [one(number) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(10):
            jobs = [
                pool.submit(made, lambda doc, n=n: doc.paragraph(f"{BODY}{n}"), title=f"报告{n}")
                for n in range(8)
            ]
            assert [job.result() for job in jobs] == expected


def test_the_example_of_the_readme_runs_and_conforms():
    text = (Path(gongwen.__file__).parent / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", text, re.DOTALL).group(1)
    names = {"rows": [["1", "问题", "2026年12月31日"]]}
    exec(example, names)
    assert [f for f in check(names["data"]) if f.status in ("fail", "warn")] == []

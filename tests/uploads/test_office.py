"""Tables for the parts of the office guard that decide by words: field codes, links, formulas, and sheets."""

from __future__ import annotations

import pytest

from core.uploads import UploadRefused, open_workbook
from core.uploads.fields import check_code
from core.uploads.links import is_harmless
from core.uploads.sheets import CALLS, column_number
from tests.uploads import builders as b
from tests.uploads import good, hostile
from tests.uploads.conftest import named

CODES = [
    ("PAGE", ""),
    (" page \\* MERGEFORMAT ", ""),
    ("", ""),
    ("= SUM(ABOVE)", ""),
    ("TOC \\o", ""),
    ("MERGEFIELD DDE", ""),
    ("DDEX", ""),
    ("SEQ 表 \\* ARABIC", ""),
    ("DDE a b", "field"),
    ("\u200bDDEAUTO a", "field"),
    ('"DDEAUTO" a', "field"),
    ("ddeAuto a", "field"),
    ("LINK Excel.Sheet", "field"),
    ("DATABASE \\d", "field"),
    ("RD a.docx", "field"),
    ("PRINT 27", "field"),
    ("EMBED Package", "field"),
    ('HYPERLINK "https://a.cn" \\o "注: 见网页"', ""),
    ('HYPERLINK \\l "_Toc1"', ""),
    ("HYPERLINK https://a.cn", ""),
    ("HYPERLINK 附件.docx", ""),
    ("HYPERLINK", ""),
    ('HYPERLINK "FILE:///c:/a"', "link"),
    ("hyperlink file:a", "link"),
    ('HYPERLINK "https://a.cn" "file:a"', "link"),
    ('HYPERLINK "file:a', "link"),
    ('HYPERLINK "' + "a" * 5000, "link"),
]


@pytest.mark.parametrize(("code", "verdict"), CODES)
def test_a_field_is_judged_by_its_first_word(code, verdict):
    try:
        check_code(code[:4_096])
    except UploadRefused as refusal:
        assert refusal.code == verdict
    else:
        assert verdict == ""


TARGETS = {
    "https://www.12371.cn/": True,
    "HTTP://a.cn": True,
    "mailto:a@b.cn": True,
    "tel:110": True,
    "#书签": True,
    "附件1.docx": True,
    "": True,
    "file:///c:/a.exe": False,
    "C:\\a.exe": False,
    "\\\\server\\a": False,
    "//server/a": False,
    "/etc/passwd": False,
    "javascript:alert(1)": False,
    " \tjavascript:alert(1)": False,
    "ms-word:ofe|u|http://a": False,
    "search-ms:query=a": False,
    "data:text/html,a": False,
}


@pytest.mark.parametrize(("target", "harmless"), TARGETS.items())
def test_a_link_may_lead_to_a_page_a_mail_or_beside_the_file(target, harmless):
    assert is_harmless(target) is harmless


FORMULAS = {
    "SUM(A1:A9)": False,
    'IF(A2="a|b","是"&Sheet2!B2,"否")': False,
    "'一月'!A1": False,
    '"call me"': False,
    "RECALL(A1)": False,
    "cmd|'/c calc'!A0": True,
    "cmd |'/c calc'!A0": True,
    "Excel|Book1!A1": True,
    'WEBSERVICE("http://a")': True,
    "_xlfn.webservice (A1)": True,
    'CALL("kernel32","x")': True,
    'REGISTER.ID("a","b")': True,
    'RTD("a",,"b")': True,
    '_xlfn.IMAGE("http://a")': True,
}


@pytest.mark.parametrize(("formula", "reaches_out"), FORMULAS.items())
def test_a_formula_may_not_reach_a_program_or_the_network(formula, reaches_out):
    assert bool(CALLS.search(formula)) is reaches_out


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_columns_are_counted(letters, number):
    assert column_number(letters) == number


def test_a_workbook_opens_for_import_with_its_values():
    book = open_workbook(named(good.workbook()))
    rows = [list(row) for row in book.active.iter_rows(min_row=1, max_row=2, values_only=True)]
    assert rows == [["姓名", "出生日期", "备注"], ["赟堃", "１９８０年１月", None]]
    book.close()


def test_ten_thousand_members_are_read():
    book = open_workbook(named(good.members()))
    assert sum(1 for _ in book.active.iter_rows(values_only=True)) == 10_000
    book.close()


@pytest.mark.parametrize("name", ["row-million.xlsx", "dde.xlsx", "xxe.xlsx", "xlsm.xlsx", "connection.xlsx"])
def test_no_workbook_opens_that_the_door_refuses(name):
    code, build = hostile.FILES[name]
    with pytest.raises(UploadRefused) as caught:
        open_workbook(named(build()))
    assert caught.value.code == code


def test_a_document_is_no_workbook():
    with pytest.raises(UploadRefused) as caught:
        open_workbook(named(b.docx()))
    assert caught.value.code == "unwanted"


def test_a_workbook_that_the_reader_does_not_understand_is_damaged():
    entries = [(name, data.replace(b'sheetId="1"', b'sheetId="one"')) for name, data in b.xlsx_entries()]
    with pytest.raises(UploadRefused) as caught:
        open_workbook(named(b.zipped(entries)))
    assert caught.value.code == "damaged"

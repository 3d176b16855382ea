"""The door itself: names, kinds, limits, what comes out."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exceptions import Refused
from core.uploads import LIMITS, UploadRefused, accept
from core.uploads.sniff import parse_name
from tests.uploads import builders as b
from tests.uploads import good
from tests.uploads.conftest import named, refused, taken

NAMES = [
    # as sent, as shown
    ("对照检查材料.docx", "对照检查材料.docx"),
    ("C:\\Users\\张三\\材料.docx", "材料.docx"),
    ("../../etc/材料.docx", "材料.docx"),
    ("/etc/材料.DOCX", "材料.docx"),
    ("a\u202excod.docx", "axcod.docx"),
    ("a\x00b\r\nc\u200b.docx", "abc.docx"),
    ('a<b>"c|d?e*f:g.docx', "a_b__c_d_e_f_g.docx"),
    (" . 材料 . .docx", "材料.docx"),
    (".docx", "未命名.docx"),
    ("", "未命名.docx"),
    ("材料", "材料.docx"),
    ("第1.2稿", "第1.2稿.docx"),
    ("材料.第一稿.docx", "材料.第一稿.docx"),
    ("长" * 300 + ".docx", "长" * 100 + ".docx"),
    ("e\u0301.docx", "\u00e9.docx"),
]


@pytest.mark.parametrize(("sent", "shown"), NAMES)
def test_a_name_is_cleaned_for_showing(sent, shown):
    assert taken(b.docx(), sent).clean_name == shown


def test_the_second_ending_of_a_kind_is_kept():
    assert taken(b.jpeg(), "照片.JPEG").clean_name == "照片.jpeg"
    assert taken(b.jpeg(), "照片").clean_name == "照片.jpg"


@pytest.mark.parametrize("sent", ["材料.pdf", "材料.jpg", "材料.exe", "材料.docx.exe", "材料.docm"])
def test_a_name_that_says_another_kind_is_refused_with_both_kinds(sent):
    refusal = refused(b.docx(), sent)
    assert refusal.code == "mismatch"
    assert "." + sent.rpartition(".")[2] in refusal.message
    assert "Word 文档" in refusal.message


def test_a_refusal_is_one_of_the_house():
    assert isinstance(refused(b""), Refused)


@pytest.mark.parametrize(
    ("kind", "build"),
    [
        ("docx", b.docx),
        ("xlsx", b.xlsx),
        ("pdf", b.pdf),
        ("jpg", b.jpeg),
        ("png", b.png),
    ],
)
def test_only_wanted_kinds_are_taken(kind, build):
    others = frozenset({"docx", "pdf", "xlsx", "jpg", "png"} - {kind})
    assert taken(build(), kinds=frozenset({kind})).kind == kind
    refusal = refused(build(), kinds=others)
    assert refusal.code == "unwanted"
    assert f".{kind}" not in refusal.message.partition("请上传")[2]


@pytest.mark.parametrize("build", [b.docx, b.xlsx, b.pdf])
def test_a_document_is_kept_as_it_came(build):
    data = build()
    accepted = taken(data)
    assert accepted.content.read() == data
    assert accepted.size == len(data)
    assert accepted.sha256 == hashlib.sha256(data).hexdigest()


def test_size_and_digest_speak_of_the_rewritten_picture():
    data = good.phone_photo()
    accepted = taken(data)
    kept = accepted.content.read()
    assert len(kept) < len(data)
    assert (accepted.size, accepted.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())


def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_not():
    data = b.docx()
    assert taken(data, limits=replace(LIMITS, bytes=len(data))).size == len(data)
    refusal = refused(data, limits=replace(LIMITS, bytes=len(data) - 1))
    assert refusal.code == "too_large"


class Unreadable:
    """300 MB that nobody may read."""

    name = "大.docx"

    def seek(self, *_):
        return 300 * 1024 * 1024

    def read(self, *_):
        raise AssertionError("read before the size was known")


def test_a_huge_file_is_refused_before_it_is_read():
    with pytest.raises(UploadRefused, match=r"300\.0 MB.*20 MB"):
        accept(Unreadable(), scanner=lambda: None)


def test_what_django_hands_over_is_taken():
    assert accept(SimpleUploadedFile("a.docx", b.docx()), scanner=lambda: None).kind == "docx"
    with TemporaryUploadedFile("a.pdf", "text/html", 0, None) as file:
        file.write(b.pdf())
        assert accept(file, scanner=lambda: None).kind == "pdf"


LIMIT_TABLE = [
    # limit, its value in the test, a file at it, a file beyond it, code
    (
        "entries",
        4,
        lambda: b.docx(more=[("a", b"")]),
        lambda: b.docx(more=[("a", b""), ("b", b"")]),
        "entries",
    ),
    (
        "xml_depth",
        6,
        lambda: b.docx("<w:p><w:r><w:t/></w:r></w:p>"),
        lambda: b.docx("<w:p><w:r><w:t><w:t><w:t/></w:t></w:t></w:r></w:p>"),
        "too_complex",
    ),
    ("pdf_pages", 3, lambda: b.pdf(pages=3), lambda: b.pdf(pages=4), "pages"),
    ("pdf_streams", 3, b.modern_pdf, lambda: b.modern_pdf(b.stream(b"", b"x")), "too_complex"),
    ("pixels", 64, b.jpeg, lambda: b.jpeg(width=9), "pixels"),
    ("side", 8, b.png, lambda: b.png(width=9), "pixels"),
    ("segments", 7, b.jpeg, lambda: b.jpeg(b.segment(0xFE, b"")), "too_complex"),
    ("sheet_rows", 9, lambda: b.xlsx('<row r="9"/>'), lambda: b.xlsx('<row r="10"/>'), "sheet_size"),
    (
        "sheet_columns",
        27,
        lambda: b.xlsx('<row><c r="AA1"/></row>'),
        lambda: b.xlsx('<row><c r="AB1"/></row>'),
        "sheet_size",
    ),
]


@pytest.mark.parametrize(
    ("field", "value", "at", "beyond", "code"), LIMIT_TABLE, ids=[row[0] for row in LIMIT_TABLE]
)
def test_each_limit_holds_at_its_edge(field, value, at, beyond, code):
    limits = replace(LIMITS, **{field: value})
    taken(at(), limits=limits)
    assert refused(beyond(), limits=limits).code == code


@pytest.mark.parametrize("build", [b.docx, b.xlsx, b.pdf, b.modern_pdf, good.phone_photo, b.png, good.fields])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_taken_or_refused_but_never_an_error(build, data):
    whole = bytearray(build())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(whole), data.draw(st.integers(1, len(whole)))]))
    try:
        taken(bytes(whole[:cut]))
    except UploadRefused as refusal:
        assert refusal.message


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_no_name_can_leave_its_folder_or_break_a_header(raw):
    name = parse_name(raw, LIMITS)
    shown = name.with_kind("docx")
    assert not set(shown) & set('/\\:*?"<>|\r\n\x00')
    assert shown.endswith(".docx")
    assert not shown.startswith(".")
    assert len(shown) <= 105


def test_an_unnamed_file_is_taken():
    assert taken(named(b.docx()).read()).clean_name == "未命名.docx"

"""File names that other systems take."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names import LONGEST_BYTES, is_safe, safe_name, safe_suffix


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("会议方案", "会议方案"),
        ("关于2025年度/第一次组织生活会的方案", "关于2025年度／第一次组织生活会的方案"),
        ('a<b>c:d"e\\f|g?h*i', "a＜b＞c：d＂e＼f｜g？h＊i"),
        ("../../etc/passwd", "／..／etc／passwd"),
        ("完成率100%", "完成率100％"),
        ("两行\n题名\t和制表", "两行 题名 和制表"),
        ("响铃\x07与零\x00字", "响铃与零字"),
        ("反写\u202e文字\u200b零宽", "反写文字零宽"),
        ("坏\ud800代理", "坏代理"),
        ("非字符\uffff\ufdd0", "非字符"),
        ("  首尾空格和点. ", "首尾空格和点"),
        ("隔 \u200b 开", "隔 开"),
        ("...", "未命名"),
        ("", "未命名"),
        ("\u3000", "未命名"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹", "_COM¹"),
        ("console", "console"),
        ("e\u0301cole", "\u00e9cole"),  # NFC
        ("罕用字𠮷堃", "罕用字𠮷堃"),
        ("表情😀", "表情😀"),
    ],
)
def test_a_name_is_made_safe(text, name):
    assert safe_name(text) == name


def test_a_long_name_is_cut_between_characters():
    assert safe_name("党" * 1000) == "党" * 40
    assert safe_name("𠮷" * 1000) == "𠮷" * 30
    # a base and its mark stay together: 119 bytes, then two of x plus a mark that has no composed form
    cut = safe_name("a" * 119 + "x\u0316" + "b" * 50)
    assert cut == "a" * 119


@given(st.text(max_size=200))
def test_whatever_is_typed_the_name_is_safe(text):
    name = f"001_{safe_name(text)}.docx"
    assert is_safe(name)
    assert unicodedata.is_normalized("NFC", name)
    assert len(name.encode()) <= LONGEST_BYTES
    assert not set(name) & set('<>:"/\\|?*%\n\r\x00')


@pytest.mark.parametrize(
    "name",
    ["", "a/b", "a\\b", "a:b", "a%b", "x.", " x", "NUL", "e\u0301", "a\x00", "a\nb", "两\u3000格", "x" * 144],
)
def test_an_unsafe_name_is_seen(name):
    assert not is_safe(name)


@pytest.mark.parametrize(("typed", "suffix"), [(".docx", ".docx"), (".PDF", ".pdf"), (".jpeg", ".jpeg")])
def test_endings(typed, suffix):
    assert safe_suffix(typed) == suffix


@pytest.mark.parametrize("suffix", ["", "docx", ".", ".tar.gz", "./x", ".exe ", ".verylongsuffix", ".文档"])
def test_an_ending_that_no_document_has(suffix):
    with pytest.raises(ValueError, match="ending"):
        safe_suffix(suffix)

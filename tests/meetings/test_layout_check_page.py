"""Anybody with an account may have a document's layout measured; the file is read and not kept."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongwen import Document, FontSet, render

pytestmark = pytest.mark.django_db
URL = "/layout-check/"


@pytest.fixture(autouse=True)
def no_office(monkeypatch):
    """Without LibreOffice: what it adds is measured in tests/gongwen."""
    monkeypatch.setattr(render, "program", lambda name: None)


def upload(data: bytes, name: str = "通知.docx", kind: str = "official") -> dict:
    return {"file": SimpleUploadedFile(name, data), "kind": kind}


def notice(**settings) -> bytes:
    doc = Document(title="中共一支部委员会关于召开组织生活会的通知", **settings)
    doc.addressee("各党小组")
    doc.paragraph("现将有关事项通知如下。" * 8)
    doc.signature("中共一支部委员会", dt.date(2026, 3, 5))
    return doc.to_bytes()


def test_the_page_is_one_task_and_kept_nowhere(enter):
    answer = enter("member").get(reverse("meetings:layout_check"))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.decode().count('type="submit"') == 1 + 1  # this one, and logging out


def test_a_good_document_is_told_so_and_what_was_not_seen_is_said(enter):
    text = enter("member").post(URL, upload(notice())).content.decode()
    assert "没有发现不符合的地方" in text
    assert "未验证的不能当作符合" in text
    assert "要改的" not in text
    assert "本机没有 LibreOffice，无法排版。" in text


def test_what_to_mend_comes_first_with_its_clause(enter):
    text = enter("member").post(URL, upload(notice(fonts=FontSet(fangsong="Comic Sans MS")))).content.decode()
    assert text.index("要改的") < text.index("逐项结果")
    first = text[text.index("要改的") : text.index("逐项结果")]
    assert "正文用仿宋" in first
    assert "依据：GB/T 9704—2012 5.2.2、5.2.3 正文字体、行数与字数" in first


def test_a_document_of_another_hand_is_judged_too(enter):
    made, out = docx.Document(), BytesIO()
    made.add_heading("标题", 0)
    made.add_paragraph("正文<script>alert(1)</script>")
    made.save(out)
    answer = enter("outsider").post(URL, upload(out.getvalue()))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_record_is_asked_less_than_an_official_document(enter):
    bare = Document(title="谈话记录")
    bare.paragraph("正文。")
    client, data = enter("member"), bare.to_bytes()
    assert "没有找到成文日期" in client.post(URL, upload(data)).content.decode()
    assert "没有找到成文日期" not in client.post(URL, upload(data, kind="record")).content.decode()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.4 no word", "a.pdf", ".docx"),
        (b"PK\x03\x04 broken", "a.docx", "损坏"),
        (b"", "a.docx", "空"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data, name, words, enter):
    answer = enter("member").post(URL, upload(data, name))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_an_unknown_kind_is_refused(enter):
    assert enter("member").post(URL, upload(notice(), kind="letter")).status_code == 422

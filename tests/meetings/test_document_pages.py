"""A meeting's documents: who may read which, and that nothing a file says becomes markup."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import caches
from django.urls import reverse
from docx import Document

from meetings import documents, sheets
from meetings.bundle import file_name
from meetings.documents import Produced
from meetings.enums import DocumentKind as K
from meetings.models import Material, MaterialVersion, Meeting
from meetings.preview import NoPreviewError, pages_of
from tests.casting import TODAY


def paper(*lines: str) -> bytes:
    document, out = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def produced(kind: K, secret: bool = False):
    def producer(meeting: Meeting):
        yield Produced(kind, f"{kind.label}一份", "一支部", TODAY, lambda: paper("正文"), confidential=secret)

    return producer


@pytest.fixture
def file_of(monkeypatch, planned) -> Meeting:
    """A prepared meeting whose record yields one document of each telling kind."""
    made = {kind: produced(kind, secret=kind == K.CRITICISM_SUMMARY)
            for kind in (K.PLAN, K.MINUTES, K.CRITICISM_SUMMARY, K.TALK_RECORDS, K.OPINION_SUMMARY)}  # fmt: skip
    monkeypatch.setattr(documents, "PRODUCERS", made)
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    return planned


# seat → the kinds it may read; talk records go to nobody, named criticism to the leaders (R06, R15).
READS = {
    "secretary": {K.PLAN, K.MINUTES, K.CRITICISM_SUMMARY, K.OPINION_SUMMARY},
    "deputy": {K.PLAN, K.MINUTES, K.CRITICISM_SUMMARY, K.OPINION_SUMMARY},
    "committee": {K.PLAN, K.MINUTES, K.OPINION_SUMMARY},
    "officer": {K.PLAN, K.OPINION_SUMMARY},
    "supervisor": {K.PLAN, K.OPINION_SUMMARY},
    "member": set(),
    "administrator": set(),
    "archivist": set(),
    "sister_secretary": set(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("seat", READS)
@pytest.mark.parametrize("page", ["document", "document_download"])
def test_who_reads_which_document(page, seat, enter, file_of):
    client = enter(seat)
    urls = {kind: reverse(f"meetings:{page}", args=[file_of.pk, kind, "-"]) for kind in K}
    assert {kind for kind, url in urls.items() if client.get(url).status_code == 200} == READS[seat]


@pytest.mark.django_db
def test_another_persons_material_is_not_in_the_list(enter, cast, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    theirs = Material.objects.create(meeting=planned, owner=cast.member("member"), form="outline")
    MaterialVersion.objects.create(
        material=theirs, number=1, text="只给书记看的话", submitted_by=cast.who["member"]
    )
    url = reverse("meetings:document", args=[planned.pk, K.MATERIAL_MEMBER, str(theirs.pk)])
    allowed = {
        s for s in ("secretary", "committee", "officer", "member") if enter(s).get(url).status_code == 200
    }
    assert allowed == {"secretary"}
    assert "只给书记看的话" in enter("secretary").get(url).content.decode()


@pytest.mark.django_db
def test_a_download_is_an_attachment_that_is_kept_nowhere(enter, file_of):
    answer = enter("secretary").get(reverse("meetings:document_download", args=[file_of.pk, K.PLAN, "-"]))
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert Document(BytesIO(answer.content)).paragraphs[0].text == "正文"


def test_nothing_a_file_says_becomes_markup():
    html = pages_of(paper('<script>alert("1")</script>', "a & b"))[0].html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "a &amp; b" in html


def test_merged_cells_keep_their_shape():
    document, out = Document(), BytesIO()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "竖"
    document.save(out)
    html = pages_of(out.getvalue())[0].html
    assert '<td colspan="2">横</td>' in html.replace("<br>", "")
    assert '<td rowspan="2">竖</td>' in html.replace("<br>", "")
    assert html.count("<td") == 2 + 3 + 2


def test_a_page_break_begins_a_new_sheet():
    document, out = Document(), BytesIO()
    document.add_paragraph("一")
    document.add_page_break()
    document.add_paragraph("二")
    document.save(out)
    pages = pages_of(out.getvalue())
    assert ["一" in pages[0].html, "二" in pages[0].html, "二" in pages[-1].html] == [True, False, True]


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_document_has_no_preview(data):
    with pytest.raises(NoPreviewError):
        pages_of(data)


# --- Several at once, and sheets as pictures


def _names(answer) -> list[str]:
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as bundle:
        assert bundle.testzip() is None
        return bundle.namelist()


@pytest.mark.django_db
def test_all_is_what_one_may_read_without_what_is_confidential(enter, file_of):
    url = reverse("meetings:document_bundle", args=[file_of.pk])
    answer = enter("secretary").get(url)
    assert _names(answer) == ["001_会议方案一份.docx", "002_征求意见汇总表一份.docx", "003_会议记录一份.docx"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert _names(enter("officer").get(url)) == ["001_会议方案一份.docx", "002_征求意见汇总表一份.docx"]


@pytest.mark.django_db
def test_ticked_documents_come_alone_and_only_to_who_may_read_them(enter, file_of):
    url = reverse("meetings:document_bundle", args=[file_of.pk])
    ticked = {"d": [f"{K.CRITICISM_SUMMARY}/-", f"{K.TALK_RECORDS}/-", f"{K.PLAN}/-", "no/such"]}
    assert _names(enter("secretary").get(url, ticked)) == [
        "001_会议方案一份.docx",
        "002_批评意见汇总表一份.docx",
    ]
    assert _names(enter("committee").get(url, ticked)) == ["001_会议方案一份.docx"]
    answer = enter("committee").get(url, {"d": f"{K.CRITICISM_SUMMARY}/-"}, follow=True)
    assert "没有可以下载的文件。请先勾选。" in answer.content.decode()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "／..／etc／passwd.docx"),
        ("C:\\a<b>|?*%\x00\u202e名", "C：＼a＜b＞｜？＊％名.docx"),
        ("  . ", "未命名.docx"),
        ("长" * 300, "长" * 60 + ".docx"),
        ("𠮷👍\r\n二行", "𠮷👍 二行.docx"),
    ],
)
def test_names_in_the_bundle_are_names_everywhere(title, name):
    made = Produced(K.PLAN, title, "", None, lambda: b"")
    assert file_name(made) == name


@pytest.mark.django_db
def test_the_list_offers_each_all_and_ticked_and_blank_forms_apart(enter, file_of):
    text = enter("secretary").get(reverse("meetings:documents", args=[file_of.pk])).content.decode()
    assert text.count('type="checkbox" name="d"') == 5  # four documents and the blank form for opinions
    assert f'value="{K.OPINION_ORIGINALS}/blank"' in text
    assert "征求意见表（空白）" in text
    assert reverse("meetings:document_bundle", args=[file_of.pk]) in text


@pytest.mark.django_db
def test_a_preview_is_kept_nowhere(enter, file_of):
    for kind in (K.PLAN, K.CRITICISM_SUMMARY):
        answer = enter("secretary").get(reverse("meetings:document", args=[file_of.pk, kind, "-"]))
        assert answer["Cache-Control"] == "private, no-store"


@pytest.fixture
def drawn(monkeypatch):
    """A machine that draws two sheets, and counts how often."""
    calls = []
    caches["sheets"].clear()
    monkeypatch.setattr(sheets, "can_draw", lambda: True)
    monkeypatch.setattr(
        sheets, "pictures", lambda data, **_: calls.append(data) or [b"\x89PNG one", b"\x89PNG two"]
    )
    monkeypatch.setattr(sheets, "installed", frozenset)
    yield calls
    caches["sheets"].clear()


@pytest.mark.django_db
def test_sheets_are_drawn_once_and_shown_one_by_one(enter, file_of, drawn):
    client = enter("secretary")
    page = client.get(reverse("meetings:document", args=[file_of.pk, K.PLAN, "-"]), {"view": "sheets"})
    urls = [reverse("meetings:document_sheet", args=[file_of.pk, K.PLAN, "-", n]) for n in (1, 2)]
    assert all(url in page.content.decode() for url in urls)
    answers = [client.get(url) for url in urls]
    assert [answer.content for answer in answers] == [b"\x89PNG one", b"\x89PNG two"]
    assert {(a["Content-Type"], a["Cache-Control"]) for a in answers} == {("image/png", "private, no-store")}
    assert len(drawn) == 1
    beyond = client.get(reverse("meetings:document_sheet", args=[file_of.pk, K.PLAN, "-", 3]))
    assert beyond.status_code == 302


@pytest.mark.django_db
def test_a_confidential_document_is_never_made_into_pictures(enter, file_of, drawn):
    client, place = enter("secretary"), [file_of.pk, K.CRITICISM_SUMMARY, "-"]
    page = client.get(reverse("meetings:document", args=place), {"view": "sheets"})
    assert "正文" in page.content.decode()
    assert client.get(reverse("meetings:document_sheet", args=[*place, 1])).status_code == 302
    assert drawn == []


@pytest.mark.django_db
def test_sheets_that_cannot_be_drawn_leave_the_text_and_say_why(enter, file_of, monkeypatch):
    def refuse(data, **_):
        raise sheets.CannotRender("LibreOffice 正忙，请稍后再试。")

    caches["sheets"].clear()
    monkeypatch.setattr(sheets, "can_draw", lambda: True)
    monkeypatch.setattr(sheets, "pictures", refuse)
    url = reverse("meetings:document", args=[file_of.pk, K.PLAN, "-"])
    text = enter("secretary").get(url, {"view": "sheets"}).content.decode()
    assert "LibreOffice 正忙，请稍后再试。" in text
    assert "正文" in text


@pytest.mark.django_db
@pytest.mark.skipif(not sheets.can_draw(), reason="LibreOffice and poppler-utils draw sheets")
def test_real_sheets_are_pictures(enter, file_of):
    caches["sheets"].clear()
    url = reverse("meetings:document_sheet", args=[file_of.pk, K.PLAN, "-", 1])
    assert enter("secretary").get(url).content.startswith(b"\x89PNG\r\n\x1a\n")

"""A meeting's documents: who may read which, and that nothing a file says becomes markup."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from meetings import documents
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

"""页数: counted where it can be, never guessed."""

from __future__ import annotations

import pytest

from archive.pages import told_by_itself
from core.jobs import JobState
from gongwen import render
from gongwen.render import CannotRender
from meetings.enums import DocumentKind as D
from tests.archive.test_packing import files, text_of
from tests.archive.world import archived, ask, docx, make

OFFICE = render.program("soffice") or render.program("libreoffice")
needs_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice is optional")


@pytest.mark.parametrize(
    ("content", "suffix", "pages"),
    [
        (b"\xff\xd8\xff", ".jpg", 1),
        (b"\x89PNG", ".png", 1),
        (b"%PDF- no pages in it", ".pdf", None),
        (b"/Type /Page /Type/Page\n/Type /Pages", ".pdf", 2),
        (b"/Type /Page /JavaScript", ".pdf", None),
        (b"PK", ".docx", None),
        (b"PK", ".xlsx", None),
    ],
)
def test_what_a_file_itself_tells(content, suffix, pages):
    assert told_by_itself(content, suffix) == pages


def pages_of(packet) -> dict[str, int | None]:
    return dict(packet.entries.values_list("kind", "pages"))


def test_what_is_not_counted_says_so(shelf, town, meeting):
    shelf.put(D.REPORT, "扫描件", suffix=".pdf", content=b"%PDF-1.4 /Type /Page /Type /Page")
    packet = archived(town.secretary, meeting)
    assert pages_of(packet)[D.REPORT] == 2
    assert pages_of(packet)[D.MINUTES] is None
    catalogue = text_of(files(packet)["data/归档文件目录.docx"])
    assert catalogue.count("未计") == 5
    assert "其中1件共2页，其余5件未计页数" in text_of(files(packet)["data/备考表.docx"])


@needs_office
def test_word_documents_are_set_and_counted_where_the_site_wants_it(settings, shelf, town, meeting):
    settings.COUNT_PAGES = True
    shelf.put(D.REPORT, "长报告", content=lambda: docx("长报告", 60))
    packet = archived(town.secretary, meeting)
    found = pages_of(packet)
    assert found[D.MINUTES] == 1
    pdf = render.to_pdf(docx("长报告", 60))
    told = render.poppler("pdfinfo", ["-"], pdf).decode()
    assert f"Pages:           {found[D.REPORT]}\n" in told
    assert found[D.REPORT] > 5


def test_without_libreoffice_nothing_is_guessed_and_nothing_fails(
    settings, shelf, town, meeting, monkeypatch
):
    settings.COUNT_PAGES = True

    def none(*args, **kwargs):
        raise CannotRender("本机没有 LibreOffice，无法排版。")

    monkeypatch.setattr("archive.pages.page_counts", none)
    packet = archived(town.secretary, meeting)
    assert set(pages_of(packet).values()) == {None}


def test_counting_can_be_cancelled(settings, shelf, town, meeting, every_report, monkeypatch):
    from archive import actions

    settings.COUNT_PAGES = True
    monkeypatch.setattr("archive.pages.AT_ONCE", 2)
    packet = ask(town.secretary, meeting)
    started = []

    def count(documents, timeout):
        started.append(len(documents))
        actions.cancel_packet(by=town.secretary, packet=packet)
        return [1] * len(documents)

    monkeypatch.setattr("archive.pages.page_counts", count)
    packet = make(packet)
    assert (packet.state, started) == (JobState.CANCELLED, [2])

"""A branch of a hundred: how long its packet takes, and that memory holds one document at a time."""

from __future__ import annotations

import time
import tracemalloc

from core import jobs
from gongwen import Document
from meetings.enums import DocumentKind as D
from tests.archive.world import ask, make

PEOPLE = 100
SECONDS = 10  # CPU, on a machine with two slow cores; measured: about 2.5


def three_pages(number: int) -> bytes:
    paper = Document(title=f"第{number}名党员发言提纲")
    for _ in range(24):
        paper.paragraph("对照检查发现，理论学习不够深入，联系实际不紧密，" * 4)
    return paper.to_bytes()


def test_a_hundred_documents(shelf, town, meeting):
    for number in range(PEOPLE):
        shelf.put(D.MATERIAL_MEMBER, f"第{number}名党员发言提纲", content=lambda n=number: three_pages(n))
    packet = ask(town.secretary, meeting)
    began = time.process_time()
    packet = make(packet)
    assert packet.state == jobs.JobState.DONE, packet.error
    assert packet.entries.count() == PEOPLE + 5
    assert time.process_time() - began < SECONDS


def test_memory_holds_one_document_at_a_time(shelf, town, meeting):
    size = 1 << 20
    for number in range(60):
        shelf.put(
            D.REPORT, f"扫描件{number}", suffix=".pdf", content=lambda n=number: b"%PDF-" + bytes([n]) * size
        )
    packet = ask(town.secretary, meeting)
    tracemalloc.start()
    try:
        packet = make(packet)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert packet.size > 60 * size
    assert peak < 30 * size, f"{peak / size:.0f} MB at once"

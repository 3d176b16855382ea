"""Bounds of the issue, as ratios to a floor of the same run: the machine is shared. Times: gongwen.bench."""

import gc
import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from gongwen import Document
from gongwen.checker import check
from tests.gongwen.good import BODY


def member_document(number: int) -> bytes:
    """A material of three pages: sixty-six lines of twenty-eight characters."""
    doc = Document(title=f"张三{number}同志2025年度组织生活会个人对照检查材料")
    for _ in range(4):
        doc.heading(1, "查摆的突出问题")
        for _ in range(3):
            doc.heading(2, "理论学习方面")
            doc.paragraph(BODY * 2)
    doc.signature(f"张三{number}", date(2026, 3, 5))
    return doc.to_bytes()


def best(work: Callable[[], object], runs: int = 7) -> float:
    """Seconds of processor time of the quickest run."""
    found = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def ratio(work: Callable[[], object], floor: Callable[[], object], runs: int = 7) -> float:
    """How many times the floor, measured in the same run, the work takes."""
    work()
    return best(work, runs) / best(floor, runs)


HEADER = ["序号", "姓名", "内容", "时限", "状态"]
ROWS = [[str(n), f"姓名{n}", "问题和措施若干字", "2026年3月5日", "已完成"] for n in range(500)]


def bare_table() -> None:
    """The same cells as elements, nothing else."""
    body = etree.Element("body")
    for row in ROWS:
        line = etree.SubElement(body, "tr")
        for text in row:
            cell = etree.SubElement(etree.SubElement(line, "tc"), "p")
            etree.SubElement(etree.SubElement(cell, "r"), "t").text = text


def test_a_long_table_takes_a_few_times_its_bare_elements():
    """40 ms alone; five times as long as lxml takes for the elements."""
    assert ratio(lambda: Document().table(header=HEADER, rows=ROWS), bare_table) < 15


def test_a_hundred_documents_take_a_few_dozen_times_their_raw_zip():
    """0.6 s alone; some thirty times as long as packing the same bytes."""
    documents = [member_document(n) for n in range(100)]

    def raw_zip() -> None:
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
            for number, data in enumerate(documents):
                archive.writestr(str(number), data)

    assert ratio(lambda: [member_document(n) for n in range(100)], raw_zip, runs=2) < 100


def test_a_document_is_small():
    data = member_document(1)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.namelist()) == 13
    assert len(data) < 14_000  # python-docx's own template alone brings 38 KB


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_memory_is_flat_over_1000_documents():
    def resident() -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

    for number in range(200):
        member_document(number)
    gc.collect()
    before = resident()
    for number in range(800):
        member_document(number)
    gc.collect()
    assert resident() - before < 4  # megabytes; 800 documents are 8 MB packed


def test_the_checker_reads_a_long_table_in_reasonable_time():
    doc = Document(title="台账")
    doc.table(header=["序号", "姓名", "内容"], rows=[[str(n), "张三", BODY] for n in range(500)])
    data = doc.to_bytes()
    assert ratio(lambda: check(data, kind="record"), bare_table, runs=3) < 80

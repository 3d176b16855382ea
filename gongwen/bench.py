"""python -m gongwen.bench [--documents 300]: what documents cost, beside a floor measured in the same run.

The floor is the raw zip of the same bytes: what a packet would cost if its documents were there already.
"""

import argparse
import gc
import io
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from gongwen import Document
from gongwen.checker import check

SENTENCE = "学习抓得不紧，联系实际不够，解决群众急难愁盼问题的办法不多，对照党章要求还有不小差距。"
HEAD = ("序号", "姓名", "内容", "时限", "状态")
STATM = Path("/proc/self/statm")


def member_document(number: int) -> bytes:
    """A member's material of three pages."""
    doc = Document(title=f"张三{number}同志2025年度组织生活会个人对照检查材料")
    for _ in range(4):
        doc.heading(1, "查摆的突出问题")
        for _ in range(3):
            doc.heading(2, "理论学习方面")
            doc.paragraph(SENTENCE * 3)
    doc.signature(f"张三{number}", date(2026, 3, 5))
    return doc.to_bytes()


def long_table() -> bytes:
    """A ledger of 500 rows."""
    doc = Document(title="整改台账", landscape=True)
    rows = ([str(n), f"姓名{n}", "问题和措施若干字", "2026年3月5日", "已完成"] for n in range(1, 501))
    doc.table(header=HEAD, rows=rows)
    return doc.to_bytes()


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Processor time of the quickest run."""
    found = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def into_zip(documents: list[bytes]) -> bytes:
    """The floor: the same bytes, written raw into a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(documents):
            archive.writestr(f"{number:04d}.docx", data)
    return target.getvalue()


def resident() -> float:
    """Megabytes of memory in use; 0 where the system does not tell."""
    return int(STATM.read_text().split()[1]) * 4096 / 1e6 if STATM.exists() else 0.0


def measure(documents: int) -> list[tuple[str, str]]:
    """Rows of what was measured and its value."""
    made = [member_document(n) for n in range(documents)]
    writing = seconds(lambda: [member_document(n) for n in range(documents)], runs=2)
    raw = seconds(lambda: into_zip(made))
    before = resident()
    for number in range(1000):
        member_document(number)
    grown = resident() - before
    table = seconds(long_table, runs=5)
    checking = seconds(lambda: check(made[0]), runs=5)
    return [
        (f"{documents} 份 3 页的材料", f"{writing:.2f} 秒"),
        ("每秒", f"{documents / writing:.0f} 份"),
        ("与同样字节直接写入 zip 相比", f"{writing / raw:.1f} 倍（直接写入 {raw * 1000:.0f} 毫秒）"),
        ("500 行的表格", f"{table * 1000:.0f} 毫秒"),
        ("检查一份 3 页的材料（不排版）", f"{checking * 1000:.0f} 毫秒"),
        ("写 1000 份后内存增加", f"{grown:.1f} MB"),
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gongwen.bench", description="写文档的速度")
    parser.add_argument("--documents", type=int, default=100)
    options = parser.parse_args(arguments)
    for what, value in measure(options.documents):
        print(f"{what}：{value}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

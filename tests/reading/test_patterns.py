"""No text makes a rule run away: every pattern of the package on strings made to send it back and forth."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import time
from collections.abc import Iterator

import pytest

import meetings.reading
from meetings.reading import read_plan
from meetings.reading.labels import LABELS

PIECES = (
    *"一、 （一） 1. 、 ， 。 ； 的 党员 党支部 参加 会后 3月5日前 xx月 《 》 “ ” ( ) 将 等 和 由 在 — → 报 送".split(),
    *"情况 报告 整改清单 围绕 方面 要 组织 时间: 政治纪律、 强不强、 优秀、 工作日 20 年 会议 主持 同志 材料 a 1".split(),
    *" \t\n　",
)
LENGTH = 1_000  # characters; at twice the length a quadratic pattern takes four times as long, a cubic eight
SECONDS = 0.4  # of processor time for one pattern and one string; the slowest takes a tenth of it


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.walk_packages(meetings.reading.__path__, "meetings.reading."):
        for name, value in vars(importlib.import_module(module.name)).items():
            yield from ((f"{module.name}.{name}", one) for one in _within(value))


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _within(part)


def strings() -> list[str]:
    rng = random.Random(1921)
    mixed = ["".join(rng.sample(PIECES, rng.randint(2, 4))) for _ in range(16)]
    return [piece * (LENGTH // len(piece)) for piece in [*PIECES, *mixed]]


def test_each_pattern_takes_its_time_with_each_string():
    found = list(patterns())
    assert len(found) > 150
    for name, pattern in found:
        for text in strings():
            begun = time.process_time()
            for _ in pattern.finditer(text):
                pass
            assert time.process_time() - begun < SECONDS, (name, text[:20])


@pytest.mark.parametrize("field", [field for field in LABELS if field])
def test_a_label_before_a_page_without_end_is_read_in_time(field: str):
    label = LABELS[field].split()[0]
    for piece in ("和", "、", "1", "将", "3月", "（", "党员"):
        text = f"某党支部2025年度组织生活会方案\n{label}：" + piece * (6_000 // len(piece))
        begun = time.process_time()
        read_plan(text)
        assert time.process_time() - begun < 2, (label, piece)

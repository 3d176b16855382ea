"""A plan set otherwise is the same plan: other numbers, width, script, spacing, tables, Word's own lists."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from meetings.reading import extract, read_plan
from meetings.reading.score import normal
from meetings.reading.script import fold
from tests.reading import variations

HERE = Path(__file__).parent
WRAPPED = {"a12"}  # a printout whose lines break at its width: other widths are another text
PLANS = [path for path in sorted(HERE.glob("handwritten/*/*.txt")) if path.stem not in WRAPPED]


def compared(value: Any) -> Any:
    """Values as the score compares them, in simplified characters; `what` is a paraphrase."""
    if isinstance(value, dict):
        return {key: compared(item) for key, item in value.items() if key != "what"}
    if isinstance(value, list):
        return [compared(item) for item in value]
    return normal(fold(value)) if isinstance(value, str) else value


@cache
def as_written(path: Path) -> Any:
    return compared(read_plan(path.read_text(encoding="utf-8")).to_json())


@pytest.mark.parametrize("name", variations.TEXTS)
def test_a_text_set_otherwise_reads_the_same(name: str):
    for path in PLANS:
        text = variations.TEXTS[name](path.read_text(encoding="utf-8"))
        assert compared(read_plan(text).to_json()) == as_written(path), path.stem


@pytest.mark.parametrize("name", variations.FILES)
def test_a_word_file_set_otherwise_reads_the_same(name: str):
    for path in PLANS:
        text = path.read_text(encoding="utf-8")
        if "\t" not in text:
            reading = read_plan(extract(variations.FILES[name](text)))
            assert compared(reading.to_json()) == as_written(path), path.stem


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
def test_a_text_in_another_encoding_reads_the_same(encoding: str):
    for path in PLANS[::6]:
        data = path.read_text(encoding="utf-8").encode(encoding)
        assert compared(read_plan(extract(data)).to_json()) == as_written(path), path.stem


def test_each_variation_changes_texts():
    texts = [path.read_text(encoding="utf-8") for path in PLANS]
    for name, change in variations.TEXTS.items():
        assert sum(change(text) != text for text in texts) > 5, name

"""Both folders, whole: every hostile file refused for its reason, every good file taken, each cheaply."""

from __future__ import annotations

import pytest

from core.uploads.refusal import SENTENCES
from tests.uploads import good, hostile
from tests.uploads.conftest import measured

SECONDS = 1.0  # of processor time: the machine may be busy with other tests
MEGABYTES = 200  # of the whole process, Python and Django included

# Said elsewhere than at the door: by the scanner, and by readers of text.
ELSEWHERE = {"infected", "scanner", "no_text", "only_pictures", "text_too_long"}


@pytest.fixture(scope="module")
def hostile_rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    hostile.write_folder(folder)
    return measured(folder)


@pytest.fixture(scope="module")
def good_rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("good")
    for name, (_, build) in good.GOOD.items():
        (folder / name).write_bytes(build())
    return measured(folder)


def test_every_hostile_file_is_refused_for_its_reason(hostile_rows):
    assert {name: row["code"] for name, row in hostile_rows.items()} == hostile.EXPECTED


def test_every_good_file_is_taken_as_what_it_is(good_rows):
    found = {name: row["code"] or row["kind"] for name, row in good_rows.items()}
    assert found == {name: kind for name, (kind, _) in good.GOOD.items()}


def test_no_file_costs_more_than_a_second_and_200_mb(hostile_rows, good_rows):
    rows = [*hostile_rows.values(), *good_rows.values()]
    dear = [row for row in rows if row["cpu"] >= SECONDS or row["megabytes"] >= MEGABYTES]
    assert not dear
    assert len(rows) == len(hostile.EXPECTED) + len(good.GOOD)


def test_every_reason_has_a_hostile_file():
    assert set(hostile.EXPECTED.values()) == set(SENTENCES) - ELSEWHERE


def test_every_sentence_is_filled_and_says_what_to_do(hostile_rows):
    for row in hostile_rows.values():
        assert "{" not in row["message"]
        assert "请" in row["message"], row
        assert row["message"].endswith("。")

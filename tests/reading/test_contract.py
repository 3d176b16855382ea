"""What every reading keeps: its keys, the place of each value, nothing invented, and time."""

from __future__ import annotations

import ast
import random
import time
from pathlib import Path

import pytest

import meetings.reading
from meetings.reading import KEYS, Certainty, Found, SourceText, UnreadablePlan, extract, read_plan, script
from meetings.reading.script import fold, narrow
from tests.reading import synthetic

HERE = Path(__file__).parent
PLANS = sorted(HERE.glob("handwritten/*/*.txt"))
PACKAGE = Path(meetings.reading.__file__).parent


def every_found(reading) -> list[tuple[str, Found]]:
    return [(key, found) for key in KEYS for found in reading.many(key)]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_each_value_stands_in_the_text_at_its_span(path: Path):
    """Never invent: a value is a cut of the text, but for codes, ISO dates and what a dict is made of."""
    reading = read_plan(extract(path))
    assert list(reading.to_json()) == KEYS
    for key, found in every_found(reading):
        assert found.certainty in Certainty
        if key in ("kind", "includes_appraisal") or found.span is None:
            continue
        cut = narrow(reading.source[found.span]).replace("\n", "").replace("\v", "").replace("\t", "")
        words = found.value if isinstance(found.value, str) else found.value.get("when_text", cut)
        assert words in cut or key == "meeting_date", (key, words, cut)
        assert reading.sentence(found)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_words_of_stages_and_deadlines_are_the_texts_own(path: Path):
    reading = read_plan(extract(path))
    text = narrow(reading.source.text)
    for stage in reading.to_json()["preparation_stages"]:
        assert stage["due"] is None or stage["due"] in text
    for deadline in reading.to_json()["deadlines"]:
        assert deadline["when_text"] in text
        assert deadline["what"].rstrip("…") in text.replace("\n", "")


def test_a_placeholder_keeps_its_words_and_is_marked_open():
    reading = read_plan(
        "某党支部专题组织生活会方案\n会议时间：xxxx年x月xx日\n会议地点：xx会议室\n主持人：____\n"
        "会议主题：强党性"
    )
    assert [(reading.one(key).value, reading.one(key).is_open) for key in ("meeting_date", "place")] == [
        ("xxxx年x月xx日", True),
        ("xx会议室", True),
    ]
    assert reading.one("host") is None
    assert all(reading.one(key).note for key in ("meeting_date", "place"))


def test_an_undecided_kind_is_unsure():
    kind = read_plan("某党支部组织生活会方案\n会议主题：强党性").one("kind")
    assert (kind.value, kind.certainty, bool(kind.note)) == ("annual", Certainty.UNSURE, True)


def test_text_and_source_read_the_same():
    text = PLANS[0].read_text(encoding="utf-8")
    assert read_plan(text).to_json() == read_plan(SourceText.of(text)).to_json()


def test_the_fold_keeps_every_offset():
    text = "會議時間：２０２６年３月５日　①（一）×𠮷…ﬁ㈠"
    assert len(fold(text)) == len(text)
    assert fold(text).startswith("会议时间:2026年3月5日 ①(一)x")


def test_the_table_of_traditional_forms_covers_the_rules():
    """Big5 has no simplified forms: a character of the rules that it lacks must be what some entry folds
    to.
    """
    rules = "".join(
        file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py") if file.stem != "script"
    )
    simplified = {
        char for char in rules if "\u4e00" <= char <= "\u9fff" and not char.encode("big5", "ignore")
    }
    assert simplified - {pair[1] for pair in script._PAIRS.split()} == set()


@pytest.mark.parametrize("seed", range(12))
def test_no_text_makes_it_stumble(seed: int):
    """Lines of plans torn to pieces and shuffled: a reading or a refusal, never another error."""
    rng = random.Random(seed)
    pieces = [line for number in range(6) for line in synthetic.make(number + seed * 7).text.split("\n")]
    for _ in range(15):
        chosen = rng.choices(pieces, k=rng.randint(1, 30))
        torn = [piece[rng.randrange(len(piece) or 1) :][: rng.randint(1, 60)] for piece in chosen]
        try:
            reading = read_plan(rng.choice(("\n", "", " ", "\t")).join(torn))
        except UnreadablePlan:
            continue
        assert list(reading.to_json()) == KEYS


LONG = {
    "paragraphs": lambda unit: "\n".join([unit] * (100_000 // (len(unit) + 1))),
    "one line": lambda unit: unit * (100_000 // len(unit)),
}
UNITS = [
    "（一）组织学习。3月1日前，组织党员集中学习，开展谈心谈话，查摆问题。",
    "在学习方面，",
    "围绕学习、",
    "一、",
    "（",
    "由书记主持",
    "①",
    "会后",
    "xx月",
    "向党委",
    "。",
]


def seconds_to_read(text: str) -> float:
    """Processor time."""
    begun = time.process_time()
    read_plan("某党支部2024年度组织生活会工作方案\n制定本方案。\n" + text)
    return time.process_time() - begun


@pytest.mark.parametrize("shape", LONG)
@pytest.mark.parametrize("unit", UNITS)
def test_a_hundred_pages_take_no_longer_than_ordinary_ones(unit: str, shape: str):
    """Backtracking shows as minutes. The floor, of the same run, is fifty ordinary pages, twice: 1 to 2 s alone."""
    ordinary = LONG[shape](UNITS[0])
    floor = 2 * seconds_to_read(ordinary[: len(ordinary) // 2])
    assert seconds_to_read(LONG[shape](unit)) < 2 * floor


def test_the_package_needs_no_django():
    imported = {
        name
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not {name for name in imported if name.startswith("django")}
    assert {name.split(".")[0] for name in imported if name.startswith("meetings")} == {"meetings"}
    assert all(name.startswith("meetings.reading") for name in imported if name.startswith("meetings"))


@pytest.mark.parametrize(
    "word", ["初心", "党史", "以案促改", "四史", "贾林杰", "国资委党史", "学史", "中央八项"]
)
def test_no_rule_knows_a_campaign(word: str):
    """Rules speak the words of the genre; a theme of one year in them would be learning the seeds by
    heart.
    """
    rules = "".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    allowed = {"党史": "(?:党史|党纪|党章|精神|集中性|“)学习教育"}
    assert word not in rules.replace(allowed.get(word, "\0"), "")

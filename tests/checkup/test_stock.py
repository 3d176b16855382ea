"""Stock phrases: the shipped file is sound, and phrases are found whole, longest first."""

import pytest

from meetings.checkup.folding import plain
from meetings.checkup.lexicon import sections, words
from meetings.checkup.stock import FILE, StockPhrases, prescribed, worn


def test_the_shipped_file_has_its_sections_and_no_phrase_twice() -> None:
    listed = sections(FILE)
    assert set(listed) == {"names", "headings", "slogans", "formulas"}
    folded = [plain(phrase) for phrases in listed.values() for phrase in phrases]
    assert len(folded) == len(set(folded)) > 300
    assert all(len(phrase) >= 2 for phrase in folded)


@pytest.mark.parametrize(
    "phrase", ["四个意识", "习近平新时代中国特色社会主义思想", "学史明理", "存在的主要问题"]
)
def test_names_headings_and_slogans_are_prescribed(phrase: str) -> None:
    assert plain(phrase) in prescribed().phrases


def test_worn_out_turns_are_not_prescribed() -> None:
    assert "提高政治站位" in worn().phrases
    assert "提高政治站位" not in prescribed().phrases
    assert prescribed().phrases < worn().phrases


def test_the_longest_phrase_is_found_and_phrases_do_not_overlap() -> None:
    stock = StockPhrases.of(["理论", "理论学习", "学习贯彻"])
    assert stock.spans("抓理论学习贯彻理论") == [(1, 5), (7, 9)]


def test_phrases_are_compared_without_punctuation_and_width() -> None:
    stock = StockPhrases.of(["“四个意识”", "Ａ、Ｂ", "一"])
    assert stock.phrases == {"四个意识", "ab"}


def test_the_mask_marks_exactly_the_phrases() -> None:
    assert StockPhrases.of(["学习"]).mask("不学习也学习了") == bytearray([0, 1, 1, 0, 1, 1, 0])


def test_sets_of_phrases_are_joined() -> None:
    joined = StockPhrases.of(["理论学习"]) | StockPhrases.of(["谈心谈话"])
    assert joined.spans("谈心谈话和理论学习") == [(0, 4), (5, 9)]


@pytest.mark.parametrize("section", sections("words.txt"))
def test_no_word_stands_twice_in_a_list(section: str) -> None:
    listed = [word for line in sections("words.txt")[section] for word in line.split()]
    assert len(listed) == len(set(listed)) == len(words(section))

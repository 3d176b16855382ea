"""R08: a copied passage is found although it was disguised; stock phrases and chance are not."""

from dataclasses import replace

import pytest

from meetings.checkup.folding import fold, plain
from meetings.checkup.passages import (
    FAIR_SAMPLE,
    INDEXED,
    KNOWN,
    Rarity,
    Strictness,
    everybodys,
    fitting,
    passages,
    prepare,
    shared,
)
from meetings.checkup.stock import StockPhrases

PASSAGE = (
    "去年三月我在桃源社区负责独居老人走访，一共登记了二十六户，只上门看过其中九户，其余都是打电话问问就算完成。"
    "李大爷家的水管漏了半个月，直到他女儿找到街道投诉我才知道。事后我没有向支部说明，反而觉得是物业的责任。"
)
BEFORE = "今年以来工作头绪比较多，周末也常常加班。"
AFTER = "以上是我在联系群众方面的情况，请同志们帮助。"
OTHER = "我是二〇一五年入党的，现在负责单位的采购工作，平时和供应商打交道比较多，也参加过两次外出培训。"
SWAPPED = (
    "去年三月我在桃源社区承担独居老人探访，总共登记了二十六户，仅上门看过其中九户，剩下都是打电话问问就当完成。"
    "李大爷家的水管坏了半个月，直到他女儿跑到街道投诉我才晓得。过后我没有向支部讲明，反倒认为是物业的责任。"
)


def _reordered(text: str) -> str:
    first, second, third = text.rstrip("。").split("。")
    return f"{third}。{first}。{second}。"


DISGUISES = {
    "verbatim": PASSAGE,
    "words swapped": SWAPPED,
    "sentences reordered": _reordered(PASSAGE),
    "swapped and reordered": _reordered(SWAPPED),
    "other punctuation": PASSAGE.replace("，", " ").replace("。", "；"),
    "no punctuation": plain(PASSAGE),
    "full width and spaces": " ".join(PASSAGE),
    "line breaks": PASSAGE.replace("，", "，\n"),
    "traditional": PASSAGE.replace("负责", "負責")
    .replace("社区", "社區")
    .replace("电话", "電話")
    .replace("问", "問"),
    "fillers": PASSAGE.replace("，", "，其实").replace("。", "吧。"),
    "words dropped": PASSAGE.replace("一共", "").replace("其中", "").replace("反而", ""),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_r08_a_passage_is_found_in_every_disguise(disguise: str) -> None:
    draft = BEFORE + DISGUISES[disguise] + AFTER
    found = passages(draft, OTHER + PASSAGE)
    assert len(found) == 1
    covered = plain(draft[slice(*found[0].a)])
    assert len(covered) > 0.9 * len(plain(DISGUISES[disguise]))
    assert len(covered) < 1.1 * len(plain(DISGUISES[disguise])) + 8


def test_r08_spans_are_exact_in_both_originals() -> None:
    draft, other = BEFORE + PASSAGE + AFTER, OTHER + PASSAGE
    (pair,) = passages(draft, other)
    copied = PASSAGE.rstrip("。")
    assert draft[slice(*pair.a)] == copied
    assert [other[slice(*span)] for span in pair.b] == [copied]
    assert pair.share == 1.0
    assert pair.chars == len(plain(PASSAGE))


@pytest.mark.parametrize("shift", range(0, 20, 3))
def test_r08_a_word_put_in_does_not_break_a_piece(shift: int) -> None:
    draft = PASSAGE[:60] + "说到底其实" + PASSAGE[60:]
    (pair,) = passages(draft, "前" * shift + PASSAGE)
    assert len(pair.matched) == 1
    (pair,) = passages("前" * shift + PASSAGE, draft)
    assert len(pair.matched) == 1


def test_r08_reordered_parts_stand_beside_each_other() -> None:
    draft, other = _reordered(PASSAGE), OTHER + PASSAGE
    (pair,) = passages(draft, other)
    assert len(pair.matched) == 2
    for a, b in pair.matched:
        assert plain(draft[slice(*a)]) == plain(other[slice(*b)])


@pytest.mark.parametrize(
    "draft",
    [
        BEFORE + AFTER,
        "去年三月我在桃源社区负责采购，" + BEFORE + "李大爷家的水管也是我修的。" + AFTER,
        PASSAGE[:30] + BEFORE,
        "",
        "。，",
    ],
)
def test_r08_unlike_and_short_texts_are_not_found(draft: str) -> None:
    assert passages(draft, OTHER + PASSAGE) == []


def test_r08_stock_phrases_alone_are_no_passage() -> None:
    slogans = (
        "深入学习贯彻习近平新时代中国特色社会主义思想，增强“四个意识”、坚定“四个自信”、做到“两个维护”，"
        "深刻领悟“两个确立”的决定性意义，不忘初心、牢记使命，学史明理、学史增信、学史崇德、学史力行。"
    )
    assert len(plain(slogans)) > 60
    assert passages(BEFORE + slogans, slogans + OTHER) == []
    unmasked = prepare(BEFORE + slogans, StockPhrases(frozenset()))
    assert len(shared(unmasked, slogans + OTHER)) == 1


def test_r08_the_campaigns_own_wording_does_not_count() -> None:
    theme = PASSAGE[:70]
    draft = BEFORE + theme + AFTER
    assert passages(draft, theme + OTHER)
    assert shared(prepare(draft, StockPhrases.of([theme])), theme + OTHER) == []


def test_r08_ignored_spans_do_not_count() -> None:
    draft = BEFORE + PASSAGE + AFTER
    start = len(BEFORE)
    assert shared(prepare(draft, ignore=[(start, start + len(PASSAGE))]), PASSAGE) == []
    assert shared(prepare(draft, ignore=[(0, start)]), PASSAGE)


def test_r08_two_passages_are_two_findings() -> None:
    draft = PASSAGE + BEFORE * 3 + OTHER + AFTER
    found = passages(draft, OTHER + "这里隔着一些别的话，说的是完全不相干的事情。" * 3 + PASSAGE)
    assert len(found) == 2
    assert found[0].a < found[1].a


def test_everybodys_words_are_counted_by_the_others_that_have_them() -> None:
    draft = fold("把任务一转了之，桃源社区")
    others = [fold("第一份：把任务一转了之"), fold("把任务一转了之，把任务一转了之"), fold("说的是别的")]
    seen = everybodys(draft, others)
    assert (seen["把任务一"], seen["一转了之"], seen["桃源社区"]) == (2, 2, 0)
    assert set(seen) == {"把任务一", "任务一转", "务一转了", "一转了之"}


def test_words_that_many_others_have_say_less() -> None:
    draft, turn = BEFORE + PASSAGE[:28] + AFTER, PASSAGE[:28]
    loose = replace(fitting(1, 30), most=9)
    few = [fold(f"第{n}份说的是别的事情") for n in range(40)]
    many = [fold(f"第{n}份：{turn}") for n in range(20)] + few[:20]
    assert shared(prepare(draft, others=few), turn, loose)
    assert not shared(prepare(draft, others=many), turn, loose)


def test_what_the_index_calls_everybodys_is_no_passage_unless_it_is_verbatim() -> None:
    """However few of the texts compared have it: the index knows very many more."""
    others, strict = [fold(OTHER + PASSAGE)], fitting(1, indexed=True)
    rare = Rarity(dict.fromkeys(range(300), (5, 1.0)), 13.0)
    common = Rarity({}, 13.0)
    disguised = BEFORE + SWAPPED + AFTER
    assert shared(prepare(disguised, others=others, rarity=rare), others[0], strict)
    assert not shared(prepare(disguised, others=others, rarity=common), others[0], strict)
    assert shared(prepare(BEFORE + PASSAGE, others=others, rarity=common), others[0], strict)


def test_a_run_is_worth_what_is_rare_inside_of_it() -> None:
    usual = [0.0] * 30
    rarity = Rarity({3: (5, 1.0), 6: (8, 0.8)}, 10.0)
    assert rarity.within(0, 30, usual) == pytest.approx(3 * 0.2 + 2 * 0.2 + 6 * 0.1)
    assert rarity.within(4, 14, usual) == pytest.approx(8 * 0.1)
    assert rarity.within(4, 13, usual) == 0
    assert rarity.within(20, 25, [5.0] * 30) == pytest.approx(5 * 0.5 / 4)


def test_r08_a_passage_off_the_web_is_found_although_many_have_it() -> None:
    many = [fold(f"第{n}份写的。{PASSAGE}") for n in range(20)]
    assert len(shared(prepare(BEFORE + PASSAGE, others=many), many[0], fitting(20))) == 1


def test_what_a_draft_says_again_and_again_says_less() -> None:
    turn = PASSAGE[:32]
    assert shared(prepare(BEFORE + turn), turn, fitting(1, 30))
    assert not shared(prepare(f"{turn}。{BEFORE}" * 6), turn[:26], fitting(1, 30))


def test_less_evidence_is_enough_once_everybodys_words_are_known() -> None:
    assert fitting(1) == Strictness()
    known = fitting(FAIR_SAMPLE)
    assert (known.least, known.most) == KNOWN
    assert known.most < fitting(3 * FAIR_SAMPLE).most < fitting(99 * FAIR_SAMPLE).most == known.most + 3
    assert known.most < fitting(4).most < Strictness().most
    assert fitting(100, 90).shortest == 90
    assert fitting(3, indexed=True).most == fitting(99, indexed=True).most == INDEXED
    assert fitting(3, 30, indexed=True).rare == Strictness().rare / 2


def test_a_longer_minimum_leaves_short_passages_out() -> None:
    draft = prepare(BEFORE + PASSAGE[:75] + AFTER)
    assert shared(draft, PASSAGE, fitting(0, 60))
    assert not shared(draft, PASSAGE, fitting(0, 200))

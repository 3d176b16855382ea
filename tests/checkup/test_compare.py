"""Two versions side by side: nothing lost, little noise, and quick at any size."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.checkup.compare import Change, Segment, compare
from tests.checkup.corpus import draft

S, R, A = Change.SAME, Change.REMOVED, Change.ADDED

EXAMPLES = {
    "nothing": ("", "", []),
    "the same": ("学习。", "学习。", [(S, "学习。")]),
    "all new": ("", "学习。", [(A, "学习。")]),
    "all gone": ("学习。", "", [(R, "学习。")]),
    "a word changed": (
        "理论学习不够深入。作风不实。",
        "理论学习不够系统。作风不实。",
        [(S, "理论学习不够"), (R, "深入"), (A, "系统"), (S, "。作风不实。")],
    ),
    "a number changed": (
        "今年走访3次。",
        "今年走访12次。",
        [(S, "今年走访"), (R, "3"), (A, "12"), (S, "次。")],
    ),
    "a sentence added": (
        "一是学习少。三是作风散。",
        "一是学习少。二是走访少了一些。三是作风散。",
        [(S, "一是学习少。"), (A, "二是走访少了一些。"), (S, "三是作风散。")],
    ),
    "a sentence removed": (
        "一是学习少。二是走访不多。三是作风散。",
        "一是学习少。三是作风散。",
        [(S, "一是学习少。"), (R, "二是走访不多。"), (S, "三是作风散。")],
    ),
    "an unlike sentence is replaced whole": (
        "甲乙丙丁戊己。相同。",
        "子丑寅卯辰巳。相同。",
        [(R, "甲乙丙丁戊己。"), (A, "子丑寅卯辰巳。"), (S, "相同。")],
    ),
    "small islands are not kept": (
        "平时读书先看目录再看正文和注释。",
        "平时读报先想标题再写正文和注释。",
        [(S, "平时读"), (R, "书先看目录再看"), (A, "报先想标题再写"), (S, "正文和注释。")],
    ),
    "line breaks": ("一。\n二。", "一。\n三。\n二。", [(S, "一。\n"), (A, "三。\n"), (S, "二。")]),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_changes_read_as_a_person_would_mark_them(example: str) -> None:
    old, new, expected = EXAMPLES[example]
    found = [(segment.kind, segment.text) for segment in compare(old, new)]
    if expected is not None:
        assert found == expected
    inner = [text for kind, text in found[1:-1] if kind is S]
    assert all(len(text) >= 3 for text in inner)


def _sides(segments: list[Segment]) -> tuple[str, str]:
    old = "".join(segment.text for segment in segments if segment.kind is not A)
    new = "".join(segment.text for segment in segments if segment.kind is not R)
    return old, new


texts = st.text(alphabet="学习。，问题\n；！甲乙", max_size=80)


@given(texts, texts)
def test_both_versions_can_be_read_back(old: str, new: str) -> None:
    segments = compare(old, new)
    assert _sides(segments) == (old, new)
    assert all(segment.text for segment in segments)
    for before, after in pairwise(segments):
        assert before.kind is not after.kind
        assert (before.kind, after.kind) != (A, R)


@given(
    st.lists(
        st.sampled_from(["学习不够。", "作风不实。", "走访不多！", "担当不足；", "纪律不严。\n"]), max_size=40
    )
)
def test_reordered_sentences_can_be_read_back(sentences: list[str]) -> None:
    old, new = "".join(sentences), "".join(sorted(sentences))
    assert _sides(compare(old, new)) == (old, new)


LONG = "".join(draft(f"compare {number}") for number in range(68))[:200_000]
ENDLESS = LONG.translate(dict.fromkeys(map(ord, "。；！？!?;\n")))
VERSIONS = {
    "words swapped everywhere": LONG.replace("没有", "未能").replace("不够", "欠缺"),
    "half gone": LONG[100_000:],
    "sentences shuffled": "。".join(sorted(LONG.split("。"))),
    "another text": "".join(draft(f"another {number}") for number in range(68))[:200_000],
    "no sentence ends": ENDLESS,
    "one sentence repeated": "学习不够。" * 40_000,
    "empty": "",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_200_000_characters_are_compared_in_a_few_seconds(version: str) -> None:
    start = time.process_time()
    segments = compare(LONG, VERSIONS[version])
    assert time.process_time() - start < 3
    assert _sides(segments) == (LONG, VERSIONS[version])


def test_two_endless_sentences_are_not_compared_by_characters() -> None:
    start = time.process_time()
    assert [segment.kind for segment in compare(ENDLESS, ENDLESS[::-1])] == [R, A]
    assert time.process_time() - start < 1


def test_swapped_words_in_a_long_text_are_marked_one_by_one() -> None:
    segments = compare(LONG, VERSIONS["words swapped everywhere"])
    assert sum(len(segment.text) for segment in segments if segment.kind is R) < 0.1 * len(LONG)

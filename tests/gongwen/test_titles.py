"""7.3.1: titles broken by meaning; the wanted lines were set by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen import break_title
from gongwen.text import width
from gongwen.titles import is_hourglass, splits_meaning

TITLES = [
    (  # the middle line must not be the shortest
        "中共某某市某某局机关第一支部委员会关于召开基层党组织组织生活会整改落实工作的通知",
        ["中共某某市某某局机关第一支部委员会", "关于召开基层党组织组织生活会", "整改落实工作的通知"],
    ),
    (  # a verb waits for its object
        "某某大学党委关于进一步加强和推进基层党组织组织生活会整改落实工作情况的报告",
        ["某某大学党委", "关于进一步加强和推进基层党组织", "组织生活会整改落实工作情况的报告"],
    ),
    (  # the issuer's name stays whole
        "中共某某市某某局机关第一支部委员会关于召开谈心谈话和批评与自我批评有关工作的通知",
        ["中共某某市某某局机关第一支部委员会", "关于召开谈心谈话和批评与自我批评", "有关工作的通知"],
    ),
    ("关于印发《学习教育实施方案》的通知", ["关于印发《学习教育实施方案》的通知"]),
    (
        "中共某某局机关第一支部委员会关于印发《学习教育实施方案》的通知",
        ["中共某某局机关第一支部委员会", "关于印发《学习教育实施方案》的通知"],
    ),
    (
        "中共某某市某某局机关第一支部委员会关于召开2025年度组织生活会和开展民主评议党员工作的通知",
        ["中共某某市某某局机关第一支部委员会", "关于召开2025年度组织生活会", "和开展民主评议党员工作的通知"],
    ),
    ("2025年度组织生活会方案", ["2025年度组织生活会方案"]),
    (
        "中共某某市某某局机关第一支部委员会关于召开2025年度组织生活会的通知",
        ["中共某某市某某局机关第一支部委员会", "关于召开2025年度组织生活会的通知"],
    ),
    (
        "关于2025年度组织生活会和民主评议党员工作情况的报告",
        ["关于2025年度组织生活会", "和民主评议党员工作情况的报告"],
    ),
    (
        "关于印发《某某局党员领导干部学习教育实施方案》的通知",
        ["关于印发《某某局党员领导干部", "学习教育实施方案》的通知"],
    ),
]


@pytest.mark.parametrize(("title", "wanted"), TITLES)
def test_titles_break_where_meaning_allows(title, wanted):
    assert break_title(title) == wanted


def test_no_verb_is_left_without_its_object_at_a_line_end():
    title = "中共某某市委员会办公室关于认真学习贯彻全面从严治党要求推进基层党组织组织生活会工作的通知"
    assert not [line for line in break_title(title)[:-1] if line.endswith(("推进", "关于", "落实"))]


@pytest.mark.parametrize(
    ("sizes", "wanted"),
    [([10, 5, 10], True), ([10, 9, 10], False), ([5, 10, 5], False), ([10, 5], False), ([8, 6, 4], False)],
)
def test_an_hourglass_is_neither_trapezoid_nor_diamond(sizes, wanted):
    assert is_hourglass(sizes) is wanted


def test_three_lines_are_no_hourglass():
    title = "中共某某市某某局机关第一支部委员会关于印发组织生活会工作方案整改清单台账目录汇总表的通知"
    found = break_title(title)
    assert len(found) == 3
    assert not is_hourglass([width(line) for line in found])


def test_lines_of_the_author_are_kept():
    assert break_title("中共某某支部委员会\n关于某事的通知") == ["中共某某支部委员会", "关于某事的通知"]


@given(
    st.text(alphabet="的之和与、，《》“”（）关于组织生活会党员支部委员会通知报告2025年度某市局", max_size=90),
    st.integers(4, 20),
)
def test_no_character_is_lost_and_no_line_too_wide(title, per_line):
    found = break_title(title, per_line)
    assert "".join(found) == title
    assert all(width(line) <= per_line for line in found)


def test_a_very_long_title_still_ends():
    title = "某" * 100_000
    found = break_title(title)
    assert "".join(found) == title
    assert max(map(width, found)) <= 20


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["关于召开组织生", "活会的通知"], "…开组织生|活会的通…"),
        (["关于召开2025", "年度组织生活会的通知"], "…2025|年度组织…"),
        (["关于召开2025年度组织生活会", "的通知"], "…组织生活会|的通知…"),
        (["关于印发《工作", "方案》的通知"], "…发《工作|方案》的…"),
        (["关于召开2025年度组织生活会和", "民主评议党员的通知"], "…生活会和|民主评议…"),
        (["关于召开2025年度组织生活会", "和民主评议党员的通知"], ""),
        (["中共某某支部委员会", "关于召开组织生活会的通知"], ""),
        (["一行"], ""),
    ],
)
def test_breaks_inside_a_word_are_seen(lines, wanted):
    found = splits_meaning(lines)
    assert bool(found) == bool(wanted)
    if wanted:
        assert found.split("|")[1] == wanted.split("|")[1]

"""Two dozen materials written by hand: the good ones get no hint, the others just the one they deserve.

Each of the others is a good one with one thing wrong. What is compared is the whole set of hints.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from meetings.checkup.check import check
from meetings.checkup.findings import Aspect, Context, Draft, Finding, Item, Kind, Reference, Rule

HERE = Path(__file__).parent / "handwritten"
GOOD = {number: (HERE / f"good_{number}.txt").read_text(encoding="utf-8") for number in (1, 2, 3, 4)}
NAMES = {1: "周玉梅", 2: "钱国庆", 3: "沈桂兰", 4: ""}
NOTICE = (
    "各支部要组织党员深入查摆在联系服务群众方面存在的突出问题，重点看是不是常到困难家庭走访、是不是耐心听取群众反映、"
    "是不是把群众的急难愁盼记在心里，对照检查要有具体表现和典型事例。"
)
ASPECTS = [Aspect(title) for title in ("理论学习", "联系群众", "履职担当", "遵规守纪")]
OPINION = Item("1", "对独居老人上门太少", "座谈会")
UNSOLVED = Item("2", "食堂排风扇响了，韩师傅说过几次，报修单压在抽屉里不报", "2025年度")


def context(number: int, **more: object) -> Context:
    others = [Reference(str(n), f"第{n}份材料", text) for n, text in GOOD.items() if n != number]
    others.append(Reference("notice", "通知", NOTICE, Kind.NOTICE))
    opinions = [OPINION] if number in (1, 4) else []
    people = [name for name in NAMES.values() if name]
    given = {"aspects": ASPECTS, "opinions": opinions, "others": others, "people": people} | more
    return Context(**given)  # type: ignore[arg-type]


def found(number: int, text: str, **more: object) -> list[Finding]:
    draft = Draft(text, personal=number != 4, author=NAMES[number])
    return check(draft, context(number, **more))


def cut(start: str, end: str) -> Callable[[str], str]:
    """Leave out what stands from `start` up to `end`."""
    return lambda text: text[: text.index(start)] + text[text.index(end) if end else len(text) :]


def put(before: str, words: str) -> Callable[[str], str]:
    return lambda text: text.replace(before, f"{words}\n{before}", 1)


@pytest.mark.parametrize("number", GOOD)
def test_a_good_material_gets_no_hint(number: int) -> None:
    assert [(one.rule, one.message) for one in found(number, GOOD[number])] == []


ACHIEVEMENTS = "一年来我带领大家完成了道路硬化、管网改造和环境整治等各项任务，得到了上级的肯定。" * 40
SLOGANS = (
    "要深入学习贯彻习近平新时代中国特色社会主义思想，增强“四个意识”、坚定“四个自信”、做到“两个维护”，"
    "不断提高政治站位，切实增强责任感和使命感，认真贯彻落实，扎实推进，落地见效。"
)
COLLEAGUES = (
    "4月9日三号炉阀门渗油，按规程应该停机，我怕耽误当月奖金，叫小丁拿桶接着，硬撑到下班，差点烫伤人。"
    "食堂的排风扇响了一个多月，夜班韩师傅跟我说过四回，我每回都讲“报上去了”，其实报修单压在我抽屉里。"
)
FROM_NOTICE = (
    "我在联系服务群众方面存在的突出问题，重点是没有常到困难家庭走访、没有耐心听取群众反映、没有把群众的急难愁盼记在心里，"
    "对照检查缺具体表现和典型事例。"
)

# what is wrong → number of the good one, the change, the rules that the hints name (None: of the whole text)
BAD: dict[str, tuple[int, Callable[[str], str], set[Rule], str]] = {
    "no measures": (1, cut("三、整改措施", ""), {Rule.CONTENT}, "没有找到“整改措施”"),
    "no causes": (3, cut("二、原因剖析", "三、整改"), {Rule.CONTENT}, "没有找到“原因分析”"),
    "problems too short": (2, cut("联系群众。", "二、原因"), {Rule.LENGTH, Rule.ASPECTS}, "少于 500 字"),
    "causes too short": (1, cut("二是学习只为交差", "三、整改措施"), {Rule.LENGTH}, "少于 300 字"),
    "mostly achievements": (
        3, lambda text: text.replace("一、问题检视", f"{ACHIEVEMENTS}\n一、问题检视"), {Rule.SHARE, Rule.REPEATED},
        "少于 50%",
    ),
    "a vague problem": (
        1, put("（三）履职担当", "3.联系群众还不够主动，服务意识还不够强，深入一线还不够经常，办法还不够多，效果还不够好。"),
        {Rule.CONTENT}, "没有写到具体的人",
    ),
    "slogans": (1, put("（三）履职担当", SLOGANS), {Rule.SLOGANS, Rule.CONTENT}, "口号和套话"),
    "an aspect is missing": (3, cut("（四）遵规守纪", "二、原因剖析"), {Rule.ASPECTS, Rule.LENGTH}, "遵规守纪"),
    "copied from a colleague": (1, put("（四）遵规守纪", COLLEAGUES), {Rule.OWN_WORDS}, "第2份材料"),
    "copied from the notice": (3, put("（三）履职担当", FROM_NOTICE), {Rule.OWN_WORDS}, "不要照抄文件"),
    "the superior's findings": (
        2, put("遵规守纪。", "6月20日镇党委巡察组指出，车间的安全台账缺了三个月，检修记录有涂改，要求限期补齐。"),
        {Rule.SUBSTITUTE}, "上级指出的问题",
    ),
    "others' problems": (
        1, put("（四）遵规守纪", "有的党员6月份两次集中学习都迟到，有的党员开会时一直看手机，个别党员还提前离场，影响很坏。"),
        {Rule.SUBSTITUTE}, "别人的问题",
    ),
    "an earlier one as it was": (
        3, put("（四）遵规守纪", "去年查摆过的病历书写不及时，今年4月抽查30份仍有6份超时，没有解决到位，心里觉得忙就是理由。"),
        {Rule.SUBSTITUTE}, "以前查找过的问题",
    ),
    "the same sentence twice": (
        1, put("三、整改措施", "平时自律的弦松了，觉得搭一回车、少公示一回账是芝麻小事，没有人会认真。\n"
        "平时自律的弦松了，觉得搭一回车、少公示一回账是芝麻小事，没有人会认真。"),
        {Rule.REPEATED}, "已经写过一遍",
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", BAD)
def test_one_thing_wrong_gets_just_its_hint(wrong: str) -> None:
    number, change, rules, words = BAD[wrong]
    text = change(GOOD[number])
    assert text != GOOD[number]
    hints = found(number, text)
    assert {one.rule for one in hints} == rules, [(one.rule, one.message) for one in hints]
    assert any(words in one.message for one in hints)
    assert all(one.span is None or text[slice(*one.span)].strip() for one in hints)


def test_r03_an_opinion_that_is_not_taken_up() -> None:
    text = GOOD[1].replace(
        "1.上门太少。我包联的26户独居老人，上半年只进过9户的门，其余17户打个电话就在表上画了勾。",
        "1.走访的次数少。",
    )
    text = text.replace("征求意见时有人说我对独居老人上门太少，这话说得对，我接受。", "")
    text = text.replace("每周三进三户独居老人的门，年底前26户走满两遍", "每周三走访三户，年底前走满两遍")
    (hint,) = [one for one in found(1, text) if one.rule is not Rule.LENGTH]
    assert (hint.rule, hint.other) == (Rule.CONTENT, OPINION)


def test_r01_r28_last_years_unsolved_problem_again() -> None:
    hints = found(2, GOOD[2], past_problems=[UNSOLVED])
    assert [(one.rule, one.other) for one in hints] == [(Rule.SUBSTITUTE, UNSOLVED)]
    assert "压在我抽屉里" in GOOD[2][slice(*hints[0].span)]
    solved = Item("2", UNSOLVED.text, "2025年度", solved=True)
    assert [one.rule for one in found(2, GOOD[2], past_problems=[solved])] == [Rule.AGAIN]


def test_r08_ones_own_material_of_last_year() -> None:
    own = Reference("9", "2025年度的材料", GOOD[1], Kind.OWN_EARLIER)
    hints = found(1, GOOD[1].replace("3月以来", "今年以来"), others=[own])
    assert {one.rule for one in hints} == {Rule.OWN_WORDS}
    assert all("请写今年的新情况" in one.message for one in hints)


def test_r01_a_collective_that_stands_for_oneself() -> None:
    problems, rest = GOOD[1].split("二、产生问题的原因")
    text = f"{problems.replace('我', '我们支部').replace('自己', '支部')}二、产生问题的原因{rest}"
    hints = found(1, text)
    assert any("不以集体问题代替个人问题" in one.message for one in hints)


def test_r01_work_that_stands_for_thinking() -> None:
    text = (
        "一、存在的问题\n" + "3月的台账晚交了4天，5月的数据报错了2处，设备操作流程不熟，7月的培训只来了11人。" * 14
        + "\n二、原因分析\n" + "事情多，人手少，方法不多，经验不足，专业能力跟不上，协调不畅。" * 12 + "\n三、整改措施\n每月5日前交台账。"
    )  # fmt: skip
    hints = check(Draft(text), Context())
    assert [one.message for one in hints if one.rule is Rule.SUBSTITUTE] == [
        "问题部分只写到工作业务。请从思想、党性上找问题，不以工作业务问题代替思想政治问题。"
    ]


@pytest.mark.parametrize("text", ["", " \n\u3000\n"])
def test_a_scanned_file_holds_no_text(text: str) -> None:
    assert [one.rule for one in found(1, text)] == [Rule.EMPTY]

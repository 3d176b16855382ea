"""Which preparation a heading speaks of: study, opinions, talks, problem_search, materials,
review_previous.
"""

from __future__ import annotations

import re

_NO_STUDY = re.compile(
    r"(?:党史|党纪|党章|精神|集中性|“)学习教育|学习教育(?=专题|领导|开展|成果)|学习型|《[^》]*》|“[^”]*”"
)
_PATTERNS = (
    (
        "review_previous",
        re.compile(
            r"(?:上年度?|上一年度?|上次|前次|上一次|往年|以往|去年|年度?巡|专题组织生活会|反馈).{0,40}(?:整改|落实).{0,10}(?:情况|进展|通报|盘点)"
            r"|(?:梳理|盘点|检查|通报|总结|对账).{0,40}整改.{0,8}(?:落实|完成)情况"
        ),
    ),
    ("study", re.compile(r"学习|研学|研读|通读|读书|学深|自学|理论武装|领学|必学|篇目|读完|学完|研讨")),
    (
        "opinions",
        re.compile(
            r"(?:征求|听取|收集|征集|征询|广听|听|征).{0,10}(?:意见|建议|呼声)|意见(?:建议)?(?:的)?(?:征求|征集|征询|收集)|问卷调查"
        ),
    ),
    ("talks", re.compile(r"谈心|谈话|交心|谈一次心|必谈")),
    (
        "problem_search",
        re.compile(
            r"(?:查摆|检视|查找|盘点|剖析|反思|对照|检查|自查|找准|找|查)(?!.{0,6}整改).{0,8}(?:问题|差距|不足|短板)|查摆|检视(?!剖析材料|材料|发言)|盘点|问题清单|^对照检查(?:[(]|$)|自查(?!自纠)"
        ),
    ),
    (
        "materials",
        re.compile(
            r"(?:撰写|准备|起草|写好?|形成|完成|拟写|填写).{0,24}(?:检查材料|剖析材料|检视材料|发言材料|提纲|发言稿|总结材料|对照材料|自评材料|书面材料|材料$|发言$)"
            r"|对照检查材料|发言提纲|发言材料|^材料$|写提纲|检视剖析材料|剖析材料|自我(?:评价|总结|鉴定)|个人总结|材料(?:撰写|准备|起草)|(?:撰写|写)材料"
        ),
    ),
)
_MATTER_OF_IT = re.compile("(?:内容|要求|重点|资料|对象|原则|形式|方式|目标|方面|范围)[(:]?$")
_NOT_IT = re.compile("开好|召开(?!座谈)|整改(?:落实|到位|措施|方案)$")


_SPOKEN = re.compile("通报|报告|情况|代表|书记|逐一|依次|逐个|党员(?:作|开展|进行)|发言$")


def is_said_at_meeting(item: str) -> bool:
    """通报征求意见情况 is an agenda item: it speaks of preparation and asks for none."""
    return bool(_SPOKEN.search(item))


def stage_kinds(title: str) -> list[str]:
    """Kinds that a folded heading names, in the order of the text; empty for a heading of anything else."""
    title = re.sub(r"\s", "", title).strip("。;:,.、")
    if not title or _NOT_IT.search(title) or (len(title) <= 12 and _MATTER_OF_IT.search(title)):
        return []
    bare = _NO_STUDY.sub("", title)
    found = []
    if re.match("通报|报告|党?支部书记(?:通报|报告|代表|述职|作|带头|对照|讲)", title):
        return []
    for kind, pattern in _PATTERNS:
        match = pattern.search(bare if kind in ("study", "problem_search") else title)
        if match:
            found.append((match.start(), kind))
    return _without_shadows([kind for _, kind in sorted(found)])


def _without_shadows(kinds: list[str]) -> list[str]:
    """Speaking of earlier findings is no new search; what is to be gone over in a review is no study."""
    if "review_previous" in kinds:
        return ["review_previous"]
    return kinds

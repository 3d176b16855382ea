"""What the demo's people write: invented, with all that a real text has, and varied by person.

The product itself writes no material for anybody (R08); this is data of the demo.
"""

from __future__ import annotations

from dataclasses import dataclass

from gongwen import Document

_PROBLEMS = (
    ("理论学习不够深入",
     "近半年来，我的学习笔记有11次只抄了标题，{theme}的原文只读完前两章，支部讨论时说不出体会",
     "总觉得业务忙，把学习当成软任务，没有真正坐下来、钻进去"),
    ("联系群众不够经常",
     "负责联系的7户群众中，有3户半年没有上门；上月12日王家渡排水沟堵塞，是群众打了两次电话我才去看",
     "坐等群众上门的想法没有根除，宗旨意识有所淡化"),
    ("工作标准不够高", "上季度上报的台账有5处数据前后不一，被退回两次；事后只改数字，没有查找出错的环节",
     "满足于过得去，精益求精的劲头不足，主观上有应付思想"),
    ("开展批评不够直接", "去年组织生活会上给两名同志提意见，用的都是“希望今后加强学习”一类的话，怕伤和气",
     "好人主义作怪，党性原则不强，斗争精神不足"),
    ("先锋模范作用发挥不够", "防汛值班时有两次迟到，身边群众有议论；义务巡查的排班我只主动报名过1次",
     "对自己党员身份的要求放松，思想上有了“差不多”的念头"),
    ("纪律意识不够严", "第二次支部集中学习时中途离开接打电话40分钟，没有向支部请假",
     "把组织生活的纪律看轻了，认为小事无妨"),
)  # fmt: skip

_MEASURES = (
    "每周三晚上自学两小时，年底前通读指定篇目，每月向党小组交一次学习笔记，由组长查看",
    "每月走访联系户不少于两次，走访当天记下诉求，一周内给答复，办不了的说明原因",
    "上报前由本人和另一名同志交叉核对，每季度把退回的材料汇总分析一次",
    "今后提意见只说具体的人和事，会前先当面谈心，会上不绕弯子",
    "带头参加防汛、环境整治等义务劳动，全年不少于6次，接受支部和群众监督",
    "参加组织生活手机静音，确有急事先向主持人请假",
)


@dataclass(frozen=True)
class Section:
    title: str
    manifestation: str
    cause: str
    measure: str


def sections_for(index: int, aspects: list[str], theme: str) -> list[Section]:
    """Three problems for the `index`-th person, under the meeting's aspects where it has any."""
    chosen = [(index + shift) % len(_PROBLEMS) for shift in (0, 1, 3)]
    return [
        Section(
            f"{aspects[n % len(aspects)]}方面：{_PROBLEMS[k][0]}" if aspects else _PROBLEMS[k][0],
            _PROBLEMS[k][1].format(theme=theme[:20] or "规定篇目"),
            _PROBLEMS[k][2],
            _MEASURES[k],
        )
        for n, k in enumerate(chosen)
    ]


def material(name: str, index: int, aspects: list[str], theme: str, answered: list[str]) -> bytes:
    """A whole self-examination material as .docx."""
    sections = sections_for(index, aspects, theme)
    document = Document(title=f"{name}对照检查材料")
    document.heading(1, "存在的问题")
    for section in sections:
        document.heading(2, section.title)
        document.paragraph(f"{section.manifestation}。这件事过去以后，我没有及时向支部说明，也没有主动补上。")
    if answered:
        document.heading(1, "对征求到的意见的回应")
        for text in answered:
            document.paragraph(f"对“{text}”这条意见，我认真作了反思，情况属实，已列入下面的整改措施。")
    document.heading(1, "原因分析")
    for section in sections:
        document.paragraph(f"{section.cause}。根子还在思想上，对自己要求不严，没有时时用党员标准对照。")
    document.heading(1, "整改措施")
    for section in sections:
        document.paragraph(f"{section.measure}。")
    return document.to_bytes()


OPINIONS = (
    "村里夜校的课都是念材料，听不懂，能不能讲点跟种地有关的",
    "支部开会通知总在当天才发，在外面干活的赶不回来",
    "路灯坏了三个月没人管，反映过两回了",
    "有的党员干部下来只在村委会坐一坐，不进户",
)
THINKING = "谈了今年在工作和家庭上的压力，对支部工作的看法，以及下一步想承担的任务；双方交换了思想上的困惑。"
SHORTCOMINGS = "一方指出对方遇事急躁、听不进不同意见；另一方指出对方近两次学习没有准备，发言照稿念。"
CRITICISMS = (
    "5月18日你负责的值班表漏排了两个人，当晚没人在岗，事后也没有在支部说明，这是责任心不强",
    "你联系的困难户老孙家屋顶漏雨，拖了一个多月才报上来，群众观念淡薄",
    "6月的支部大会你迟到20分钟，坐下又看手机，带头作用不好",
    "讨论低保名单时你明知邻居条件不符却没有说话，是好人主义",
)
RESPONSE = "这件事属实，我接受批评，本月内改正，并在下次支部大会上报告。"
COMMITMENT = "按照整改清单逐项改正，每季度向支部报告一次，年底接受党员和群众评议。"
COMMENT = "会议准备充分，查摆问题联系实际，相互批评点到了具体的人和事；个别同志原因剖析还不够深，会后要补上。"

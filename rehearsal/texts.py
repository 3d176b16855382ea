"""What the demo's people write: invented, with all that a real text has, and varied by person.

The product itself writes no material for anybody (R08); this is data of the demo.
"""

from __future__ import annotations

from dataclasses import dataclass

from gongwen import Document

# Title → nine manifestations. Eighteen people write three problems each, and no two the same.
_PROBLEMS: dict[str, tuple[str, ...]] = {
    "理论学习不够深入": (
        "近半年来，我的学习笔记有11次只抄了标题，{theme}的原文只读完前两章，支部讨论时说不出体会",
        "3月发的读本到7月还没有拆封，线上课程是开着声音干别的活挂完的",
        "轮到我领学那次，稿子是前一晚从报纸上摘的，念完没有人提问，我自己也讲不清楚",
        "一年订的两份党报，压在值班室窗台上的有四十多份没翻开过",
        "专题党课我去了五次，两次坐在最后一排回微信，散会后记不起讲了什么",
        "自学计划定的每周两晚，4月以后就断了，补的笔记是一个周末写出来的",
        "说起新发展理念能背出词，问到本岗位怎么落实，我答了句“按上级要求办”",
        "借的三本书只看了一本的前言，读书交流会上照着封底的介绍发言",
        "跟年轻同志讨论时被问住两回，回去也没有查书，这事就搁下了",
    ),
    "联系群众不够经常": (
        "负责联系的7户群众中，有3户半年没有上门；上月12日王家渡排水沟堵塞，是群众打了两次电话我才去看",
        "张婶反映自来水发黄，我记在本子上，隔了19天才问水务站，她已经自己换了滤芯",
        "上半年入户23次，有14次是站在院门口说几句就走，没有坐下来听",
        "孤寡老人老秦住院八天我不知道，还是他侄女在路上碰见告诉我的",
        "新搬来的六家租户，我只认得两家的门，登记表是照着电费单填的",
        "有人在微信群里问补贴什么时候发，我看见了没有回，三天后他到办公室拍了桌子",
        "答应给小学门口装减速带，会上说过就忘了，9月开学家长又提了一遍",
        "走访记录本上6月那几页是月底补的，日期是看着日历编排的",
        "残疾人杨三哥想学修鞋，我嘴上说帮着问，一直没有给残联打电话",
    ),
    "工作标准不够高": (
        "上季度上报的台账有5处数据前后不一，被退回两次；事后只改数字，没有查找出错的环节",
        "4月的设备巡检我有三天只在记录上打了钩，5月2日二号泵漏油才发现密封早就老化",
        "给镇里的汇报材料拖到截止当天下午交，附件里混进了去年的照片",
        "仓库盘点差了十二袋水泥，我写了“损耗”两个字，没有追下去",
        "承办的培训来了11个人，通知是我漏发了两个组，课后也没有补讲",
        "项目验收前我没有下到沟底看，回填不实，下了一场雨就塌了六米",
        "合同到期提醒晚了一周，单位多付了一个月租金，我跟会计说下回注意就过去了",
        "值班电话响了七声我才接，对方说已经打给别处了，我松了口气",
        "档案柜里去年的会议签到缺了四次，检查组来之前我一个个找人补签",
    ),
    "开展批评不够直接": (
        "去年组织生活会上给两名同志提意见，用的都是“希望今后加强学习”一类的话，怕伤和气",
        "组长安排不公，我背后跟人说过好几次，当面一句没有提",
        "老同志开会接电话，我坐在旁边装没听见，想着他快退休了",
        "给书记提意见时先讲了三条优点，问题只说“太忙、注意身体”",
        "同办公室的小顾报销贴错票，我帮他重贴了，没有告诉他这样不对",
        "别人批评我报表慢，我当场列了五条理由，把话顶了回去",
        "民主评议时我给每个人都打了满分，连表都没有细看",
        "两名党员为地界吵架，支部让我去劝，我说了几句和稀泥的话就回来了",
        "6月谈心本来要说他酒后误事，坐下来聊了半小时孩子上学，没有开口",
    ),
    "先锋模范作用发挥不够": (
        "防汛值班时有两次迟到，身边群众有议论；义务巡查的排班我只主动报名过1次",
        "清理河道那天我打卡拍照以后回了家，是邻居替我扛的工具",
        "疫苗登记、人口普查要人手时，我两回都说家里有事，其实在打牌",
        "自家门前的柴垛占道半年，让别人清，自己的没有动",
        "技改小组缺一个懂电的，我怕担责任没有报名，后来从外面请人花了四千元",
        "村里修路要让出一垄地，我是第三个签字的党员，前面两个普通群众早签了",
        "亮身份的牌子发下来，我放在抽屉里，怕来办事的人多找我",
        "徒弟出师考核没过，我带他的四个月里，手把手教的不到十次",
        "献血车来了两趟，我一次说感冒，一次绕着走",
    ),
    "纪律意识不够严": (
        "第二次支部集中学习时中途离开接打电话40分钟，没有向支部请假",
        "7月党费拖到9月才交，组织委员提醒过三回",
        "去县里开会早退一小时，回来报的是全天的差旅",
        "公车钥匙我顺手给了亲戚用过一次，说是顺路捎东西",
        "外出打工四个月没有向支部说，流动党员登记是支部打电话问出来的",
        "收过供货商两条烟，放在值班室大家抽了，没有登记也没有退",
        "会上定的事会后我在饭桌上说了出去，第二天就有人来打听",
        "请假条写的是看病，实际去喝喜酒，销假也没有讲明",
        "工作日中午喝过一回啤酒，下午来办事的人闻到了，我还说没有喝",
    ),
}
# Short, for two people may share one; the check takes a longer one for copied.
_CAUSES: dict[str, tuple[str, ...]] = {
    "理论学习不够深入": (
        "把学习当成软任务，没有钻进去",
        "以为背几句新词就是学了",
        "年纪大了想歇口气，吃老本",
    ),
    "联系群众不够经常": (
        "坐等群众上门，宗旨意识淡了",
        "看重填表，看轻办事",
        "嫌事小嫌路远，感情隔了一层",
    ),
    "工作标准不够高": (
        "满足于过得去，有应付思想",
        "出了岔子先想怎么圆",
        "凭老经验干活，弦松了",
    ),
    "开展批评不够直接": (
        "好人主义作怪，党性原则不强",
        "怕以后不好见面，私心占了上风",
        "自己腰杆不硬，不敢说别人",
    ),
    "先锋模范作用发挥不够": (
        "放松了要求，有“差不多”的念头",
        "先算自家的账，吃亏往后躲",
        "入党时的热乎劲凉了下来",
    ),
    "纪律意识不够严": (
        "看轻了纪律，认为小事无妨",
        "看别人也这样，放宽了自己",
        "规矩没有进到心里去",
    ),
}
_MEASURES: dict[str, tuple[str, ...]] = {
    "理论学习不够深入": (
        "每周三晚上自学两小时，笔记交组长看",
        "10月底前把读本读完，带着问题讨论",
        "下一次领学由我讲本岗位的事",
    ),
    "联系群众不够经常": (
        "每月走访两次以上，一周内给答复",
        "国庆前把拖着的三件事办完",
        "接到反映当天登记、次日回音",
    ),
    "工作标准不够高": (
        "上报前请另一名同志核对一遍",
        "建一张出错单，月末在班组念",
        "巡检两人同去、当场拍照",
    ),
    "开展批评不够直接": (
        "会前当面谈，会上只说具体的人和事",
        "本月内找组长把话说开",
        "下次评议逐项写明扣分缘由",
    ),
    "先锋模范作用发挥不够": (
        "全年义务劳动不少于6次，请群众监督",
        "本周清走柴垛，包下门前保洁",
        "报名技改小组，年内带出一名徒弟",
    ),
    "纪律意识不够严": (
        "参加组织生活手机静音，有急事先请假",
        "每月5日前交党费，外出先报告",
        "多报的差旅9月10日前退回",
    ),
}
# Who has put a passage of the one before into the own material, so that the check has something to show.
COPIER = 5


@dataclass(frozen=True)
class Section:
    title: str
    manifestation: str
    cause: str
    measure: str


def sections_for(index: int, aspects: list[str], theme: str) -> list[Section]:
    """Three problems for the `index`-th person, under the meeting's aspects where it has any."""
    titles = list(_PROBLEMS)
    found = []
    for n, shift in enumerate((0, 1, 3)):
        title, row = titles[(index + shift) % len(titles)], index // len(titles)
        variants = _PROBLEMS[title]
        manifestation = variants[(3 * n + row) % len(variants)].format(theme=theme[:20] or "规定篇目")
        name = f"{aspects[n % len(aspects)]}方面：{title}" if aspects else title
        # Whoever shares a cause with somebody does not share the measure that goes with it.
        cause, measure = _CAUSES[title][(row + n) % 3], _MEASURES[title][(row + 2 * n) % 3]
        found.append(Section(name, manifestation, cause, measure))
    return found


def material(
    name: str, index: int, aspects: list[str], theme: str, answered: list[str], *, again: bool = False
) -> bytes:
    """A whole self-examination material as .docx; `again`: handed in once more, with what was missing."""
    sections = sections_for(index, aspects, theme)
    document = Document(title=f"{name}对照检查材料")
    document.heading(1, "存在的问题")
    for n, section in enumerate(sections):
        document.heading(2, section.title)
        document.paragraph(f"{section.manifestation}。")
        if again and n == 1:
            document.paragraph(_MORE)
    if index == COPIER:
        document.paragraph(_told(COPIER - 1, theme))
    if answered:
        document.heading(1, "对征求到的意见的回应")
        for text in answered:
            document.paragraph(f"对“{text}”这条意见，我认真作了反思，情况属实，已列入下面的整改措施。")
    document.heading(1, "原因分析")
    for section in sections:
        document.paragraph(f"{section.cause}。")
    document.heading(1, "整改措施")
    for section in sections:
        document.paragraph(f"{section.measure}。")
    return document.to_bytes()


def _told(index: int, theme: str) -> str:
    """The first two problems of a person in one breath, as somebody who copies them runs them together."""
    first, second, _ = sections_for(index, [], theme)
    return f"{first.manifestation}。{second.manifestation}。"


_MORE = "就拿8月19日那次来说，当时在场的有组长和两名群众，我转身走开了，后来是组长替我把事办完的。"


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

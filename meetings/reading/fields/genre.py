"""Is this text a plan of an organizational life meeting or an appraisal at all? If not, in what sentence."""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.source import Span
from meetings.reading.words import any_of

TOPIC = "文件没有说到要召开组织生活会或开展民主评议党员，没有读取其中的内容。"
PAST = "文件说的是已经开过的会（如新闻、记录、报告），不是方案或通知，没有读取其中的内容。"
FORM = "文件是讲话、材料、制度一类的文字，不是方案或通知，没有读取其中的内容。"
BLANK = "文件只是空白的格式，时间、议程、要求都没有填写，没有可以读取的内容。"
UNCLEAR = "这份文件看起来不是组织生活会或民主评议党员的方案、通知，没有读取其中的内容。"

_TOPIC = re.compile("组织生活会|民主评议|评议党员|组织生活")
_MAIN_TOPIC = re.compile("组织生活会|民主评议")
_PLAN = any_of("方案 通知 安排 计划 预案 流程 议程 提示 须知 策划 细案 工作安排表")
_PLAN_TITLE = re.compile(f"{_PLAN}|意见$")
_PLAN_OF_TOPIC = re.compile("(?:组织生活|民主评议|评议党员).{0,20}(?:方案|通知|安排|计划)")
_OTHER_FORM = re.compile(
    any_of(
        "报告 汇报 总结 小结 通报 简报 纪要 记录 主持词 主持稿 讲话 讲话稿 讲话提纲 致辞 发言 发言稿",
        "发言材料 发言提纲",
        "对照检查材料 剖析材料 检视材料 检查材料 心得 心得体会 体会 制度 办法 条例 规定 细则 合同 协议",
        "协议书 侧记 清单",
        "台账 公示 倡议书 承诺书 问答 解答 解读 综述 纪实 批复 复函 申请 申请书 自评表 评分表 测评表",
        "登记表 签到表 点评 评语",
    )
    + r"(?:[(].{1,16}[)])?$"
    r"|(?<!安排)(?<!计划)(?<!流程)(?<!日程)(?<!进度)(?<!议程)(?<!时间)(?<!程序)表(?:[(].{1,16}[)])?$|在.{2,30}上的(?:讲话|发言|点评|致辞)"
)
_NEWS_TITLE = re.compile("^(?!.*关于).*(?:召开|举行|举办|开展)")
_DONE = any_of(
    "召开 举行 开展 进行 完成 参加 作 做 传达 学习 通报 听取 观看 交流 提出",
    "查摆 达到 取得 明确 奠定 部署 主持 增强 红",
)
_PAST_WORDS = re.compile(
    rf"{_DONE}了|会议(?:强调|指出|要求|认为|明确|还|首先|最后)|(?:最后|随后|接着)[,，会]"
    r"|会上[,，].{0,20}(?:指出|强调|表示|作|汇报)|(?:书记|主任|同志)(?:指出|强调|表示)|大家(?:都|一致|纷纷)"
    r"|现将.{0,24}情况.{0,6}(?:报告|汇报|通报|公示)如下|(?:列席|出席|参加|主持)了?(?:本次|此次)?(?:会议|组织生活会)[。,]"
    r"|应到.{0,10}实到|下面[,，]|今天[,，]?(?:下午|上午)?[,，]?我们|"
    + any_of("日前 近日 据悉 侧记 记者 通讯员 供稿 撰稿 摄影 现在开会 散会 谢谢大家 批评指正 刚才")
)
_AHEAD_WORDS = re.compile(
    "拟(?:于|定|召开)|现将.{0,30}(?:通知|安排)|制定.{0,12}(?:方案|计划)|会后.{0,10}内"
    "|请.{0,16}(?:参加|准时|列席|请假)|请(?:大家|各位|全体)|(?<!会议)要求|要(?:紧扣|认真|组织|结合|围绕|对照)|"
    + any_of("定于 将于 计划于 现就 如下方案 如下安排 如下计划 通知如下 安排如下 方案如下 须 务必 日前")
)
# The lead of a piece of news: 3月6日下午，机关第二党支部召开组织生活会。
_NEWS_LEAD = re.compile(
    r"^(?!.*(?:定于|拟于|将于|计划|决定|请|现就|现将|经研究)).{0,80}\d{1,2}月\d{1,2}日(?:上午|下午|晚上?)?"
    r"[^。:]{0,60}?(?:召开|举行|开展)",
    re.MULTILINE,
)
_BULLETIN = re.compile(r"简报|快报|专报|第[ ]?[\dxX]{1,3}[ ]?期")
_CONTRACT = re.compile("甲方|乙方|违约责任|合同总额")
_ARTICLE = re.compile(r"第[一二三四五六七八九十]{1,3}条|自(?:印发|发布)之日起")
_SOMETHING_ELSE = re.compile(any_of("换届 选举 主题党日 民主生活会 党课 培训 述职 党费 发展党员 转正"))
_YOUTH_LEAGUE = re.compile("团支部|团员|共青团|团总支")
_LEAD_WEIGHT = 6  # what the lead of a piece of news weighs among single words
_READ_FIRST = 6000  # characters that show the tense of a text


def refusal_of(doc: Doc) -> str:
    """Chinese sentence why this is no plan, or an empty string."""
    tests = (_is_off_topic, _is_other_form, _tells_of_the_past, _is_a_rule, _is_unclear)
    return next((sentence for test in tests if (sentence := test(doc))), "")


def _is_off_topic(doc: Doc) -> str:
    title = doc.title
    head = title + doc.text(Span(doc.opening.start, min(doc.body.end, doc.opening.start + 900)))
    if _YOUTH_LEAGUE.search(title) and "党支部" not in title:
        return TOPIC
    if not _TOPIC.search(head) or _CONTRACT.search(doc.norm):
        return TOPIC
    if _TOPIC.search(title):
        return ""
    return TOPIC if _SOMETHING_ELSE.search(title) or not _announces(doc) else ""


def _announces(doc: Doc) -> bool:
    """A title that says nothing of the matter: the words before the first section must, or the text twice."""
    opening = doc.text(Span(doc.opening.start, min(doc.opening.end, doc.opening.start + 600)))
    if _MAIN_TOPIC.search(opening):
        return True
    return (
        not doc.title
        and len(_MAIN_TOPIC.findall(doc.norm[:_READ_FIRST])) > 0
        and not _PLAN_TITLE.search(opening[:40])
    )


def _is_other_form(doc: Doc) -> str:
    if _BULLETIN.search(doc.text(doc.first_lines)):
        return FORM
    return FORM if _OTHER_FORM.search(doc.title) and not _PLAN_OF_TOPIC.search(doc.title) else ""


def _is_named_a_plan(doc: Doc) -> bool:
    return bool(_PLAN_TITLE.search(doc.title)) and bool(_TOPIC.search(doc.title))


def _tells_of_the_past(doc: Doc) -> str:
    past = len(_PAST_WORDS.findall(doc.norm[:_READ_FIRST]))
    ahead = len(_AHEAD_WORDS.findall(doc.norm[:_READ_FIRST]))
    if _is_named_a_plan(doc):
        return PAST if past > 2 * ahead + 3 else ""
    past += _LEAD_WEIGHT * bool(_NEWS_LEAD.search(doc.text(doc.first_lines)))
    return PAST if _NEWS_TITLE.search(doc.title) or past > ahead else ""


def _is_a_rule(doc: Doc) -> str:
    return FORM if not _is_named_a_plan(doc) and len(_ARTICLE.findall(doc.norm)) >= 3 else ""


def _is_unclear(doc: Doc) -> str:
    return "" if _is_named_a_plan(doc) or _AHEAD_WORDS.search(doc.norm[:_READ_FIRST]) else UNCLEAR

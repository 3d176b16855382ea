"""participants, observers, invited: who comes to the meeting, and as what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from meetings.reading.doc import Doc
from meetings.reading.entries import BY_HEADING
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import CLAUSE, cut, listed, sentences, trimmed
from meetings.reading.source import Span
from meetings.reading.unit import Unit
from meetings.reading.words import any_of

CLASSES = ("participants", "observers", "invited")
Heard = dict[str, list[Span]]  # people by class, one span each

_COMES = any_of("参加 出席 列席 旁听 到会 参会 与会 莅临 指导 全程")
_INVITED = re.compile(rf"(?:特邀|邀请|约请)(?P<who>[^。;]{{2,80}})(?:{_COMES}|$)")
_ASKED = re.compile(r"^(?P<who>[^。;]{2,60}?)应邀(?:到会|参加|出席|参会)")
_COMING = re.compile("(?:到会|全程|应邀|参加|出席|列席|旁听|莅临|指导|会议|等)+$")
_OBSERVES = re.compile(r"^(?P<who>[^。;]{2,80}?)等?(?:可|应邀|将|可以)?(?:到会)?(?<![(])列席(?!人员)")
_MUST = any_of("均 都 要 应当 应 须 必须 按时 准时 一并 一起 统一 全部 需 原则上 也 全程")
_ATTENDS = re.compile(
    rf"^(?P<who>[^。;]{{2,80}}?)等?(?:{_MUST})*(?:参加|出席|参会|到会|与会)"
    r"[^,。;]{0,16}?(?:组织生活会|会议|民主评议|党员大会|评议)?(?:并评定等次)?$"
)
_MARKED = re.compile(r"[ ]?[(](?P<as>列席|旁听|特邀|邀请|应邀)[)]$")
_AS = {"列席": "observers", "旁听": "observers"}
_VERBS = (
    ("invited", _INVITED),
    ("invited", _ASKED),
    ("observers", _OBSERVES),
    ("participants", _ATTENDS),
)
# A clause with one of these tells somebody what to do; it names nobody who comes.
_DUTY = re.compile(
    any_of(
        "身份 双重 不得 务必 请假 提前 如需 因故 不能 无特殊 可通过 可以 担任 具体 指导联系 到会指导",
        "参加指导",
        "派员指导 派人",
    )
    + "|通过.{0,6}视频|负责(?!同志|人)"
)
_NO_NAME = re.compile(any_of("参加 列席 出席 召开 应 必须 接受 为单位") + "|要(?!求入党)")
_NOT_HERE = re.compile("主持|记录|会务")
_LEAD = re.compile(
    r"^(?:[一二三四五六七八九]是|[^,。;]{0,24}(?:组织生活会|会议)由|(?:参会|参加|出席|列席|邀请|与会)(?:人员|对象|范围)(?:为|是|包括|有)|[^,。;]{0,24}(?<!党)组织(?=全体|所有|在职)|专题组织生活会|组织生活会|"
    + any_of("同时 并 另 其中 另外 此外 会议 由 请 为 包括 有 是 范围为 对象为 人员为 以及 和 及 :")
    + ")+"
)
_NUMBERED = re.compile(r"\s*(?:[(]?[\d一二三四五六七八九十]{1,2}[)、.]|[①-⑳●])\s*")
_PEOPLE = re.compile(
    any_of(
        "党员 委员 代表 分子 人员 书记 成员 班子 干部 群众 职工 同志 负责人 领导 主任 对象 联络员 组织员",
        "专班 派员",
        "教师 学生 师生 居民 村民",
    )
    + "|[组部办处科局委员师生人名长)]$"
)
_POSTS = any_of(
    "书记 委员 主任 局长 处长 科长 部长 院长 校长 主席 经理 助理 组长 所长 站长 镇长 乡长 主任科员"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹章苏潘葛范彭鲁韦马方任袁柳唐罗薛"
    "贺汤殷毕郝安常傅齐康伍余顾孟黄穆萧尹姚邵汪毛米戴宋庞熊纪舒屈项祝董梁杜蓝闵季贾江童颜郭梅林钟徐邱骆高夏蔡田樊胡霍"
    "万柯管卢莫房丁邓洪包左石崔龚程邢裴陆荣翁甄曲封靳焦巴侯全班秋仲伊宫宁仇甘厉祖武符刘景詹龙叶黎白蒲卓池乔闻党翟谭姬申"
    "冉桑桂牛燕尚温庄晏柴瞿阎慕连习艾向古易慎廖耿满弘匡国文寇广东欧"
)
_BARE_POST = re.compile(rf"^(?!.*(?:全体|各|所有|班子|成员)).*{_POSTS}$")
_NAMED_POST = re.compile(rf"{_POSTS}[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:同志)?$")
_ANOTHER_MEETING = re.compile("组织生活会由")
_TO_DO = re.compile("要|应|可|须|不|采取|通过|由|以")  # the people before it are told something
_LONGEST_NAME = 40
_SHORT_NAME = 12


def read_people(doc: Doc) -> dict[str, list[Found]]:
    """People by class. Labels come first; a class no label gives is taken from prose that says so
    outright.
    """
    labelled = _labelled(doc)
    told = _told(doc)
    return {
        name: _founds(doc, labelled[name], Certainty.SURE) or _founds(doc, told[name], Certainty.UNSURE)
        for name in CLASSES
    }


def _founds(doc: Doc, spans: list[Span], certainty: Certainty) -> list[Found]:
    """Each person once."""
    found = [doc.found(span, certainty) for span in spans]
    return list({item.value: item for item in found if item}.values())


# --- Labels and sections ----------------------------------------------------------------


def _labelled(doc: Doc) -> Heard:
    heard: Heard = defaultdict(list)
    for name in CLASSES:
        for entry in doc.said(name):
            if not heard[name] and not _is_only_a_frame(doc, entry.unit):
                span = _own(doc, entry.unit, entry.span) if entry.rank else _first_sentence(doc, entry.span)
                _hear(doc, span, name, heard, strict=entry.rank == BY_HEADING)
    return heard


def _own(doc: Doc, unit: Unit, span: Span) -> Span:
    """The section up to the first label in it, which has people of its own."""
    labels = [e.unit.span.start for e in doc.entries if e.field in CLASSES and e.unit.parent is unit]
    return Span(span.start, max(min(labels, default=span.end), span.start))


def _first_sentence(doc: Doc, span: Span) -> Span:
    """What stands beside a label ends with its sentence; the next one speaks of something else."""
    return next(iter(sentences(doc.norm, span)), span)


def _is_only_a_frame(doc: Doc, unit: Unit) -> bool:
    """参会人员 above 参加：… and 列席：… has no people of its own."""
    return (
        unit.kind != "row"
        and not unit.rest
        and not doc.text(_own(doc, unit, Span(unit.rest.start, unit.reach.end))).strip()
    )


def _hear(doc: Doc, span: Span, default: str, heard: Heard, *, strict: bool) -> None:
    """Clauses of a section: each waits until a verb says what class it is, else it is the section's own."""
    for sentence in sentences(doc.norm, span):
        waiting: list[Span] = []
        for clause in cut(doc.norm, sentence, ",;\n\v\t"):
            if heard["participants"] and _ANOTHER_MEETING.search(doc.text(clause)):
                break
            name, who = _class_of(doc, clause, default)
            if not name and _TO_DO.match(doc.text(clause)):
                waiting = []
            elif name is None:
                waiting.append(clause)
            elif name:
                _settle(doc, heard, name, [*waiting, who], default)
                waiting = []
        _add(doc, default, [one for one in waiting if not strict or _is_people(doc, one)], heard)


def _is_people(doc: Doc, clause: Span) -> bool:
    """In a section's prose only names count; a few words without a verb are one."""
    return bool(_PEOPLE.search(doc.text(clause))) or clause.end - clause.start <= _SHORT_NAME


def _settle(doc: Doc, heard: Heard, name: str, people: list[Span], default: str) -> None:
    """A verb takes what waited before it along, unless it makes guests of the last name only."""
    if name in ("participants", default):
        _add(doc, name, people, heard)
    else:
        _add(doc, default, people[:-1], heard)
        _add(doc, name, people[-1:], heard)


def _class_of(doc: Doc, clause: Span, default: str) -> tuple[str | None, Span]:
    """Class and people of a clause; '' for a clause about something else, None for people without a verb."""
    text = doc.text(clause)
    bare = re.sub("[(][^()]*[)]", "", text)
    if _NOT_HERE.search(bare) or _is_duty(text) or text.startswith(("但", "不", "可不")):
        return "", clause
    for name, pattern in _VERBS:
        match = pattern.search(text)
        if match:
            end = match.end("who") - len(match["who"]) + len(_COMING.sub("", match["who"]))
            who = Span(clause.start + match.start("who"), clause.start + end)
            if doc.text(who).endswith(("不", "派员", "派人")) and name == "participants":
                return "", clause
            return _as_guest(name, text, default), who
    return ("", clause) if _NO_NAME.search(bare) else (None, clause)


def _is_duty(text: str) -> bool:
    """A clause that tells people what to do; a guest may well be asked for guidance."""
    is_guest = _INVITED.search(text) or _ASKED.search(text) or _OBSERVES.search(text) or _MARKED.search(text)
    return bool(_DUTY.search(text)) and (not is_guest or "身份" in text)


def _as_guest(name: str, text: str, default: str) -> str:
    """邀请…列席: whoever is asked to sit in is an observer."""
    return "observers" if name == "invited" and ("列席" in text or default == "observers") else name


def _add(doc: Doc, name: str, spans: list[Span], heard: Heard) -> None:
    for span in spans:
        for item in _with_posts(doc, listed(doc.norm, span)):
            marked = _MARKED.search(doc.text(item))
            kept = Span(item.start, item.start + marked.start()) if marked else item
            heard[_AS.get(marked["as"], "invited") if marked else name].extend(_person(doc, kept))


def _with_posts(doc: Doc, items: list[Span]) -> list[Span]:
    """党委委员、行长助理蒋涛 is one person with two posts."""
    joined: list[Span] = []
    for item in items:
        before = joined[-1] if joined else None
        if before and _BARE_POST.search(doc.text(before)) and _NAMED_POST.search(doc.text(item)):
            joined[-1] = Span(before.start, item.end)
        else:
            joined.append(item)
    return joined


def _person(doc: Doc, item: Span) -> Iterator[Span]:
    """A name or group without the words and numbers before it."""
    start = item.start
    for pattern in (_NUMBERED, _LEAD):
        match = pattern.match(doc.norm[start : item.end])
        start += match.end() if match else 0
    for span in trimmed(doc.norm, Span(start, item.end)):
        if 2 <= span.end - span.start <= _LONGEST_NAME:
            yield span


# --- Prose ------------------------------------------------------------------------------

_SUBJECT = re.compile(
    r"(?:全体|所有|全|各|在职|正式|\d名|[一二三四五六七八九十]名)[^,。;]{0,16}?(?:党员|委员|教师|同志)[^,。;]{0,20}$"
)
_OTHER_AFFAIR = re.compile(any_of("座谈 学习 谈话 讨论 测评 走访 培训 活动 劳动"))
_NO_PEOPLE = re.compile(any_of("意见 问题 情况 学习"))
_LONGEST_CLAUSE = 60


def _told(doc: Doc) -> Heard:
    """全体党员参加；请…列席, from any sentence; the first that names a class counts."""
    heard: Heard = defaultdict(list)
    for sentence in doc.sentences:
        for clause in cut(doc.norm, sentence, CLAUSE):
            _hear_clause(doc, clause, heard)
    return heard


def _hear_clause(doc: Doc, clause: Span, heard: Heard) -> None:
    text = doc.text(clause)
    if len(text) > _LONGEST_CLAUSE or _is_duty(text) or _OTHER_AFFAIR.search(text):
        return
    name, who = _class_of(doc, clause, "participants")
    if not name or heard[name]:
        return
    lead = _LEAD.match(doc.text(who))
    who = Span(who.start + (lead.end() if lead else 0), who.end)
    subject = doc.text(who)
    if name == "participants" and not _SUBJECT.search(subject):
        return
    if _PEOPLE.search(subject[-4:]) and not _NO_PEOPLE.search(subject):
        _add(doc, name, [who], heard)

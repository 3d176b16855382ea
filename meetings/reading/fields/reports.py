"""report_to, report_items: who gets the report of the meeting, and what goes with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.reading.dates import dates_in, distances_in
from meetings.reading.doc import Doc
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut, papers, trimmed
from meetings.reading.source import Span
from meetings.reading.words import any_of

_BODY = (
    r"(?:(?:党委|党群|党建|党政|党务|党工|党|组织|人事|政工|政治|宣传|综合|机关)"
    r"(?:人事|工作|综合|党建|党群|组织|宣传|办公){0,2}(?:办公室|办|科|部|处|室|股)|"
    + any_of(
        "领导小组办公室 机关工委 办公室 党工委 党委 党总支部 党总支 总支部 总支 工委 党组织 党组",
        "委员会 国资委 督导组 指导组 工作专班 专班 支部",
    )
    + ")"
)
# A name may not begin with what ends the verb before it (上|报镇党委) nor run over 将, 并, 把.
_FIRST, _NEXT = (
    r"(?![报告送备给至到将把和及并向])[\u4e00-\u9fffxX*]",
    r"(?!将|并|把|和(?![平谐县田]))[\u4e00-\u9fffxX*()]",
)
_OFFICE = r"(?:(?!和|及|与|.{0,5}(?:老师|同志))[\u4e00-\u9fff]{1,6}(?:科|处|室|股|组|办))?"
_ORG = rf"(?P<org>(?:{_FIRST}(?:{_NEXT}){{0,18}}?)?{_BODY}{_OFFICE})"
_HOW = any_of("写出 作 做 提交 呈报 书面 专题 及时 如实 进行 集中 统一")
_TO = re.compile(rf"(?:向|给){_ORG}(?:{_HOW}){{0,3}}(?P<verb>报告|报送|上报|报备|书面报告|报|提交|汇报|交)")
_UP = re.compile(
    rf"(?P<verb>报送|上报|上交|送交|提交|报告|呈报|发送|报|送|交)(?:至|到|给)?{_ORG}(?P<end>备案|备查|审核|审阅|审批|审定|存档|汇总|[,，。;)（(和及、]|$|\s)"
)
_HANDED = re.compile(rf"(?P<verb>提交|报送|上报|发送|交)(?P<papers>[^。;]{{2,80}}?)(?:至|到|给){_ORG}")
_LISTED = re.compile(r"(?:上报|报送|提交)(?:以下|下列|有关)?(?:材料|资料)[:](?P<papers>[^。;]{2,160})")
_AFTER = re.compile(
    "会后|召开后|结束后|情况报告|会议情况|召开情况|总结|汇总表|整改|评议|统计表|登记表|会议记录"
)
_BEFORE = re.compile(
    "审核|审阅|审定|审查|会前|提前|召开前|方案上?报|方案报|申请|请示|批准|征求|个人(?:发言|对照)|发言提纲"
)
_HANDS = re.compile("将|把|[报送交][至到给]")  # a sentence that tells what to do, no list
_NO_BODY = re.compile("(?:各|本|所在|该)?(?:党?支部|党组织)")
_PERSONAL = re.compile("述职|代表|反馈|请假|党员大会|身份|定期|每(?:季度?|半?年|月)")


@dataclass(frozen=True, slots=True)
class _Report:
    score: int
    clause: Span
    match: re.Match[str]


def read_reports(doc: Doc) -> tuple[Found | None, list[Found]]:
    """From labels; what they do not give, from the sentence that most speaks of reporting the meeting."""
    to, items = _labelled(doc)
    told = max(_told(doc), key=lambda report: report.score, default=None)
    if told is not None and to is None:
        certainty = Certainty.SURE if told.score > 2 else Certainty.UNSURE
        to = doc.found(Span(*told.match.span("org")), certainty)
    if to and not items:
        items = (_items(doc, told) if told else []) or _announced(doc)
    return to, items


def _announced(doc: Doc) -> list[Found]:
    """上报材料：A、B、C inside a sentence."""
    listed = _LISTED.search(doc.norm, *doc.body)
    return _found_papers(doc, Span(*listed.span("papers"))) if listed else []


def _labelled(doc: Doc) -> tuple[Found | None, list[Found]]:
    to = next(
        (found for entry in doc.said("report_to") if (found := doc.found(_first(doc, entry.span)))), None
    )
    items = [
        found
        for entry in doc.said("report_items")
        for span in papers(doc.norm, _first(doc, entry.span))
        if not _HANDS.search(doc.text(_first(doc, entry.span))) and (found := doc.found(span))
    ]
    return to, items


def _first(doc: Doc, span: Span) -> Span:
    return next(cut(doc.norm, span, "。;\n"), span)


def _told(doc: Doc) -> Iterator[_Report]:
    for sentence in doc.sentences:
        for clause in cut(doc.norm, sentence, ";"):
            for pattern in (_TO, _UP, _HANDED):
                for match in pattern.finditer(doc.norm, clause.start, clause.end):
                    score = _score(doc, clause, match)
                    if score > 0:
                        yield _Report(score, clause, match)


def _score(doc: Doc, clause: Span, match: re.Match[str]) -> int:
    near = doc.norm[max(clause.start, match.start() - 70) : min(clause.end, match.end() + 30)]
    before = doc.norm[max(clause.start, match.start() - 3) : match.start()]
    part = doc.norm[max(doc.norm.rfind(",", clause.start, match.start()), clause.start) : match.end()]
    if re.search("学习|传达", before) or _PERSONAL.search(part) or _NO_BODY.fullmatch(match["org"]):
        return 0
    score = (
        2 * bool(_AFTER.search(near))
        + bool(re.search("报告|总结|汇总表", near))
        - 3 * bool(_BEFORE.search(near))
    )
    return score + bool(re.search("情况报告|会议情况|召开情况", near)) + 1


_OBJECT_BEFORE = re.compile(
    r"(?:将|把)(?P<object>[^。;]{2,160}?)(?P<elsewhere>(?:[发交送]给|[发交送]至|发送|上传)[^。;]*)?$"
)
_DRAWN_UP = re.compile("(?:填写|形成|撰写|列出|制定|整理)(?:好)?(?P<paper>[^,。;]{2,16})$")
_VERB = re.compile(any_of("要 应 形成 完成 制定 列出 根据 针对 对照 向 由 组织 认真 及时 做好"))
_MADE = re.compile(r"形成(?P<object>[^。;,、]{2,20}?(?:报告|总结|纪要|材料))(?![^,。;]{0,4}材料)")


def _items(doc: Doc, report: _Report) -> list[Found]:
    """Documents named with the report; 报告会议情况 names none."""
    spans: list[Span] = []
    before = Span(report.clause.start, report.match.start())
    made = _MADE.search(doc.norm, before.start, before.end)
    if made:
        spans.append(Span(*made.span("object")))
    listed = _LISTED.search(doc.norm, *report.clause)
    if listed:
        return _found_papers(doc, Span(*listed.span("papers")))
    if "papers" in report.match.groupdict():
        return _found_papers(doc, Span(*report.match.span("papers")))
    handed = _OBJECT_BEFORE.search(doc.norm, before.start, before.end)
    if report.match["verb"] != "报告" and (made or not handed or handed["elsewhere"]):
        after = next(cut(doc.norm, Span(report.match.end(), report.clause.end), ",。;"), None)
        spans += papers(doc.norm, after) if after else []
    if handed and not made and not spans:
        spans += papers(doc.norm, _without_when(doc, Span(*handed.span("object"))))
    if not made and not handed and not spans:
        spans += _subjects(doc, before)
    return [found for span in spans if (found := doc.found(_own(doc, span)))]


_WHOSE = re.compile("(?:本(?:单位|支部|次会议|次)|相关|有关|各自)的?|一?[个份篇](?=.{2})")


def _own(doc: Doc, paper: Span) -> Span:
    """本次会议的记录: the words of whose it is are no part of its name."""
    whose = _WHOSE.match(doc.norm, *paper)
    return Span(whose.end() if whose else paper.start, paper.end)


def _subjects(doc: Doc, before: Span) -> list[Span]:
    """会议纪要、整改台账于会后5日内报…: documents as the subject, and nothing else before the verb."""
    parts = [_without_when(doc, part) for part in cut(doc.norm, before, ",")][-2:]
    if parts and parts[-1]:
        found = papers(doc.norm, parts[-1])
        return [] if _VERB.search(doc.text(parts[-1])) else found
    told = list(cut(doc.norm, before, ","))[-2:]
    apart = all(_limits(doc, part) for part in told)
    made = _DRAWN_UP.search(doc.text(parts[0])) if len(parts) > 1 and not apart else None
    return papers(doc.norm, Span(parts[0].start + made.start("paper"), parts[0].end)) if made else []


def _found_papers(doc: Doc, span: Span) -> list[Found]:
    return [found for paper in papers(doc.norm, span) if (found := doc.found(paper))]


_MANNER = re.compile(r"(?:[,，]|一并|及时|统一|书面|一式.份|须|应|请|要|均|于|在|报)+$")


def _limits(doc: Doc, span: Span) -> list[Span]:
    limits = [date.span for date in dates_in(doc.norm, span)]
    return limits + [distance.span for distance in distances_in(doc.norm, span)]


def _without_when(doc: Doc, span: Span) -> Span:
    """The documents without the limit before or behind them and the manner before the verb."""
    limits = _limits(doc, span)
    if limits and min(limits).start - span.start < 2:
        span = next(trimmed(doc.norm, Span(min(limits).end, span.end), " :,、"), Span(span.end, span.end))
        limits = []
    end = min(limits).start if limits else span.end
    return Span(span.start, span.start + len(_MANNER.sub("", doc.norm[span.start : end])))

"""archive_items: documents that the plan lists for its file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meetings.reading.doc import Doc
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut, papers
from meetings.reading.source import Span
from meetings.reading.unit import label_field, title_of

_FILED = re.compile("归档|存档|入档|建档|档案")
_LISTS = (
    re.compile(
        r"(?:将|把)(?P<list>[^。;]{4,200}?)(?:等(?:相关|有关|会议)?(?:材料|资料|文件)?)?(?:一并|统一|全部|及时|整理|收集|按要求|认真|做好|由[^。;,]{2,12}|进行|妥善|,)*(?:归档|存档|入档|装订成册|备查)"
    ),
    re.compile(
        r"(?:材料|资料|档案|归档|清单)?(?:包括|主要有|主要包括)[:]?(?P<list>[^。;]{4,200}?)(?:等|。|;|$)"
    ),
    re.compile(r"(?:做好|收集|整理)(?P<list>[^。;]{4,200}?)等(?:相关|有关|会议)?(?:材料|资料|文件|档案)"),
    re.compile(r"[(](?P<list>[^()]{6,200})[)][^。;]{0,24}(?:归档|存档)"),
    re.compile(r"(?:归档|存档)[(](?P<list>[^()]{6,200})[)]"),
    re.compile(
        r"(?P<list>[^。;:]{6,200}?)等(?:相关|有关|会议|全部|所有)?(?:材料|资料|文件)[^。;]{0,20}(?:归档|存档|入档)"
    ),
    re.compile(r"(?P<list>[^。;:]{4,200}?)(?:归入|存入|装入)[^。;,]{0,8}(?:档案|档案盒|档案袋)"),
    re.compile(
        r"(?P<list>[^。;:,、]{2,40}(?:、[^。;:,、]{2,40}){1,20})(?:及时|统一|由[^。;,]{2,14}|一并|整理|按规定)*(?:归档|存档)"
    ),
)
_MANNER = re.compile("(?:等|统一|一并|全部|及时|分类|整理|由[^。;,]{2,12}|按规定|按要求|妥善|进行)+$")


def read_archive(doc: Doc) -> list[Found]:
    """Two or more documents in a sentence about filing, or beside its label; fewer is no list."""
    for scope in _scopes(doc):
        for pattern in _LISTS:
            items = _matched(doc, pattern, scope)
            if len(items) > 1:
                return _founds(doc, items)
    for entry in doc.said("archive"):
        beside = entry.rank < 2 or entry.unit.rest or label_field(doc.norm, entry.unit) == "archive"
        items = papers(doc.norm, next(cut(doc.norm, entry.span, "。\n"), entry.span)) if beside else []
        if len(items) > 1:
            return _founds(doc, items)
    return []


def _scopes(doc: Doc) -> Iterator[Span]:
    """Sentences that speak of filing, and those under a heading that does."""
    for unit in doc.outline.units:
        headed = bool(_FILED.search(title_of(doc.norm, unit))) and bool(unit.mark)
        for sentence in cut(doc.norm, unit.text, "。\n\v"):
            if headed or _FILED.search(doc.text(sentence)):
                yield sentence


def _matched(doc: Doc, pattern: re.Pattern[str], scope: Span) -> list[Span]:
    match = pattern.search(doc.norm, scope.start, scope.end)
    if match is None:
        return []
    listed = _MANNER.sub("", match["list"])
    span = Span(match.start("list"), match.start("list") + len(listed))
    whose = re.compile("(?:本次)?(?:会议|组织生活会)的").match(doc.norm, *span)
    span = Span(whose.end() if whose else span.start, span.end)
    found, all_items = papers(doc.norm, span), list(cut(doc.norm, span, "、"))
    return all_items if len(found) * 2 >= len(all_items) and len(found) > 2 else found


def _founds(doc: Doc, spans: list[Span]) -> list[Found]:
    return [found for span in spans if (found := doc.found(span, Certainty.SURE))]

"""appraisal_grades."""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut
from meetings.reading.source import Span

_GRADE = r"[“\"「]?(?:优秀|合格|基本合格|不合格|称职|基本称职|不称职)[”\"」]?"
GRADE_LIST = re.compile(rf"{_GRADE}(?:[ ]?(?:[、,/]|和|或|与)?[ ]?{_GRADE}){{2,4}}(?!党员)")
_ONE = re.compile("基本合格|不合格|合格|优秀|基本称职|不称职|称职")
_PASSING = re.compile("(优秀|基本合格|不合格|合格)党员(?!标准|条件|义务)")
_SCALE = re.compile(
    r"(?:等次|档次|等级)(?:分|评定|设置?|划分|确定)?(?:为|成|是|:|有)+[“\"]?(?P<list>[^。;:“”\"]{1,6}(?:[、/][^。;:,、/“”\"]{1,6}){1,4})"
)
_LEAST = 3  # grades named in passing that make a scale
_ORDER = ("优秀", "合格", "基本合格", "不合格")
_PASSING_NOTE = "原文没有列出等次，只是提到"


def read_grades(doc: Doc) -> list[Found]:
    """Grades where they are listed together; else, unsure, those that members are called by (合格党员 …)."""
    listed = GRADE_LIST.search(doc.norm, *doc.body)
    scale = _SCALE.search(doc.norm, *doc.body)
    if listed is None and scale:
        return [
            found for span in cut(doc.norm, Span(*scale.span("list")), "、/") if (found := doc.found(span))
        ]
    if listed is None:
        return _named_in_passing(doc)
    grades = {
        match.group(): Span(*match.span()) for match in reversed([*_ONE.finditer(doc.norm, *listed.span())])
    }
    return [found for span in sorted(grades.values()) if (found := doc.found(span))]


def _named_in_passing(doc: Doc) -> list[Found]:
    named: dict[str, Span] = {}
    for match in _PASSING.finditer(doc.norm, *doc.body):
        named.setdefault(match.group(1), Span(*match.span(1)))
    if len(named) < _LEAST:
        return []
    spans = [named[grade] for grade in _ORDER if grade in named]
    return [found for span in spans if (found := doc.found(span, Certainty.UNSURE, _PASSING_NOTE))]

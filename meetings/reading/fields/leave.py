"""leave_rule: the sentence about leave from, or absence at, the meeting."""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.model import Certainty, Found
from meetings.reading.outline import title_of
from meetings.reading.phrases import sentences
from meetings.reading.source import Span

_LEAVE = re.compile(
    r"请假|不得(?:无故)?缺席|无故(?:不得)?缺席|不得无故不参加|(?:因故|因病|因事|因公|特殊(?:情况|原因)|有事)[^。;]{0,16}(?:不能|不到|无法|来不了)[^。;]{0,10}(?:参加|参会|到会|出席|,|的)|可以不(?:参加|到会)"
)
_ABOUT_OTHERS = re.compile("学习|转告|传达相关|补学|谈心|集中培训")
_LEADING = re.compile(
    r"^(?:会议期间|会上|同时|另外|此外|请大家准时参会|请[^,。]{2,12}(?:准时|按时)(?:参加|参会|出席)(?:会议)?|与会党员[^,。]{2,10})[,;]"
)


def read_leave(doc: Doc) -> Found | None:
    for unit in doc.outline.units:
        for sentence in sentences(doc.norm, unit.text):
            text = doc.text(sentence)
            match = _LEAVE.search(text)
            if (
                match
                and len(text) > 6
                and not _ABOUT_OTHERS.search(_near(text, match))
                and "会后" not in title_of(doc.norm, unit)
            ):
                return doc.found(
                    _trimmed(doc, sentence), Certainty.SURE if "请假" in text else Certainty.UNSURE
                )
    return None


def _near(text: str, match: re.Match[str]) -> str:
    return text[max(match.start() - 24, 0) : match.end() + 30]


def _trimmed(doc: Doc, sentence: Span) -> Span:
    """Without the label before it and without words that belong to the sentence before."""
    text = doc.text(sentence)
    label = re.match(r"[^:。,;]{2,8}:", text)
    start = sentence.start + (label.end() if label else 0)
    lead = _LEADING.match(doc.norm[start : sentence.end])
    return Span(start + (lead.end() if lead else 0), sentence.end)

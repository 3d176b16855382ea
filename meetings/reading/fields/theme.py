"""theme."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meetings.reading.doc import Doc
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import sentences
from meetings.reading.source import Span

_QUOTED = r"(?:“(?P<q1>[^”]{3,200})”|\"(?P<q2>[^\"]{3,200})\"|「(?P<q3>[^」]{3,200})」)"
_SAID = re.compile(r"主题[^。;:,\n“\"]{0,16}?(?:是|为|定为|确定为)[ :]{0,2}(?P<theme>[^。;\n]{4,300})")
_BY_QUOTE = (
    re.compile(rf"以{_QUOTED}(?:为|作为)[^。;,]{{0,8}}主题"),
    re.compile(r"以([^“”\"「」。;,:]{4,40})为(?:会议|活动|这次会议的)?主题"),
    re.compile(rf"(?:聚焦|紧扣|围绕|突出|确定){_QUOTED}(?:这一|这个|的)?(?:会议)?主题"),
)
_MEETING_THEME = re.compile(r"(?:会议|组织生活会|本次|此次|这次会?)(?:的)?主题(?!教育)")
_LONG = 140  # characters; a sentence beyond it is the theme with its reasons, the theme comes first
_MIN_CLAUSE = 12
_SHORTEST = 2


def read_theme(doc: Doc) -> Found | None:
    """What the text calls its theme, to the end of the sentence; a guiding thought (指导思想) is none."""
    for entry in doc.said("theme"):
        span = next(_in_section(doc, entry.span), None)
        if span:
            return _found(doc, span, Certainty.SURE)
    for sentence in doc.sentences:
        span = next(_told(doc, sentence), None)
        if span:
            return _found(doc, span, Certainty.UNSURE)
    return None


def _found(doc: Doc, span: Span, certainty: Certainty) -> Found | None:
    text = doc.text(span)
    if re.search("主题教育$|另行", text):
        return None
    quoted = re.compile(_QUOTED + "[。,]?").fullmatch(doc.norm, *span)
    return doc.found(Span(*quoted.span(quoted.lastgroup)) if quoted and quoted.lastgroup else span, certainty)


def _in_section(doc: Doc, value: Span) -> Iterator[Span]:
    told = sentences(doc.norm, value)
    for sentence in told:
        yield from _told(doc, sentence)
    for sentence in told:
        first = _first_words(doc, sentence)
        if first.end - first.start >= _SHORTEST:
            yield first


def _told(doc: Doc, sentence: Span) -> Iterator[Span]:
    for pattern in _BY_QUOTE:
        match = pattern.search(doc.norm, sentence.start, sentence.end)
        if match:
            yield Span(*match.span(match.lastgroup or 1))
    match = _SAID.search(doc.norm, sentence.start, sentence.end)
    if match and "主题教育" not in match.group()[:6]:
        yield _without_quote_tail(doc, Span(*match.span("theme")))


def _without_quote_tail(doc: Doc, span: Span) -> Span:
    """主题为“…”，要…: the quotation is the theme."""
    quoted = re.match(_QUOTED, doc.text(span))
    return Span(span.start, span.start + quoted.end()) if quoted else span


def _first_words(doc: Doc, sentence: Span) -> Span:
    if sentence.end - sentence.start <= _LONG:
        return sentence
    at = doc.norm.find(",", sentence.start + _MIN_CLAUSE, sentence.end)
    return Span(sentence.start, at if at > 0 else sentence.end)

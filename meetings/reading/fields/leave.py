"""leave_rule: the sentence about leave from, or absence at, the meeting."""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut, sentences
from meetings.reading.source import Span
from meetings.reading.unit import label_field, title_of

_LEAVE = re.compile(
    r"请假(?![xX*\d]{0,4}人)|告假|不得(?:无故)?缺席|无故(?:不得)?缺席|不得无故不参加|因(?![此而为])[^。;,]{1,14}(?:不能|无法)(?:参加|参会|到会|出席|按时)|(?:确因|因故|因病|因事|因公|特殊(?:情况|原因)|有事)[^。;]{0,16}(?:不能|未能|不到|无法|来不了|走不开)[^。;]{0,10}(?:参加|参会|到会|出席|,|的)|可以不(?:参加|到会)"
)
_ABOUT_OTHERS = re.compile("学习|转告|传达相关|补学|谈心|集中培训")
# What may stand before the rule in its sentence: a bare attendance, or a clause about something else.
_SAYS_ELSE = re.compile(
    r"同时|另外|此外|会上|会议期间|请[^,]{0,12}(?:准时|按时)(?:参加|参会|出席)(?:会议)?"
    r"|(?!.*(?:请假|缺席|不能|不到|无法|因|如|确|特殊|必须|须|应|要|不得)).{2,30}"
    r"|[一二三四五六七八九十]是.{2,16}|[^,]{0,8}由[^,]{2,12}主持"
)

_LONGEST_HEADING = 6  # 请假要求 is a label, no rule


def read_leave(doc: Doc) -> Found | None:
    for unit in doc.outline.units:
        if re.match("会后.{0,8}$", title_of(doc.norm, unit)):
            continue
        own = unit.rest if label_field(doc.norm, unit) == "leave" and unit.rest else unit.text
        rules = sentences(doc.norm, own)
        if unit.rest and "请假" in title_of(doc.norm, unit)[:_LONGEST_HEADING]:
            return doc.found(sentences(doc.norm, unit.rest)[0])
        rule = next((one for one in rules if _is_rule(doc.text(one))), None)
        if rule:
            certainty = Certainty.SURE if "请假" in doc.text(rule) else Certainty.UNSURE
            return doc.found(_trimmed(doc, _about_leave(doc, rule)), certainty)
    return None


def _is_rule(text: str) -> bool:
    match = _LEAVE.search(text)
    if match is None or len(text) <= _LONGEST_HEADING:
        return False
    near = _near(text, match)
    return bool(re.search("参会|到会", near)) or not _ABOUT_OTHERS.search(near)


def _about_leave(doc: Doc, sentence: Span) -> Span:
    """From the first to the last part between semicolons that speaks of it."""
    parts = [part for part in cut(doc.norm, sentence, ";") if _LEAVE.search(doc.text(part))]
    return Span(parts[0].start, parts[-1].end) if parts else sentence


def _near(text: str, match: re.Match[str]) -> str:
    return text[max(match.start() - 24, 0) : match.end() + 30]


def _trimmed(doc: Doc, sentence: Span) -> Span:
    """Without the label before it and without words that belong to the sentence before."""
    text = doc.text(sentence)
    label = re.match(r"[^:。,;]{2,8}:|其[他它] +", text)
    start = sentence.start + (label.end() if label else 0)
    for clause in cut(doc.norm, Span(start, sentence.end), ","):
        if not _SAYS_ELSE.fullmatch(doc.text(clause)):
            return Span(clause.start, sentence.end)
    return Span(start, sentence.end)

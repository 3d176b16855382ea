"""organization: who holds the meeting. Who only issues the notice is not the answer."""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut
from meetings.reading.source import Span
from meetings.reading.words import any_of

_UNIT = r"(?:党支部委员会|支部委员会|党总支部|党总支|党支部|党小组|总支部|支部)"
_NAME = re.compile(
    rf"(?:[^,。;:《》、|()\n各]|[(][^()]{{1,6}}[)]){{1,34}}?{_UNIT}(?!书记|委员|各|全体|全部|第?[^,。;\\s]{{0,6}}(?:党支部|支部))"
)
_NOT_ONE = re.compile(
    r"各|所属|全[镇县市院校局区系]|基层|本支部|我支部|每个|下属|支部委员会?之|上级|所在|两个|以党支部|党员领导"
)
_BEFORE_NAME = re.compile(
    r"^(?:[^|]{1,10}[|])?(?:【[^】]{1,8}】)?[★☆*\s]*(?:关于)?(?:认真)?(?:召开|开好|开展|做好|举行|印发|组织){0,2}(?:好)?(?:\d{4}年度?|[xX*]{2,4}年度?)?"
)
_IN_BRACKETS = re.compile(rf"[(](?P<name>[^()]{{2,34}}{_UNIT})[)]")
_HOLDS = re.compile(
    rf"(?P<name>[^,。;:《》、\n]{{0,24}}?{_UNIT})(?:委员会)?(?:研究)?(?:决定|拟|定|计划|将)(?:于|在)[^。;]{{2,40}}?(?:召开|举行)"
)
_ITS_OWN = re.compile(
    rf"召开(?P<name>[^,。;:《》“”、\n]{{0,24}}?{_UNIT})(?:\d{{4}}年度?|[xX*]{{2,4}}年度?)?(?:专题)?[^,。;]{{0,16}}?组织生活会"
)


_MANY = any_of("党委 党支部 支部 总支 党组织 单位 部门 学院 科室 党工委 机关")
_TO_MANY = re.compile(
    rf"^[ ]*[^\n:。]{{0,20}}各(?!位)[^\n:。]{{0,24}}?{_MANY}[^\n:。]{{0,40}}:", re.MULTILINE
)


def read_organization(doc: Doc) -> Found | None:
    for entry in doc.said("organization"):
        first = next(cut(doc.norm, entry.span, ",。;\n"), None)
        if first:
            return doc.found(first)
    if _TO_MANY.search(doc.text(doc.opening)):
        return None
    return _titled(doc) or _named(doc) or _told(doc) or _filled_in(doc) or _signed(doc)


def _titled(doc: Doc) -> Found | None:
    """第二小学党支部2024年度组织生活会方案; 关于召开…党支部…的通知."""
    for line in cut(doc.norm, doc.outline.title, "\n"):
        lead = _BEFORE_NAME.match(doc.text(line))
        start = line.start + (lead.end() if lead else 0)
        match = _NAME.match(doc.norm, start, line.end)
        if match and not _NOT_ONE.search(match.group()) and _says_who(match.group()):
            return doc.found(Span(match.start(), match.end()))
    inside = _IN_BRACKETS.search(doc.norm, *doc.outline.title)
    named = inside and _says_who(inside["name"]) and not _NOT_ONE.search(inside["name"])
    return doc.found(Span(*inside.span("name"))) if inside and named else None


def _named(doc: Doc) -> Found | None:
    """会议名称：…党支部2025年度组织生活会."""
    for entry in doc.said("meeting_name"):
        match = _NAME.match(doc.norm, *entry.span)
        if match and not _NOT_ONE.search(match.group()) and _says_who(match.group()):
            return doc.found(Span(*match.span()))
    return None


def _says_who(name: str) -> bool:
    """党支部 alone names nobody."""
    return not re.fullmatch(rf"(?:【[^】]*】)?(?:中共)?{_UNIT}", name.strip())


def _told(doc: Doc) -> Found | None:
    for pattern in (_HOLDS, _ITS_OWN):
        match = pattern.search(doc.norm, doc.body.start, doc.body.end)
        name = match["name"].strip() if match else ""
        if match and _says_who(name) and not _NOT_ONE.search(name):
            start = match.start("name") + len(match["name"]) - len(match["name"].lstrip())
            return doc.found(Span(start, match.end("name")), Certainty.UNSURE)
    return None


_FORM_LINE = re.compile(
    rf"(?<![^\s])(?:单位|党?支部)(?:名称)?[ ]*:[ ]*(?P<name>[^\s,。;:]{{2,30}}{_UNIT})(?=[\s,。;]|$)"
)


def _filled_in(doc: Doc) -> Found | None:
    """党支部：总务处党支部, the head of a form."""
    match = _FORM_LINE.search(doc.norm, doc.outline.title.end, doc.body.end)
    return doc.found(Span(*match.span("name"))) if match else None


def _signed(doc: Doc) -> Found | None:
    """A branch that signs a notice to its own members holds the meeting; a committee's notice goes to
    others.
    """
    head = Span(doc.opening.start, min(doc.opening.start + 60, doc.opening.end))
    for line in (*cut(doc.norm, doc.outline.tail, "\n"), *cut(doc.norm, head, "\n ")):
        match = re.fullmatch(rf"[\s(]*(?P<name>[^,。;:()\n]{{2,36}}{_UNIT})[\s)]*", doc.text(line))
        if match and _says_who(match["name"]):
            start = line.start + match.start("name")
            return doc.found(Span(start, start + len(match["name"])), Certainty.UNSURE)
    return None

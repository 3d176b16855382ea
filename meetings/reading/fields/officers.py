"""host, recorder: the one person each, by name or by post."""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.entries import BY_HEADING
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut
from meetings.reading.source import Span

_HOST = re.compile(
    r"由(?P<by>[^。;:由\n]{1,36}?)(?:负责|统一)?(?:召集)?(?:并|和)?主持(?!起草|制定|撰写|人将)"
    r"|(?<![^。;,:\s])(?P<one>[^。;,:由\s]{0,12}(?:书记|主任|组长|委员)(?:[^。;,:由\s]{0,6}同志)?)"
    r"主持(?=会议|召开|本次|此次|$|[,。;])"
)
_KEEPS = r"(?:负责|担任|做好?|作|承担)(?:会务(?:工作)?(?:及|和|、))?(?:会议)?记录"
_RECORDER = re.compile(
    rf"由(?P<by>[^。;:,由主\n]{{1,20}}?){_KEEPS}"
    rf"|(?<![^。;,:\s])(?P<one>[^。;,:由\s]{{2,16}}?){_KEEPS}(?!人将)"
    r"|由(?P<short>[^。;:,由主\n]{1,20}?)记录(?=[,。;]|$)"
    r"|[,。;](?P<comrade>[^。;:,由主\n]{2,14}同志)记录(?=[,。;]|$)"
    r"|主持(?:会议)?[,;、](?P<other>[^。;:,由主\n]{2,14}?)(?:做|作|负责)?(?:会议)?记录(?=[,。;]|$)"
)
_NOBODY = re.compile("专人|专门人员|安排|指定|各支部(?!书记)|认真|如实|工作人员$|做好|要|党务工作者")
_POST = re.compile("(?:书记|主任|委员|组长|部长|科长|处长|局长|院长|校长|主席|站长|所长|经理)同志$")
_LONGEST = 40


def read_host(doc: Doc) -> Found | None:
    return _labelled(doc, "host", _HOST) or _told(doc, _HOST)


def read_recorder(doc: Doc) -> Found | None:
    """安排专人 names nobody and gives nothing."""
    return _labelled(doc, "recorder", _RECORDER) or _told(doc, _RECORDER)


def _labelled(doc: Doc, name: str, said: re.Pattern[str]) -> Found | None:
    for entry in doc.said(name):
        if entry.rank == BY_HEADING and entry.span.end - entry.span.start > 60:
            continue
        told = said.search(doc.norm, entry.span.start, entry.span.end)
        who = _who(told) if told else next(cut(doc.norm, entry.span, ";。\n\v\t"), None)
        if who and who.end - who.start <= _LONGEST and not _NOBODY.search(doc.text(who)):
            return _found(doc, who, Certainty.SURE)
    return None


def _told(doc: Doc, said: re.Pattern[str]) -> Found | None:
    for sentence in doc.sentences:
        match = said.search(doc.norm, sentence.start, sentence.end)
        if match and not _NOBODY.search(doc.text(_who(match))):
            return _found(doc, _who(match), Certainty.UNSURE)
    return None


def _who(match: re.Match[str]) -> Span:
    return Span(*match.span(match.lastgroup or 0))


def _found(doc: Doc, span: Span, certainty: Certainty) -> Found | None:
    """A post alone does without the 同志 that a name keeps."""
    post = _POST.search(doc.text(span))
    return doc.found(Span(span.start, span.end - 2) if post else span, certainty)

"""The sections are there and long enough. What reviewers count by hand; R10."""

from collections.abc import Iterator

from meetings.checkup.findings import SECTIONS, Finding, Rule, Severity
from meetings.checkup.matter import Matter
from meetings.checkup.sections import Part
from meetings.checkup.sentences import size

_NAMES = {Part.PROBLEM: "存在的问题", Part.CAUSE: "原因分析", Part.MEASURE: "整改措施"}
_MISSING = {
    Part.PROBLEM: "没有找到“存在的问题”部分。请单列一个小标题；如果已经写了，请把标题写明白。",
    Part.CAUSE: "没有找到“原因分析”部分。请单列一个小标题，从自己身上分析问题产生的原因。",
    Part.MEASURE: "没有找到“整改措施”部分。请单列一个小标题，写明准备怎么改、什么时候改到位。",
}


def shape(matter: Matter) -> Iterator[Finding]:
    yield from _missing(matter)
    yield from _short(matter)
    yield from _share(matter)


def _missing(matter: Matter) -> Iterator[Finding]:
    """The sections that the campaign asks for and that are not there."""
    absent = matter.context.required - matter.outline.named()
    for part, message in _MISSING.items():
        if part in absent:
            yield matter.finding(Rule.CONTENT, Severity.LOOK, message, clause_of=SECTIONS)


def _short(matter: Matter) -> Iterator[Finding]:
    limits, outline = matter.limits, matter.outline
    if outline.shared():
        yield from _short_together(matter)
        return
    for part, least in ((Part.PROBLEM, limits.problem_chars), (Part.CAUSE, limits.cause_chars)):
        chars = outline.chars(part)
        if part in outline.named() and chars < least:
            what = "请补充具体表现和典型事例。" if part is Part.PROBLEM else "请联系思想实际再往深处分析。"
            message = f"“{_NAMES[part]}”部分约 {chars} 字，少于 {least} 字，{what}"
            yield matter.finding(Rule.LENGTH, Severity.LOOK, message, _first(matter, part))


def _short_together(matter: Matter) -> Iterator[Finding]:
    """One heading for problems and causes: only the sum can be counted."""
    least = matter.limits.problem_chars + matter.limits.cause_chars
    chars = matter.outline.chars(Part.PROBLEM, Part.CAUSE)
    if chars < least:
        message = f"问题和原因写在一起，合计约 {chars} 字，少于 {least} 字。请分开写，并写具体。"
        yield matter.finding(Rule.LENGTH, Severity.LOOK, message, _first(matter, Part.PROBLEM))


def _share(matter: Matter) -> Iterator[Finding]:
    chars, whole = matter.outline.chars(Part.PROBLEM, Part.CAUSE), size(matter.text)
    least = matter.limits.problem_cause_share
    if Part.PROBLEM in matter.outline.named() and chars < least * whole:
        message = f"问题和原因占全文 {chars / whole:.0%}，少于 {least:.0%}。请把篇幅用在问题和原因上。"
        yield matter.finding(Rule.SHARE, Severity.LOOK, message)


def _first(matter: Matter, part: Part) -> tuple[int, int] | None:
    """The heading where the part begins, or its text where it has none."""
    section = next(section for section in matter.outline.sections if part in section.parts)
    return section.heading if section.heading[0] < section.heading[1] else section.body

"""Concrete against worn-out. R10."""

from collections.abc import Iterator

from meetings.checkup.concrete import items, marks, slogan_runs
from meetings.checkup.findings import Finding, Rule, Severity
from meetings.checkup.folding import Span, plain
from meetings.checkup.matter import Matter
from meetings.checkup.sections import Part
from meetings.checkup.sentences import sentences


def content(matter: Matter) -> Iterator[Finding]:
    yield from _vague(matter)
    yield from _slogans(matter)
    yield from _twice(matter)


def _vague(matter: Matter) -> Iterator[Finding]:
    """Problems that name no person, date, number, case or place."""
    limits = matter.limits
    problems = items(matter.outline, limits.problem_item_chars)
    people = [*matter.context.people, matter.draft.author]
    vague = [s for s in problems if len(marks(matter.text[slice(*s)], people)) < limits.marks_per_problem]
    message = "这一条问题没有写到具体的人、时间、地点、数字或事例，请补上一件实际发生的事。"
    for span in vague:
        yield matter.finding(Rule.CONTENT, Severity.HINT, message, span)


def _slogans(matter: Matter) -> Iterator[Finding]:
    limits = matter.limits
    bodies = [s.said for s in matter.outline.sections if Part.OTHER not in s.parts] or [(0, len(matter.text))]
    runs = slogan_runs(
        matter.text,
        bodies,
        share=limits.slogan_share,
        at_least=limits.slogan_chars,
        people=matter.context.people,
    )
    for span in runs:
        message = "这几句大多是名称、口号和套话，换了谁都能这样写。请换成自己的实际情况，或者删去。"
        yield matter.finding(Rule.SLOGANS, Severity.HINT, message, span)


def _twice(matter: Matter) -> Iterator[Finding]:
    """The same sentence again in one material."""
    seen: dict[str, Span] = {}
    for span in sentences(matter.text):
        folded = plain(matter.text[slice(*span)])
        if len(folded) < matter.limits.repeated_chars:
            continue
        if folded in seen:
            message = "这句话在材料里已经写过一遍，请删去一处或写得不同。"
            yield matter.finding(Rule.REPEATED, Severity.NOTE, message, span, other_span=seen[folded])
        seen.setdefault(folded, span)

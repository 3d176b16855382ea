"""What a material must take up: aspects, opinions raised (R03, R10), problems of earlier years (R01, R28)."""

from collections.abc import Iterator

from meetings.checkup.coverage import Covered, How, coverage
from meetings.checkup.findings import OPINIONS, Finding, Item, Rule, Severity
from meetings.checkup.matter import Matter
from meetings.checkup.sections import Part
from meetings.checkup.sentences import sentences
from meetings.checkup.wording import Passages

_SHOWN = 30  # characters of another text quoted in a message


def answers(matter: Matter) -> Iterator[Finding]:
    yield from _aspects(matter)
    yield from _opinions(matter)
    yield from _again(matter)


def _aspects(matter: Matter) -> Iterator[Finding]:
    for covered in coverage(matter.outline, matter.context.aspects):
        message = _aspect_message(covered, matter.limits.aspect_chars)
        if message:
            severity = Severity.LOOK if covered.how is How.NONE else Severity.HINT
            span = covered.spans[0] if covered.spans else None
            yield matter.finding(Rule.ASPECTS, severity, message, span)


def _aspect_message(covered: Covered, enough: int) -> str:
    title = covered.aspect.title
    if covered.how is How.NONE:
        return f"没有看到对照“{title}”这一方面的内容。请补写；如果已经写了，请在小标题里点明。"
    if covered.chars < enough:
        return f"“{title}”这一方面只写了约 {covered.chars} 字，请写出具体表现。"
    if covered.how is How.KEYWORDS:
        return f"“{title}”这一方面没有单列，只在文中提到。请核对是否写清，最好点明这一方面。"
    return ""


def _opinions(matter: Matter) -> Iterator[Finding]:
    """Every opinion raised is answered."""
    if not matter.context.opinions:
        return
    passages = Passages(matter.text, sentences(matter.text))
    for opinion in matter.context.opinions:
        share, _ = passages.closest(opinion.text)
        if share < matter.limits.opinion_share:
            message = f"没有看到对这条意见的回应：“{_short(opinion.text)}”。请写明怎么看、怎么改。"
            yield matter.finding(Rule.CONTENT, Severity.LOOK, message, other=opinion, clause_of=OPINIONS)


def _again(matter: Matter) -> Iterator[Finding]:
    """A problem of this year repeats an earlier one."""
    outline = matter.outline
    spans = outline.sentences(Part.PROBLEM) or sentences(matter.text)
    passages = Passages(matter.text, spans)
    for problem in matter.context.past_problems:
        share, span = passages.closest(problem.text, together=1)
        if share >= matter.limits.again_share:
            yield matter.finding(*_again_says(problem), span, other=problem)


def _again_says(problem: Item) -> tuple[Rule, Severity, str]:
    when = problem.label or "以前"
    if problem.solved:
        message = (
            f"这个问题和{when}已经整改的问题相近：“{_short(problem.text)}”。如果又出现了，请写明为什么反复。"
        )
        return Rule.AGAIN, Severity.HINT, message
    message = (
        f"这个问题和{when}没有解决的问题相近：“{_short(problem.text)}”。"
        "请写明上次整改到哪一步、为什么没有解决，不要当作新查找的问题。"
    )
    return Rule.SUBSTITUTE, Severity.LOOK, message


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _SHOWN else one_line[:_SHOWN] + "……"

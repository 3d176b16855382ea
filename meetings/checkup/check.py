"""The check of a material (材料体检): every hint about one draft. Offline, deterministic, never a verdict.

Nothing here writes text for the member: a message says what was seen and what kind of thing to do about it.
"""

from collections import Counter
from collections.abc import Iterable

from meetings.checkup.findings import Context, Draft, Finding, Rule, Severity
from meetings.checkup.folding import plain
from meetings.checkup.hints.answers import answers
from meetings.checkup.hints.content import content
from meetings.checkup.hints.copied import copied
from meetings.checkup.hints.shape import shape
from meetings.checkup.hints.substitutes import substitutes
from meetings.checkup.matter import Matter
from meetings.checkup.sections import outline

_FAMILIES = (shape, answers, content, substitutes, copied)
_EMPTY = "没有读到文字。如果是扫描件或图片，请换成能复制文字的 .docx，或者在页面上直接填写。"


def check(draft: Draft, context: Context | None = None) -> list[Finding]:
    """All findings in the order of the text, those about the whole first. Spans are exact in `draft.text`.

    R01, R08, R10, R28 and the house rules of `Rule`; of one rule no more than `most_per_rule`. An empty text
    gets one finding that says so.
    """
    matter = Matter(draft, context or Context(), outline(draft.text))
    if not plain(draft.text):
        return [matter.finding(Rule.EMPTY, Severity.LOOK, _EMPTY)]
    found = (finding for family in _FAMILIES for finding in family(matter))
    return sorted(_few(found, matter.limits.most_per_rule), key=_place)


def _few(findings: Iterable[Finding], most: int) -> Iterable[Finding]:
    told: Counter[Rule] = Counter()
    for finding in findings:
        told[finding.rule] += 1
        if told[finding.rule] <= most:
            yield finding


def _place(finding: Finding) -> tuple[bool, tuple[int, int]]:
    return finding.span is not None, finding.span or (0, 0)

"""The five substitutions of R01, said to the author of a personal material."""

from collections.abc import Iterator

from meetings.checkup.findings import Finding, Rule, Severity
from meetings.checkup.matter import Matter
from meetings.checkup.sections import Part
from meetings.checkup.stock import worn
from meetings.checkup.substitutions import Seen, Substitute, substitutions

_SAYS = {
    Substitute.SUPERIOR: "这里写的像是上级指出的问题。请写清自己查找出来的问题，不以上级指出的问题代替。",
    Substitute.COLLECTIVE: "这里说的是班子、支部或“我们”。个人材料请写“我”的问题，不以集体问题代替个人问题。",
    Substitute.OTHERS: "这里说的像是别人的问题。请写自己的问题，不以他人问题代替。",
    Substitute.WORK: "问题部分只写到工作业务。请从思想、党性上找问题，不以工作业务问题代替思想政治问题。",
    Substitute.EARLIER: "这里写的是以前查找过的问题。请写明为什么没有解决；它不能代替今年新查找的问题。",
}
_OF_A_PERSON = {Substitute.COLLECTIVE, Substitute.OTHERS}


def substitutes(matter: Matter) -> Iterator[Finding]:
    sentences = matter.outline.sentences(Part.PROBLEM)
    for seen in substitutions(matter.text, sentences, worn(), matter.limits.collective_share):
        if seen.kind not in _OF_A_PERSON or matter.draft.personal:
            yield from _told(matter, seen)


def _told(matter: Matter, seen: Seen) -> Iterator[Finding]:
    """Work for thinking is one finding of the whole; the others point at each sentence."""
    spans = seen.spans[:1] if seen.kind is Substitute.WORK else seen.spans
    for span in spans:
        yield matter.finding(Rule.SUBSTITUTE, Severity.HINT, _SAYS[seen.kind], span)

"""Passages that stand in another text: another person's, an earlier year's, the notice's own. R08."""

from collections.abc import Iterator, Sequence

from meetings.checkup.findings import Finding, Kind, Reference, Rule, Severity
from meetings.checkup.folding import Folded, Span, fold
from meetings.checkup.matter import Matter
from meetings.checkup.passages import PassagePair, fitting, prepare, shared
from meetings.checkup.stock import StockPhrases, prescribed

_SAYS = {
    Kind.PERSON: "材料要自己动手写，请用自己的话写自己的事。",
    Kind.EARLIER: "请按今年的实际情况重写。",
    Kind.OWN_EARLIER: "请写今年的新情况；老问题请写明整改到哪一步。",
    Kind.NOTICE: "请不要照抄文件的话，写自己的具体表现。",
}


def copied(matter: Matter) -> Iterator[Finding]:
    """The notice first: its wording is then nobody's, and is not found again in everybody's material."""
    stock = prescribed() | _own_stock(matter)
    notices = [other for other in matter.context.others if other.kind is Kind.NOTICE]
    people = [other for other in matter.context.others if other.kind is not Kind.NOTICE]
    taken: list[Span] = []
    for finding in _found(matter, notices, stock, ignore=(), sample=()):
        if finding.span:
            taken.append(finding.span)
        yield finding
    sample = [fold(other.text) for other in people]
    yield from _found(matter, people, stock, ignore=taken, sample=sample)


def _own_stock(matter: Matter) -> StockPhrases:
    """The campaign's theme, aspect titles and prescribed wording."""
    titles = [aspect.title for aspect in matter.context.aspects]
    return StockPhrases.of([*titles, *matter.context.stock])


def _found(
    matter: Matter,
    others: Sequence[Reference],
    stock: StockPhrases,
    *,
    ignore: Sequence[Span],
    sample: Sequence[Folded],
) -> Iterator[Finding]:
    if not others:
        return
    prepared = prepare(matter.text, stock, ignore, sample)
    strict = fitting(len(sample), matter.limits.passage_chars)
    for number, other in enumerate(others):
        text = sample[number] if sample else other.text
        for pair in shared(prepared, text, strict):
            yield _told(matter, other, pair)


def _told(matter: Matter, other: Reference, pair: PassagePair) -> Finding:
    message = f"这一段和“{other.label}”中的一段相同或相近（约 {pair.chars} 字）。{_SAYS[other.kind]}"
    around = (pair.b[0][0], pair.b[-1][1])
    return matter.finding(Rule.OWN_WORDS, Severity.LOOK, message, pair.a, other=other, other_span=around)

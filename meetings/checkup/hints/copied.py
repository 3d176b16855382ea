"""Passages that stand in another text: another person's, an earlier year's, the notice's own. R08."""

from collections.abc import Iterator, Sequence

from meetings.checkup.findings import Finding, Kind, Reference, Rule, Severity
from meetings.checkup.folding import Folded, Span, fold
from meetings.checkup.matter import Matter
from meetings.checkup.passages import PassagePair, fitting, prepare, shared
from meetings.checkup.stock import StockPhrases, prescribed

Match = tuple[Reference, PassagePair]

SHOWN = 3  # texts shown beside one passage; a copy from the web stands in very many
SAME = 0.5  # of a passage that lies in another one, to be the same passage
_SAYS = {
    Kind.PERSON: "材料要自己动手写，请用自己的话写自己的事。",
    Kind.EARLIER: "请按今年的实际情况重写。",
    Kind.UPPER: "请结合本支部和本人的实际写。",
    Kind.OWN_EARLIER: "请写今年的新情况；老问题请写明整改到哪一步。",
    Kind.NOTICE: "请不要照抄文件的话，写自己的具体表现。",
}


def copied(matter: Matter) -> Iterator[Finding]:
    """The notice first: its wording is then nobody's, and is not found again in everybody's material."""
    stock = prescribed() | _own_stock(matter)
    notices = [other for other in matter.context.others if other.kind is Kind.NOTICE]
    people = [other for other in matter.context.others if other.kind is not Kind.NOTICE]
    printed = _matches(matter, notices, stock, ignore=(), sample=())
    yield from _told(matter, printed)
    taken = [pair.a for _, pair in printed]
    yield from _told(matter, _matches(matter, people, stock, taken, [fold(other.text) for other in people]))


def _own_stock(matter: Matter) -> StockPhrases:
    """The campaign's theme, aspect titles and prescribed wording."""
    titles = [aspect.title for aspect in matter.context.aspects]
    return StockPhrases.of([*titles, *matter.context.stock])


def _matches(
    matter: Matter,
    others: Sequence[Reference],
    stock: StockPhrases,
    ignore: Sequence[Span],
    sample: Sequence[Folded],
) -> list[Match]:
    """All shared passages, the longest first. `sample`: the others folded, where people wrote them."""
    if not others:
        return []
    rarity = matter.context.rarity if sample else None
    prepared = prepare(matter.text, stock, ignore, sample, rarity)
    strict = fitting(len(sample), matter.limits.passage_chars, indexed=rarity is not None)
    texts: Sequence[str | Folded] = sample or [other.text for other in others]
    found = [
        (other, pair)
        for other, text in zip(others, texts, strict=True)
        for pair in shared(prepared, text, strict)
    ]
    return sorted(found, key=lambda match: -match[1].chars)


def _told(matter: Matter, matches: Sequence[Match]) -> Iterator[Finding]:
    """A few texts beside each passage; how many more there are is said with the first."""
    groups: list[list[Match]] = []
    for match in matches:
        near = next((group for group in groups if _lies_in(match[1].a, group[0][1].a)), None)
        if near is None:
            groups.append([match])
        else:
            near.append(match)
    for group in groups:
        more = len(group) - SHOWN
        for number, match in enumerate(group[:SHOWN]):
            yield _finding(matter, *match, more if number == 0 else 0)


def _lies_in(span: Span, longer: Span) -> bool:
    inside = min(span[1], longer[1]) - max(span[0], longer[0])
    return inside >= SAME * (span[1] - span[0])


def _finding(matter: Matter, other: Reference, pair: PassagePair, more: int) -> Finding:
    others = f"另有 {more} 处也有这一段。" if more > 0 else ""
    message = f"这一段和“{other.label}”中的一段相同或相近（约 {pair.chars} 字）。{others}{_SAYS[other.kind]}"
    around = (pair.b[0][0], pair.b[-1][1])
    return matter.finding(Rule.OWN_WORDS, Severity.LOOK, message, pair.a, other=other, other_span=around)

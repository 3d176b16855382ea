"""Two versions of a text, made readable: sentence by sentence, then by characters in the changed ones."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from meetings.checkup.sentences import cuts

LARGEST = 100_000_000  # cells of an exact comparison: 12 MB and some hundredths of a second
PAIRS = 2_500  # sentence pairs of one changed block that are tried against each other
ALIKE = 50  # percent; sentences less alike are not the same sentence changed
ISLAND = 3  # characters; a shorter equal stretch between changes only disturbs the eye


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Segment:
    kind: Change
    text: str


def compare(old: str, new: str) -> list[Segment]:
    """Segments in reading order: `same` and `removed` join to `old`, `same` and `added` to `new`.

    Nearly linear: what is too large and too different to be compared exactly is removed and added whole.
    """
    olds = [old[start:end] for start, end in cuts(old)]
    news = [new[start:end] for start, end in cuts(new)]
    return _tidy(_sentences(olds, news))


def _sentences(olds: Sequence[str], news: Sequence[str]) -> Iterator[Segment]:
    """Sentences that stand once in both versions, in the same order, hold the comparison together."""
    at_old = at_new = 0
    for i, j in [*_anchors(olds, news), (len(olds), len(news))]:
        yield from _block(olds[at_old:i], news[at_new:j])
        if i < len(olds):
            yield Segment(Change.SAME, olds[i])
        at_old, at_new = i + 1, j + 1


def _anchors(olds: Sequence[str], news: Sequence[str]) -> list[tuple[int, int]]:
    """The longest series of places of sentences that are unique on both sides."""
    once_old, once_new = Counter(olds), Counter(news)
    places = {text: j for j, text in enumerate(news) if once_new[text] == 1}
    pairs = [(i, places[text]) for i, text in enumerate(olds) if once_old[text] == 1 and text in places]
    return _rising(pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence with rising second numbers."""
    tails: list[int] = []
    at_tail: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(at_tail[at - 1] if at else -1)
        tails[at : at + 1], at_tail[at : at + 1] = [j], [number]
    series, number = [], at_tail[-1] if at_tail else -1
    while number >= 0:
        series.append(pairs[number])
        number = before[number]
    return series[::-1]


def _block(olds: Sequence[str], news: Sequence[str]) -> Iterator[Segment]:
    """What lies between two anchors."""
    if not olds or not news:
        yield from _whole("".join(olds), "".join(news))
    elif len(olds) * len(news) <= PAIRS and _cells(olds, news) <= LARGEST:
        yield from _matched(olds, news)
    elif PAIRS < len(olds) * len(news) <= LARGEST:
        for op in Indel.opcodes(olds, news):
            left, right = olds[op.src_start : op.src_end], news[op.dest_start : op.dest_end]
            yield from _same(left) if op.tag == "equal" else _whole("".join(left), "".join(right))
    else:
        yield from _whole("".join(olds), "".join(news))


def _cells(olds: Sequence[str], news: Sequence[str]) -> int:
    """What comparing every character with every other costs."""
    return sum(map(len, olds)) * sum(map(len, news))


def _same(sentences: Sequence[str]) -> Iterator[Segment]:
    yield Segment(Change.SAME, "".join(sentences))


def _whole(old: str, new: str) -> Iterator[Segment]:
    yield Segment(Change.REMOVED, old)
    yield Segment(Change.ADDED, new)


def _matched(olds: Sequence[str], news: Sequence[str]) -> Iterator[Segment]:
    """Each old sentence beside the new one it became, if any."""
    at_old = at_new = 0
    for i, j in [*_best_pairs(olds, news), (len(olds), len(news))]:
        yield from _whole("".join(olds[at_old:i]), "".join(news[at_new:j]))
        if i < len(olds):
            yield from _characters(olds[i], news[j])
        at_old, at_new = i + 1, j + 1


def _best_pairs(olds: Sequence[str], news: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs in order on both sides with the largest likeness together."""
    likeness = [[fuzz.ratio(a, b, score_cutoff=ALIKE) for b in news] for a in olds]
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for i in reversed(range(len(olds))):
        for j in reversed(range(len(news))):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(olds) and j < len(news):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _characters(old: str, new: str) -> Iterator[Segment]:
    for op in Indel.opcodes(old, new):
        left, right = old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]
        inside = op.src_start > 0 and op.src_end < len(old)
        if op.tag == "equal" and not (inside and len(left) < ISLAND):
            yield Segment(Change.SAME, left)
        else:
            yield from _whole(left, right)


def _tidy(segments: Iterator[Segment]) -> list[Segment]:
    """Neighbours joined; in a row of changes what was removed comes before what was added."""
    out: list[Segment] = []
    removed: list[str] = []
    added: list[str] = []

    def close() -> None:
        texts = ((Change.REMOVED, "".join(removed)), (Change.ADDED, "".join(added)))
        out.extend(Segment(kind, text) for kind, text in texts if text)
        removed.clear()
        added.clear()

    for segment in segments:
        if segment.kind is not Change.SAME:
            (removed if segment.kind is Change.REMOVED else added).append(segment.text)
        elif segment.text:
            close()
            if out and out[-1].kind is Change.SAME:
                out[-1] = Segment(Change.SAME, out[-1].text + segment.text)
            else:
                out.append(segment)
    close()
    return out

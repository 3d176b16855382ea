"""Passages that two texts share although words were swapped, sentences reordered, punctuation changed.

Exact runs of a few characters are evidence, the more the longer they are and the fewer others use their
words. Where a stretch of the draft and a stretch of the other text hold so many of them together, in whatever
order, that chance does not make it, the runs there are a passage.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import log2, sqrt
from statistics import median

from meetings.checkup.folding import Folded, Span, fold, merged
from meetings.checkup.stock import StockPhrases, prescribed

SEED = 4  # characters of the shortest run: three stand everywhere, five seldom survive swapped words
OFTEN = 8  # places of one seed in the draft; more often it says nothing and costs time
FAIR_SAMPLE = 16  # texts from which everybody's words are well known
VERBATIM = 28  # characters of a run that is copied whoever else has it too; no turn of phrase is so long
LITERAL = 40  # ... among so many documents that an index is asked: chance makes longer turns there
VERBATIM_WORTH = 0.6  # of a seed in such a run, at least


@dataclass(frozen=True, slots=True)
class Strictness:
    """When shared text is a passage. Lengths in folded characters without stock phrases.

    The evidence of a window is counted in seeds that nobody else has. How much of it chance brings depends on
    how alike people write: the middle of all windows of a pair of texts tells, and a passage stands out from
    it. Least and most keep that within what was measured (docs/adr/0010-similarity-index.md).
    """

    shortest: int = 60  # characters of the original that a copied passage has at least
    chance: float = 2.7  # times the evidence of the middle window that a passage has
    least: float = 13.0  # evidence that a passage has in any case
    most: float = 22.5  # evidence that is enough in any case
    slack: float = 0.55  # share of `shortest` that must remain visible after swaps and changed edges
    stretch: float = 1.2  # of `shortest`: the window in the draft, for words are put in
    reach: float = 1.7  # of `shortest`: the window in the other text, for sentences change places
    gap: int = 24  # characters without any run inside a passage
    loss: float = 0.25  # evidence that one such character costs
    rare: float = 4.1  # worth in runs that nobody else left in the index, where one was asked (`Rarity`)
    both: float = 2.25  # evidence and worth together, each as a share of what is enough of it
    near: int = 9  # characters that a swapped word or an insertion may take inside a piece


KNOWN = (9.0, 11.0)  # least and most once everybody's words are known
INDEXED = 8.0  # least and most where an index tells what is rare (`rare`) ...
INDEXED_ENOUGH = 11.0  # ... and what of it counts as one in `both`
PICKED = 1.0  # more evidence each time the others are twice as many: among more, chance finds more
PICKED_MOST = 3.0


def fitting(others: int, shortest: int = 60, *, indexed: bool = False) -> Strictness:
    """How strict to be when `prepare` was given so many others. `shortest`: characters of a passage.
    `indexed`: an index tells what everybody writes, so that less is asked of the others compared.
    """
    strict = Strictness()
    size = min(1.0, shortest / strict.shortest)
    if indexed:
        enough = INDEXED * size
        return replace(strict, shortest=shortest, least=enough, most=enough, rare=strict.rare * size)
    doubled = log2(max(others, 1) / FAIR_SAMPLE)
    known = max(0.0, 1 + min(0.0, doubled) / log2(FAIR_SAMPLE)) ** 1.5  # few others tell little
    more = min(PICKED_MOST, PICKED * max(0.0, doubled))
    least, most = (
        (alone + (among + more - alone) * known) * size
        for alone, among in zip((strict.least, strict.most), KNOWN, strict=True)
    )
    return replace(strict, shortest=shortest, least=least, most=most)


@dataclass(frozen=True, slots=True)
class PassagePair:
    """A passage of the draft and what it equals. All spans in the original texts."""

    a: Span
    b: tuple[Span, ...]  # in the order of the other text; several when sentences were reordered
    matched: tuple[tuple[Span, Span], ...]  # the pieces, draft beside other
    chars: int  # length in the draft, without punctuation and stock phrases
    share: float  # of these characters, how many stand in the other text too


@dataclass(frozen=True, slots=True)
class Rarity:
    """What an index of very many documents knows of a draft's runs.

    `places`: by folded place the length of the shortest run there that not everybody has, and its worth: 1
    where nobody else has it. `whole`: bits of such a run.
    """

    places: Mapping[int, tuple[int, float]]
    whole: float

    def within(self, start: int, end: int, usual: Sequence[float]) -> float:
        """The worth of [start, end) of the draft: each character by the rarest run around it inside.

        `usual`: bits of the seed at each place among the texts compared.
        """
        best = [0.0] * (end - start)
        for at in range(start, end - SEED + 1):
            for length, worth in ((SEED, usual[at] / self.whole), self.places.get(at, (SEED, 0.0))):
                if at + length <= end:
                    for place in range(at - start, at - start + length):
                        best[place] = max(best[place], worth / length)
        return sum(best)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft made ready to be compared with many texts."""

    folded: Folded
    seeds: dict[str, list[int]]
    counted: list[int]  # counted[i]: characters before i that are no stock phrase
    worth: list[float]  # worth[i]: what the seed at i says about copying
    usual: list[float]  # usual[i]: bits of the seed at i among the others compared
    rarity: Rarity | None = None


def everybodys(draft: Folded, others: Sequence[Folded]) -> Counter[str]:
    """In how many of the others each seed of the draft stands; those in none are missing."""
    own = {draft.text[at : at + SEED] for at in range(len(draft) - SEED + 1)}
    seen: Counter[str] = Counter()
    for other in others:
        body = other.text
        seen.update(own & {body[at : at + SEED] for at in range(len(body) - SEED + 1)})
    return seen


def prepare(
    text: str,
    stock: StockPhrases | None = None,
    ignore: Iterable[Span] = (),
    others: Sequence[Folded] = (),
    rarity: Rarity | None = None,
) -> Prepared:
    """Make a draft ready for `shared`.

    `stock` (default: the prescribed phrases) and the `ignore`d original spans never count as shared.
    `others`: a fair sample of what people write; words that several of them use count less. `rarity`: what an
    index knows of the draft's words beyond that sample.
    """
    folded = fold(text)
    mask = (stock or prescribed()).mask(folded.text)
    for start, end in ignore:
        first, last = bisect_left(folded.offsets, start), bisect_left(folded.offsets, end)
        mask[first:last] = b"\1" * (last - first)
    counted = list(accumulate((1 - m for m in mask), initial=0))
    seeds: dict[str, list[int]] = {}
    body = folded.text
    for at in range(len(body) - SEED + 1):
        seeds.setdefault(body[at : at + SEED], []).append(at)
    seen = everybodys(folded, others)
    worth = list(_worth(body, seeds, counted, seen, len(others)))
    rare = {seed: places for seed, places in seeds.items() if len(places) <= OFTEN}
    usual = [
        log2(max(1, len(others)) / max(1, seen[body[at : at + SEED]])) if said else 0.0
        for at, said in enumerate(worth)
    ]
    return Prepared(folded, rare, counted, worth, usual, rarity)


def _worth(
    body: str, seeds: dict[str, list[int]], counted: list[int], seen: Counter[str], others: int
) -> Iterator[float]:
    """What each seed says: nothing inside stock phrases, less the more often it stands here and elsewhere."""
    full = log2(max(others, FAIR_SAMPLE))
    for at in range(len(body) - SEED + 1):
        seed = body[at : at + SEED]
        is_stock = counted[at + SEED] - counted[at] < SEED - 1
        rarity = 1 - log2(max(seen[seed], 1)) / full
        yield 0.0 if is_stock else rarity / len(seeds[seed])


@dataclass(frozen=True, slots=True)
class _Run:
    """An exact run: [a, a + size) of the draft equals [b, b + size) of the other text."""

    a: int
    b: int
    size: int
    at: int  # where it begins in the draft, counted without stock phrases
    says: float  # evidence

    @property
    def a_end(self) -> int:
        return self.a + self.size

    @property
    def b_end(self) -> int:
        return self.b + self.size


def passages(a: str, b: str, strict: Strictness | None = None) -> list[PassagePair]:
    """The shared passages of two texts, in the order of `a`. R08."""
    return shared(prepare(a), b, strict)


def shared(draft: Prepared, other: str | Folded, strict: Strictness | None = None) -> list[PassagePair]:
    """As `passages`, for a draft that is compared with many others."""
    strict = strict or Strictness()
    text = other if isinstance(other, Folded) else fold(other)
    dense = _dense(list(_runs(draft, text.text)), strict)
    stretches = [runs for runs in _stretches(dense, draft.counted, strict) if _is_rare(draft, runs, strict)]
    found = [_pair(runs, draft, text, strict) for runs in stretches]
    return [pair for pair in found if pair.chars >= strict.shortest * strict.slack]


def _is_rare(draft: Prepared, runs: Sequence[_Run], strict: Strictness) -> bool:
    """Is it more than many documents say alike, as far as an index knows?"""
    if draft.rarity is None or any(draft.counted[run.a_end] - run.at >= LITERAL for run in runs):
        return True
    worth = sum(draft.rarity.within(run.a, run.a_end, draft.usual) for run in runs) / strict.rare
    says = sum(run.says for run in runs) / (strict.least * INDEXED_ENOUGH / INDEXED)
    return worth >= 1 and worth + says >= strict.both


def _runs(draft: Prepared, other: str) -> Iterator[_Run]:
    """Maximal exact runs that say something."""
    seeds = draft.seeds
    hits = [(j, seed) for j in range(len(other) - SEED + 1) if (seed := other[j : j + SEED]) in seeds]
    says = _says(draft, Counter(seed for _, seed in hits))
    ends: dict[int, list[int]] = {}  # by diagonal: the open run's begin and end in the other text
    for j, seed in hits:
        for i in seeds[seed]:
            run = ends.get(i - j)
            if run is not None and run[1] == j + SEED - 1:
                run[1] += 1
                continue
            if run is not None:
                yield from _said(draft, says, i - j, *run)
            ends[i - j] = [j, j + SEED]
    for shift, run in ends.items():
        yield from _said(draft, says, shift, *run)


def _says(draft: Prepared, often: Counter[str]) -> list[float]:
    """Evidence of the seeds before each place of the draft; what the other text itself repeats says less."""
    worth = draft.worth.copy()
    for seed, times in often.items():
        if times > 1:
            for at in draft.seeds[seed]:
                worth[at] /= sqrt(times)
    return list(accumulate(worth, initial=0.0))


def _said(draft: Prepared, evidence: Sequence[float], shift: int, b: int, b_end: int) -> Iterator[_Run]:
    a, size = b + shift, b_end - b
    says = evidence[a + size - SEED + 1] - evidence[a]
    counted = draft.counted[a + size] - draft.counted[a]
    if counted >= VERBATIM:
        says = max(says, VERBATIM_WORTH * (counted - SEED + 1))
    if says > 0:
        yield _Run(a, b, size, draft.counted[a], says)


def _dense(runs: Sequence[_Run], strict: Strictness) -> list[_Run]:
    """The runs that stand together with so many others, in both texts, that it is no chance; in order."""
    width, reach = strict.shortest * strict.stretch, strict.shortest * strict.reach
    cells: defaultdict[tuple[int, int], list[_Run]] = defaultdict(list)
    sums: defaultdict[tuple[int, int], float] = defaultdict(float)
    for run in runs:
        x, y = int(run.at // width), int(run.b // reach)
        cells[x, y].append(run)
        for corner in ((x, y), (x - 1, y), (x, y - 1), (x - 1, y - 1)):
            sums[corner] += run.says
    evidence = _enough(sums, strict)
    kept: set[_Run] = set()
    for (x, y), said in sums.items():
        if said >= evidence:
            square = ((x, y), (x, y + 1), (x + 1, y), (x + 1, y + 1))
            around = [run for cell in square for run in cells.get(cell, ())]
            kept.update(_windows(sorted(around, key=lambda run: run.at), width, reach, evidence))
    return sorted(kept, key=lambda run: (run.a, run.b))


def _enough(sums: Mapping[tuple[int, int], float], strict: Strictness) -> float:
    """The evidence that chance does not bring between these two texts."""
    best: dict[int, float] = {}
    for (x, _), said in sums.items():
        best[x] = max(said, best.get(x, 0.0))
    middle = median(best.values()) if best else 0.0
    return min(strict.most, max(strict.least, strict.chance * middle))


def _windows(runs: Sequence[_Run], width: float, reach: float, evidence: float) -> Iterator[_Run]:
    """Every run of the windows that hold enough evidence."""
    last = 0
    for first, run in enumerate(runs):
        while last < len(runs) and runs[last].at < run.at + width:
            last += 1
        inside = sorted(runs[first:last], key=lambda one: one.b)
        said, low = 0.0, 0
        for high, one in enumerate(inside):
            said += one.says
            while inside[low].b < one.b - reach:
                said -= inside[low].says
                low += 1
            if said >= evidence:
                yield from inside[low : high + 1]


def _stretches(runs: Sequence[_Run], counted: list[int], strict: Strictness) -> Iterator[list[_Run]]:
    """Runs that follow each other in the draft, cut where what lies between costs more than they say."""
    current: list[_Run] = []
    end, said, best, keep = 0, 0.0, 0.0, 0
    for run in runs:
        gap = max(0, run.at - end)
        if current and (gap > strict.gap or said - strict.loss * gap <= 0):
            yield current[:keep]
            current = []
        if not current:
            end, said, best, gap = run.at, 0.0, 0.0, 0
        fresh = counted[run.a_end] - max(end, run.at)
        if fresh > 0:
            said += run.says * fresh / max(1, counted[run.a_end] - run.at) - strict.loss * gap
        current.append(run)
        end = max(end, counted[run.a_end])
        if said >= best:
            best, keep = said, len(current)
    if current:
        yield current[:keep]


def _pair(runs: Sequence[_Run], draft: Prepared, other: Folded, strict: Strictness) -> PassagePair:
    pieces = _pieces(runs, strict.near)
    first, last = min(run.a for run in runs), max(run.a_end for run in runs)
    counted = draft.counted
    chars = counted[last] - counted[first]
    own = sum(counted[end] - counted[start] for start, end in merged((run.a, run.a_end) for run in runs))
    sides = [(draft.folded.span(a, a_end), other.span(b, b_end)) for a, a_end, b, b_end in pieces]
    return PassagePair(
        a=draft.folded.span(first, last),
        b=tuple(merged((b for _, b in sides), gap=12)),
        matched=tuple(sides),
        chars=chars,
        share=own / chars if chars else 0.0,
    )


def _pieces(runs: Sequence[_Run], near: int) -> list[tuple[int, int, int, int]]:
    """Runs in the draft's order, joined over swapped words; of those that lie over each other the longest."""
    taken: list[_Run] = []
    for run in sorted(runs, key=lambda run: -run.size):
        if all(min(run.a_end, one.a_end) - max(run.a, one.a) < SEED for one in taken):
            taken.append(run)
    out: list[tuple[int, int, int, int]] = []
    for run in sorted(taken, key=lambda run: run.a):
        if out and -SEED < run.a - out[-1][1] <= near and -SEED < run.b - out[-1][3] <= near:
            out[-1] = (out[-1][0], run.a_end, out[-1][2], run.b_end)
        else:
            out.append((run.a, run.a_end, run.b, run.b_end))
    return out

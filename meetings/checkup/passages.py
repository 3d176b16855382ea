"""Passages that two texts share although words were swapped, sentences reordered, punctuation changed.

Short exact runs are chained along the text into pieces, which allows for swapped words; pieces are chained
into passages whose parts may stand elsewhere in the other text, which allows for reordered sentences.
"""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from meetings.checkup.folding import Folded, Span, fold, merged
from meetings.checkup.stock import StockPhrases, prescribed

SEED = 4  # characters of the exact runs that an alignment starts from
PHRASE = 5  # characters of the runs that are looked for in the other texts
COMMON_SHARE = 0.25  # of the other texts; words that so many use are everybody's
COMMON_AT_LEAST = 4  # texts; among fewer nothing can be called common
COMMON_WORTH = 0.3  # of a character of everybody's words
LANE = 16  # diagonals looked through together; more than a swapped word can shift
LOOK_BACK = 6  # latest runs of a lane that may be continued
OFTEN = 24  # places of one seed in the draft; more often it says nothing and costs time


@dataclass(frozen=True, slots=True)
class Strictness:
    """When shared text is a passage. Lengths in folded characters without stock phrases."""

    shortest: int = 60  # characters of the original that a copied passage has at least
    slack: float = 0.7  # share of `shortest` that must remain visible after swaps and changed edges
    density: float = 0.5  # share of the passage's characters that stand in the other text too
    piece: int = 7  # characters in a piece; shorter ones are chance
    word_gap: int = 9  # characters that a swapped word or an insertion may take
    sentence_gap: int = 16  # characters between two pieces of one passage
    near: int = 600  # characters within which reordered sentences are looked for
    other_word: float = 0.4  # cost of a character that does not match
    jump: int = 10  # cost of a change of order: chance finds short turns of phrase in any order
    far: int = 16  # the same beyond `near`
    evidence: int = 28  # matching characters less all costs that a passage needs


# With a fair sample of others, words that everybody uses count little, and less evidence is enough.
SAMPLED = Strictness(
    slack=0.6, piece=6, word_gap=12, sentence_gap=20, other_word=0.15, jump=6, far=10, evidence=14
)
FAIR_SAMPLE = 8  # texts


def fitting(others: int, shortest: int = 60) -> Strictness:
    """How strict to be when `prepare` was given so many others. `shortest`: characters of a passage."""
    return replace(SAMPLED if others >= FAIR_SAMPLE else Strictness(), shortest=shortest)


@dataclass(frozen=True, slots=True)
class PassagePair:
    """A passage of the draft and what it equals. All spans in the original texts."""

    a: Span
    b: tuple[Span, ...]  # in the order of the other text; several when sentences were reordered
    matched: tuple[tuple[Span, Span], ...]  # the pieces, draft beside other
    chars: int  # length in the draft, without punctuation and stock phrases
    share: float  # of these characters, how many stand in the other text too


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft made ready to be compared with many texts."""

    folded: Folded
    seeds: dict[str, list[int]]
    counted: list[int]  # counted[i]: characters before i that are no stock phrase
    worth: list[
        float
    ]  # worth[i]: what the characters before i say about copying; everybody's words say little


def common(draft: Folded, others: Sequence[Folded]) -> bytearray:
    """One byte a character: 1 where the words stand in so many of the others that they are everybody's."""
    mask = bytearray(len(draft))
    limit = max(COMMON_AT_LEAST, COMMON_SHARE * len(others))
    if len(others) < limit:
        return mask
    own = {draft.text[at : at + PHRASE] for at in range(len(draft) - PHRASE + 1)}
    seen: Counter[str] = Counter()
    for other in others:
        seen.update(own & {other.text[at : at + PHRASE] for at in range(len(other) - PHRASE + 1)})
    for at in range(len(draft) - PHRASE + 1):
        if seen[draft.text[at : at + PHRASE]] >= limit:
            mask[at : at + PHRASE] = b"\1" * PHRASE
    return mask


def prepare(
    text: str, stock: StockPhrases | None = None, ignore: Iterable[Span] = (), others: Sequence[Folded] = ()
) -> Prepared:
    """Make a draft ready for `shared`.

    `stock` (default: the prescribed phrases) and the `ignore`d original spans never count as shared.
    `others`: a fair sample of what people write; words that many of them use count little (see `common`).
    """
    folded = fold(text)
    mask = (stock or prescribed()).mask(folded.text)
    for start, end in ignore:
        first, last = bisect_left(folded.offsets, start), bisect_left(folded.offsets, end)
        mask[first:last] = b"\1" * (last - first)
    seeds: dict[str, list[int]] = {}
    body = folded.text
    for at in range(len(body) - SEED + 1):
        seeds.setdefault(body[at : at + SEED], []).append(at)
    rare = {seed: places for seed, places in seeds.items() if len(places) <= OFTEN}
    everybody = common(folded, others)
    worth = (0 if m else COMMON_WORTH if e else 1 for m, e in zip(mask, everybody, strict=True))
    counted = list(accumulate((1 - m for m in mask), initial=0))
    return Prepared(folded, rare, counted, list(accumulate(worth, initial=0)))


class _Run:
    """An exact run or a piece chained from runs: [a, a_end) of the draft, [b, b_end) of the other text."""

    own: float
    best: float
    score: float

    __slots__ = ("a", "a_end", "b", "b_end", "before", "best", "own", "score", "size", "used")

    def __init__(self, a: int, b: int, a_end: int, b_end: int, own: float = 0) -> None:
        self.a, self.b, self.a_end, self.b_end = a, b, a_end, b_end
        self.own = own  # counted characters that match inside
        self.size = a_end - a  # characters that match in the chain
        self.score = own  # these less the costs inside
        self.best = own  # the same for the best chain that ends here
        self.before: _Run | None = None
        self.used = False

    def chain(self) -> "list[_Run]":
        """This link and those before it that no better chain has taken, in order."""
        links: list[_Run] = []
        link: _Run | None = self
        while link is not None and not link.used:
            link.used = True
            links.append(link)
            link = link.before
        return links[::-1]


def passages(a: str, b: str, strict: Strictness | None = None) -> list[PassagePair]:
    """The shared passages of two texts, in the order of `a`. R08."""
    return shared(prepare(a), b, strict)


def shared(draft: Prepared, other: str | Folded, strict: Strictness | None = None) -> list[PassagePair]:
    """As `passages`, for a draft that is compared with many others."""
    strict = strict or Strictness()
    text = other if isinstance(other, Folded) else fold(other)
    pieces = _pieces(_runs(draft, text.text), draft, strict)
    found = [_pair(chain, draft, text) for chain in _passages(pieces, draft.counted, strict)]
    enough = strict.shortest * strict.slack
    good = [pair for pair in found if pair.chars >= enough and pair.share >= strict.density]
    return sorted(good, key=lambda pair: pair.a)


def _runs(draft: Prepared, other: str) -> list[_Run]:
    """Maximal exact runs of at least SEED characters, by their place in the draft."""
    seeds, runs = draft.seeds, list[_Run]()
    open_runs: dict[int, _Run] = {}
    for j in range(len(other) - SEED + 1):
        for i in seeds.get(other[j : j + SEED], ()):
            run = open_runs.get(i - j)
            if run is not None and run.b_end == j + SEED - 1:
                run.a_end += 1
                run.b_end += 1
            else:
                run = open_runs[i - j] = _Run(i, j, i + SEED, j + SEED)
                runs.append(run)
    worth = draft.worth
    for run in runs:
        run.own = run.best = worth[run.a_end] - worth[run.a]
        run.size = run.a_end - run.a
    runs.sort(key=lambda run: (run.a, run.b))
    return runs


def _pieces(runs: Sequence[_Run], draft: Prepared, strict: Strictness) -> list[_Run]:
    """Runs chained in the same order in both texts with small gaps: text with swapped words."""
    lanes: dict[int, list[_Run]] = {}
    gap, other_word = strict.word_gap, strict.other_word
    for run in runs:
        lane = (run.a - run.b) // LANE
        for near in (lane - 1, lane, lane + 1):
            for link in lanes.get(near, ())[-LOOK_BACK:]:
                step_a, step_b = run.a - link.a_end, run.b - link.b_end
                if -SEED < step_a <= gap and -SEED < step_b <= gap and link.a < run.a and link.b < run.b:
                    change = min(0, step_a, step_b) - other_word * max(step_a, step_b, 0)
                    if link.best + run.own + change > run.best:
                        run.best, run.before = link.best + run.own + change, link
                        run.size = link.size + run.a_end - run.a
        lanes.setdefault(lane, []).append(run)
    return _taken(runs, strict.piece, draft)


def _taken(runs: Sequence[_Run], at_least: float, draft: Prepared) -> list[_Run]:
    """Best chains first, each link used once; every chain becomes one piece."""
    pieces = []
    for end in sorted(runs, key=lambda run: -run.best):
        if end.used or end.size < at_least:
            continue
        links = end.chain()
        covered = merged((link.a, link.a_end) for link in links)
        own = sum(draft.counted[stop] - draft.counted[start] for start, stop in covered)
        if end.best >= at_least or own >= at_least:
            piece = _Run(links[0].a, links[0].b, links[-1].a_end, links[-1].b_end, own)
            piece.best = piece.score = end.best - (links[0].best - links[0].own)
            pieces.append(piece)
    return sorted(pieces, key=lambda piece: (piece.a, piece.b))


def _passages(pieces: Sequence[_Run], counted: list[int], strict: Strictness) -> list[list[_Run]]:
    """Pieces that follow each other in the draft, wherever they stand in the other text."""
    recent: deque[_Run] = deque()
    longest = max((piece.a_end - piece.a for piece in pieces), default=0)
    for piece in pieces:
        while recent and recent[0].a + longest + 4 * strict.sentence_gap < piece.a:
            recent.popleft()
        for link in recent:
            if _follows(link, piece, counted, strict):
                score = link.best + piece.score - _cost(link, piece, counted, strict)
                if score > piece.best:
                    piece.best, piece.before = score, link
        recent.append(piece)
    ends = sorted(pieces, key=lambda piece: -piece.best)
    return [chain for end in ends if end.best >= strict.evidence and not end.used and (chain := end.chain())]


def _follows(link: _Run, piece: _Run, counted: list[int], strict: Strictness) -> bool:
    """Stock phrases between two pieces are no gap; a small overlap is an edge of chance."""
    overlap = link.a_end - piece.a
    if overlap > 0:
        return overlap <= SEED and link.a < piece.a
    return counted[piece.a] - counted[link.a_end] <= strict.sentence_gap


def _cost(link: _Run, piece: _Run, counted: list[int], strict: Strictness) -> float:
    step = piece.b - link.b_end
    between = strict.other_word * max(0, counted[piece.a] - counted[link.a_end])
    if -SEED <= step <= 2 * strict.sentence_gap:
        return between + strict.other_word * max(0, step) / 2
    return between + (strict.jump if abs(step) <= strict.near else strict.far)


def _pair(chain: Sequence[_Run], draft: Prepared, other: Folded) -> PassagePair:
    first, last = chain[0].a, chain[-1].a_end
    chars = draft.counted[last] - draft.counted[first]
    own = min(chars, sum(piece.own for piece in chain))
    sides = [(draft.folded.span(p.a, p.a_end), other.span(p.b, p.b_end)) for p in chain]
    return PassagePair(
        a=draft.folded.span(first, last),
        b=tuple(merged((b for _, b in sides), gap=12)),
        matched=tuple(sides),
        chars=chars,
        share=own / chars if chars else 0.0,
    )

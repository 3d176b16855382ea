"""Which of very many documents may share a passage with a draft: an index of the rarest runs of characters.

A document leaves, of every few places, the run of characters that the fewest documents left before it:
names, dates and turns of its own, which a copyist seldom touches, and not the phrases of the trade. Where
even the rarest run of five is everybody's, it leaves a longer one: common words stand together in uncommon
ways. A draft asks for its runs in the same manner; the documents that left several of them close together,
there and here, deserve a look by `passages.shared`. Nothing is ever rebuilt: a document is inserted, replaced
or removed by its own rows. Reasons and numbers: docs/adr/0010-similarity-index.md.
"""

import heapq
import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log2
from typing import Protocol

from meetings.checkup.folding import fold
from meetings.checkup.passages import Rarity
from meetings.checkup.stock import StockPhrases, prescribed

# Characters of a run, and of a document to one such run that is kept. The next, where everybody has the ones
# before; longer ones break more easily and are kept more densely.
GRAMS = {5: 5, 8: 4, 12: 4}
CAP = 16  # documents kept for one run; what more of them have says nothing
WINDOW = 80  # characters of the draft within which the shared runs of a passage stand
REACH = 110  # of the other text: sentences change places
KEPT = 8.0  # bits of a shared run that not everybody has; what fewer than CAP have of it comes on top
FULL = 4.0  # bits of a run that CAP documents left and then perhaps everybody wrote
FEW = 100  # documents that do not tell yet what everybody writes
LIMIT = 40  # candidates worth a closer look
LOOKED = 20  # stretches of other texts looked at for one candidate

_BYTES = 4  # of one character in UTF-32
_SIGNED = 1 << 31  # a CRC less this fits a signed 32-bit column
_MASK = 0xFFFFFFFF
_FULL = CAP << 32
_SPREAD = 0x9E3779B1  # odd: scatters the choice between runs that are equally rare

_CELLS = 1 << 16  # more than a document has stretches of REACH characters

Row = tuple[int, int, int]  # (gram, document_id, where it stands in the document)
Hit = tuple[
    int, int, int, float
]  # where a shared run stands in the draft and in the other text, length, bits


class Store(Protocol):
    """Rows (gram, document_id, at), unique together, found by gram. `gram` fits a signed 32-bit integer."""

    def counts(self, grams: Collection[int]) -> Mapping[int, int]:
        """How many rows hold each gram; grams without any may be missing."""

    def postings(self, grams: Collection[int]) -> Iterable[Row]:
        """All rows with these grams, in any order."""

    def add(self, document_id: int, places: Collection[tuple[int, int]]) -> None:
        """Insert rows (gram, at) of a document; those that are there already stay."""

    def drop(self, document_id: int, grams: Collection[int]) -> None:
        """Delete rows; those that are not there do not matter."""


@dataclass(frozen=True, slots=True)
class Candidate:
    document_id: int
    score: float  # bits of evidence in the best window; only its order means something


class Runs:
    """The runs of a text, folded; those inside stock phrases are left out.

    The same on every machine and in every process. `stock`: prescribed phrases by default.
    """

    def __init__(self, text: str, stock: StockPhrases | None = None) -> None:
        folded = fold(text).text
        self.raw, self.size = folded.encode("utf-32-le"), len(folded)
        self.mask = (stock or prescribed()).mask(folded)

    def of(self, length: int, places: Iterable[int] | None = None) -> list[tuple[int, int]]:
        """(position, gram) of the runs of `length` characters, at some places or at all."""
        raw, crc, last, wide = self.raw, zlib.crc32, self.size - length, length * _BYTES
        stock: set[int] = set()
        for match in re.finditer(b"\1{%d,}" % length, self.mask):
            stock.update(range(match.start(), match.end() - length + 1))
        return [
            (at, crc(raw[at * _BYTES : at * _BYTES + wide]) - _SIGNED)
            for at in (range(last + 1) if places is None else places)
            if at not in stock and at <= last
        ]


def insert(store: Store, document_id: int, text: str) -> int:
    """Add a document and return its number of rows. To replace a text, `remove` the old one first."""
    runs = Runs(text)
    kept: list[tuple[int, int]] = []
    places: Iterable[int] | None = None
    for length, every in GRAMS.items():
        found = runs.of(length, places)
        left, places = rarest(found, store.counts({gram for _, gram in found}), every)
        kept += left
    store.add(document_id, kept)
    return len(kept)


def rarest(
    places: Sequence[tuple[int, int]], counts: Mapping[int, int], every: int
) -> tuple[list[tuple[int, int]], list[int]]:
    """Of every few places the gram that the fewest rows hold, as (gram, at); and the places of those blocks
    where all grams are full. A gram that was just taken counts as held once more.
    """
    kept: list[tuple[int, int]] = []
    full: list[int] = []
    own: dict[int, int] = {}
    for _, block in groupby(places, key=lambda place: place[0] // every):
        some = list(block)
        low = _FULL
        for at, gram in some:
            rank = counts.get(gram, 0) + own.get(gram, 0) << 32 | gram * _SPREAD & _MASK
            if rank < low:
                low, best = rank, (gram, at)
        if low < _FULL:
            own[best[0]] = own.get(best[0], 0) + 1
            kept.append(best)
        else:
            full += [at for at, _ in some]
    return kept, full


def remove(store: Store, document_id: int, text: str) -> None:
    """Take out a document; `text` is the one it was inserted with, so that no index by document is needed."""
    runs = Runs(text)
    store.drop(document_id, {gram for length in GRAMS for _, gram in runs.of(length)})


@dataclass(frozen=True, slots=True)
class Asked:
    """A run of a draft, and how many documents left it."""

    at: int
    gram: int
    length: int
    held: int

    @property
    def bits(self) -> float:
        return KEPT + log2(CAP / self.held) if self.held < CAP else FULL


def asked_of(store: Store, text: str, stock: StockPhrases | None = None) -> list[Asked]:
    """What a draft asks for, in its order: the shorter runs, and where all have them the longer too."""
    runs = Runs(text, stock)
    out: list[Asked] = []
    places: list[int] | None = None
    for length in GRAMS:
        found = runs.of(length, places)
        counts = store.counts({gram for _, gram in found})
        out += [Asked(at, gram, length, counts.get(gram, 0)) for at, gram in found]
        places = [at for at, gram in found if counts.get(gram, 0) >= CAP]
    return sorted(out, key=lambda asked: asked.at)


def rarity(asked: Iterable[Asked], documents: int) -> Rarity | None:
    """How rare a draft's runs are among so many indexed documents; None where these are too few to tell."""
    if documents < FEW:
        return None
    whole = log2(documents)
    found = ((one, 1 - log2(max(1, one.held)) / whole) for one in asked if one.held < CAP)
    return Rarity({one.at: (one.length, worth) for one, worth in found}, whole)


def candidates(
    store: Store,
    text: str | Sequence[Asked],
    *,
    limit: int = LIMIT,
    exclude: Collection[int] = (),
    stock: StockPhrases | None = None,
) -> list[Candidate]:
    """The documents most likely to share a passage with `text` (or what it asks for), the best first."""
    places: defaultdict[int, list[Asked]] = defaultdict(list)
    for one in asked_of(store, text, stock) if isinstance(text, str) else text:
        if one.held:
            places[one.gram].append(one)
    bits = {gram: asked[0].bits for gram, asked in places.items()}
    rows = [
        (document * _CELLS + at // REACH, gram, at)
        for gram, document, at in store.postings(bits.keys())
        if document not in exclude
    ]
    hits: dict[int, list[Hit]] = {cell: [] for cell in _likeliest(rows, bits, LOOKED * limit)}
    for cell, gram, at in rows:
        for near in (cell, cell - 1):  # a window that begins in the cell before may end in this one
            if near in hits:
                asked = places[gram]  # what a draft itself repeats says less each time
                hits[near] += [(one.at, at, one.length, bits[gram] / len(asked)) for one in asked]
    best: dict[int, float] = {}
    for cell, found in hits.items():
        document = cell // _CELLS
        best[document] = max(_densest(sorted(found)), best.get(document, 0.0))
    scored = (Candidate(document, score) for document, score in best.items())
    return heapq.nlargest(limit, scored, key=lambda candidate: candidate.score)


def _likeliest(rows: Iterable[tuple[int, int, int]], bits: Mapping[int, float], most: int) -> list[int]:
    """The cells (stretches of REACH characters of a document) that share most with the draft anywhere in it,
    each together with the next.
    """
    said: defaultdict[int, float] = defaultdict(float)
    for cell, gram, _ in rows:
        said[cell] += bits[gram]
    bounds = {cell: alone + said.get(cell + 1, 0.0) for cell, alone in said.items()}
    return heapq.nlargest(most, bounds, key=bounds.__getitem__)


def _densest(hits: Sequence[Hit]) -> float:
    """The best sum of bits within WINDOW characters of the draft and REACH of the other text.

    `hits` (here, there, length, bits) are in the order of the draft. What lies over an earlier one in the
    same run counts by its fresh characters.
    """
    if len(hits) == 1:
        return hits[0][3]
    ends: dict[int, int] = {}
    fresh: list[tuple[int, int, float]] = []
    for here, there, length, bits in hits:
        end = ends.get(here - there, here)
        ends[here - there] = here + length
        fresh.append((here, there, bits * min(length, here + length - end) / length))
    best, last = 0.0, 0
    for first, (here, _, _) in enumerate(fresh):
        while last < len(fresh) and fresh[last][0] <= here + WINDOW:
            last += 1
        inside = sorted((there, bits) for _, there, bits in fresh[first:last])
        total, low = 0.0, 0
        for there, bits in inside:
            total += bits
            while inside[low][0] < there - REACH:
                total -= inside[low][1]
                low += 1
            best = max(best, total)
    return best

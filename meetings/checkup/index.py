"""Which of very many documents may share a passage with a draft: an index of the rarest runs of characters.

A document leaves, of every few places, the run of GRAM characters that the fewest documents left before it:
names, dates and turns of its own, which a copyist seldom touches, and not the phrases of the trade. A draft
asks for all its runs; the documents that left several of them close together deserve a look by
`passages.shared`. Nothing is ever rebuilt: a document is inserted, replaced or removed by its own rows.
Reasons and numbers: docs/adr/0010-similarity-index.md.
"""

import heapq
import zlib
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Protocol

from meetings.checkup.folding import fold
from meetings.checkup.stock import StockPhrases, prescribed

GRAM = 5  # characters of a run; shorter ones are everybody's, longer ones do not survive swapped words
EVERY = 5  # characters of a document to one run that is kept
CAP = 16  # documents kept for one run; what more of them have says nothing
WINDOW = 80  # characters of the draft within which the shared runs of a passage stand
LIMIT = 40  # candidates worth a closer look

_BYTES = 4  # of one character in UTF-32
_SIGNED = 1 << 31  # a CRC less this fits a signed 32-bit column
_SPREAD = 0x9E3779B1  # odd: scatters the choice between runs that are equally rare


class Store(Protocol):
    """Rows (gram, document_id), unique together, found by gram. `gram` fits a signed 32-bit integer."""

    def counts(self, grams: Collection[int]) -> Mapping[int, int]:
        """How many documents hold each gram; grams without any may be missing."""

    def postings(self, grams: Collection[int]) -> Iterable[tuple[int, int]]:
        """All rows with these grams, in any order."""

    def add(self, document_id: int, grams: Collection[int]) -> None:
        """Insert rows; those that are there already stay."""

    def drop(self, document_id: int, grams: Collection[int]) -> None:
        """Delete rows; those that are not there do not matter."""


@dataclass(frozen=True, slots=True)
class Candidate:
    document_id: int
    score: float  # bits of evidence in the best window; only its order means something


def runs(text: str, stock: StockPhrases | None = None) -> list[tuple[int, int]]:
    """(position, gram) of all runs of a text, folded; those inside stock phrases are left out.

    The same on every machine and in every process. `stock`: prescribed phrases by default.
    """
    folded = fold(text).text
    raw, mask = folded.encode("utf-32-le"), (stock or prescribed()).mask(folded)
    crc, own = zlib.crc32, mask.find
    return [
        (at, crc(raw[at * _BYTES : (at + GRAM) * _BYTES]) - _SIGNED)
        for at in range(len(folded) - GRAM + 1)
        if own(0, at, at + GRAM) >= 0
    ]


def rarest(places: Sequence[tuple[int, int]], counts: Mapping[int, int]) -> set[int]:
    """Of every EVERY places the gram that the fewest documents hold; none where all are full."""
    best: dict[int, tuple[int, int]] = {}
    for at, gram in places:
        count = counts.get(gram, 0)
        if count < CAP:
            block, rank = at // EVERY, (count << 32 | gram * _SPREAD & 0xFFFFFFFF, gram)
            if block not in best or rank < best[block]:
                best[block] = rank
    return {gram for _, gram in best.values()}


def insert(store: Store, document_id: int, text: str) -> int:
    """Add a document and return its number of rows. To replace a text, `remove` the old one first."""
    places = runs(text)
    kept = rarest(places, store.counts({gram for _, gram in places}))
    store.add(document_id, kept)
    return len(kept)


def remove(store: Store, document_id: int, text: str) -> None:
    """Take out a document; `text` is the one it was inserted with, so that no index by document is needed."""
    store.drop(document_id, {gram for _, gram in runs(text)})


def candidates(
    store: Store,
    text: str,
    *,
    limit: int = LIMIT,
    exclude: Collection[int] = (),
    stock: StockPhrases | None = None,
) -> list[Candidate]:
    """The documents most likely to share a passage with `text`, best first, without those to `exclude`."""
    places = runs(text, stock)
    often = Counter(gram for _, gram in places)  # what a draft itself repeats says less each time
    holders: dict[int, list[int]] = {}
    for gram, document in store.postings(often.keys()):
        holders.setdefault(gram, []).append(document)
    hits: dict[int, list[tuple[int, float]]] = {}
    for at, gram in places:
        documents = holders.get(gram)
        if documents:
            hit = (at, log2(4 * CAP / len(documents)) / often[gram])
            for document in documents:
                hits.setdefault(document, []).append(hit)
    for document in exclude:
        hits.pop(document, None)
    scored = (Candidate(document, _densest(found)) for document, found in hits.items())
    return heapq.nlargest(limit, scored, key=lambda candidate: candidate.score)


def _densest(hits: Sequence[tuple[int, float]]) -> float:
    """The best sum of weights within WINDOW characters; `hits` are in the order of the draft."""
    window: deque[tuple[int, float]] = deque()
    best = total = 0.0
    for hit in hits:
        window.append(hit)
        total += hit[1]
        while window[0][0] < hit[0] - WINDOW:
            total -= window.popleft()[1]
        best = max(best, total)
    return best

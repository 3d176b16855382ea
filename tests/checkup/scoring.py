"""Recall and precision of found passages against what was planted."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meetings.checkup.folding import Span, merged
from meetings.checkup.passages import PassagePair
from tests.checkup.corpus import Disguise, Planted, draft, plagiarise

HALF = 0.5  # of a planted passage that must be found, and of a found one that must be planted


@dataclass
class Score:
    planted: int = 0
    found: int = 0
    reported: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.reported if self.reported else 1.0

    def add(self, planted: list[Planted], pairs: Mapping[int, list[PassagePair]]) -> None:
        """`pairs`: what was reported, by source."""
        for passage in planted:
            spans = merged(pair.a for pair in pairs.get(passage.source, []))
            self.planted += 1
            self.found += covered(passage.span, spans) >= HALF
        for source, reported in pairs.items():
            real = merged(passage.span for passage in planted if passage.source == source)
            self.reported += len(reported)
            self.right += sum(covered(pair.a, real) >= HALF for pair in reported)


def covered(span: Span, by: list[Span]) -> float:
    """The share of a span that lies in others, which do not overlap."""
    inside = sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in by)
    return inside / (span[1] - span[0])


Finder = Callable[[str, Mapping[int, str]], Mapping[int, list[PassagePair]]]


def score(
    finder: Finder,
    seed: object,
    *,
    drafts: int,
    pool: int,
    share: tuple[float, float],
    fresh: float = 0.5,
    **how,
) -> Score:
    """Copies out of a pool, each compared with the whole pool. `how` goes to `plagiarise`."""
    r = random.Random(f"score {seed}")
    texts = {number: draft(f"{seed}-{number}", fresh=fresh) for number in range(pool)}
    result = Score()
    for number in range(drafts):
        sources = {chosen: texts[chosen] for chosen in r.sample(list(texts), r.randint(2, 5))}
        text, planted = plagiarise(f"{seed}-{number}", sources, r.uniform(*share), fresh=fresh, **how)
        result.add(planted, finder(text, texts))
    return result


HEAVY = Disguise(swap=1.0, noise=0.3)
LIGHT = Disguise(swap=0.2)

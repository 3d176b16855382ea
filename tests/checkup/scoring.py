"""Recall and precision of found passages against what was planted."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meetings.checkup.folding import Span, merged
from meetings.checkup.passages import PassagePair
from tests.checkup import stories
from tests.checkup.corpus import Planted, draft, plagiarise

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

    def __iadd__(self, other: "Score") -> "Score":
        for name in ("planted", "found", "reported", "right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

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


@dataclass(frozen=True)
class Generator:
    """Makes honest drafts by seed, and copies of passages of given texts with what was planted where."""

    draft: Callable[[object], str]
    copy: Callable[..., tuple[str, list[Planted]]]  # (seed, sources, share, longest=…)


PATTERNS = Generator(draft, plagiarise)
STORIES = Generator(stories.draft, stories.copy)


def score(
    finder: Finder,
    seed: object,
    *,
    drafts: int,
    pool: int,
    share: tuple[float, float],
    by: Generator = PATTERNS,
    sources: tuple[int, int] = (2, 5),
    **how,
) -> Score:
    """Copies out of a pool, each of so many `sources`, compared with the whole pool. `how` goes to `by.copy`."""
    r = random.Random(f"score {seed}")
    texts = {number: by.draft(f"{seed}-{number}") for number in range(pool)}
    result = Score()
    for number in range(drafts):
        chosen = r.sample(list(texts), min(pool, r.randint(*sources)))
        text, planted = by.copy(f"{seed}-{number}", {n: texts[n] for n in chosen}, r.uniform(*share), **how)
        result.add(planted, finder(text, texts))
    return result

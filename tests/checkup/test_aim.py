"""The aim of R08's search: recall and precision of 0.95 and more over made-up copying, by seed.

CHECKUP_SEEDS adds seeds of one's own: CHECKUP_SEEDS=7,8,9 pytest tests/checkup/test_aim.py
"""

import os
from collections.abc import Mapping

import pytest

from meetings.checkup import index
from meetings.checkup.folding import fold
from meetings.checkup.passages import PassagePair, fitting, prepare, shared
from tests.checkup.corpus import Disguise, draft, plagiarise
from tests.checkup.scoring import PATTERNS, STORIES, Finder, Score, covered, score
from tests.checkup.sqlite_store import SqliteStore

SEEDS = [1, 2, *filter(None, os.environ.get("CHECKUP_SEEDS", "").split(","))]
AIM = 0.95
HALF_COPIED = (0.3, 0.8)
GENERATORS = {"patterns": PATTERNS, "stories": STORIES}
SINGLE = {"patterns": {"share": (0.02, 0.02), "longest": 65}, "stories": {"share": (0.0, 0.0), "longest": 65}}


def finder(known: bool) -> Finder:
    """Look at every text of the pool; `known`: with everybody's words learned from the pool."""

    def find(text: str, texts: Mapping[int, str]) -> Mapping[int, list[PassagePair]]:
        folded = {number: fold(other) for number, other in texts.items()}
        sample = list(folded.values()) if known else []
        prepared, strict = prepare(text, others=sample), fitting(len(sample))
        return {number: shared(prepared, other, strict) for number, other in folded.items()}

    return find


@pytest.mark.parametrize(("known", "pool"), [(True, 16), (False, 5)], ids=["among others", "alone"])
@pytest.mark.parametrize("seed", SEEDS)
def test_r08_the_aim_is_met(seed: object, known: bool, pool: int) -> None:
    result = score(finder(known), seed, drafts=8, pool=pool, share=HALF_COPIED)
    assert result.planted > 50
    assert (result.recall >= AIM, result.precision >= AIM) == (True, True), result


@pytest.mark.parametrize("pool", [1, 3, 16])
@pytest.mark.parametrize("by", GENERATORS)
def test_r08_one_passage_of_sixty_characters_is_found_in_an_own_draft(by: str, pool: int) -> None:
    """Among one other, few or many. Forty drafts of one seed: two may be missed, and two said wrongly."""
    total = Score()
    for turn in range(40 if pool < 8 else 1):
        drafts = 1 if pool < 8 else 40
        how = {"by": GENERATORS[by], "sources": (1, 1), **SINGLE[by]}
        total += score(finder(True), f"single {turn}", drafts=drafts, pool=pool, **how)
    assert total.planted == 40
    assert (total.recall >= AIM, total.precision >= AIM) == (True, True), total


CROWD = 400  # drafts in the index: half of them by each generator


@pytest.fixture(scope="module")
def crowd() -> tuple[SqliteStore, dict[int, str]]:
    store, makers = SqliteStore(), list(GENERATORS.values())
    texts = {number: makers[number % 2].draft(f"crowd {number}") for number in range(CROWD)}
    for number, text in texts.items():
        index.insert(store, number, text)
    return store, texts


@pytest.mark.parametrize("by", GENERATORS)
def test_r08_one_passage_of_sixty_characters_is_found_in_an_index(
    by: str, crowd: tuple[SqliteStore, dict[int, str]]
) -> None:
    """Twenty drafts: one may be missed, and one said wrongly. Far larger crowds: bench_similarity.py."""
    store, texts = crowd
    total, first = Score(), list(GENERATORS).index(by)
    for number in range(20):
        source = 2 * (9 * number) + first
        how = SINGLE[by] | {"share": SINGLE[by]["share"][0]}
        text, planted = GENERATORS[by].copy(f"crowd {number}", {source: texts[source]}, **how)
        asked = index.asked_of(store, text)
        near = [one.document_id for one in index.candidates(store, asked)]
        others = {number: fold(texts[number]) for number in near}
        prepared = prepare(text, others=list(others.values()), rarity=index.rarity(asked, CROWD))
        strict = fitting(len(others), indexed=True)
        total.add(planted, {number: shared(prepared, other, strict) for number, other in others.items()})
    assert total.planted == 20
    assert (total.recall >= AIM, total.precision >= AIM) == (True, True), total


@pytest.mark.parametrize("seed", SEEDS)
def test_r08_the_aim_is_met_by_another_generator_too(seed: object) -> None:
    result = score(finder(True), seed, drafts=8, pool=16, share=HALF_COPIED, by=STORIES)
    assert (result.recall >= AIM, result.precision >= AIM) == (True, True), result


@pytest.mark.parametrize("seed", SEEDS)
def test_r08_the_aim_is_met_where_every_known_word_is_swapped(seed: object) -> None:
    every = Disguise(swap=1.0, noise=0.1)
    result = score(finder(True), f"swap {seed}", drafts=8, pool=16, share=HALF_COPIED, disguise=every)
    assert (result.recall >= 0.9, result.precision >= AIM) == (True, True), result


@pytest.mark.parametrize("seed", SEEDS)
def test_r08_drafts_made_of_the_same_phrases_are_not_copies(seed: object) -> None:
    """Honest drafts that share nine turns of phrase in ten."""
    texts = {number: draft(f"honest {seed} {number}", fresh=0.1) for number in range(16)}
    found = finder(True)(draft(f"mine {seed}", fresh=0.1), texts)
    assert sum(map(len, found.values())) <= 1, found


def test_the_generator_varies_by_seed_and_repeats_itself() -> None:
    assert draft(1) == draft(1) != draft(2)
    sources = {0: draft("a"), 1: draft("b")}
    assert plagiarise(5, sources, 0.5) == plagiarise(5, sources, 0.5) != plagiarise(6, sources, 0.5)


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_the_generator_plants_what_it_says(share: float) -> None:
    sources = {number: draft(f"source {number}") for number in range(5)}
    text, planted = plagiarise("plants", sources, share)
    copied = sum(end - start for start, end in (passage.span for passage in planted))
    assert abs(copied / len(text) - share) < 0.15
    for passage in planted:
        start, end = passage.source_span
        assert end - start >= 60
        kept = set(sources[passage.source][start:end]) & set(text[slice(*passage.span)])
        assert len(kept) > 0.5 * len(set(sources[passage.source][start:end]))


def test_the_score_counts_misses_and_false_alarms() -> None:
    sources = {0: draft("a"), 1: draft("b")}
    text, planted = plagiarise("score", sources, 0.1)
    nothing, everything = Score(), Score()
    nothing.add(planted, {})
    assert (nothing.recall, nothing.precision) == (0.0, 1.0)
    whole = PassagePair(a=(0, len(text)), b=((0, 1),), matched=(), chars=1, share=1.0)
    everything.add(planted, {0: [whole], 1: [whole]})
    assert (everything.recall, everything.precision) == (1.0, 0.0)
    assert covered((0, 10), [(2, 4), (8, 20)]) == pytest.approx(0.4)

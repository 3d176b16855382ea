"""The index finds candidates among many, grows by insertion, and forgets what is removed."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

import pytest

from meetings.checkup.index import (
    CAP,
    GRAMS,
    Asked,
    Candidate,
    Runs,
    Store,
    candidates,
    insert,
    rarest,
    rarity,
    remove,
)
from tests.checkup.corpus import draft, plagiarise
from tests.checkup.sqlite_store import AS_DJANGO, COMPACT, SqliteStore


class DictStore:
    """Keeps to `Store` in memory, as plainly as can be."""

    def __init__(self) -> None:
        self.rows: dict[int, set[tuple[int, int]]] = defaultdict(set)

    def counts(self, grams: Collection[int]) -> Mapping[int, int]:
        return {gram: len(self.rows[gram]) for gram in grams if gram in self.rows}

    def postings(self, grams: Collection[int]) -> Iterable[tuple[int, int, int]]:
        return [(gram, *row) for gram in grams for row in self.rows.get(gram, ())]

    def add(self, document_id: int, places: Collection[tuple[int, int]]) -> None:
        for gram, at in places:
            self.rows[gram].add((document_id, at))

    def drop(self, document_id: int, grams: Collection[int]) -> None:
        for gram in grams:
            self.rows[gram] = {row for row in self.rows[gram] if row[0] != document_id}

    def all(self) -> set[tuple[int, int, int]]:
        return {(gram, *row) for gram, rows in self.rows.items() for row in rows}


STORES: dict[str, Callable[[], Store]] = {
    "dict": DictStore,
    "compact": lambda: SqliteStore(schema=COMPACT),
    "as django": lambda: SqliteStore(schema=AS_DJANGO),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Store:
    return STORES[request.param]()


def _filled(store: Store, size: int) -> dict[int, str]:
    texts = {number: draft(f"index {number}") for number in range(size)}
    for number, text in texts.items():
        insert(store, number, text)
    return texts


def test_r08_the_sources_of_a_copy_come_first(store: Store) -> None:
    texts = _filled(store, 40)
    text, planted = plagiarise("copy", {number: texts[number] for number in (7, 21, 33)}, 0.4)
    sources = {passage.source for passage in planted}
    found = candidates(store, text, limit=10)
    assert {candidate.document_id for candidate in found[: len(sources)]} == sources
    assert found == sorted(found, key=lambda candidate: -candidate.score)


def test_all_stores_answer_alike() -> None:
    answers = []
    for make in STORES.values():
        store = make()
        texts = _filled(store, 20)
        found = candidates(store, texts[3] + texts[9], limit=100)
        answers.append({(c.document_id, round(c.score, 6)) for c in found})
    assert answers[0] == answers[1] == answers[2]


def test_a_document_that_is_excluded_is_no_candidate(store: Store) -> None:
    texts = _filled(store, 5)
    assert candidates(store, texts[2], limit=1)[0].document_id == 2
    assert 2 not in {c.document_id for c in candidates(store, texts[2], exclude={2})}


def test_no_more_candidates_than_asked_for(store: Store) -> None:
    texts = _filled(store, 12)
    assert len(candidates(store, texts[2], limit=3)) == 3


def test_an_empty_store_and_an_empty_text_have_no_candidates(store: Store) -> None:
    assert candidates(store, draft("any")) == []
    insert(store, 1, draft("any"))
    assert candidates(store, "") == []
    assert candidates(store, "。") == []


def test_inserting_again_changes_nothing_and_removing_leaves_nothing() -> None:
    store = DictStore()
    first, second = draft("first"), draft("second")
    insert(store, 1, first)
    before = store.all()
    insert(store, 2, second)
    remove(store, 2, second)
    assert store.all() == before
    remove(store, 1, first)
    assert store.all() == set()


def test_a_document_removed_later_leaves_nothing_although_others_came_since() -> None:
    """What it left depends on what was there before it; taking it out must not."""
    store = DictStore()
    texts = _filled(store, 30)
    remove(store, 3, texts[3])
    assert {document for _, document, _ in store.all()} == set(texts) - {3}


def test_a_run_is_kept_for_the_first_documents_only() -> None:
    store = DictStore()
    same = draft("template")
    for number in range(CAP + 30):
        insert(store, number, same)
    assert max(map(len, store.rows.values())) <= CAP
    found = candidates(store, same, limit=200)
    assert found
    assert {candidate.document_id for candidate in found} <= set(range(CAP + 30))


def test_a_text_that_very_many_have_still_has_candidates() -> None:
    store = SqliteStore()
    same = draft("template")
    for number in range(4 * CAP):
        insert(store, number, same)
    assert len(candidates(store, same)) > 0


def test_of_every_few_places_the_rarest_run_is_kept() -> None:
    places = [(0, 10), (1, 11), (2, 12), (5, 20), (6, 21)]
    assert rarest(places, {10: 3, 11: 1, 12: 2, 20: 5}, 5) == ([(11, 1), (21, 6)], [])
    assert rarest(places, {10: CAP, 11: CAP, 12: CAP, 20: CAP + 1}, 5) == ([(21, 6)], [0, 1, 2])
    assert rarest(places, dict.fromkeys((10, 11, 12, 20, 21), CAP), 5) == ([], [0, 1, 2, 5, 6])


def test_a_run_that_was_just_kept_is_no_longer_the_rarest() -> None:
    """A name that stands all over a document does not stand for all of it."""
    assert rarest([(0, 10), (5, 10), (6, 11)], {}, 5)[0][1] == (11, 6)


def test_rows_stay_few(store: Store) -> None:
    text = draft("size")
    assert insert(store, 1, text) <= len(text) / GRAMS[5] + 1


def test_where_everybody_has_the_short_runs_a_longer_one_is_kept() -> None:
    """Common words stand together in uncommon ways."""
    store = DictStore()
    words = ["对照检查材料", "往往没有坚持", "思想认识不高", "工作抓得不紧"]
    pairs = [f"{one}{other}第{number}" for one in words for other in words for number in (1, 2)]
    for number in range(8 * CAP):
        insert(store, number, "".join(pairs))
    text = f"{words[3]}{words[0]}{words[2]}"
    insert(store, 999, text)
    assert 999 in {candidate.document_id for candidate in candidates(store, f"别的话。{text}", limit=1000)}


def test_what_was_kept_before_everybody_had_it_is_found_still() -> None:
    store, text = DictStore(), draft("early")[600:660]
    for number in range(8 * CAP):
        insert(store, number, text)
    assert 0 in {candidate.document_id for candidate in candidates(store, text, limit=1000)}


def test_the_index_tells_how_rare_a_drafts_runs_are() -> None:
    asked = [Asked(0, 1, 5, 0), Asked(1, 2, 5, 1), Asked(2, 3, 5, 10), Asked(3, 4, 5, CAP), Asked(3, 5, 8, 1)]
    known = rarity(asked, 100)
    assert known is not None
    assert known.places == {0: (5, 1.0), 1: (5, 1.0), 2: (5, pytest.approx(0.5)), 3: (8, 1.0)}
    assert rarity(asked, 99) is None


def test_stock_phrases_leave_no_runs() -> None:
    assert Runs("习近平新时代中国特色社会主义思想").of(5) == []
    assert len(Runs("一二三四五六七").of(5)) == 3
    assert [at for at, _ in Runs("一二三四五六七").of(5, [1, 2, 3])] == [1, 2]


def test_runs_are_signed_32_bit_integers() -> None:
    grams = [gram for _, gram in Runs(draft("bits")).of(5)]
    assert min(grams) >= -(2**31)
    assert max(grams) < 2**31
    assert min(grams) < 0 < max(grams)


def test_runs_are_the_same_in_another_process() -> None:
    code = "from meetings.checkup.index import Runs; print(Runs('桃源社区的独居老人走访').of(5)[:3])"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert other.stdout.strip() == str(Runs("桃源社区的独居老人走访").of(5)[:3])


def test_the_order_of_candidates_is_by_evidence_in_one_place() -> None:
    """Hits scattered over a draft are chance; the same number close together is a passage."""
    store = DictStore()
    passage = draft("close")[600:760]
    scattered = [passage[at : at + 8] for at in range(0, 160, 8)]
    insert(store, 1, passage)
    filler = draft("far away").replace("\n", "")
    insert(store, 2, "".join(f"{piece}{filler[n * 60 : n * 60 + 60]}" for n, piece in enumerate(scattered)))
    best = candidates(store, passage + draft("rest"))
    assert isinstance(best[0], Candidate)
    assert best[0].document_id == 1

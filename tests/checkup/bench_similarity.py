"""The curve of one draft against very many: python -m tests.checkup.bench_similarity [--sizes 1000,10000,100000]

The rows lie in the product's own table, in a database of its own: SQLite in a scratch folder, or the one that
DATABASE_URL names (which is filled and not emptied). Prints for each size: what the index takes, how fast it grows
and answers, how often it is right, and what brute force takes beside it (measured over a sample of pairs and
multiplied; the table says so). Times are medians of CPU time, which other work on the machine does not change, with
the elapsed time beside them; the CPU time of a database server is only in the elapsed time.
"""

import argparse
import os
import random
import sqlite3
import statistics
import tempfile
import time
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from meetings.checkup.folding import fold
from meetings.checkup.index import asked_of, candidates, insert, rarity
from meetings.checkup.passages import fitting, prepare, shared
from tests.checkup import stories
from tests.checkup.corpus import Disguise, draft, plagiarise
from tests.checkup.scoring import Score

SAMPLE = 200  # pairs of brute force that are measured; the whole is multiplied from them
NEIGHBOURS = 30  # drafts of the same branch, from which everybody's words are known
TESTS: dict[str, tuple[Callable[..., Any], tuple[float, float], dict[str, Any]]] = {
    "30-80 % copied": (plagiarise, (0.3, 0.8), {}),
    "one passage of 60-65": (plagiarise, (0.02, 0.02), {"longest": 65}),
    "the same, every word swapped": (
        plagiarise, (0.02, 0.02), {"longest": 65, "disguise": Disguise(swap=1.0)},
    ),
    "one passage, second generator": (stories.copy, (0.0, 0.0), {"longest": 65}),
}  # fmt: skip
FLUSH = 2_000  # drafts whose rows are written together, in order, while the index is filled
SLOTS = 1 << 28  # of the counter that stands in for the table while it is filled: 256 MB


@dataclass
class Clock:
    """CPU and elapsed milliseconds of the runs of one thing."""

    cpu: list[float] = field(default_factory=list)
    elapsed: list[float] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[None]:
        cpu, elapsed = time.process_time(), time.perf_counter()
        yield
        self.cpu.append((time.process_time() - cpu) * 1000)
        self.elapsed.append((time.perf_counter() - elapsed) * 1000)

    def __str__(self) -> str:
        if not self.cpu:
            return "not measured"
        return f"{statistics.median(self.cpu):.1f} ({statistics.median(self.elapsed):.1f})"


class Bulk:
    """Fills the product's table, which nobody else writes meanwhile: counts from memory, rows in large batches."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.waiting, self.held = rows, list[tuple[int, int, int]](), array("B", bytes(SLOTS))

    def counts(self, grams: Collection[int]) -> Mapping[int, int]:
        return {gram: held for gram in grams if (held := self.held[gram % SLOTS])}

    def add(self, document_id: int, places: Collection[tuple[int, int]]) -> None:
        for gram, at in places:
            self.held[gram % SLOTS] += self.held[gram % SLOTS] < 255
            self.waiting.append((gram, document_id, at))

    def flush(self) -> None:
        from django.db import connection, transaction

        self.waiting.sort()
        with transaction.atomic(), connection.cursor() as cursor:
            sql = f"INSERT INTO {self.rows._meta.db_table} (run, material_id, at) VALUES (%s, %s, %s)"
            cursor.executemany(sql, self.waiting)
        self.waiting.clear()


class Library:
    """Made-up drafts in a file, with their index in the product's table; both grow, nothing is rebuilt."""

    def __init__(self, folder: Path) -> None:
        from meetings.actions.passage_index import WritableRows
        from meetings.models import PassageRun

        self.store, self.table = WritableRows(), PassageRun
        self.bulk = Bulk(PassageRun)
        self.texts = sqlite3.connect(folder / "texts.db")
        self.texts.execute("CREATE TABLE IF NOT EXISTS draft (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        self.size = self.rows = 0

    def grow(self, size: int) -> tuple[Clock, Clock]:
        """Insert drafts up to `size`: in bulk, and the last hundred one by one as the product does."""
        whole, single = Clock(), Clock()
        last = size - 100
        with whole.running(), Pool(1) as pool:
            for number, text in pool.imap(_numbered, range(self.size, last), chunksize=50):
                self.rows += insert(self.bulk, number, text)  # type: ignore[arg-type]
                self._keep(number, text)
                if number % FLUSH == FLUSH - 1:
                    self.bulk.flush()
            self.bulk.flush()
        whole.cpu[0] /= last - self.size
        whole.elapsed[0] /= last - self.size
        for number in range(last, size):
            text = _numbered(number)[1]
            with single.running():
                self.rows += insert(self.store, number, text)
            self._keep(number, text)
        self.texts.commit()
        self.size = size
        return whole, single

    def _keep(self, number: int, text: str) -> None:
        self.texts.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", (number, text))

    def bytes(self) -> int:
        from django.db import connection

        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_total_relation_size(%s)", [self.table._meta.db_table])
                return cursor.fetchone()[0]
            cursor.execute("SELECT SUM(pgsize) FROM dbstat WHERE name LIKE %s", ["%passagerun%"])
            return cursor.fetchone()[0]

    def text(self, number: int) -> str:
        return self.texts.execute("SELECT text FROM draft WHERE id = ?", (number,)).fetchone()[0]


def _numbered(number: int) -> tuple[int, str]:
    """Every fifth tells stories, the others are put together from patterns."""
    return number, stories.draft(f"bench {number}") if number % 5 == 0 else draft(f"bench {number}")


def search(library: Library, drafts: int) -> tuple[dict[str, Score], Clock, Clock]:
    """Copies out of the library, each looked for in all of it: scores by test, time of candidates and of all."""
    found, whole = Clock(), Clock()
    scores: dict[str, Score] = {}
    for name, (copy, share, how) in TESTS.items():
        scores[name] = Score()
        r = random.Random(f"{name} {library.size}")
        for number in range(drafts):
            chosen = [n for n in r.sample(range(library.size), 8) if (copy is plagiarise) == (n % 5 > 0)][:4]
            sources = {n: library.text(n) for n in chosen or [5 * r.randrange(library.size // 5)]}
            text, planted = copy(f"{name} {number}", sources, r.uniform(*share), **how)
            neighbours = [fold(library.text(chosen)) for chosen in range(NEIGHBOURS)]
            with whole.running():
                with found.running():
                    asked = asked_of(library.store, text)
                    near = candidates(library.store, asked)
                others = {c.document_id: fold(library.text(c.document_id)) for c in near}
                known = rarity(asked, library.size)
                prepared = prepare(text, others=[*neighbours, *others.values()], rarity=known)
                strict = fitting(len(neighbours) + len(others), indexed=known is not None)
                pairs = {number: shared(prepared, other, strict) for number, other in others.items()}
            scores[name].add(planted, pairs)
    return scores, found, whole


def brute_force(library: Library, compare: Callable[[str, str], float], pairs: int) -> float:
    """Milliseconds of one pair, measured over a sample."""
    text, clock = draft("brute force"), Clock()
    others = [library.text(number) for number in range(pairs)]
    with clock.running():
        for other in others:
            compare(text, other)
    return clock.cpu[0] / pairs


def report(library: Library, bulk: Clock, single: Clock, drafts: int) -> None:
    size = library.size
    print(f"\n{size:,} drafts")
    print(f"  rows and bytes a draft      {library.rows / size:.0f}, {library.bytes() / size:,.0f}")
    print(f"  insertion, ms CPU (elapsed) in bulk {bulk}, one by one {single}")
    scores, found, whole = search(library, drafts)
    print(f"  candidates, ms              {found}")
    print(f"  with passages, ms           {whole}; slowest {max(whole.cpu):.0f} ({max(whole.elapsed):.0f})")
    for name, score in scores.items():
        print(
            f"  {name}: recall {score.recall:.3f} of {score.planted}, precision {score.precision:.3f} of {score.reported}"
        )
    ratio, partial = brute_force(library, fuzz.ratio, SAMPLE), brute_force(library, fuzz.partial_ratio, 2)
    print(
        f"  brute force, from samples   fuzz.ratio {ratio:.2f} ms a pair = {ratio * size / 1000:,.0f} s, finds no passages"
    )
    print(
        f"                              fuzz.partial_ratio {partial:,.0f} ms a pair = {partial * size / 1000:,.0f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", default="1000,10000", help="drafts, parted by commas; 100000 takes half an hour"
    )
    parser.add_argument("--drafts", type=int, default=20, help="searches of each kind")
    parser.add_argument("--folder", type=Path, help="a new folder for the library, which is kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        _migrated(folder)
        library = Library(folder)
        for size in sorted(map(int, options.sizes.split(","))):
            report(library, *library.grow(size), options.drafts)


def _migrated(folder: Path) -> None:
    """The product with an empty database in this folder."""
    os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings", "DEMO_MODE": "1"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()

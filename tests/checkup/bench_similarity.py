"""The curve of one draft against very many: python -m tests.checkup.bench_similarity [--sizes 1000,10000,100000]

Prints for each size: what the index takes, how fast it grows and answers, how often it is right, and what brute
force takes beside it (measured over a sample of pairs and multiplied; the table says so). Times are medians of CPU
time, which other work on the machine does not change, with the elapsed time beside them.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path

from rapidfuzz import fuzz

from meetings.checkup.folding import fold
from meetings.checkup.index import candidates, insert
from meetings.checkup.passages import FAIR_SAMPLE, fitting, prepare, shared
from tests.checkup.corpus import Disguise, draft, plagiarise
from tests.checkup.scoring import Score
from tests.checkup.sqlite_store import SqliteStore

SAMPLE = 200  # pairs of brute force that are measured; the whole is multiplied from them
NEIGHBOURS = 30  # drafts of the same branch, from which everybody's words are known
TESTS = {
    "30-80 % copied": {"share": (0.3, 0.8)},
    "one passage of 60-65": {"share": (0.02, 0.02), "longest": 65},
    "the same, every word swapped": {"share": (0.02, 0.02), "longest": 65, "disguise": Disguise(swap=1.0)},
}


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


class Library:
    """Made-up drafts in a file, with their index beside them; both grow, nothing is rebuilt."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(str(folder / "index.db"))
        self.texts = sqlite3.connect(folder / "texts.db")
        self.texts.execute("CREATE TABLE IF NOT EXISTS draft (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        self.size = self.texts.execute("SELECT COUNT(*) FROM draft").fetchone()[0]
        self.rows = self.store.connection.execute("SELECT COUNT(*) FROM gram").fetchone()[0]

    def grow(self, size: int) -> Clock:
        """Insert drafts up to `size`, with the time of each of the last 200."""
        clock = Clock()
        with Pool(2) as pool:
            for number, text in pool.imap(_numbered, range(self.size, size), chunksize=50):
                if number >= size - 200:
                    with clock.running():
                        self._add(number, text)
                else:
                    self._add(number, text)
                if number % 500 == 499:
                    self._commit()
        self._commit()
        self.size = max(size, self.size)
        return clock

    def _add(self, number: int, text: str) -> None:
        self.rows += insert(self.store, number, text)
        self.texts.execute("INSERT INTO draft VALUES (?, ?)", (number, text))

    def _commit(self) -> None:
        self.texts.commit()
        self.store.connection.commit()

    def text(self, number: int) -> str:
        return self.texts.execute("SELECT text FROM draft WHERE id = ?", (number,)).fetchone()[0]


def _numbered(number: int) -> tuple[int, str]:
    return number, draft(f"bench {number}")


def search(library: Library, drafts: int) -> tuple[dict[str, Score], Clock, Clock]:
    """Copies out of the library, each looked for in all of it: scores by test, time of candidates and of all."""
    found, whole = Clock(), Clock()
    scores: dict[str, Score] = {}
    for name, how in TESTS.items():
        scores[name] = Score()
        r = random.Random(f"{name} {library.size}")
        for number in range(drafts):
            limits = dict(how)
            share = r.uniform(*limits.pop("share"))
            sources = {chosen: library.text(chosen) for chosen in r.sample(range(library.size), 4)}
            text, planted = plagiarise(f"{name} {number}", sources, share, **limits)
            neighbours = [fold(library.text(chosen)) for chosen in range(NEIGHBOURS)]
            with whole.running():
                with found.running():
                    near = candidates(library.store, text)
                others = {c.document_id: fold(library.text(c.document_id)) for c in near}
                prepared = prepare(text, others=[*neighbours, *others.values()])
                pairs = {
                    number: shared(prepared, other, fitting(FAIR_SAMPLE)) for number, other in others.items()
                }
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


def report(library: Library, inserted: Clock, drafts: int) -> None:
    size = library.size
    print(f"\n{size:,} drafts")
    print(f"  rows and bytes a draft      {library.rows / size:.0f}, {library.store.bytes() / size:.0f}")
    print(f"  insertion, ms CPU (elapsed) {inserted}")
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
    parser.add_argument("--folder", type=Path, help="keep the library here and go on with it next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        library = Library(folder)
        for size in sorted(map(int, options.sizes.split(","))):
            if size < library.size:
                print(f"\n{size:,} drafts: left out, the folder holds {library.size:,} already")
                continue
            report(library, library.grow(size), options.drafts)


if __name__ == "__main__":
    main()

"""The store of the index on plain sqlite3, with the columns that the Django model has."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping

COMPACT = "CREATE TABLE gram (gram INTEGER NOT NULL, document_id INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (gram, document_id, at)) WITHOUT ROWID"
# What Django's CompositePrimaryKey makes: a table and an index beside it.
AS_DJANGO = COMPACT.removesuffix(" WITHOUT ROWID")


class SqliteStore:
    """Keeps to `meetings.checkup.index.Store`."""

    def __init__(self, path: str = ":memory:", schema: str = COMPACT) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200000;"
        )
        if not self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gram'").fetchone():
            self.connection.execute(schema)

    def _asked(self, select: str, grams: Collection[int], end: str = "") -> Iterable[tuple[int, ...]]:
        marks = ",".join("?" * len(grams))
        return self.connection.execute(
            f"SELECT {select} FROM gram WHERE gram IN ({marks}) {end}", list(grams)
        )

    def counts(self, grams: Collection[int]) -> Mapping[int, int]:
        return dict(self._asked("gram, COUNT(*)", grams, "GROUP BY gram"))

    def postings(self, grams: Collection[int]) -> Iterable[tuple[int, ...]]:
        return self._asked("gram, document_id, at", grams)

    def add(self, document_id: int, places: Collection[tuple[int, int]]) -> None:
        rows = [(gram, document_id, at) for gram, at in places]
        self.connection.executemany("INSERT OR IGNORE INTO gram VALUES (?, ?, ?)", rows)

    def drop(self, document_id: int, grams: Collection[int]) -> None:
        rows = [(gram, document_id) for gram in grams]
        self.connection.executemany("DELETE FROM gram WHERE gram = ? AND document_id = ?", rows)

    def bytes(self) -> int:
        """Size of the pages in use."""
        (pages,), (size,) = (
            self.connection.execute("PRAGMA page_count"),
            self.connection.execute("PRAGMA page_size"),
        )
        return pages[0] * size[0] if isinstance(pages, tuple) else pages * size

"""The documents of a meeting's file: which kinds there are, and who writes them.

An app registers the kinds it writes; packet, previews and downloads read the registry. A producer is a pure
function from queries to documents: it yields none when the record holds nothing for that kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from meetings.enums import DocumentKind
from meetings.models import Meeting


@dataclass(frozen=True)
class Produced:
    """One document: its title and author as the catalogue names them, its day, and its bytes on demand.

    `suffix` is the file's ending with the dot. `confidential` ones go into a packet only where the branch's
    table says so. `pages` is known for few and may be None.
    """

    kind: DocumentKind
    title: str
    author: str
    dated: dt.date | None
    render: Callable[[], bytes]
    suffix: str = ".docx"
    confidential: bool = False
    pages: int | None = None
    blank: bool = False  # a form to be filled in by hand; it stands for nothing in a file
    slug: str = ""  # tells several documents of one kind apart in addresses

    @property
    def file_name(self) -> str:
        return f"{self.title}{self.suffix}"


Producer = Callable[[Meeting], Iterable[Produced]]
PRODUCERS: dict[DocumentKind, Producer] = {}
BLANKS: dict[DocumentKind, Producer] = {}  # of forms that are filled in by hand; no packet holds them


def produces(kind: DocumentKind, *, blank: bool = False) -> Callable[[Producer], Producer]:
    """Register the producer of a kind, or of its blank form; each kind has at most one of either."""
    registry = BLANKS if blank else PRODUCERS

    def register(producer: Producer) -> Producer:
        if kind in registry:
            raise ValueError(f"two producers of {kind}")
        registry[kind] = producer
        return producer

    return register


def documents_of(meeting: Meeting, kinds: Iterable[DocumentKind] | None = None) -> Iterator[Produced]:
    """Every document that the meeting's record yields, in the catalogue's order of kinds."""
    wanted = set(kinds) if kinds is not None else set(DocumentKind)
    for kind in DocumentKind:
        if kind in wanted and kind in PRODUCERS:
            yield from PRODUCERS[kind](meeting)


def blanks_of(meeting: Meeting, kinds: Iterable[DocumentKind] | None = None) -> Iterator[Produced]:
    """The forms that this meeting's people fill in by hand, with what the record knows already in them."""
    wanted = set(kinds) if kinds is not None else set(DocumentKind)
    for kind in DocumentKind:
        if kind in wanted and kind in BLANKS:
            yield from BLANKS[kind](meeting)

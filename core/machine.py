"""State machines as tables: which moves exist, from where to where. Who may make them and what must hold
first is named in the row and answered by the app that owns the machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Move:
    """One row of a machine's table.

    `permission` is the app's permission object; `gates` name what must hold first. A move with `needs_reason`
    is refused without one. `primary` marks the way forward, the others are side roads.
    """

    name: str
    label: str
    sources: frozenset[str]
    target: str
    permission: Any
    gates: tuple[str, ...] = ()
    needs_reason: bool = False
    primary: bool = False


class Machine:
    """A table of moves, looked up by name or by the state they leave."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self._moves = {move.name: move for move in moves}

    def __iter__(self) -> Iterator[Move]:
        return iter(self._moves.values())

    def __getitem__(self, name: str) -> Move:
        return self._moves[name]

    def leaving(self, state: str) -> list[Move]:
        """The moves that exist from `state`, in the table's order."""
        return [move for move in self if state in move.sources]


@dataclass(frozen=True)
class Missing:
    """One thing that a gate still lacks: a sentence, who can supply it, and where.

    `url` may be empty where there is no page to go to; `clause` is the provision's source.
    """

    text: str
    who: str = ""
    url: str = ""
    clause: str = ""
    gate: str = ""

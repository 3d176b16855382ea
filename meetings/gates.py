"""What must hold before a meeting moves on. A gate answers with what is missing, and who can supply it.

A gate whose key is a provision is on or off by that provision; the others always hold. Apps to the right
add theirs with `gate(...)` when they are ready.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from core.machine import Missing
from meetings import provisions
from meetings.models import Meeting
from meetings.rulebook import Rulebook

Check = Callable[[Meeting, Rulebook], list[Missing]]


@dataclass(frozen=True)
class Gate:
    key: str
    label: str
    check: Check

    @property
    def is_provision(self) -> bool:
        return self.key in provisions.PROVISIONS


GATES: dict[str, Gate] = {}


def gate(key: str, label: str) -> Callable[[Check], Check]:
    """Register the check of a gate; it returns what is missing, nothing when the gate holds."""

    def register(check: Check) -> Check:
        if key in GATES:
            raise ValueError(f"two gates are called {key}")
        GATES[key] = Gate(key, label, check)
        return check

    return register


_NAMED_AT_MOST = 5  # names in one sentence; the page it links to lists them all


def shortened(names: list[str]) -> str:
    """Names for a sentence; of many the first and how many there are."""
    more = f"等{len(names)}人" if len(names) > _NAMED_AT_MOST else ""
    return "、".join(names[:_NAMED_AT_MOST]) + more


def missing(meeting: Meeting, keys: Iterable[str], rulebook: Rulebook) -> list[Missing]:
    """What the gates named by `keys` still lack, waived ones left out, each with its clause.

    A page that asks for several moves reads `waivers` and `steps` ahead; gates then find them there.
    """
    keys = list(keys)
    waived = {waiver.gate for waiver in meeting.waivers.all()} if keys else set()
    found = []
    for key in keys:
        if key not in waived and _is_on(key, rulebook):
            found += [_with_clause(m, key, rulebook) for m in GATES[key].check(meeting, rulebook)]
    return found


def _is_on(key: str, rulebook: Rulebook) -> bool:
    return not GATES[key].is_provision or bool(rulebook.get(key))


def _with_clause(item: Missing, key: str, rulebook: Rulebook) -> Missing:
    clause = item.clause or (rulebook.clause(key) if GATES[key].is_provision else "")
    return replace(item, gate=key, clause=clause)

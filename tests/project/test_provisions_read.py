"""A provision that no code reads is a promise the product does not keep: every key is read, or says why not.

What counts is the value: `.get("key")` on a meeting's rules, a gate that a move names, or a family such as
`f"retention.{kind}"`. A clause that is shown reads nothing, nor does a key that is written or compared.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from meetings.gates import GATES
from meetings.provisions import PROVISIONS
from meetings.workflow import MEETING

ROOT = Path(settings.BASE_DIR)
PRODUCT = ("core", "audit", "members", "meetings", "rectification", "archive", "readingroom", "reminders")
# Names under which a meeting's rules are at hand; `.get` of anything else is a dictionary's.
RULES = {"rulebook", "rules", "book"}

# What is fixed no branch can turn off, so nothing asks for it: the test that sees it held.
HELD = {
    "opinions.verbatim": "tests/meetings/test_opinion_box.py::"
    "test_r03_the_database_refuses_to_change_an_opinion",
    "talks.confidential": "tests/access/test_confidential.py::"
    "test_each_text_is_found_by_exactly_those_who_may_read_it",
    "materials.own_hand": "tests/meetings/test_material_writing_pages.py::test_only_the_author_writes",
    "minutes.append_only": "tests/meetings/test_sitting_pages.py::"
    "test_r17_two_signatures_seal_and_then_only_amendments",
    "rectification.verify_by_second": "tests/rectification/test_items.py::"
    "test_r26_only_a_second_person_of_the_committee_verifies",
}
# Scores and ballots are a later app's; until then the printed forms take from the rules what they need.
BALLOTS = {
    "appraisal.secret", "appraisal.cap_denominator", "appraisal.probationary_votes",
    "appraisal.consult_members", "appraisal.branch_assessed", "appraisal.anonymity_threshold",
    "appraisal.tellers", "appraisal.remote_allowed", "appraisal.by_group_allowed", "appraisal.min_group_size",
}  # fmt: skip


def modules() -> Iterator[Path]:
    """The product's own modules, without the table itself."""
    for app in PRODUCT:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and path.name != "provision_table.py":
                yield path


class Reads:
    """The keys whose values one module reads."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(ast.walk(tree))
        self.named = {
            node.targets[0].id: node.value
            for node in nodes
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        self.found: set[str] = set()
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        asked = [key for node in calls for key in _keys_asked(node)]
        patterns = [self.pattern(key) for key in asked]
        if None in patterns:  # the key comes out of a variable: a table of the module names it
            said = {id(arg) for node in calls for arg in node.args}
            patterns += [self.pattern(node) for node in nodes if id(node) not in said]
        for pattern in filter(None, patterns):
            self.found |= {key for key in PROVISIONS if re.fullmatch(pattern, key)}

    def pattern(self, node: ast.AST) -> str | None:
        """The key that an expression names; the variable part of a family stands for one word."""
        match node:
            case ast.Constant(value=str() as text):
                return re.escape(text)
            case ast.Name(id=name) if name in self.named:
                return self.pattern(self.named[name])
            case ast.JoinedStr(values=parts):
                said = [part.value if isinstance(part, ast.FormattedValue) else part for part in parts]
                return "".join(self.pattern(part) or "[a-z_]+" for part in said)
        return None


def _keys_asked(node: ast.Call) -> Iterator[ast.expr]:
    """The key in `rulebook.get(…)`, `Rulebook.of(meeting).get(…)`, or in a filter for a whole family."""
    if not isinstance(node.func, ast.Attribute):
        return
    of, name = ast.unparse(node.func.value), node.func.attr
    if name == "get" and node.args and (of.split(".")[-1] in RULES or of.startswith("Rulebook")):
        yield node.args[0]
    if name == "filter" and of.endswith("provisions"):
        prefix = [one.value for one in node.keywords if one.arg == "key__startswith"]
        yield from (ast.JoinedStr([ast.FormattedValue(one, -1), ast.Name("any")]) for one in prefix)


@cache
def read() -> frozenset[str]:
    """Every key whose value some code of the product reads."""
    found = {key for path in modules() for key in Reads(ast.parse(path.read_text())).found}
    named = {key for move in MEETING for key in move.gates} & GATES.keys()
    return frozenset(found | (named & PROVISIONS.keys()))


@pytest.mark.parametrize("key", sorted(PROVISIONS))
def test_every_provision_is_read_or_says_why_not(key: str) -> None:
    if key in HELD.keys() | BALLOTS:
        assert key not in read(), f"{key} is read now: take it off its list"
    else:
        assert key in read(), f"{key} can be set and changes nothing"


def test_the_lists_name_provisions_and_what_is_fixed_is_held() -> None:
    assert HELD.keys() | BALLOTS <= PROVISIONS.keys()
    assert HELD.keys() == {key for key, row in PROVISIONS.items() if row.fixed} - BALLOTS
    assert all(key.startswith("appraisal.") for key in BALLOTS)


@pytest.mark.parametrize("key", HELD)
def test_what_is_fixed_is_held_by_a_test_that_is_there(key: str) -> None:
    path, name = HELD[key].split("::")
    defined = [n.name for n in ast.walk(ast.parse((ROOT / path).read_text())) if hasattr(n, "name")]
    assert name in defined


# module → what it reads; the way of reading is read here, not the product
WAYS: list[tuple[str, set[str]]] = [
    ("rulebook.get('leave.in_advance')", {"leave.in_advance"}),
    ("Rulebook.of(meeting).get('leave.in_advance')", {"leave.in_advance"}),
    ("_KEY = 'report.to'\nground.rules.get(_KEY)", {"report.to"}),
    ("rulebook.get(f'reminders.{key}')", {"reminders.days_before", "reminders.overdue_every_days"}),
    ("keys = {1: 'report.to'}\nrulebook.get(keys[1])", {"report.to"}),
    ("meeting.provisions.filter(key__startswith='reminders.')",
     {"reminders.days_before", "reminders.overdue_every_days"}),
    ("rulebook.clause('report.to')", set()),
    ("rulebook.clause('report.to')\nrulebook.get(key)", set()),
    ("{'key': 'report.to'}", set()),
    ("answers.get('report.to')", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "keys"), WAYS)
def test_what_counts_as_reading(text: str, keys: set[str]) -> None:
    assert Reads(ast.parse(text)).found == keys

"""The coverage of talks as a page: counts by class, a matrix for few people, a list by person for all."""

from __future__ import annotations

from typing import Any

from meetings.coverage import Person
from meetings.enums import PairClass
from meetings.rulebook import Rulebook
from meetings.talk_board import DONE, MISSING, PLANNED, Board, PersonLine
from members.enums import KeyPersonKind

_SPELLED_OUT = 8  # names in a row of the list; more stand behind a click
_WORDS = {DONE: "已谈", PLANNED: "已约", MISSING: "还没谈", "": ""}


def coverage_page(board: Board, rulebook: Rulebook) -> dict[str, Any]:
    """What templates/meetings/talk_coverage.html shows."""
    classes = board.classes()
    lines = board.lines()
    return {
        "lead": _lead(classes),
        "classes": classes,
        "matrix": _matrix(board),
        "names": [person.name for person in board.people],
        "lines": [_line(line) for line in sorted(lines, key=lambda line: not line.open)],
        "key_persons": _key_persons(board),
        "clause": rulebook.clause("talks.pair_classes"),
    }


def _lead(classes: list[Any]) -> str:
    total, done = sum(one.total for one in classes), sum(one.done for one in classes)
    if not total:
        return "方案没有规定谁必须同谁谈。"
    if done == total:
        return f"应谈{total}次，都谈过了。"
    return f"应谈{total}次，已谈{done}次，还差{total - done}次。"


def _matrix(board: Board) -> list[dict[str, Any]] | None:
    rows = board.matrix()
    if rows is None:
        return None
    return [
        {
            "name": person.name,
            "cells": [
                {"state": "self" if other.id == person.id else state, "word": _WORDS[state]}
                for other, state in zip(board.people, states, strict=True)
            ],
        }
        for person, states in rows
    ]


def _line(line: PersonLine) -> dict[str, Any]:
    missing, planned = line.names(MISSING), line.names(PLANNED)
    return {
        "name": line.person.name,
        "note": _post(line.person),
        "total": line.total,
        "done": line.done,
        "missing": "、".join(missing),
        "missing_count": len(missing),
        "folds": len(missing) > _SPELLED_OUT,
        "planned": "、".join(planned),
        "is_met": not line.open,
    }


def _post(person: Person) -> str:
    return "书记" if person.is_secretary else "委员" if person.in_committee else ""


def _key_persons(board: Board) -> list[dict[str, str]]:
    """Those whom the secretary talks to in person, why, and whether that took place (R05)."""
    wanted = [want for want in board.wants if want.pair_class == PairClass.SECRETARY_KEY_PERSON]
    return [
        {
            "name": want.partner.name,
            "why": "、".join(sorted(KeyPersonKind(kind).label for kind in want.partner.key_kinds)),
            "state": _WORDS[want.state],
            "tone": {DONE: "ok", PLANNED: "neutral"}.get(want.state, "warn"),
        }
        for want in wanted
        if want.partner
    ]

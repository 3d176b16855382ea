"""The house: imports point only to the left, and writes go through actions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ORDER = (
    "core", "audit", "members", "meetings", "rectification", "archive", "readingroom", "reminders",
    "rehearsal",
)  # fmt: skip
PLAIN = ("gongwen", "meetings/reading", "meetings/checkup")

# Where rows may be written apart from actions: the door itself, the queue's own claims, the counts of limits
# (a refusal rolls nothing back), the tries that the lock-out forgets, and their tables.
WRITERS = {"audit/door.py", "core/jobs.py", "core/limits.py", "members/lockout.py"}
WRITES = {
    "create", "save", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "add", "remove", "set", "clear",
}  # fmt: skip


def modules(place: str) -> list[Path]:
    found = (ROOT / place).rglob("*.py")
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, those inside functions and for types too, relative ones resolved."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            yield ".".join(part for part in (base, node.module or "") if part)


def test_installed_apps_stand_in_the_order_of_the_house() -> None:
    assert tuple(app for app in settings.INSTALLED_APPS if app in ORDER) == ORDER


@pytest.mark.parametrize("app", ORDER)
def test_imports_point_only_to_the_left(app: str) -> None:
    right = set(ORDER[ORDER.index(app) + 1 :]) | {"config", "tests"}
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(app)
        for name in imported(path)
        if name.split(".")[0] in right and not _may_import(path, name)
    }
    assert wrong == set()


def _may_import(path: Path, name: str) -> bool:
    """The commands that serve the site and work its queue need the one Celery app, which lies in config."""
    return name.startswith("config") and path.relative_to(ROOT).parts[0] == "core"


@pytest.mark.parametrize("place", PLAIN)
def test_plain_parts_know_neither_django_nor_the_house(place: str) -> None:
    friends = tuple(f"{one.replace('/', '.')}." for one in PLAIN)  # plain parts may use one another
    barred = {"django", *ORDER, "config"}
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(place)
        for name in imported(path)
        if name.split(".")[0] in barred and not f"{name}.".startswith(friends)
    }
    assert wrong == set()


def writes(path: Path) -> Iterator[str]:
    """The calls in a file that write rows: on managers, related sets, or a `.save()` of whatever it is."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            text = ast.unparse(node.func)
            if _is_orm(node, text):
                yield text


def _is_orm(node: ast.Call, text: str) -> bool:
    if ".objects." in text or node.func.attr.startswith(("bulk_", "get_or_", "update_or_")):  # type: ignore[attr-defined]
        return True
    name, has_names = node.func.attr, bool(node.keywords)  # type: ignore[attr-defined]
    if "super()" in text:
        return False
    if name in ("save", "delete") and not node.args:
        return True
    narrowed = any(f".{step}(" in text for step in ("filter", "exclude", "all"))
    return has_names and (name == "create" or (name == "update" and narrowed))


def _is_of_actions(path: Path) -> bool:
    relative = path.relative_to(ROOT)
    return any(part in ("actions", "actions.py") for part in relative.parts)


@pytest.mark.parametrize("app", [app for app in ORDER if app != "rehearsal"])
def test_rows_are_written_by_actions_only(app: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in modules(app)
        if not _is_of_actions(path) and str(path.relative_to(ROOT)) not in WRITERS
        for text in writes(path)
    }
    assert wrong == KNOWN.get(app, set())


# Each with why it is no way around the door.
KNOWN: dict[str, set[str]] = {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Meeting.objects.create(title=1)", True),
        ("Meeting.objects.filter(pk=1).update(a=1)", True),
        ("rows.bulk_create([])", True),
        ("meeting.save()", True),
        ("meeting.save(update_fields=['a'])", True),
        ("meeting.steps.create(title=1)", True),
        ("meeting.steps.filter(pk=1).update(a=1)", True),
        ("meeting.steps.all().delete()", True),
        ("super().save(**kwargs)", False),
        ("seen.add(1)", False),
        ("told.update(a=1)", False),
        ("book.save(out)", False),
    ],
)
def test_the_finder_of_writes_finds_them(source: str, found: bool, tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text(source)
    assert bool(list(writes(file))) is found

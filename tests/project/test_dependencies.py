"""Every package is pinned, and requirements.lock names what is installed, with the hashes of its files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PINNED = re.compile(r"[A-Za-z0-9._-]+(\[[a-z0-9,_-]+\])?==[^\s*]+")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
REMEDY = "write it anew: make lock"


def lines(name: str) -> list[str]:
    """The requirements of a file, without remarks."""
    text = (settings.BASE_DIR / name).read_text()
    return [line.split("#")[0].strip() for line in text.splitlines() if line.split("#")[0].strip()]


def locked() -> dict[str, tuple[Requirement, int]]:
    """By name: the pinned requirement, and how many hashes it has."""
    text = re.sub(r"^\s*#.*$", "", (settings.BASE_DIR / "requirements.lock").read_text(), flags=re.M)
    found = {}
    for entry in re.split(r"\n(?=[A-Za-z])", text.replace("\\\n", " ").strip()):
        wanted = Requirement(entry.split("--hash")[0].strip())
        found[canonicalize_name(wanted.name)] = (wanted, len(HASH.findall(entry)))
    return found


LOCKED = locked()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    loose = [one for one in lines(name) if not one.startswith("-r ") and not PINNED.fullmatch(one)]
    assert loose == []


def test_every_locked_package_has_a_version_and_hashes() -> None:
    assert len(LOCKED) > 40
    for name, (wanted, hashes) in LOCKED.items():
        assert re.fullmatch(r"==[^*,]+", str(wanted.specifier)), name
        assert hashes, name


def test_the_lock_names_no_place_to_fetch_from() -> None:
    assert "://" not in (settings.BASE_DIR / "requirements.lock").read_text()


def test_the_lock_holds_what_is_required() -> None:
    for line in lines("requirements.txt"):
        wanted = Requirement(line)
        name = canonicalize_name(wanted.name)
        assert name in LOCKED, f"{name} is not in requirements.lock; {REMEDY}"
        assert LOCKED[name][0].specifier == wanted.specifier, f"{name}; {REMEDY}"


def test_what_is_installed_is_what_the_lock_says() -> None:
    """Everything that requirements.txt brings along here, at the locked version."""
    for name in sorted(brought()):
        assert name in LOCKED, f"{name} is installed and not in requirements.lock; {REMEDY}"
        assert LOCKED[name][0].specifier.contains(metadata.version(name)), f"{name}; {REMEDY}"


def brought() -> set[str]:
    """The names of all packages that the run-time requirements need on this machine."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in lines("requirements.txt")]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        key = f"{name}{sorted(wanted.extras)}"
        if key not in found:
            found |= {key}
            waiting += _needed(name, wanted.extras)
    return {key.split("[")[0] for key in found}


def _needed(name: str, extras: set[str]) -> Iterator[Requirement]:
    for text in metadata.requires(name) or []:
        one = Requirement(text)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield one

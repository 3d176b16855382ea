"""Word lists as data: text files with sections in brackets."""

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def sections(name: str) -> dict[str, list[str]]:
    """The lines of a shipped file by section, without remarks and empty lines."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for raw in (HERE / name).read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return found


@cache
def words(section: str) -> tuple[str, ...]:
    """The words of one list of words.txt, longest first, as an alternation needs them."""
    listed = {word for line in sections("words.txt")[section] for word in line.split()}
    return tuple(sorted(listed, key=lambda word: (-len(word), word)))


def any_of(section: str) -> str:
    """A pattern that matches any word of a list."""
    return f"(?:{'|'.join(map(re.escape, words(section)))})"

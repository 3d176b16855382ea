"""How offices set lists of names and labels: two-character names as wide as three, in columns.

The width is made by character spacing, not by spaces, so that a name stays findable text.
"""

from collections.abc import Iterable

from gongwen import layout as L
from gongwen.oxml import Element, run
from gongwen.text import clean, width

NAME_CHARS = 3  # a two-character name is set as wide as three
SLOT_CHARS = 4  # a name and the space after it


def spread(text: str, chars: int, font: str) -> list[Element]:
    """Runs of ``text`` as wide as ``chars`` body characters; wider text stays as it is."""
    gaps, missing = len(text) - 1, chars - width(text)
    if gaps < 1 or missing <= 0:
        return [run(text, font)] if text else []
    extra = round(missing * L.CHAR / gaps)
    return [run(text[:-1], font, spacing=L.SQUEEZE + extra), run(text[-1], font)]


def name_lines(names: list[str], available: float) -> list[list[tuple[str, int]]]:
    """Names dealt into lines of slots: (name, first slot). No name is split while it fits a line."""
    per_line = max(1, int((available + 1) // SLOT_CHARS))
    out: list[list[tuple[str, int]]] = [[]]
    used = 0
    for name in names:
        slots = max(1, -int(-(width(name) + 1) // SLOT_CHARS))
        if used and used + slots > per_line:
            out.append([])
            used = 0
        out[-1].append((name, used))
        used += slots
    return out


def clean_names(names: Iterable[str]) -> list[str]:
    """Names without the spaces people type inside two-character names; spaces between Latin words stay."""
    found = (" ".join(clean(name).split()) for name in names)
    return [
        name.replace(" ", "") if width(name.replace(" ", "")) <= NAME_CHARS else name
        for name in found
        if name
    ]


def name_runs(line: list[tuple[str, int]], font: str) -> list[Element]:
    """The runs of one line; a tab leads to each slot after the first."""
    runs: list[Element] = []
    for name, slot in line:
        if slot:
            runs.append(run("\t", font))
        runs += spread(name, NAME_CHARS, font) if len(name) == 2 else [run(name, font)]
    return runs

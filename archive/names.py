"""File names that every system takes: Windows, macOS, Linux, and the tools between them. Plain Python."""

from __future__ import annotations

import re
import unicodedata

# What Windows refuses, and what BagIt would have to escape (%), as the full-width sign that reads the same.
_FULL_WIDTH = str.maketrans('<>:"/\\|?*%', "＜＞：＂／＼｜？＊％")
_SPACES = re.compile(r"\s+")
# Controls, invisible marks (they reorder or hide text), surrogates, and code points that are no characters.
_UNSEEN = ("Cc", "Cf", "Cs")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
LONGEST_BYTES = 143  # UTF-8 bytes of a whole name: what encrypted Linux folders take; others take 255
_STEM_BYTES = 120
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def safe_name(text: str, *, longest: int = _STEM_BYTES) -> str:
    """`text` as a file name without ending: NFC, no refused characters, at most `longest` UTF-8 bytes.

    Never empty, never a device's name, no dot or space at either end.
    """
    kept = "".join(char for char in _SPACES.sub(" ", text) if not _unseen(char))
    name = unicodedata.normalize("NFC", _SPACES.sub(" ", kept).translate(_FULL_WIDTH))
    name = _cut(name.strip(" ."), longest).strip(" .")
    if not name:
        return "未命名"
    return f"_{name}" if _DEVICES.fullmatch(name) else name


def _unseen(char: str) -> bool:
    no_character = ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
    return no_character or unicodedata.category(char) in _UNSEEN


def _cut(text: str, longest: int) -> str:
    """At most `longest` bytes, cut between characters and never between a character and its marks."""
    if len(text.encode()) <= longest:
        return text
    cut = text.encode()[:longest].decode(errors="ignore")
    while cut and unicodedata.combining(text[len(cut)]):
        cut = cut[:-1]
    return cut


def safe_suffix(suffix: str) -> str:
    """A file's ending in small letters. ValueError for one that no document has."""
    small = suffix.lower()
    if not _SUFFIX.fullmatch(small):
        raise ValueError(f"no ending of a document: {suffix!r}")
    return small


def is_safe(name: str) -> bool:
    """Whether one part of a path is a name as `safe_name` makes them, with an ending."""
    return (
        bool(name)
        and name == unicodedata.normalize("NFC", name)
        and name == name.translate(_FULL_WIDTH)
        and name == name.strip(" .")
        and name == _SPACES.sub(" ", name)
        and not any(_unseen(char) for char in name)
        and not _DEVICES.fullmatch(name)
        and len(name.encode()) <= LONGEST_BYTES
    )

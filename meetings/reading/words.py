"""Regular expressions made of the words of the genre."""

from __future__ import annotations

import re


def any_of(*lists: str) -> str:
    """A group that matches any word of the blank-separated lists, a longer word before its beginning."""
    words = {word for text in lists for word in text.split()}
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))})"

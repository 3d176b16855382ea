"""Names under which a face is sold or shipped, and which of them this machine has."""

import re
import shutil
import subprocess
from functools import lru_cache

from gongwen.fonts import FontSet

_FAMILIES = {
    "fangsong": re.compile(r"仿宋|fang ?song|^FZFS", re.IGNORECASE),
    "title": re.compile(r"标宋|biao ?song|^FZXBS", re.IGNORECASE),
    "kaiti": re.compile(r"楷|kai ?ti|^FZKT", re.IGNORECASE),
    "heiti": re.compile(r"黑体|hei ?ti|simhei|^FZHT", re.IGNORECASE),
    "songti": re.compile(r"^(宋体.*|新宋体|n?simsun.*|.*书宋.*|song ?ti.*|华文宋体|FZSS.*)$", re.IGNORECASE),
}
_IS_HAN = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]")
_WORDS = {"fangsong": "仿宋", "title": "小标宋", "kaiti": "楷体", "heiti": "黑体", "songti": "宋体"}


class Faces:
    """Which names count as which face; the names of the FontSet in use always count for their roles."""

    def __init__(self, fonts: FontSet) -> None:
        self.fonts = fonts

    def fits(self, role: str, name: str) -> bool:
        return _folded(name).startswith(_folded(getattr(self.fonts, role))) or bool(
            _FAMILIES[role].search(name)
        )

    def family(self, name: str) -> str | None:
        """The Chinese word for the official face a name belongs to, or None."""
        return next((word for role, word in _WORDS.items() if self.fits(role, name)), None)


def beyond(text: str, name: str) -> set[str]:
    """Characters of a text that a face of this name probably lacks.

    Faces named for GB 2312 or 简体 hold its 6,763 Han characters, which 堃, 彧 and 赟 are not among; the
    others stop at the BMP. Emoji are in none.
    """
    small = "gb2312" in name.lower() or "简体" in name
    return {
        char
        for char in set(text)
        if ord(char) > 0xFFFF or (small and _IS_HAN.match(char) and not _in_gb2312(char))
    }


def _in_gb2312(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _folded(name: str) -> str:
    """A PDF writes Noto Serif CJK SC as NotoSerifCJKsc-Regular."""
    return re.sub(r"[\s_-]", "", name).lower()


@lru_cache(maxsize=1)
def installed() -> frozenset[str] | None:
    """Family names on this machine; None where fontconfig cannot be asked."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        done = subprocess.run([program, ":", "family"], capture_output=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    names = done.stdout.decode("utf-8", "replace").replace("\n", ",").split(",")
    return frozenset(name.strip() for name in names if name.strip())

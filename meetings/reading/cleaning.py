"""What stands in a file but is not its text: control characters, addresses of websites, line wraps of a
printout.
"""

from __future__ import annotations

import re
import unicodedata

from meetings.reading.errors import Refusal, UnreadablePlan
from meetings.reading.labels import WORDS
from meetings.reading.script import fold

MAX_CHARACTERS = 300_000  # about 300 printed pages; a plan has five to fifteen
_WRAP_WIDTHS = range(40, 121)  # columns of a printout; a Chinese character takes two
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\x00-\x08\x0e-\x1f\x7f]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./?=&%#~:+-]{3,200}", re.ASCII)
_SLACK = 4  # columns a line may stay short where a word or a mark did not fit
_LEAST_FULL = 3  # lines of one width; fewer may be chance
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x0c\x85]")
_SENTENCE_END = "。；：！？;:!?…”】）)"
_NEW_PARAGRAPH = re.compile(
    r"[ \t\u3000]{2,}|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．:：]|[①-⑳⑴-⑽●■◆★•【第]"
    r"|[^。，；：:]{2,8}[：:]"
)

_HAN = "\u4e00-\u9fff"
_GAP = "[ \u3000]"
_GAPPED = re.compile(f"[{_HAN}]{_GAP}{{1,4}}[{_HAN}]")
_SPREAD = re.compile(rf"(?:[{_HAN}\d]{_GAP}{{1,2}}){{3,}}[{_HAN}\d](?![{_HAN}])")
_WORDS = (
    "组织生活会|民主评议|党支部|党总支|支部委员会|党员|支委会|谈心谈话|征求意见|对照检查|自我批评|查摆问题|发言提纲|"
    "整改清单|全体|会后|会前|工作日"
)
_TORN = re.compile(
    "|".join(f"{_GAP}{{0,4}}".join(word) for word in [*WORDS, *_WORDS.split("|")] if len(word) > 1)
)


def clean(raw: str) -> str:
    """The text with its lines and tabs, without what no reader sees. Raises UnreadablePlan (empty, too
    large).
    """
    if len(raw) > MAX_CHARACTERS:
        raise UnreadablePlan(Refusal.TOO_LARGE)
    text = _ADDRESS.sub("", _INVISIBLE.sub("", _BREAKS.sub("\n", raw)))
    lines = [_whole_words(line.rstrip()) for part in text.split("\n") for line in _soft_lines(part)]
    text = "\n".join(_unwrapped(_filled_down(lines)))
    if not text.strip():
        raise UnreadablePlan(Refusal.EMPTY)
    return text


def _whole_words(line: str) -> str:
    """时　间 is spread to a width, 组 织生活会 torn by a scanner: a word of the genre is written in one."""
    if not _GAPPED.search(line):
        return line
    for torn in (_SPREAD, _TORN):
        for match in reversed([*torn.finditer(fold(line))]):
            line = line[: match.start()] + re.sub(_GAP, "", line[slice(*match.span())]) + line[match.end() :]
    return line


def _soft_lines(line: str) -> list[str]:
    """A vertical tab is Word's soft break, except in a table row, where it keeps the lines of a cell
    together.
    """
    if (line.count("|") >= 3 and line.strip().startswith("|")) or line.count(" | ") >= 2:
        line = _markdown_row(line)
    return [line] if "\t" in line.strip() else line.split("\v")


def _filled_down(lines: list[str]) -> list[str]:
    """A row that starts with an empty cell goes on with the label above it; other leading tabs are an
    indent.
    """
    filled: list[str] = []
    for line in lines:
        above = next((other for other in reversed(filled) if other.strip()), "").split("\t")
        if re.match(r"\t[^\t\s]", line) and len(above) > 1:
            filled.append(above[0] + line)
        else:
            filled.append(re.sub(r"^[\t ]+", lambda lead: "\u3000" * len(lead.group()), line))
    return filled


def _markdown_row(line: str) -> str:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if all(re.fullmatch(":?-+:?", cell) for cell in cells if cell):
        return ""
    return "\t".join(cell.replace("<br>", "\v") for cell in cells)


def _unwrapped(lines: list[str]) -> list[str]:
    """Join lines that a printout or PDF broke at its width; a text with paragraphs as lines passes as it
    is.
    """
    width = _wrap_width([length for line in lines if (length := _columns(line)) >= _WRAP_WIDTHS.start])
    if not width:
        return lines
    joined: list[str] = []
    open_line = False
    for line in lines:
        if open_line and line.strip() and not _NEW_PARAGRAPH.match(line):
            joined[-1] += line.strip()
        else:
            joined.append(line)
        open_line = _columns(line) >= width - _SLACK and line[-1] not in _SENTENCE_END
    return joined


def _wrap_width(lengths: list[int]) -> int:
    """Width at which most of the longer lines end, or 0 where the lines are paragraphs of any length."""
    full = {width: sum(width - _SLACK <= length <= width for length in lengths) for width in set(lengths)}
    width = max(full, key=lambda width: (full[width], width), default=0)
    longer = sum(length > width for length in lengths)
    if width not in _WRAP_WIDTHS or full[width] < _LEAST_FULL or longer * 10 > len(lengths):
        return 0
    return width if full[width] * 2 >= len(lengths) else 0


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)

"""Paragraphs of one kind each, built and returned; the document decides where they go."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from gongwen import layout as L
from gongwen.fonts import FontSet
from gongwen.names import clean_names, name_lines, name_runs, spread
from gongwen.oxml import Element, element, paragraph, ppr, run
from gongwen.text import bare_name, chinese_date, lines, one_line, width
from gongwen.titles import break_title

EMPTY = "（无）"


def blank(*, keep: bool = False) -> Element:
    """An empty line; ``keep`` holds it on the page of the next."""
    return paragraph(ppr("Normal", *([element("keepNext")] if keep else [])))


def red_head(fonts: FontSet, issuer: str, number: str, signer: str) -> list[Element]:
    """7.2.4–7.2.7: issuer, two empty lines, number with the red line under it, two empty lines."""
    name = one_line(issuer)
    if not name:
        raise ValueError("a red head needs an issuer")
    fitting = int(L.PORTRAIT.text_width / 10 / width(name)) // 2 * 2  # half-points at which it fills one line
    size = max(L.RED_HEAD_MIN_SIZE, min(L.RED_HEAD_MAX_SIZE, fitting))
    drop = element("spacing", before=L.twips(L.RED_HEAD_DROP_MM), after=0, line=size * 12, lineRule="exact")
    properties = ppr("Normal", element("snapToGrid", val=0), drop, element("jc", val="center"))
    head = paragraph(properties, run(name, fonts.title, size=size, spacing=0, color=L.RED))
    return [head, blank(), blank(), _number_line(fonts, one_line(number), one_line(signer)), blank(), blank()]


def _number_line(fonts: FontSet, number: str, signer: str) -> Element:
    # The line is the number's lower border; the exact pitch already leaves 2 mm of the 4 mm.
    border = element("pBdr", element("bottom", val="single", sz=18, space=6, color=L.RED))
    if not signer:
        runs = [run(number, fonts.fangsong)] if number else []
        return paragraph(ppr("Normal", border, element("jc", val="center")), *runs)
    stop = element("tabs", element("tab", val="right", pos=L.PORTRAIT.text_width - L.CHAR))
    # The empty character is typed: an indent would shorten the red line too.
    left = run(f"\u3000{number}\t签发人：", fonts.fangsong)
    return paragraph(ppr("Normal", border, stop), left, run(signer, fonts.kaiti))


def title(fonts: FontSet, text: str) -> Element:
    """7.3.1, one paragraph with a line end at each break. Beside digits some word processors leave a gap that
    they were told to leave out, so such a title keeps a character free."""
    room = L.TITLE_CHARS - bool(re.search("[!-~]", text))
    lines = (line.strip() for line in break_title(text, room))
    return paragraph(ppr("Title"), run("\n".join(lines), fonts.title))


def addressee(fonts: FontSet, name: str) -> Element:
    """7.3.2, with its full-width colon."""
    return paragraph(ppr("Salutation"), run(one_line(name).rstrip("：:，。 ") + "：", fonts.fangsong))


def heading(fonts: FontSet, level: int, text: str, body: str) -> Element:
    """7.3.3; ``text`` carries its mark."""
    face = {1: fonts.heiti, 2: fonts.kaiti}.get(level, fonts.fangsong)
    runs = [run(text, face), *([run(body, fonts.fangsong)] if body else [])]
    # A heading alone stays with what follows; one that runs on into text must not pull the page after it.
    apart = [element("keepNext", val=0)] if body else []
    return paragraph(ppr(f"Heading{level}", *apart), *runs)


def body(fonts: FontSet, text: str, *, lead: str, align: str | None, indent: bool) -> Element:
    """One paragraph of text, after a lead in 黑体 where there is one."""
    runs = [run(lead, fonts.heiti)] if lead else []
    if text:
        runs.append(run(text, fonts.fangsong))
    properties = [element("jc", val=align)] if align else []
    return paragraph(ppr("BodyText" if indent else "Normal", *properties), *runs)


def labelled(fonts: FontSet, label: str, names: Sequence[str]) -> Element:
    """10.3: a label in 黑体, names in columns under the first name."""
    text = one_line(label).rstrip("：:") + "："
    start = 2 + width(text)
    runs = [run(text, fonts.heiti)]
    for index, row in enumerate(name_lines(clean_names(names) or ["无"], L.CHARS_PER_LINE - start)):
        runs += [run("\n", fonts.fangsong)] if index else []
        runs += name_runs(row, fonts.fangsong)
    stops = _tabs(start + 4 * slot for slot in range(1, L.CHARS_PER_LINE // 4))
    return paragraph(ppr("Normal", _hanging(start, width(text)), stops), *runs)


def fields(fonts: FontSet, pairs: Iterable[tuple[str, str]]) -> list[Element]:
    """Label：value lines; labels spread to the width of the widest, values wrap under themselves."""
    found = [(one_line(label).rstrip("：:"), lines(value) or [EMPTY]) for label, value in pairs]
    wide = -int(-max((width(label) for label, _ in found), default=0) // 1)
    return [_field(fonts, label, values, wide) for label, values in found]


def _field(fonts: FontSet, label: str, values: list[str], wide: int) -> Element:
    runs = [*spread(label, wide, fonts.heiti), run("：", fonts.heiti), run("\n".join(values), fonts.fangsong)]
    return paragraph(ppr("Normal", _hanging(2 + wide + 1, wide + 1)), *runs)


def attachments_note(fonts: FontSet, names: Sequence[str]) -> list[Element]:
    """7.3.4: the empty line and the note; nothing when there is no name. One attachment has no number."""
    found = [name for name in map(bare_name, names) if name]
    if not found:
        return []
    if len(found) == 1:
        only = run(f"附件：{found[0]}", fonts.fangsong)
        return [blank(keep=True), paragraph(ppr("Normal", _hanging(5, 3)), only)]
    start = 5 + width(f"{len(found)}.") + 0.5
    return [blank(keep=True), *(_note_line(fonts, n, name, start) for n, name in enumerate(found, 1))]


def _note_line(fonts: FontSet, number: int, name: str, start: float) -> Element:
    """Names begin at ``start``, numbers at 5 and the words 附件： of the first line at 2 characters."""
    label, hanging = ("附件：", start - 2) if number == 1 else ("", start - 5)
    text = run(f"{label}{number}.\t{name}", fonts.fangsong)
    return paragraph(ppr("Normal", _hanging(start, hanging), _tabs([start])), text)


def signature(fonts: FontSet, issuer: str, day: date, line_chars: float) -> list[Element]:
    """7.3.5.2 for a line of ``line_chars``: the empty line, the name, the date. Both are placed from the
    left, so that the date stands two characters right of the name in any face."""
    name, written = break_title(one_line(issuer), int(line_chars) - 4), chinese_date(day)
    wide, date_wide = max(map(width, name)), width(written)
    start = line_chars - 2 - (date_wide + 2 if date_wide > wide else wide)
    signed = run("\n".join(name), fonts.fangsong)
    return [
        blank(keep=True),
        paragraph(ppr("Signature", element("keepNext"), _left(start)), signed),
        paragraph(ppr("Date", _left(start + 2)), run(written, fonts.fangsong)),
    ]


def _left(chars: float) -> Element:
    return element("ind", left=round(chars * L.CHAR))


def _hanging(left: float, hanging: float) -> Element:
    return element("ind", left=round(left * L.CHAR), hanging=round(hanging * L.CHAR))


def _tabs(stops: Iterable[float]) -> Element:
    return element("tabs", *(element("tab", val="left", pos=round(stop * L.CHAR)) for stop in stops))

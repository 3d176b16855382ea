"""agenda."""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.fields import lists
from meetings.reading.labels import AFTER, BEFORE, DURING, field_of, phase
from meetings.reading.lines import cells
from meetings.reading.marks import mark_at
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut, enumerated, trimmed
from meetings.reading.source import Span
from meetings.reading.stage_words import is_said_at_meeting, stage_kinds
from meetings.reading.unit import Unit, title_of
from meetings.reading.words import any_of

_ANNOUNCED = re.compile(
    r"(?:(?:议程|会议程序|会议流程|主要议题|会议议题|(?<=[。;,\n])程序)"
    r"|(?:会上|会议)?(?:按|依)(?:照)?(?:以下|如下|下列)?(?:程序|顺序|步骤|流程)(?:进行)?"
    r"|会议.{0,6}(?:以下|如下|下列)(?:内容|事项|环节))[^。;:\n]{0,10}[:。]?"
    r"|(?:会上|会议)(?:这么|这样)开|项议程[:,]"
)
_STEP = re.compile(
    any_of(
        "报告 汇报 通报 对照检查 检视 剖析 发言 批评 点评 总结 讲话 测评 评议 宣读 宣布 学习 述职 表态",
        "传达 重温 主持",
        "介绍 讨论 交流 誓词 国歌 党歌 表决 审议 投票 提 说 讲 填",
    )
)
_ARROWS = re.compile("→|➜|(?<!—)—(?!—)[^—]{2,40}(?<!—)—(?!—)")
_PREPARATION = {"opinions", "talks", "problem_search", "materials"}
_VAGUE = re.compile("安排|内容|事项")
_MAX_ITEMS = 20


def read_agenda(doc: Doc) -> list[Found]:
    """Items in order. Not where the section lists the stages of preparation, nor where the course is told
    in prose.
    """
    for entry in doc.said("agenda"):
        items = _of_entry(doc, entry.unit, entry.span)
        named = not _VAGUE.search(doc.text(entry.unit.head)[:8])
        if _is_agenda(doc, items, named=named):
            return _founds(doc, items, Certainty.SURE)
    for unit in doc.outline.units:
        items = _announced(doc, unit)
        if _is_agenda(doc, items):
            return _founds(doc, items, Certainty.SURE)
    items = _in_one_breath(doc)
    if _is_agenda(doc, items):
        return _founds(doc, items, Certainty.UNSURE)
    for unit in doc.outline.units:
        items = _held(doc, unit)
        if _is_agenda(doc, items):
            return _founds(doc, items, Certainty.UNSURE)
    return []


def _of_entry(doc: Doc, unit: Unit, value: Span) -> list[Span]:
    if unit.kind == "row":
        return _in_rows(doc) or _in_cell(doc, value) + _spilled(doc, unit, value)
    beside = next(cut(doc.norm, value, "。\n"), value)
    if _ARROWS.search(doc.text(beside)):
        return list(cut(doc.norm, beside, "→—➜"))
    table = [child for child in unit.children if child.kind == "row"]
    return _in_table(doc, table) if len(table) > 1 else lists.under(doc, unit)


def _in_rows(doc: Doc) -> list[Span]:
    """One item a row, each row with the label again."""
    rows = [entry.span for entry in doc.said("agenda") if entry.unit.kind == "row"]
    return [_unnumbered(doc, row) for row in rows] if len(rows) > 1 else []


def _in_cell(doc: Doc, value: Span) -> list[Span]:
    inside = enumerated(doc.norm, value)
    return inside or [_unnumbered(doc, part) for part in cut(doc.norm, value, ";\n\v")]


def _unnumbered(doc: Doc, span: Span) -> Span:
    mark = mark_at(doc.norm, span.start, span.end)
    return Span(mark.end if mark else span.start, span.end)


def _spilled(doc: Doc, row: Unit, value: Span) -> list[Span]:
    """A pasted table breaks a cell's lines out of it: 1. stands in the row, 2. and the rest follow as
    lines.
    """
    first = mark_at(doc.norm, value.start, value.end)
    if first is None or first.number != 1 or value.end != row.span.end:
        return []
    units = doc.outline.units[doc.outline.units.index(row) + 1 :]
    spilled: list[Span] = []
    for unit in units:
        if unit.mark is None or unit.mark.kind != first.kind or unit.mark.number != len(spilled) + 2:
            break
        spilled.append(unit.text)
    return spilled


def _in_table(doc: Doc, rows: list[Unit]) -> list[Span]:
    """The column headed 议程 or 内容, or the one with the most words."""
    table = [cells(doc.norm, row.span) for row in rows]
    heads = [re.sub(r"\s", "", doc.text(cell)) for cell in table[0]]
    at = next((at for at, head in enumerate(heads) if re.search("议程|内容|事项|环节|程序", head)), None)
    if at is None:
        return [lists.item_text(doc, row) for row in rows]
    return [row[at] for row in table[1:] if at < len(row)]


def _announced(doc: Doc, unit: Unit) -> list[Span]:
    """会议议程为：… inside a sentence or at the end of a paragraph."""
    match = _ANNOUNCED.search(doc.norm, unit.text.start, unit.text.end)
    if (
        match is None
        or phase(title_of(doc.norm, unit)) == "demands"
        or field_of(title_of(doc.norm, unit)) == ""
    ):
        return []
    tail = Span(match.end(), unit.text.end)
    inside = enumerated(doc.norm, tail)
    if inside:
        return inside
    beside = next(cut(doc.norm, tail, "。\n"), tail)
    if match.group().endswith(":") and ";" in doc.text(beside):
        return list(cut(doc.norm, beside, ";"))
    if doc.norm[match.start() : unit.text.end].rstrip().endswith((":", "。")) and tail.end - tail.start < 12:
        return lists.after(doc, unit)
    return []


_CHAIN = re.compile(r"按照?[“\"](?P<steps>[^”\"]{6,160})[”\"]的?(?:顺序|程序|流程|步骤)")


def _in_one_breath(doc: Doc) -> list[Span]:
    """按照“书记述职—委员检查—党员发言”的顺序."""
    match = _CHAIN.search(doc.norm, *doc.body)
    return list(cut(doc.norm, Span(*match.span("steps")), "—-–→、>")) if match else []


def _held(doc: Doc, unit: Unit) -> list[Span]:
    """Numbered steps under a heading like 召开会议, in its sentence, or in the row of a schedule."""
    if unit.kind == "row":
        parts = cells(doc.norm, unit.span)
        during = any(phase(doc.text(part)[:8]) == DURING for part in parts[:2])
        told = (enumerated(doc.norm, part) or list(cut(doc.norm, part, ";\v")) for part in parts[1:])
        return max(told, key=len) if during else []
    title = title_of(doc.norm, unit)
    if phase(title) != DURING or len(title) > 20:
        return []
    numbered = [lists.item_text(doc, child) for child in unit.children if child.mark]
    items = numbered or enumerated(doc.norm, unit.rest)
    return items if len(items) > 2 else []


def _is_agenda(doc: Doc, items: list[Span], *, named: bool = False) -> bool:
    """Two or more steps of a meeting, and no list of preparation; a list named 议程 need not prove its
    steps.
    """
    texts = [doc.text(item) for item in items]
    if not 2 <= len(texts) <= _MAX_ITEMS or _are_phases(texts):
        return False
    steps = sum(bool(_STEP.search(text[:60])) for text in texts)
    stages = [kind for text in texts for kind in _stages_named(_short(text))]
    return (named or steps * 2 >= len(texts)) and len(stages) * 2 < len(texts) and "talks" not in stages


def _are_phases(texts: list[str]) -> bool:
    """会前准备, 召开会议, 会后整改: the parts of a plan."""
    return {BEFORE, AFTER} <= {phase(text[:6]) for text in texts}


def _stages_named(text: str) -> set[str]:
    """What an item asks for before the meeting; 通报征求意见情况 is a report at it."""
    return set() if is_said_at_meeting(text) else _PREPARATION & set(stage_kinds(text))


def _short(text: str) -> str:
    return re.split("[。:]", text, maxsplit=1)[0]


def _founds(doc: Doc, items: list[Span], certainty: Certainty) -> list[Found]:
    found = [doc.found(span, certainty) for item in items for span in _item(doc, item)]
    return [item for item in found if item]


# A long explanation, or how long the item takes.
_LONG_BRACKET = re.compile(
    r"[(](?:[^()]{13,300}|[^()]{0,8}\d月[^()]{0,8}|约?[\d一二三四五六七八九十半]{1,3}个?(?:分钟|小时|分))[)]\s*$"
)


_TIMED = re.compile(r"\d{1,2}:\d{2}(?:[-—–~至到]{1,2}\d{1,2}:\d{2})?[ ]*")


def _item(doc: Doc, item: Span) -> list[Span]:
    """First sentence, without a long explanation in brackets."""
    first = next(cut(doc.norm, item, "。\n\v"), None)
    if first is None:
        return []
    text = doc.text(first).rstrip(" ;。,.")
    long = _LONG_BRACKET.search(text)
    end = first.start + (long.start() if long else len(text))
    timed = _TIMED.match(doc.norm, first.start, end)
    return list(trimmed(doc.norm, Span(timed.end() if timed else first.start, end)))

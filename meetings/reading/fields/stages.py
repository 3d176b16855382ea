"""preparation_stages: which preparation the plan asks for, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from meetings.reading.dates import BEFORE_MEETING, dates_in, distances_in
from meetings.reading.doc import Doc
from meetings.reading.labels import AFTER, BEFORE, DEMANDS, DURING, phase
from meetings.reading.lines import cells
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut, enumerated
from meetings.reading.source import Span
from meetings.reading.stage_words import is_said_at_meeting, stage_kinds
from meetings.reading.unit import Unit, title_of

_DONE_BY = re.compile(
    r"(?:完成时间|完成时限|时间安排|时间要求|时限|时间)[:为]?[ ]?(?P<due>[^。;,()（）\n\t]{2,24})"
)
_BRACKET = re.compile(r"[(](?P<inside>[^()]{2,40})[)]")
_MAX_FIRST_CLAUSE = 60
_ORDERS = re.compile(
    "认真|深入|广泛|精心|组织|开展|充分|普遍|切实|集中|做好|撰写|查摆|检视|征求|谈心|学习|扎实|全面|抓好|加强|强化"
)


@dataclass(slots=True)
class Stage:
    """A stage with where it stands; dates in its scope are its own, no deadlines of the plan.

    `is_phase`: 自我评价阶段 and the like are phases of an appraisal, whose limits are deadlines too.
    """

    kind: str
    span: Span
    due: Span | None
    scope: Span
    is_phase: bool


def read_stages(doc: Doc) -> list[Found]:
    found = []
    for stage in stages(doc):
        due = doc.words(stage.due) if stage.due else None
        certainty = Certainty.SURE if stage.is_phase is False else Certainty.UNSURE
        found.append(Found({"kind": stage.kind, "due": due}, _with_due(stage), certainty))
    return found


def _with_due(stage: Stage) -> Span:
    """From the words that name the stage to its date, where the two stand together."""
    if stage.due is None or not stage.scope.start <= stage.due.start < stage.scope.end:
        return stage.span
    return Span(min(stage.span.start, stage.due.start), max(stage.span.end, stage.due.end))


def stages(doc: Doc) -> list[Stage]:
    """One stage per kind, in order of the text; where a kind comes twice, the one with a date stays."""
    by_kind: dict[str, Stage] = {}
    for stage in _all(doc, doc.outline.root):
        known = by_kind.get(stage.kind)
        if known is None:
            by_kind[stage.kind] = stage
        elif known.due is None and stage.due is not None:
            known.due, known.scope, known.span = stage.due, stage.scope, stage.span
    for stage in _dated_clauses(doc):
        by_kind.setdefault(stage.kind, stage)
    return sorted(by_kind.values(), key=lambda stage: stage.scope.start)


def _all(doc: Doc, parent: Unit, due: Span | None = None) -> list[Stage]:
    """Stages under a unit; `due` is the date of the phase they belong to, for those without their own."""
    found: list[Stage] = []
    for unit in parent.children:
        if unit.kind == "row":
            found += _of_row(doc, unit)
            continue
        title = _title(doc, unit)
        if _is_no_place(doc, unit, title):
            continue
        kinds = stage_kinds(title) or _told_below(doc, unit, parent)
        if kinds and not _is_container(doc, unit, kinds):
            found += _of_unit(doc, unit, title, kinds, due)
        else:
            phase_due = (
                _in_brackets(doc, unit.head) or _in_brackets(doc, unit.rest) if "阶段" in title else None
            )
            found += _all(doc, unit, phase_due or due) or _in_prose(doc, unit, title)
    return found


def _told_below(doc: Doc, unit: Unit, parent: Unit) -> list[str]:
    """An item of 会前准备 with a title of its author's own (深学细悟): its first sentence names the stage."""
    if not unit.mark or phase(title_of(doc.norm, parent)) != BEFORE or not unit.rest:
        return []
    kinds = stage_kinds(_first_words(doc, unit))
    return kinds if len(kinds) == 1 else []


def _title(doc: Doc, unit: Unit) -> str:
    """The unit's title; of a plain paragraph its first short sentence; after 会前： what follows."""
    title = title_of(doc.norm, unit)
    if not title and unit.mark:
        return _first_words(doc, unit)
    if len(title) <= 6 and unit.rest and re.fullmatch("会前|第?.{0,2}阶段", title):
        return (
            title + doc.text(Span(unit.rest.start, min(unit.rest.end, unit.rest.start + 40))).split("。")[0]
        )
    if len(title) > 26:
        clauses = re.split("[,;]", title[:_MAX_FIRST_CLAUSE])
        return next((clause for clause in clauses if stage_kinds(clause)), title[:_MAX_FIRST_CLAUSE])
    return title


def _first_words(doc: Doc, unit: Unit) -> str:
    """Of an item without a title: its first words, without what it quotes."""
    text = doc.text(Span(unit.rest.start, min(unit.rest.end, unit.rest.start + 120)))
    return re.split("[;。:]|要|应", re.sub("[“《][^”》]*[”》]", "", text))[0][:40]


def _is_no_place(doc: Doc, unit: Unit, title: str) -> bool:
    """Agenda items, demands and what follows the meeting are no preparation, whatever they mention."""
    if unit.kind == "plain":
        prepares = unit.parent is not None and phase(title_of(doc.norm, unit.parent)) == BEFORE
        ordered = _ORDERS.match(title) or (prepares and unit.rest)
        return unit.parent is doc.outline.root or len(title) > _MAX_FIRST_CLAUSE or not ordered
    at = phase(title)
    if at in (DEMANDS, AFTER):
        return True
    if at == DURING and not re.search("会前|准备", title):
        return not _has_stages_of_preparation(doc, unit)
    fields = {entry.field for entry in doc.entries if entry.unit is unit}
    return bool(fields & _NOT_IN) or ("agenda" in fields and not _has_stages_of_preparation(doc, unit))


_NOT_IN = {"participants", "theme", "dimensions", "archive", "leave", "observers", "invited"}


def _has_stages_of_preparation(doc: Doc, unit: Unit) -> bool:
    """会议程序 that lists 学习, 谈心谈话, 查摆 … is a list of stages."""
    titles = [_title(doc, child) for child in unit.children if child.mark]
    kinds = {kind for title in titles if not is_said_at_meeting(title) for kind in stage_kinds(title)}
    return len(kinds & {"study", "opinions", "talks", "problem_search", "materials"}) >= 2 and (
        bool(kinds & {"talks", "opinions", "materials"})
    )


def _is_container(doc: Doc, unit: Unit, kinds: list[str]) -> bool:
    """A heading whose items name two kinds or more, other than its own one, only gathers them."""
    below = {kind for child in unit.children if child.mark for kind in stage_kinds(_title(doc, child))}
    return len(below) > 1 and len(below - set(kinds)) > 0


def _of_unit(doc: Doc, unit: Unit, title: str, kinds: list[str], phase_due: Span | None) -> list[Stage]:
    scope = unit.reach
    due = _due(doc, unit.head, unit.rest) or _due_below(doc, unit) or phase_due
    is_phase = bool(re.search("自我.{2,6}阶段", title))
    return [Stage(kind, unit.head or unit.text, due, scope, is_phase) for kind in kinds]


def _due_below(doc: Doc, unit: Unit) -> Span | None:
    for child in unit.children[:1]:
        if child.kind in ("plain", "label"):
            return _due(doc, child.head, child.rest)
    return None


def _due(doc: Doc, head: Span, rest: Span) -> Span | None:
    """A date in the title's brackets, 完成时间：…, else a limit in the words that follow, or a date that they
    begin with.
    """
    limit = _in_brackets(doc, head) or _limit(doc, Span(head.start, max(head.end, rest.end)))
    first = next(dates_in(doc.norm, rest), None)
    return limit or (first.span if first and first.span.start - rest.start <= 1 else None)


def _in_brackets(doc: Doc, span: Span) -> Span | None:
    for match in _BRACKET.finditer(doc.norm, span.start, span.end):
        inside = Span(*match.span("inside"))
        done_by = _DONE_BY.match(doc.norm, inside.start, inside.end)
        if done_by:
            return Span(*done_by.span("due"))
        date = next(dates_in(doc.norm, inside), None) or next(iter(distances_in(doc.norm, inside)), None)
        if date:
            rest = doc.text(Span(date.span.end, inside.end))
            return date.span if len(rest) > 4 or rest in ("完成", "结束") else inside
    return None


def _limit(doc: Doc, span: Span) -> Span | None:
    for date in dates_in(doc.norm, span):
        if date.is_limit:
            return date.span
    for distance in distances_in(doc.norm, span):
        if distance.anchor == BEFORE_MEETING and not re.match(
            "左右|时间", doc.norm[distance.span.end : distance.span.end + 2]
        ):
            return distance.span
    return None


_CLAUSES = "。;!?\n\v\t"
_NO_PREPARATION = re.compile("报送|上报|报告|备案|整改|公示|汇总|归档|测评|会议记录|会后|名单|方案")


def _dated_clauses(doc: Doc) -> list[Stage]:
    """1月24日前，支委同党员谈心谈话；… in plain prose: what is to be done until a day before the meeting."""
    found: list[Stage] = []
    for unit in doc.outline.units:
        phases = {phase(title_of(doc.norm, above)) for above in (unit, *unit.ancestors())}
        if unit.kind == "row" or phases & {AFTER, DEMANDS}:
            continue
        prepares = phase(title_of(doc.norm, unit)) == BEFORE
        for clause in cut(doc.norm, unit.text, _CLAUSES):
            found += _of_clause(doc, clause, prepares)
    return found


def _of_clause(doc: Doc, clause: Span, prepares: bool) -> list[Stage]:
    """Duties behind the limits of a clause; in a section of preparation any date at its start is one."""
    limits = [date.span for date in dates_in(doc.norm, clause) if date.is_limit or prepares]
    limits += [one.span for one in distances_in(doc.norm, clause) if one.anchor == BEFORE_MEETING]
    return [
        Stage(kind, duty, limit, Span(limit.start, duty.end), False)
        for limit, following in pairwise([*sorted(limits), Span(clause.end, clause.end)])
        if (duty := next(cut(doc.norm, Span(limit.end, following.start), ","), None))
        for kind in _duties(doc, duty)
    ]


def _duties(doc: Doc, duty: Span) -> list[str]:
    text = doc.text(duty)[:40]
    return [] if _NO_PREPARATION.search(text) else stage_kinds(text)


def _of_row(doc: Doc, unit: Unit) -> list[Stage]:
    """A row of a schedule: the cell that names a stage, and the cell with its date; or a cell that tells
    several.
    """
    row = cells(doc.norm, unit.span)
    for cell in row[1:]:
        told = [stage for clause in cut(doc.norm, cell, _CLAUSES) for stage in _of_clause(doc, clause, False)]
        if len(told) > 1:
            return told
    parts = [part for cell in row for part in cut(doc.norm, cell, ":\v")]
    named = [(part, stage_kinds(doc.text(part))) for part in parts if len(doc.text(part)) <= 40]
    kinds = [(part, found) for part, found in named if found]
    if not kinds or any(phase(doc.text(part)) == AFTER for part in parts[:2]):
        return []
    due = next((found for part in parts if (found := _cell_date(doc, part))), None)
    if due is None:
        return []
    return [Stage(kind, part, due, unit.span, False) for part, found in kinds for kind in found]


def _cell_date(doc: Doc, cell: Span) -> Span | None:
    date = next(dates_in(doc.norm, cell), None)
    if date:
        rest = doc.text(Span(date.span.end, cell.end))
        return date.span if len(rest) > 10 or rest.endswith(("完成", "结束", "以前")) else cell
    distance = next(iter(distances_in(doc.norm, cell)), None)
    return distance.span if distance and distance.anchor == BEFORE_MEETING else None


def _in_prose(doc: Doc, unit: Unit, title: str) -> list[Stage]:
    """会前要做好三项准备。一是学习。二是谈心。"""
    if phase(title) != BEFORE or unit.kind == "plain":
        return []
    found = []
    for item in enumerated(doc.norm, Span(unit.rest.start, unit.reach.end)):
        first = next(cut(doc.norm, item, "。,;"), item)
        for kind in stage_kinds(doc.text(first)):
            found.append(Stage(kind, first, _limit(doc, item), item, False))
    return found

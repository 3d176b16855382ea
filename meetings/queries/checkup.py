"""All that a material is held against by the check, read from the record (材料体检)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from meetings import permissions as P
from meetings.checkup.findings import OPINIONS, SECTIONS, Context, Draft, Finding, Item, Kind, Reference, Rule
from meetings.checkup.findings import Aspect as CheckAspect
from meetings.checkup.index import Asked
from meetings.checkup.sections import Part
from meetings.checkup.stock import StockPhrases
from meetings.checkup.thresholds import Thresholds
from meetings.models import Material, MaterialAnswer, MaterialVersion, Meeting, Problem
from meetings.queries import preparation
from meetings.queries.material_text import stands_in
from meetings.queries.meeting import earlier_meetings
from meetings.queries.opinion_answers import answer_in_material
from meetings.queries.passage_index import asked_of, likely_sources, rarity
from meetings.queries.talk import people_to_cover
from meetings.rulebook import Rulebook
from members.access import Seat

# The provision behind each rule of the check: its clause is shown with the finding.
_PROVISION: dict[str, str] = {
    SECTIONS: "materials.check.required_sections",
    OPINIONS: "materials.check.opinions_answered",
    Rule.LENGTH: "materials.check.min_problem_chars",
    Rule.SHARE: "materials.check.problem_cause_share",
    Rule.OWN_WORDS: "materials.check.copied_passage_chars",
    Rule.ASPECTS: "materials.check.aspects_covered",
    Rule.AGAIN: "materials.check.repeats_last_year",
}
# What those are told who may not read the other text.
NOT_SHOWN = {
    Kind.PERSON: "本次会议另一份材料",
    Kind.EARLIER: "往年的另一份材料",
    Kind.UPPER: "上级党组织的一份材料",
}
_PARTS = {"problems": Part.PROBLEM, "causes": Part.CAUSE, "measures": Part.MEASURE}
_SENTENCE = 12  # characters of a plan's text that somebody could copy


def draft_of(material: Material, text: str) -> Draft:
    author = material.owner.name if material.owner else ""
    return Draft(text, personal=material.owner_id is not None, author=author)


def context_of(material: Material, text: str, rulebook: Rulebook, seat: Seat) -> Context:
    """What the check of `text` compares with, by the provisions `materials.check.*`, as far as `seat` reads.

    The number of queries does not depend on how many materials there are.
    """
    meeting = material.meeting
    check = "materials.check."
    asked = asked_of(text, StockPhrases.of([meeting.theme, *meeting.standards]))
    return Context(
        aspects=_aspects(material) if rulebook.get(f"{check}aspects_covered") else (),
        opinions=_opinions(material, text) if rulebook.get(f"{check}opinions_answered") else (),
        past_problems=_past(material, rulebook, seat) if rulebook.get(f"{check}repeats_last_year") else (),
        others=[_plan_text(meeting), *_others(material, asked, rulebook, seat)],
        people=[person.name for person in people_to_cover(meeting)],
        stock=[meeting.theme, *meeting.standards],
        clauses={name: rulebook.clause(key) for name, key in _PROVISION.items()},
        required={_PARTS[name] for name in rulebook.get(f"{check}required_sections")},
        thresholds=Thresholds(
            problem_chars=rulebook.get(f"{check}min_problem_chars"),
            cause_chars=rulebook.get(f"{check}min_cause_chars"),
            problem_cause_share=float(rulebook.get(f"{check}problem_cause_share")),
            passage_chars=rulebook.get(f"{check}copied_passage_chars"),
        ),
        rarity=rarity(asked),
    )


def _aspects(material: Material) -> list[CheckAspect]:
    scope = "member" if material.owner_id else "branch"
    return [
        CheckAspect(one.title, tuple(one.manifestations))
        for one in material.meeting.aspects.filter(scope=scope)
    ]


def _opinions(material: Material, text: str) -> list[Item]:
    """What the material has to answer, but for what its author has said how it is answered (R10)."""
    return [
        Item(str(one.pk), one.text, one.round.get_channel_display())
        for one in preparation.opinions_for(material)
        if not _names_answer(answer_in_material(one), text)
    ]


def _names_answer(answer: MaterialAnswer | None, text: str) -> bool:
    return answer is not None and (not answer.quote or stands_in(text, answer.quote))


def _past(material: Material, rulebook: Rulebook, seat: Seat) -> list[Item]:
    """The author's unsolved problems of the years that the rules look back on, the latest first (R28).

    What was solved, rectification knows.
    """
    earlier = earlier_meetings(material.meeting, rulebook.get("rectification.recurrence_years"))
    read = [one for one in earlier if _reads_earlier(material, one, seat)]
    if not read or _unsolved is None:
        return []
    rows = Problem.objects.filter(meeting__in=read, owner=material.owner_id).select_related("meeting")
    found = sorted(rows, key=lambda one: -one.meeting.year_of)
    still_open = _unsolved([one.pk for one in found])
    return [
        Item(str(one.pk), one.manifestation, f"{one.meeting.year_of}年度")
        for one in found
        if one.pk in still_open
    ]


Unsolved = Callable[[list[int]], set[int]]
_unsolved: Unsolved | None = None


def set_unsolved(source: Unsolved) -> None:
    """Called by rectification when it is ready: of these problems' ids, those that are not put right yet.

    Until then nothing is called a repeat, for nobody here knows what was solved.
    """
    global _unsolved  # noqa: PLW0603  (set once, while the apps start)
    _unsolved = source


def _plan_text(meeting: Meeting) -> Reference:
    """What the plan and the upper body's notice say themselves: steps, manifestations, all their wording."""
    texts = [step.text for step in meeting.steps.all() if step.text]
    texts += [line for one in meeting.aspects.all() for line in one.manifestations]
    texts += _sentences(meeting.campaign.content) if meeting.campaign else []
    return Reference("plan", "会议方案", "\n".join(dict.fromkeys(texts)), Kind.NOTICE)


def _sentences(content: object) -> list[str]:
    """Every text in a plan's data that is long enough to be copied."""
    if isinstance(content, str):
        return [content] if len(content) >= _SENTENCE else []
    inside = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return [text for one in inside for text in _sentences(one)]


def _latest(materials) -> list[MaterialVersion]:  # type: ignore[no-untyped-def]
    """The latest version of each material, with its text."""
    rows = MaterialVersion.objects.filter(material__in=materials).select_related("material__owner")
    found = {version.material_id: version for version in rows.order_by("number")}
    return list(found.values())


def _others(material: Material, asked: Sequence[Asked], rulebook: Rulebook, seat: Seat) -> list[Reference]:
    """The meeting's other materials, and the likely ones of earlier years and of upper bodies in the index.

    Who may not read one learns that the passage stands elsewhere, and nothing else: not whose, not a word.
    """
    meeting = material.meeting
    visible = preparation.materials_visible_to(meeting, seat, rulebook)
    readable = set(visible.order_by().values_list("pk", flat=True))
    here = [
        _reference(one, Kind.PERSON, readable=one.material_id in readable)
        for one in _latest(meeting.materials.exclude(pk=material.pk))
    ]
    elsewhere = likely_sources(material, asked)
    may = {one.material.meeting_id: seat.may(P.READ_MATERIAL, one.material.meeting) for one in elsewhere}
    return here + [_from_elsewhere(one, material, seat, may[one.material.meeting_id]) for one in elsewhere]


def _from_elsewhere(found: MaterialVersion, material: Material, seat: Seat, may: bool) -> Reference:
    is_authors = found.material.owner_id == material.owner_id
    same_place = found.material.meeting.organization_id == material.meeting.organization_id
    if is_authors and (material.owner_id or same_place):
        is_readers = seat.member is not None and material.owner_id == seat.member.pk
        return _reference(found, Kind.OWN_EARLIER, readable=may or is_readers)
    return _reference(found, Kind.EARLIER if same_place else Kind.UPPER, readable=may)


def _reference(found: MaterialVersion, kind: Kind, *, readable: bool) -> Reference:
    one = found.material
    key = str(one.pk) if readable else ""
    if kind is Kind.OWN_EARLIER:
        return Reference(key, f"{one.meeting.year_of}年度的材料", found.text, kind)
    if not readable:
        return Reference("", NOT_SHOWN[kind], found.text, kind)
    year = "" if kind is Kind.PERSON else f"{one.meeting.year_of}年度"
    return Reference(key, f"{one.whose}{year}的材料", found.text, kind)


def _reads_earlier(material: Material, earlier: Meeting, seat: Seat) -> bool:
    is_own = seat.member is not None and material.owner_id == seat.member.pk
    return is_own or seat.may(P.READ_MATERIAL, earlier)


def without_hidden(finding: Finding) -> Finding:
    """The finding without the other text where the reader may not have it."""
    other = finding.other
    hidden = isinstance(other, Reference) and not other.key
    return replace(finding, other=None, other_span=None) if hidden else finding

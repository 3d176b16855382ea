"""All that a material is held against by the check, read from the record (材料体检)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from meetings import permissions as P
from meetings.checkup.findings import Aspect as CheckAspect
from meetings.checkup.findings import Context, Draft, Finding, Item, Kind, Reference, Rule
from meetings.checkup.thresholds import Thresholds
from meetings.models import Material, MaterialVersion, Meeting
from meetings.queries import preparation
from meetings.queries.meeting import previous_meeting
from meetings.queries.talk import people_to_cover
from meetings.rulebook import Rulebook
from members.access import Seat

# The provision behind each rule of the check: its clause is shown with the finding.
_PROVISION = {
    Rule.LENGTH: "materials.check.min_problem_chars",
    Rule.SHARE: "materials.check.problem_cause_share",
    Rule.OWN_WORDS: "materials.check.copied_passage_chars",
    Rule.ASPECTS: "materials.check.aspects_covered",
    Rule.AGAIN: "materials.check.repeats_last_year",
}
NOT_SHOWN = "本次会议另一份材料"  # what those are told who may not read the other text


def draft_of(material: Material, text: str) -> Draft:
    author = material.owner.name if material.owner else ""
    return Draft(text, personal=material.owner_id is not None, author=author)


def context_of(material: Material, rulebook: Rulebook, seat: Seat) -> Context:
    """What the check compares with, by the provisions `materials.check.*`, as far as `seat` may read it.

    The number of queries does not depend on how many materials there are.
    """
    meeting = material.meeting
    previous = previous_meeting(meeting)
    check = "materials.check."
    return Context(
        aspects=_aspects(material) if rulebook.get(f"{check}aspects_covered") else (),
        opinions=_opinions(material) if rulebook.get(f"{check}opinions_answered") else (),
        past_problems=_past(material, previous, seat) if rulebook.get(f"{check}repeats_last_year") else (),
        others=[
            _plan_text(meeting),
            *_others(material, rulebook, seat),
            *_own_earlier(material, previous, seat),
        ],
        people=[person.name for person in people_to_cover(meeting)],
        stock=[meeting.theme, *meeting.standards],
        clauses={rule.value: rulebook.clause(key) for rule, key in _PROVISION.items()},
        thresholds=Thresholds(
            problem_chars=rulebook.get(f"{check}min_problem_chars"),
            cause_chars=rulebook.get(f"{check}min_cause_chars"),
            problem_cause_share=float(rulebook.get(f"{check}problem_cause_share")),
            passage_chars=rulebook.get(f"{check}copied_passage_chars"),
        ),
    )


def _aspects(material: Material) -> list[CheckAspect]:
    scope = "member" if material.owner_id else "branch"
    return [
        CheckAspect(one.title, tuple(one.manifestations))
        for one in material.meeting.aspects.filter(scope=scope)
    ]


def _opinions(material: Material) -> list[Item]:
    """What the author has been told: a member what was said of them and fed back; the committee its own."""
    found = preparation.opinions(material.meeting).filter(about=material.owner_id)
    if material.owner_id:
        found = found.filter(fed_back_on__isnull=False)
    return [Item(str(one.pk), one.text, one.round.get_channel_display()) for one in found]


def _past(material: Material, previous: Meeting | None, seat: Seat) -> list[Item]:
    """The author's unsolved problems of the meeting before (R28). What was solved, rectification knows."""
    if previous is None or _unsolved is None or not _reads_earlier(material, previous, seat):
        return []
    found = list(previous.problems.filter(owner=material.owner_id))
    still_open = _unsolved([one.pk for one in found])
    label = f"{previous.year_of}年度"
    return [Item(str(one.pk), one.manifestation, label) for one in found if one.pk in still_open]


Unsolved = Callable[[list[int]], set[int]]
_unsolved: Unsolved | None = None


def set_unsolved(source: Unsolved) -> None:
    """Called by rectification when it is ready: of these problems' ids, those that are not put right yet.

    Until then nothing is called a repeat, for nobody here knows what was solved.
    """
    global _unsolved  # noqa: PLW0603  (set once, while the apps start)
    _unsolved = source


def _references(
    material: Material, previous: Meeting | None, rulebook: Rulebook, seat: Seat
) -> list[Reference]:
    return [
        _plan_text(material.meeting),
        *_others(material, rulebook, seat),
        *_own_earlier(material, previous, seat),
    ]


def _plan_text(meeting: Meeting) -> Reference:
    """The plan's own wording: its steps and the manifestations it lists."""
    texts = [step.text for step in meeting.steps.all() if step.text]
    texts += [line for one in meeting.aspects.all() for line in one.manifestations]
    return Reference("plan", "会议方案", "\n".join(texts), Kind.NOTICE)


def _latest(materials) -> list[MaterialVersion]:  # type: ignore[no-untyped-def]
    """The latest version of each material, with its text."""
    rows = MaterialVersion.objects.filter(material__in=materials).select_related("material__owner")
    found = {version.material_id: version for version in rows.order_by("number")}
    return list(found.values())


def _others(material: Material, rulebook: Rulebook, seat: Seat) -> list[Reference]:
    """The meeting's other materials. Who may not read one learns neither whose it is nor a word of it."""
    meeting = material.meeting
    others = meeting.materials.exclude(pk=material.pk)
    readable = set(
        preparation.materials_visible_to(meeting, seat, rulebook).order_by().values_list("pk", flat=True)
    )
    return [
        Reference(
            str(one.material_id) if one.material_id in readable else "",
            f"{one.material.whose}的材料" if one.material_id in readable else NOT_SHOWN,
            one.text,
        )
        for one in _latest(others)
    ]


def _own_earlier(material: Material, previous: Meeting | None, seat: Seat) -> list[Reference]:
    """The author's material of the meeting before; who may not read that one is told the likeness alone."""
    if previous is None:
        return []
    own = previous.materials.filter(owner=material.owner_id)
    key = f"{previous.pk}-own" if _reads_earlier(material, previous, seat) else ""
    label = f"{previous.year_of}年度的材料"
    return [Reference(key, label, one.text, Kind.OWN_EARLIER) for one in _latest(own)]


def _reads_earlier(material: Material, previous: Meeting, seat: Seat) -> bool:
    is_own = seat.member is not None and material.owner_id == seat.member.pk
    return is_own or seat.may(P.READ_MATERIAL, previous)


def without_hidden(finding: Finding) -> Finding:
    """The finding without the other text where the reader may not have it."""
    other = finding.other
    hidden = isinstance(other, Reference) and not other.key
    return replace(finding, other=None, other_span=None) if hidden else finding

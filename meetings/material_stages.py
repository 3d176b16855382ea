"""Who reviews a material, and in which order: one table (R08, R09). What fills it in is read elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from meetings import permissions as P
from meetings.enums import MaterialState as S
from meetings.enums import ReviewStage as K
from meetings.rulebook import Rulebook
from members.access import Permission


class Whose(StrEnum):
    """Whose material it is; the values are those of `materials.superior_scope`."""

    COMMITTEE = "committee"
    SECRETARY = "secretary"
    COMMITTEE_MEMBER = "committee_member"
    MEMBER = "member"


_PERSONAL = frozenset({Whose.SECRETARY, Whose.COMMITTEE_MEMBER, Whose.MEMBER})
_BRANCHS = frozenset({Whose.COMMITTEE})


@dataclass(frozen=True)
class Stage:
    """One row. `state` is what a material is while it waits for this review; `of` is whose it may be."""

    kind: K
    state: S
    provision: str
    permission: Permission
    of: frozenset[Whose]


STAGES = (
    Stage(
        K.GROUP, S.WITH_GROUP, provision="materials.group_reviews", permission=P.REVIEW_IN_GROUP, of=_PERSONAL
    ),
    Stage(
        K.SECRETARY, S.SUBMITTED, provision="materials.secretary_reviews", permission=P.REVIEW_MATERIAL,
        of=_PERSONAL,
    ),
    Stage(
        K.COMMITTEE, S.WITH_COMMITTEE, provision="materials.committee_settles", permission=P.SETTLE_MATERIAL,
        of=_BRANCHS,
    ),
    Stage(
        K.SUPERIOR, S.REVIEWED, provision="materials.superior_reviews", permission=P.APPROVE_MATERIAL,
        of=_PERSONAL | _BRANCHS,
    ),
)  # fmt: skip
WAITING = {stage.state: stage for stage in STAGES}


@dataclass(frozen=True)
class Case:
    """What of one material decides its reviews.

    `asked` are the provisions that ask for one of it; `staffed` are the stages at which somebody other than
    its author is there to review.
    """

    whose: Whose
    asked: frozenset[str]
    staffed: frozenset[K]


def case_of(whose: Whose, rulebook: Rulebook, staffed: Iterable[K]) -> Case:
    """A case by a meeting's provisions; the superior is asked only for those whom the scope names."""
    asked = {stage.provision for stage in STAGES if rulebook.get(stage.provision)}
    if whose not in rulebook.get("materials.superior_scope"):
        asked.discard("materials.superior_reviews")
    return Case(whose, frozenset(asked), frozenset(staffed))


def stages_of(case: Case) -> list[Stage]:
    """The reviews that a material goes through, in order.

    Nobody reviews their own: where a stage is asked for and only the author could do it, the next one
    above stands in: the superior, for the secretary's own without a deputy or a branch without a committee.
    """
    found, stands_in = [], False
    for stage in STAGES:
        if case.whose not in stage.of or not (stands_in or stage.provision in case.asked):
            continue
        stands_in = stage.kind not in case.staffed
        if not stands_in:
            found.append(stage)
    return found


def ahead_of(case: Case, passed: Iterable[str]) -> list[Stage]:
    """The reviews that still lie ahead when those in `passed` are done; none goes back to an earlier one."""
    kinds = [stage.kind for stage in STAGES]
    begun = max((kinds.index(K(kind)) for kind in passed), default=-1)
    return [stage for stage in stages_of(case) if kinds.index(stage.kind) > begun]


def state_of(case: Case, passed: Iterable[str]) -> S:
    """What a material is that was handed in and has passed these reviews."""
    passed = list(passed)
    if ahead := ahead_of(case, passed):
        return ahead[0].state
    return S.APPROVED if passed else S.HANDED_IN

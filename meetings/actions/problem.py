"""Problems searched out: a member's own, and the branch's (R01, R02)."""

from __future__ import annotations

from audit.door import action, record
from core.exceptions import Invalid
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.enums import ProblemSource
from meetings.models import Aspect, Meeting, Problem
from meetings.rulebook import Rulebook
from members.access import require
from members.models import User


@action("problem.list")
def list_problem(
    *, by: User, meeting: Meeting, own: bool, manifestation: str, source: str = "",
    aspect: Aspect | None = None, cause: str = "",
) -> Problem:  # fmt: skip
    """A concrete problem with where it was found (R02): one's own, or the branch's when `own` is False.

    Raises Invalid without a source or a cause where the rules want one.
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.LIST_OWN_PROBLEM if own else P.LIST_BRANCH_PROBLEM, meeting)
    rules.require_phase(meeting, rules.PREPARATION | rules.SESSION, "列出问题")
    if not manifestation.strip():
        raise Invalid("请写出问题的具体表现。", field="manifestation")
    rulebook = Rulebook.of(meeting)
    if rulebook.get("problems.cause_required") and not cause.strip():
        clause = rulebook.clause("problems.cause_required")
        raise Invalid("请写明问题的原因。", field="cause", clause=clause)
    if rulebook.get("problems.source_required") and not source:
        clause = rulebook.clause("problems.source_required")
        raise Invalid("请写明问题是从哪里查出来的。", field="source", clause=clause)
    if aspect and (aspect.meeting_id, aspect.scope) != (meeting.pk, scope_of(own)):
        raise Invalid("请从这次会议检视的方面里选择。", field="aspect")
    owner = by.member if own else None
    if meeting.problems.filter(owner=owner, aspect=aspect, manifestation=manifestation.strip()).exists():
        raise Invalid("这个问题已经列出，没有重复登记。", field="manifestation")
    problem = Problem.objects.create(
        meeting=meeting, owner=owner, aspect=aspect, manifestation=manifestation.strip(),
        source=ProblemSource(source) if source else "", cause=cause.strip(),
    )  # fmt: skip
    after = {"own": own, "source": source}
    record(by=by, role=role, what="problem.list", on=meeting, reach=meeting.reach, after=after)
    return problem


def scope_of(own: bool) -> str:
    """Whose list of aspects a problem belongs to."""
    return Aspect.Scope.MEMBER if own else Aspect.Scope.BRANCH

"""Which documents of a meeting somebody may read. Confidential ones are the leaders' alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from meetings import permissions as P
from meetings.documents import Produced, blanks_of, documents_of
from meetings.enums import DocumentKind as K
from meetings.models import Meeting
from meetings.plan_readers import may_read_plan
from meetings.queries.preparation import materials_visible_to
from meetings.rulebook import Rulebook
from members.access import Permission, Seat

MATERIALS = frozenset({K.MATERIAL_BRANCH, K.MATERIAL_MEMBER})
# Talk text leaves the parties' own pages in no document (R06); the packet has its own switch.
NEVER = frozenset({K.TALK_RECORDS})
# Whatever is not here goes to everybody who sees the preparation.
_NEEDS: dict[K, Permission] = {
    K.OPINION_SUMMARY: P.SEE_OPINIONS,
    K.OPINION_ORIGINALS: P.SEE_OPINIONS,
    K.TALK_COVERAGE: P.SEE_COVERAGE,
    K.MINUTES: P.READ_RECORD,
    K.CRITICISM_SUMMARY: P.READ_RECORD,
}


def needed(kind: K) -> Permission:
    """What a person must be allowed, to see any document of a kind."""
    return _NEEDS.get(kind, P.SEE_PREPARATION)


def kinds_for(meeting: Meeting, seat: Seat) -> set[K]:
    """The kinds that this person may see any document of."""
    found = {k for k in K if k not in NEVER and seat.may(needed(k), meeting)}
    return found if may_read_plan(seat, meeting) else found - {K.PLAN}


def documents_visible_to(meeting: Meeting, seat: Seat, kind: str = "") -> Iterator[Produced]:
    """The documents this person may read, of one kind or of all; an unknown kind yields none."""
    allowed = kinds_for(meeting, seat)
    wanted = {one for one in allowed if not kind or one.value == kind}
    leads = seat.may(P.PLAN_MEETING, meeting)
    own = _materials(meeting, seat) if wanted & MATERIALS else set()
    for document in chain(documents_of(meeting, wanted), blanks_of(meeting, wanted)):
        if document.confidential and not leads:
            continue
        if document.kind not in MATERIALS or document.slug in own:
            yield document


def _materials(meeting: Meeting, seat: Seat) -> set[str]:
    found = materials_visible_to(meeting, seat, Rulebook.of(meeting))
    return {str(pk) for pk in found.values_list("pk", flat=True)}

"""Tying an opinion to what answers it in a material, and to the criticism that takes it up (R03, R10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit.door import action, record
from core.exceptions import Conflict, Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.actions.opinion import current_opinion
from meetings.models import Criticism, Material, MaterialAnswer, Opinion, RaisedOpinion
from meetings.queries.material_text import stands_in
from meetings.queries.opinion_answers import ANSWERING, latest_version
from meetings.queries.opinion_raised import RAISING, is_own, raisable
from meetings.queries.preparation import opinions_for
from meetings.queries.sitting import current_sitting
from members.access import Seat, require
from members.models import User


@action("opinion.tie")
def tie_to_passage(
    *, by: User, material: Material, opinion: Opinion, version: int, quote: str
) -> MaterialAnswer:
    """The author says which paragraph of the latest version answers an opinion; it replaces what was said.

    Who may: whoever writes the material. Raises Conflict when a newer version came in since or the paragraph
    is not in it, Invalid when the opinion is none that this material has to answer.
    """
    material, opinion, role = _begin(by, material, opinion, "指明怎样回应意见")
    latest = latest_version(material)
    if latest is None or latest.number != version or not stands_in(latest.text, quote):
        raise Conflict("材料刚刚交了新的一稿，请在新的一稿里重新指明。")
    return _settle(by, role, opinion, version=latest, quote=quote)


@action("opinion.answer_otherwise")
def answer_otherwise(*, by: User, material: Material, opinion: Opinion, text: str) -> MaterialAnswer:
    """A member says, in a word, how an opinion is answered other than in the material.

    The committee's other way is the answer on the opinion's page; here it would be a second place for it.
    """
    material, opinion, role = _begin(by, material, opinion, "说明怎样回应意见")
    if material.owner_id is None:
        raise Invalid("涉及班子的意见不在材料里回应的，请在这条意见的页面上逐条回应。", field="why")
    if not text.strip():
        raise Invalid("请写一句怎样回应，或者为什么不写进材料。", field="why")
    return _settle(by, role, opinion, otherwise=text.strip())


@action("opinion.untie")
def untie(*, by: User, material: Material, opinion: Opinion) -> None:
    """Take back what was said of how the material answers an opinion. The trail keeps that it was said."""
    material, opinion, role = _begin(by, material, opinion, "撤回回应")
    answer = MaterialAnswer.objects.filter(opinion=opinion).first()
    if answer is None:
        raise NotNow("这条意见还没有指明怎样回应。")
    before = _in_short(answer)
    answer.delete()
    record(by=by, role=role, what="opinion.untie", on=opinion, reach=opinion.reach, before=before)


def _begin(by: User, material: Material, opinion: Opinion, doing: str) -> tuple[Material, Opinion, Any]:
    """Both read afresh and locked, and the role; the opinion is one that this material has to answer."""
    opinion, _ = current_opinion(opinion)
    material = locked(material, "meeting__organization", "owner")
    role = require(by, P.to_submit(material.owner_id), material)
    rules.require_phase(material.meeting, ANSWERING, doing)
    if not opinions_for(material).filter(pk=opinion.pk).exists():
        raise Invalid("这条意见不归这份材料回应。")
    return material, opinion, role


def _settle(by: User, role: Any, opinion: Opinion, **given: Any) -> MaterialAnswer:
    old = MaterialAnswer.objects.filter(opinion=opinion).first()
    blank = {"version": None, "quote": "", "gone_in": None, "otherwise": ""}
    told = blank | given | {"by": by, "on": opinion.meeting.today}
    answer, _ = MaterialAnswer.objects.update_or_create(opinion=opinion, defaults=told)
    record(
        by=by, role=role, what="opinion.tie" if answer.quote else "opinion.answer_otherwise", on=opinion,
        reach=opinion.reach, before=_in_short(old), after=_in_short(answer),
    )  # fmt: skip
    return answer


def _in_short(answer: MaterialAnswer | None) -> dict[str, Any]:
    """What the trail holds of it: no words."""
    if answer is None:
        return {}
    return {"version": answer.version.number} if answer.version else {"otherwise": True}


@action("criticism.raise")
def raise_opinions(*, by: User, criticism: Criticism, opinions: Sequence[Opinion]) -> int:
    """Which opinions a criticism takes up: exactly these, of those that the acting person may see. How many.

    Who may: whoever keeps the record, and the speaker of a self-criticism. Until the minutes are sealed; the
    tie is no part of what is signed and unsigns nothing. Raises Invalid for an opinion that concerns neither
    the person criticised nor a committee they sit on, or that the acting person may not see.
    """
    meeting = locked(criticism.meeting, "organization")
    role = require(by, P.to_raise(is_own(criticism, getattr(by, "member", None))), meeting)
    rules.require_phase(meeting, RAISING, "对应征求到的意见")
    sitting = current_sitting(meeting)
    if sitting is None or sitting.is_sealed or criticism.sitting_id != sitting.pk:
        raise NotNow("会议记录已经封存，或者是被叫停的那次会，批评和意见的对应不能再改。")
    may = set(raisable(criticism, Seat(by)).values_list("pk", flat=True))
    wanted = {one.pk for one in opinions}
    if not wanted <= may:
        raise Invalid("有一条意见不涉及被批评的人，请重新选。", field="opinions")
    before = set(criticism.raised.filter(opinion__in=may).values_list("opinion_id", flat=True))
    criticism.raised.filter(opinion__in=before - wanted).delete()
    RaisedOpinion.objects.bulk_create(
        RaisedOpinion(criticism=criticism, opinion_id=pk, by=by, on=meeting.today)
        for pk in sorted(wanted - before)
    )
    record(
        by=by, role=role, what="criticism.raise", on=sitting, reach=meeting.reach,
        before={"opinions": sorted(before)}, after={"opinions": sorted(wanted)},
    )  # fmt: skip
    return len(wanted)

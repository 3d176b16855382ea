"""Reviews of a material, stage by stage as the plan asks for them (R09); the table is material_stages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from fractions import Fraction

from audit.door import action, record
from core.clock import now
from core.exceptions import Conflict, Invalid, NotNow
from core.locks import locked
from meetings import rules
from meetings.enums import MaterialState as S
from meetings.enums import ReviewStage, ReviewVerdict
from meetings.material_stages import WAITING, Stage, state_of
from meetings.models import Material, MaterialReview, Meeting, Settling
from meetings.queries.material_stage import Desks, passed
from meetings.rulebook import Rulebook
from members.access import require
from members.models import Member, User
from members.queries import committee_of


def stage_of(material: Material) -> Stage:
    """The review that a material waits for. Raises NotNow when it waits for none."""
    if material.state not in WAITING:
        raise NotNow(f"这份材料现在是“{material.get_state_display()}”，没有等待审核的稿子。")
    return WAITING[S(material.state)]


@action("material.review")
def review_material(
    *, by: User, material: Material, verdict: str, remarks: str = "", version: int | None = None,
    held_on: dt.date | None = None, present: Collection[Member] = (),
) -> MaterialReview:  # fmt: skip
    """A verdict on the latest version, at the stage the material is in (R09).

    `version` is the number that was read: Conflict when a newer one came in since. Nobody reviews their own,
    and the committee's is not settled by whoever handed it in. The committee's approval is what it did in a
    session: `held_on` and who was `present`, recorded by one of these. Raises NotNow when there is nothing to
    review, Invalid when it is returned without saying why or the committee was not there.
    """
    material = locked(material, "meeting__organization", "owner")
    stage = stage_of(material)
    role = require(by, stage.permission, material)
    rules.require_phase(material.meeting, rules.PREPARATION, "审核材料")
    if verdict == ReviewVerdict.RETURN and not remarks.strip():
        raise Invalid("退回时请写明要改什么。", field="remarks")
    latest = material.versions.order_by("-number").first()
    assert latest is not None  # a submitted material has one
    if version not in (None, latest.number):
        raise Conflict(f"作者刚刚提交了第{latest.number}稿，请先读新的一稿再下结论。")
    rulebook = Rulebook.of(material.meeting)
    settles = stage.kind == ReviewStage.COMMITTEE and verdict == ReviewVerdict.APPROVE
    expected = _require_committee(by, material, rulebook, held_on, present) if settles else 0
    review = MaterialReview.objects.create(
        version=latest, stage=stage.kind, verdict=ReviewVerdict(verdict), remarks=remarks.strip(),
        reviewer=by, role=role, at=now(),
    )  # fmt: skip
    if settles:
        Settling.objects.create(review=review, held_on=held_on, expected=expected).present.set(present)
    before = material.state
    material.state = _after(material, verdict, rulebook)
    material.save()
    after = {"state": material.state, "stage": stage.kind, "version": latest.number}
    if settles:
        after |= {"held_on": str(held_on), "present": sorted(one.pk for one in present), "expected": expected}
    record(
        by=by, role=role, what="material.review", on=material, reach=material.reach, before={"state": before},
        after=after,
    )  # fmt: skip
    return review


def _require_committee(
    by: User, material: Material, rulebook: Rulebook, held_on: dt.date | None, present: Collection[Member]
) -> int:
    """How many sat in the committee that day; Invalid unless enough of them were there, `by` among them."""
    organization = material.meeting.organization
    if held_on is None:
        raise Invalid("请写明支委会是哪天审定的。", field="held_on")
    if held_on > organization.today:
        raise Invalid("审定日期还没有到。开过支委会再来登记。", field="held_on")
    committee = committee_of(organization, held_on)
    if strangers := [one.name for one in present if one not in committee]:
        raise Invalid(f"{'、'.join(strangers)}当天不是支委会委员，请不要勾选。", field="present")
    if by.pk not in {one.user_id for one in present}:
        raise Invalid("登记审定结果的须是到会的委员，请把您本人也勾上。", field="present")
    clause = rulebook.clause("quorum.hard")
    if Fraction(len(present), len(committee)) < rulebook.get("quorum.hard"):
        told = f"支委会应到{len(committee)}人，到会{len(present)}人，不够审定材料的人数。"
        raise Invalid(told, field="present", clause=clause)
    return len(committee)


def _after(material: Material, verdict: str, rulebook: Rulebook) -> S:
    if verdict == ReviewVerdict.RETURN:
        return S.RETURNED
    return state_of(Desks(material.meeting, rulebook).case(material), passed(material))


def follow_rules(meeting: Meeting) -> None:
    """Put every material that was handed in where the meeting's rules now want it. Part of several actions.

    What waits for a review that is no longer asked for moves on; what passed all that were asked for waits
    again when another is. No review is undone, and nothing moves after the meeting.
    """
    if meeting.state not in rules.PREPARATION:
        return
    desks = Desks(meeting, Rulebook.of(meeting))
    handed_in = meeting.materials.exclude(state__in=(S.OWED, S.RETURNED)).select_related("owner")
    for material in handed_in:
        state = state_of(desks.case(material), passed(material))
        if state != material.state:
            material.state = state
            material.save(update_fields=["state"])

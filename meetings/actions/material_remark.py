"""Remarks on single paragraphs of a material, and the author's answers (R09)."""

from __future__ import annotations

from audit.door import action, record
from core.clock import now
from core.exceptions import Conflict, Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.actions.material_review import stage_of
from meetings.models import Material, PassageRemark
from members.access import require
from members.models import User


@action("material.remark")
def remark_on_passage(*, by: User, material: Material, version: int, quote: str, text: str) -> PassageRemark:
    """Say something about one paragraph of the version that waits for review; `quote` is the paragraph.

    Who may: whoever reviews it at its stage. Raises NotNow when it waits for none, Conflict when a newer
    version came in since or the paragraph is not in it, Invalid without text.
    """
    material = locked(material, "meeting__organization", "owner")
    rules.require_phase(material.meeting, rules.PREPARATION, "批注材料")
    role = require(by, stage_of(material).permission, material)
    if not text.strip():
        raise Invalid("请写下批注的内容。", field="text")
    latest = material.versions.order_by("-number").first()
    assert latest is not None  # a submitted material has one
    if latest.number != version or not quote or quote not in latest.text:
        raise Conflict(f"作者刚刚提交了第{latest.number}稿，请在新的一稿上批注；您写的内容还在这里。")
    remark = PassageRemark.objects.create(
        version=latest, quote=quote, text=text.strip(), author=by, role=role, at=now()
    )
    after = {"version": latest.number, "remark": remark.pk}
    record(by=by, role=role, what="material.remark", on=material, reach=material.reach, after=after)
    return remark


@action("material.answer_remark")
def answer_remark(*, by: User, remark: PassageRemark, text: str) -> PassageRemark:
    """The author says what came of a remark, once. Raises Invalid without text, NotNow when answered."""
    remark = locked(remark, "version__material__meeting__organization", "version__material__owner")
    material = remark.version.material
    role = require(by, P.to_submit(material.owner_id), material)
    rules.require_phase(material.meeting, rules.PREPARATION, "回应批注")
    if remark.answer:
        raise NotNow("这条批注已经回应过了。")
    if not text.strip():
        raise Invalid("请写下回应的内容。", field="text")
    remark.answer, remark.answered_at = text.strip(), now()
    remark.save()
    after = {"remark": remark.pk}
    record(by=by, role=role, what="material.answer_remark", on=material, reach=material.reach, after=after)
    return remark

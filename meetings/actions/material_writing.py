"""Writing a material in the browser: a draft that is kept on the server until it is handed in (R08)."""

from __future__ import annotations

from audit.door import action, record
from core.clock import now
from core.exceptions import Conflict, Invalid
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.actions.material import MAX_TEXT, require_open
from meetings.models import Material, MaterialDraft
from members.access import require
from members.models import User


@action("material.save_draft")
def save_draft(*, by: User, material: Material, text: str, revision: int) -> MaterialDraft:
    """Keep what was written so far; nobody but those who may hand it in reads it.

    `revision` is the one the writer began with, 0 for none: Conflict when somebody else saved since. Raises
    Invalid for a text that no material can have.
    """
    material = locked(material, "meeting__organization", "owner")
    role = require(by, P.to_submit(material.owner_id), material)
    rules.require_phase(material.meeting, rules.PREPARATION, "写材料")
    require_open(material)
    if len(text) > MAX_TEXT:
        raise Invalid(f"写了{len(text)}字，超过{MAX_TEXT}字的上限，没有保存。请先精简。", field="text")
    draft = MaterialDraft.objects.filter(material=material).select_related("saved_by").first()
    if draft and draft.revision != revision and draft.text != text:
        raise Conflict(f"{draft.saved_by.name}在您之后保存过这份草稿，您的这一次没有覆盖它。请对照后再保存。")
    draft = draft or MaterialDraft(material=material, revision=0)
    draft.text, draft.saved_by, draft.saved_at = text, by, now()
    draft.revision += 1
    draft.save()
    after = {"revision": draft.revision, "chars": len(text)}
    record(by=by, role=role, what="material.save_draft", on=material, reach=material.reach, after=after)
    return draft

"""Materials: owed, and handed in as versions (R08, R09)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.core.files.base import File

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid, NotNow
from core.locks import locked
from core.uploads import UploadRefused, accept, docx_text
from meetings import permissions as P
from meetings import rules
from meetings.actions.passage_index import SMALL, put_in_index
from meetings.enums import MaterialState as S
from meetings.enums import MeetingForm
from meetings.material_stages import state_of
from meetings.models import Material, MaterialAnswer, MaterialDraft, MaterialVersion, Meeting
from meetings.queries.material_stage import Desks, passed
from meetings.queries.material_text import stands_in
from meetings.rulebook import Rulebook
from members.access import require
from members.models import Member, User
from members.queries import committee_of, counted_members, secretary_of

MAX_TEXT = 200_000  # characters; a material is some thousand, this is a book
SKELETON = (
    "一、存在的问题\n\n\n二、产生问题的原因\n\n\n三、整改措施\n\n"  # what the page of writing begins with
)
_OPEN = (S.OWED, S.RETURNED, S.HANDED_IN)


def owe_materials(meeting: Meeting) -> None:
    """Make a row for everyone who owes a material; who already has one keeps it. Part of several actions."""
    rulebook = Rulebook.of(meeting)
    have = set(meeting.materials.values_list("owner_id", flat=True))
    for owner, key in _debtors(meeting):
        form = rulebook.get(key)
        if form != "none" and (owner.pk if owner else None) not in have:
            Material.objects.create(meeting=meeting, owner=owner, form=form, clause=rulebook.clause(key))


def _debtors(meeting: Meeting) -> Iterator[tuple[Member | None, str]]:
    """Who may owe a material, each with the provision that says of what form: the committee first."""
    committee = committee_of(meeting.organization, meeting.today)
    secretary = secretary_of(meeting.organization, meeting.today)
    if meeting.form != MeetingForm.GROUP:
        yield None, "materials.committee_form"
        for member in committee:
            is_secretary = member == secretary
            yield member, f"materials.{'secretary' if is_secretary else 'committee_member'}_form"
    if meeting.form != MeetingForm.COMMITTEE:
        for member in counted_members(meeting.organization):
            if meeting.form == MeetingForm.GROUP or member not in committee:
                yield member, "materials.member_form"


@action("material.submit")
def submit_material(
    *, by: User, material: Material, upload: File | None = None, text: str = ""
) -> MaterialVersion:
    """A new version, as a .docx or written in the page, handed in for the reviews that the plan asks for.

    An earlier version stays as it is. Raises Invalid for a file that cannot be taken or
    for no text, NotNow once a reviewer has passed it.
    """
    material = locked(material, "meeting__organization", "owner")
    role = require(by, P.to_submit(material.owner_id), material)
    rules.require_phase(material.meeting, rules.PREPARATION, "提交材料")
    require_open(material)
    version = _version(material, upload, text, by)
    if len(version.text) <= SMALL:
        put_in_index(version)
    _follow_answers(version)
    MaterialDraft.objects.filter(material=material).delete()
    rulebook = Rulebook.of(material.meeting)
    material.state = state_of(Desks(material.meeting, rulebook).case(material), [])
    material.save()
    after = {"version": version.number, "sha256": version.sha256, "state": material.state}
    record(by=by, role=role, what="material.submit", on=material, reach=material.reach, after=after)
    return version


def _follow_answers(version: MaterialVersion) -> None:
    """Look for the passages that answer opinions in the new version: what is gone answers no longer (R10)."""
    for answer in MaterialAnswer.objects.filter(version__material=version.material_id):
        answer.gone_in = None if stands_in(version.text, answer.quote) else version
        answer.save(update_fields=["gone_in"])


def is_open(material: Material) -> bool:
    """May its author still change it? Until a reviewer has passed the latest version."""
    return material.state in _OPEN or (material.state != S.APPROVED and not passed(material))


def require_open(material: Material) -> None:
    """Raise NotNow unless its author may still change it."""
    if not is_open(material):
        raise NotNow(f"这份材料已经是“{material.get_state_display()}”，不能再改。要改请先请审核人退回。")


def _version(material: Material, upload: File | None, text: str, by: User) -> MaterialVersion:
    last = material.versions.order_by("-number").first()
    version = MaterialVersion(
        material=material, number=(last.number if last else 0) + 1, submitted_by=by, submitted_at=now()
    )
    if upload is not None:
        try:
            _take_file(version, upload)
        except UploadRefused as refused:
            raise Invalid(refused.message, field="upload") from refused
    else:
        version.text = text.strip()
        version.sha256 = hashlib.sha256(version.text.encode()).hexdigest()
        version.size = len(version.text.encode())
    _check_text(version.text)
    if last and last.sha256 == version.sha256:
        raise Invalid(f"这和第{last.number}稿完全相同，没有重复提交。", field="upload" if upload else "text")
    version.save()
    return version


def _take_file(version: MaterialVersion, upload: File) -> None:
    accepted = accept(upload, kinds=frozenset({"docx"}))
    version.text = docx_text(accepted.content)
    version.sha256, version.size, version.file_name = accepted.sha256, accepted.size, accepted.clean_name
    accepted.content.seek(0)
    version.file.save(accepted.clean_name, File(accepted.content), save=False)


def _check_text(text: str) -> None:
    if not text:
        raise Invalid("材料里没有文字，请写好内容再提交。", field="text")
    if text.split() == SKELETON.split():
        raise Invalid("材料里只有小标题，还没有正文，请写好内容再提交。", field="text")
    if len(text) > MAX_TEXT:
        raise Invalid(f"材料有{len(text)}字，超过{MAX_TEXT}字的上限，请精简后再提交。", field="text")

"""One thing of each kind that an address can name, at the first branch. Rows, not actions, to be quick."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

from django.core.files.base import ContentFile

from archive.models import Packet, PacketBatch
from core.clock import now
from meetings import plan_schema
from meetings.models import (
    AgendaItem,
    Attendance,
    CalendarDay,
    Campaign,
    CampaignAttachment,
    Correction,
    Criticism,
    Material,
    MaterialVersion,
    Meeting,
    MinutesEntry,
    Opinion,
    OpinionRound,
    PassageRemark,
    PlanTemplate,
    Problem,
    Proposal,
    Sitting,
    StudyAttendance,
    StudySession,
    Talk,
    TalkParty,
)
from members.models import Appointment, KeyPersonFlag, Member, Roster, RosterWriting
from members.roster.reading import Entry, Listed
from readingroom.models import OpenedDocument, OpenedPacket
from rectification.models import Commitment, ProgressEntry, Publication, RectificationItem
from reminders.models import Notice
from tests.casting import START, TODAY, Cast

WORDS = {
    "kind": "plan", "slug": "-", "gate": "gate.talks_covered", "key": "gate.attendance",
    "name": "cancel", "what": "unlock", "number": 2, "paragraph": 1, "year": 2026, "ordinal": 1, "link": "a-link-that-nobody-could-guess",
}  # fmt: skip
LINK = WORDS["link"]
_TOLD = ("entered_on", "sorted_on", "fed_back_on")
DAYS = {"starts_on": TODAY, "ends_on": TODAY}


def build(cast: Cast) -> dict[str, Any]:
    """What an address's names stand for: `pk` by Page.pk, the rest by the name in the address."""
    comrade, member = cast.member("comrade"), cast.member("member")
    roles = {"recorder": cast.member("recorder"), "host": cast.member("host")}
    before = cast.meeting(state="preparing", **roles)
    after = cast.meeting(state="rectifying", title="上一次组织生活会", held_on=START, **roles)
    flag = KeyPersonFlag.objects.create(member=member, kind="mobile", start=START)
    named = {"meeting": before, "after": after, "branch": cast.branch, "member": member, "flag": flag}
    named |= {"holder": cast.member("committee"), "post": cast.member("committee").posts.get()}
    named |= {
        "account": cast.who["activist"],
        "appointment": Appointment.objects.get(user=cast.who["archivist"]),
    }
    named |= {"roster": _roster(cast, member)}
    named |= _prepared(cast, before, comrade, member) | _held(cast, after, comrade, member)
    named |= _settled(cast, after, comrade) | _above(cast)
    corrected = Correction.objects.create(campaign=named["campaign"], number=1)
    named["proposal"] = Proposal.objects.create(correction=corrected, meeting=before)
    return named


def _roster(cast: Cast, member: Member) -> Roster:
    """A list of the first town's administrator, being written, with a code that nobody took yet."""
    made = Roster.objects.create(
        uploaded_by=cast.who["administrator"], file_name="名单.xlsx",
        counts={"new": 1, "moved": 0, "changed": 0, "same": 0, "refused": 0},
    )  # fmt: skip
    made.rows.create(line=2, name="新人", outcome="new", member=member, code="abcd")
    RosterWriting.objects.create(roster=made, mode="all")
    return made


def listed() -> Listed:
    """What an uploaded list says: one person."""
    return Listed([Entry(2, "新人", status="full")], [])


def _prepared(cast: Cast, meeting: Meeting, comrade: Member, member: Member) -> dict[str, Any]:
    by = {"recorded_by": cast.member("committee")}
    session = StudySession.objects.create(meeting=meeting, kind="group", held_on=TODAY, works="党章", **by)
    talk = Talk.objects.create(meeting=meeting, mode="face", planned_on=TODAY)
    for one in (comrade, member):
        TalkParty.objects.create(talk=talk, member=one)
    material = Material.objects.create(meeting=meeting, owner=comrade, form="outline", state="submitted")
    for number in (1, 2):
        MaterialVersion.objects.create(
            material=material, number=number, sha256="0" * 64, text="对照检查",
            submitted_by=cast.who["comrade"], file=ContentFile(b"%PDF-", "a.pdf"), file_name="a.pdf", size=5,
        )  # fmt: skip
    waiting = {
        "group_material": _waiting(cast, meeting, "member", "with_group"),
        "branch_material": _waiting(cast, meeting, "", "with_committee"),
        "upper_material": _waiting(cast, meeting, "recorder", "reviewed"),
    }
    asked = OpinionRound.objects.create(meeting=meeting, channel="box", audience="群众", link=LINK, **DAYS)
    return {
        "step": meeting.steps.create(key="s", kind="study", title="学习", responsible_role="secretary"),
        "session": session,
        "attendance": StudyAttendance.objects.create(session=session, member=comrade, present=False),
        "talk": talk,
        "material": material,
        **waiting,
        "remark": PassageRemark.objects.create(
            version=material.versions.first(),
            quote="对照检查",
            text="写具体",
            author=cast.who["secretary"],
            role="secretary",
        ),
        "round": asked,
        "opinion": Opinion.objects.create(
            round=asked, text="多下基层", about=comrade, **dict.fromkeys(_TOLD, TODAY)
        ),
        "place": _place(meeting, comrade),
    }


def _waiting(cast: Cast, meeting: Meeting, owner: str, state: str) -> Material:
    """A material that waits for one review; the committee's was handed in by the secretary."""
    made = Material.objects.create(
        meeting=meeting, owner=cast.member(owner) if owner else None, form="outline", state=state
    )
    MaterialVersion.objects.create(
        material=made, number=1, sha256="0" * 64, text="对照检查", submitted_by=cast.who[owner or "secretary"]
    )
    return made


def _place(meeting: Meeting, who: Member, **sitting: Any) -> Attendance:
    made = Sitting.objects.create(meeting=meeting, **sitting)
    return Attendance.objects.create(sitting=made, member=who, capacity="participant")


def _held(cast: Cast, meeting: Meeting, comrade: Member, member: Member) -> dict[str, Any]:
    place = _place(meeting, comrade, opened_at=now(), closed_at=now())
    return {
        "after_place": place,
        "after_item": AgendaItem.objects.create(meeting=meeting, kind="opening", title="宣布开会"),
        "criticism": Criticism.objects.create(
            sitting=place.sitting, kind="mutual", speaker=member, target=comrade, text="学习不够"
        ),
        "after_entry": MinutesEntry.objects.create(
            sitting=place.sitting, text="记录", taken_by=cast.who["recorder"]
        ),
    }


def _settled(cast: Cast, meeting: Meeting, comrade: Member) -> dict[str, Any]:
    item = RectificationItem.objects.create(
        meeting=meeting, number=1, owner=None, source="problem", matter="学习不够", measure="每月学习",
        responsible=comrade, due_on=TODAY,
    )  # fmt: skip
    file = {"evidence": ContentFile(b"%PDF-", "e.pdf"), "evidence_name": "e.pdf"}
    entry = ProgressEntry.objects.create(item=item, kind="note", text="已学", by=cast.who["comrade"], **file)
    problem = Problem.objects.create(meeting=meeting, manifestation="学习不够", source="study")
    return {
        "problem": problem,
        "item": item,
        "entry": entry,
        "publication": Publication.objects.create(meeting=meeting, subject="items", scope="branch", **DAYS),
        "commitment": Commitment.objects.create(meeting=meeting, member=comrade, text="整改", made_on=TODAY),
        "packet": Packet.objects.create(
            meeting=meeting, requested_by=cast.who["secretary"], role="secretary", dated=TODAY
        ),
    }


def _above(cast: Cast) -> dict[str, Any]:
    fields = {"organization": cast.town, "kind": "annual", "year_of": 2026, **DAYS}
    issued = Campaign.objects.create(title="已下发", issued_at=now(), **fields)
    issued.targets.add(cast.branch)
    file = CampaignAttachment.objects.create(
        campaign=issued, file=ContentFile(b"%PDF-", "n.pdf"), name="通知.pdf", sha256="0" * 64, size=5,
        added_by=cast.who["officer"],
    )  # fmt: skip
    notice = Notice.objects.create(user=cast.who["comrade"], key="k", subject="s", title="到期", url="/")
    day = CalendarDay.objects.create(
        day=TODAY, is_workday=True, source="通知", set_by=cast.who["administrator"]
    )
    return {
        "campaign": issued,
        "file": file,
        "template": PlanTemplate.objects.create(
            organization=cast.branch, name="模板", content=plan_schema.blank().to_json()
        ),
        "day": day,
        "draft_campaign": Campaign.objects.create(title="草案", **fields),
        "notice": notice,
        "opened": _opened(cast),
        "batch": PacketBatch.objects.create(
            organization=cast.town, year=2026, requested_by=cast.who["archivist"], role="archivist"
        ),
    }


def _opened(cast: Cast) -> OpenedPacket:
    """A packet of another time that is read here; its zip holds one file and no minutes."""
    held = {"title": "旧会议", "organization": "旧支部", "superiors": [], "kind": "", "form": "", "theme": "",
            "place": "", "host": None, "recorder": None, "agenda": [], "attendance": None}  # fmt: skip
    filing = {"fonds": "Z001", "category": "WS", "year": 2020, "unit": "JZB", "unit_name": "旧支部"}
    about = {"meeting": held, "filing": filing, "archived_by": "某人", "gaps": [], "withheld": []}
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as bag:
        bag.writestr("包/chain.json", '{"sittings": []}')
        bag.writestr("包/data/001_a.pdf", b"%PDF-")
    made = OpenedPacket.objects.create(
        keeper=cast.branch, file=ContentFile(body.getvalue(), "p.zip"), file_name="p.zip", sha256="0" * 64,
        size=1, role="archivist", folder="包", title="旧会议", branch="旧支部", year=2020, archived_on=TODAY,
        description=about,
    )  # fmt: skip
    OpenedDocument.objects.create(
        packet=made, ordinal=1, code="Z001-1", kind="方案", title="方案", author="旧支部", retention="30年",
        path="data/001_a.pdf", size=5, sha256=hashlib.sha256(b"%PDF-").hexdigest(),
    )  # fmt: skip
    return made

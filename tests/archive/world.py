"""A small world with something to archive: two branches under one committee, and one under another.

No fixtures here: conftest.py is read before the models are.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from archive import actions, packing
from archive.models import Packet
from core import clock
from core.jobs import JobState
from gongwen import Document
from meetings import minutes
from meetings.documents import Produced
from meetings.enums import DocumentKind as D
from meetings.models import AgendaItem, Attendance, Meeting, MinutesEntry, Provision, Sitting
from members.models import Appointment, Member, Organization, Post, User

HELD = dt.date(2026, 3, 5)
DAY = dt.date(2026, 4, 10)
REQUIRED = (D.PLAN, D.NOTICE, D.SIGN_IN, D.MINUTES, D.RECTIFICATION_LIST)


# --- People -------------------------------------------------------------------------------------------------


def organization(name: str, kind: str, parent: Organization | None = None) -> Organization:
    made = Organization.objects.create(
        name=name, short_name=name, kind=kind, parent=parent, path=f"new-{name}"
    )
    made.path = f"{parent.path if parent else '/'}{made.pk}/"
    made.save()
    return made


def person(name: str, branch: Organization, post: str = "", **of_post: Any) -> User:
    """An account on a branch's register, with a post if one is named."""
    user = User.objects.create(username=name, name=name, password="!")
    member = Member.objects.create(name=name, branch=branch, user=user)
    if post:
        Post.objects.create(
            member=member, organization=branch, kind=post, start=dt.date(2024, 1, 1), **of_post
        )
    return user


def appointed(name: str, at: Organization, role: str) -> User:
    user = User.objects.create(username=name, name=name, password="!")
    Appointment.objects.create(user=user, organization=at, role=role, start=dt.date(2024, 1, 1))
    return user


def build_town() -> SimpleNamespace:
    """Everybody who may and who may not: one person a seat."""
    town = organization("清水镇党委", "committee")
    other = organization("白云镇党委", "committee")
    branch = organization("幸福村党支部", "branch", town)
    sister = organization("团结村党支部", "branch", town)
    far = organization("远山村党支部", "branch", other)
    group = organization("第一党小组", "group", branch)
    return SimpleNamespace(
        town=town, other=other, branch=branch, sister=sister, far=far, group=group,
        secretary=person("张书记", branch, "secretary"),
        deputy=person("李副书记", branch, "deputy_secretary", delegated=True),
        undelegated=person("钱副书记", branch, "deputy_secretary"),
        committee=person("王委员", branch, "organization"),
        member=person("赵党员", branch),
        sister_secretary=person("孙书记", sister, "secretary"),
        far_secretary=person("周书记", far, "secretary"),
        archivist=appointed("吴档案", town, "archivist"),
        far_archivist=appointed("郑档案", other, "archivist"),
        officer=appointed("冯党务", town, "officer"),
        supervisor=appointed("陈督导", town, "supervisor"),
        admin=appointed("褚管理", town, "administrator"),
    )  # fmt: skip


# --- Meetings -----------------------------------------------------------------------------------------------


def make_meeting(home: Organization, **fields: Any) -> Meeting:
    """A reported meeting with one sealed sitting."""
    people = list(Member.objects.filter(branch=home.parent if home.kind == "group" else home).order_by("id"))
    fields = {
        "title": f"{home.short_name}2025年度组织生活会", "kind": "annual", "year_of": 2025, "held_on": HELD,
        "state": "reported", "theme": "学思想、强党性", "place": "村部会议室",
        "host": people[0] if people else None, "recorder": people[-1] if people else None, **fields,
    }  # fmt: skip
    meeting = Meeting.objects.create(organization=home, **fields)
    items = [
        AgendaItem.objects.create(meeting=meeting, ordinal=n, kind="other", title=title)
        for n, title in enumerate(["书记报告工作", "批评和自我批评"], 1)
    ]
    sitting = Sitting.objects.create(meeting=meeting, number=1)
    for member in people:
        Attendance.objects.create(sitting=sitting, member=member, capacity="participant", state="present")
    entries = [_entry(sitting, item, n) for n, item in enumerate(items) if people]
    if entries:
        sitting.seal = minutes.chain(entries)[-1]
        sitting.sealed_at = dt.datetime(2026, 3, 6, 1, tzinfo=dt.UTC)
        sitting.save()
    return meeting


def _entry(sitting: Sitting, item: AgendaItem, n: int) -> MinutesEntry:
    return MinutesEntry.objects.create(
        sitting=sitting, item=item, speaker_name="张书记", text=f"{item.title}：讲了第{n + 1}件事",
        taken_at=dt.datetime(2026, 3, 5, 2, n, tzinfo=dt.UTC), taken_by=User.objects.first(),
    )  # fmt: skip


def provide(meeting: Meeting, key: str, value: Any) -> None:
    Provision.objects.update_or_create(
        meeting=meeting, key=key, defaults={"value": value, "clause": "方案第六条"}
    )


# --- Documents ----------------------------------------------------------------------------------------------


def docx(title: str, paragraphs: int = 3) -> bytes:
    return _docx(title, paragraphs)


@functools.cache
def _docx(title: str, paragraphs: int) -> bytes:
    paper = Document(title=title)
    for n in range(paragraphs):
        paper.paragraph(f"{title}第{n + 1}段。" + "为人民服务，" * 20)
    return paper.to_bytes()


@dataclass
class Shelf:
    """What every meeting's record yields in a test."""

    documents: dict[D, list[Produced]] = field(default_factory=dict)

    def put(
        self, kind: D, title: str = "", *, content: bytes | Callable[[], bytes] | None = None, **fields: Any
    ) -> None:
        title = title or f"{kind.label}正文"
        render = content if callable(content) else (lambda: docx(title) if content is None else content)
        fields = {"author": "幸福村党支部", "dated": HELD, **fields}
        made = Produced(kind=kind, title=title, render=render, **fields)
        self.documents.setdefault(kind, []).append(made)

    def producers(self) -> dict[D, Callable[[Meeting], list[Produced]]]:
        return {kind: lambda meeting, kind=kind: list(self.documents.get(kind, [])) for kind in D}

    def take(self, kind: D) -> None:
        self.documents.pop(kind, None)


# --- Packets ------------------------------------------------------------------------------------------------


def ask(by: User, meeting: Meeting, gaps: dict[str, str] | None = None, on: dt.date = DAY) -> Packet:
    with clock.at(on):
        return actions.request_packet(by=by, meeting=meeting, gaps=gaps, dispatch=False)


def make(packet: Packet, on: dt.date = DAY) -> Packet:
    with clock.at(on):
        return packing.make_packet_now(packet)


def archived(by: User, meeting: Meeting, gaps: dict[str, str] | None = None, on: dt.date = DAY) -> Packet:
    """The finished packet of a meeting."""
    packet = make(ask(by, meeting, gaps, on), on)
    assert packet.state == JobState.DONE, packet.error
    return packet

"""Plays a meeting from planning to packet through the same actions that the pages call.

Every role acts as itself, at simulated dates around the meeting's day. A refusal is not caught here: a plan
that does not run is a finding.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from io import BytesIO

from django.core.files.base import ContentFile

from archive import actions as archiving
from archive.models import Packet
from archive.packing import make_packet_now
from archive.queries import what_is_missing
from core import clock
from core.exceptions import NotNow
from meetings.actions import (
    lifecycle,
    material,
    material_review,
    minutes,
    opinion,
    opinion_thread,
    plan,
    problem,
    sitting,
    study,
    supervision,
    talk,
)
from meetings.enums import (
    AgendaKind,
    AttendeeRule,
    Capacity,
    DocumentKind,
    MaterialState,
    MeetingState,
    OpinionChannel,
    PairClass,
    PresenceState,
    ProblemSource,
    ReviewVerdict,
    StepKind,
    StudyKind,
    TalkMode,
)
from meetings.models import Campaign, Meeting, Step
from meetings.plan_schema import PlanContent
from meetings.queries import preparation
from meetings.queries.opinion_answers import latest_version
from meetings.queries.sitting import current_sitting
from meetings.queries.talk import coverage
from meetings.rulebook import Rulebook
from members.enums import KeyPersonKind, MemberStatus, Role
from members.models import Appointment, Member, Organization, User
from members.queries import committee_of, counted_members, secretary_of
from rectification import actions as putting_right
from rectification.enums import ItemState, PreviousState
from rectification.models import RectificationItem
from rectification.queries import unreported
from rehearsal import texts


class Stage(IntEnum):
    """How far a play goes; each stage includes those before it."""

    DRAFTED = 1
    SUBMITTED = 2
    PREPARING = 3
    HALF_PREPARED = 4
    PREPARED = 5
    READY = 6
    IN_SESSION = 7
    CLOSED = 8
    RECTIFYING = 9
    REPORTED = 10


# Days from the meeting at which things happen; chosen to keep every limit that the eight plans set.
DAY = {
    "draft": -42, "submit": -40, "approve": -38, "study": -30, "make_up": -26, "opinions": -28,
    "answer": -20, "talks": -18, "problems": -12, "materials": -10, "review": -8, "superior": -6,
    "previous": -5, "ready": -2, "sign": 1, "items": 4, "publish": 6, "report": 9, "progress": 30,
    "verify": 40,
}  # fmt: skip


@dataclass
class Play:
    """One meeting being played. `town`-independent: it finds its people through posts and appointments."""

    content: PlanContent
    organization: Organization
    held_on: dt.date
    meeting: Meeting = field(init=False)
    halt_once: bool = False
    until_today: bool = False
    campaign: Campaign | None = None  # the meeting is the draft that issuing it made

    @contextmanager
    def on(self, day: str | int) -> Iterator[None]:
        """The clock stands at a day counted from the meeting; with `until_today` never in the future."""
        offset = DAY[day] if isinstance(day, str) else day
        moment = self.held_on + dt.timedelta(days=offset)
        if self.until_today:
            moment = min(moment, clock.today())
        with clock.at(moment):
            yield

    def until(self, stage: Stage) -> Meeting:
        """Play every stage up to and including `stage`; returns the meeting as it then stands."""
        scenes: list[tuple[Stage, Callable[[], None]]] = [
            (Stage.DRAFTED, self.draft),
            (Stage.SUBMITTED, self.submit),
            (Stage.PREPARING, self.approve),
            (Stage.HALF_PREPARED, self.learn_and_ask),
            (Stage.PREPARED, self.talk_and_write),
            (Stage.READY, self.declare_ready),
            (Stage.IN_SESSION, self.open),
            (Stage.CLOSED, self.hold),
            (Stage.RECTIFYING, self.follow_up),
            (Stage.REPORTED, self.report),
        ]
        for own, scene in scenes:
            if own <= stage:
                scene()
        self.meeting.refresh_from_db()
        return self.meeting

    # --- people

    @property
    def secretary(self) -> User:
        member = secretary_of(self.organization, clock.today())
        assert member is not None
        assert member.user is not None
        return member.user

    def office(self, role: Role) -> User:
        """Whoever is appointed to `role` above the organisation."""
        held = Appointment.objects.filter(role=role).select_related("organization", "user")
        return next(a.user for a in held if a.organization.contains(self.organization))

    @property
    def members(self) -> list[Member]:
        committee = committee_of(self.organization, clock.today())
        if self.meeting.form == "committee":
            return committee
        return list(dict.fromkeys([*committee, *counted_members(self.organization)]))

    @property
    def rulebook(self) -> Rulebook:
        return Rulebook.of(self.meeting)

    # --- planning

    def draft(self) -> None:
        with self.on("draft"):
            self.meeting = self._adopt() if self.campaign else self._create()
            self._fill_open_deadlines()

    @property
    def _arranged(self) -> dict[str, object]:
        """What the secretary fills in."""
        theme = {} if self.content.theme else {"theme": "学党章党规，强党性修养，做合格党员"}
        place = f"{self.organization.short_name}党员活动室"
        return {"held_on": self.held_on, "held_at": dt.time(9), "place": place, **theme}

    def _create(self) -> Meeting:
        is_thematic = self.content.kind == "thematic"
        year = self.held_on.year if is_thematic else self.held_on.year - 1
        own = {"organization": self.organization, "content": self.content, "year_of": year}
        return plan.create_meeting(by=self.secretary, **own, **self._arranged)

    def _adopt(self) -> Meeting:
        assert self.campaign is not None
        made = self.campaign.meetings.get(organization=self.organization)
        return plan.revise_plan(by=self.secretary, meeting=made, revision=made.revision, **self._arranged)

    def _fill_open_deadlines(self) -> None:
        """The notice left numbers and dates open; the secretary fills them in."""
        for step in self.meeting.steps.all():
            if step.deadline.get("needs_value"):
                self._fill(step)

    def _fill(self, step: Step) -> None:
        if step.deadline["anchor"] == "absolute":
            offset = _OPEN_DATES.get(StepKind(step.kind), -3)
            day = self.held_on + dt.timedelta(days=offset)
            plan.set_step(by=self.secretary, step=step, due_on=day)
        else:
            plan.set_step(by=self.secretary, step=step, amount=_OPEN_NUMBERS[step.deadline["direction"]])

    def submit(self) -> None:
        with self.on("submit"):
            if self.rulebook.get("gate.plan_approved"):
                self._move(self.secretary, "submit")

    def approve(self) -> None:
        with self.on("approve"):
            if self.meeting.state == MeetingState.SUBMITTED:
                self._move(self.office(Role.OFFICER), "approve_plan")
            else:
                self._move(self.secretary, "begin")
            self._complete(StepKind.PLAN_APPROVAL, StepKind.NOTICE)

    def _move(self, by: User, name: str, reason: str = "") -> None:
        self.meeting = lifecycle.move(by=by, meeting=self.meeting, name=name, reason=reason)

    def _complete(self, *kinds: StepKind, evidence: str = "") -> None:
        for step in self.meeting.steps.filter(kind__in=kinds, done_on__isnull=True):
            text = evidence or f"{step.title}已按方案完成，有关记录已留存。"
            plan.complete_step(by=self.secretary, step=step, evidence=text)

    # --- preparation

    def learn_and_ask(self) -> None:
        self._study()
        self._opinions()

    def _study(self) -> None:
        kinds = [StudyKind.GROUP]
        if self.rulebook.get("study.discussion_required"):
            kinds.append(StudyKind.DISCUSSION)
        with self.on("study"):
            sessions = [self._session(kind) for kind in kinds]
        with self.on("make_up"):
            for session in sessions:
                for missed in session.attendance.filter(present=False):
                    study.record_make_up(
                        by=self.secretary, attendance=missed, on=clock.today(), note="送学上门，交流体会"
                    )
            if self.rulebook.get("study.reflection_required"):
                for member in self.members:
                    study.write_note(
                        by=member.user, meeting=self.meeting, kind="reflection", text=_REFLECTION
                    )
            self._complete(StepKind.STUDY)

    def _session(self, kind: StudyKind):  # type: ignore[no-untyped-def]
        works = [
            w for s in self.meeting.steps.filter(kind=StepKind.STUDY) for w in s.details.get("works", [])
        ]
        absent = [m for m in self.members if self._is(m, KeyPersonKind.MOBILE, KeyPersonKind.ELDERLY)]
        return study.record_session(
            by=self.secretary,
            meeting=self.meeting,
            kind=kind,
            held_on=clock.today(),
            works="；".join(works) or self.meeting.theme,
            place=self.meeting.place,
            present=[m for m in self.members if m not in absent],
            summary="集中学习后逐人发言，谈认识、摆差距。",
        )

    def _is(self, member: Member, *kinds: str) -> bool:
        return member.key_flags.filter(kind__in=kinds).exists()

    def _opinions(self) -> None:
        channels = self.rulebook.get("opinions.channels") or (OpinionChannel.MEETING,)
        with self.on("opinions"):
            entered = [self._opinion(n, channel) for n, channel in enumerate(channels)]
        with self.on("answer"):
            for one in entered:
                opinion.feed_back(by=self.secretary, opinion=one)
                opinion.answer(
                    by=self.secretary, opinion=one, text="已在支委会上研究，列入整改清单，明确专人办理。"
                )
            self._complete(StepKind.OPINIONS)

    def _opinion(self, n: int, channel: str):  # type: ignore[no-untyped-def]
        opened = opinion.open_round(
            by=self.secretary, meeting=self.meeting, channel=channel, starts_on=clock.today(),
            ends_on=clock.today() + dt.timedelta(days=5), audience="党员、群众代表", asked=20,
        )  # fmt: skip
        words = texts.OPINIONS[n % len(texts.OPINIONS)]
        return opinion.enter_opinion(by=self.secretary, round=opened, text=words)

    def talk_and_write(self) -> None:
        with self.on("talks"):
            self._talks()
            self._complete(StepKind.TALKS)
        with self.on("problems"):
            self._problems()
            self._complete(StepKind.PROBLEM_SEARCH)
        with self.on("materials"):
            for n, one in enumerate(self.meeting.materials.select_related("owner__user")):
                self._write(one, n)
            self._name_answers()
        with self.on("review"):
            self._review_all()
        with self.on("superior"):
            self._superior_reviews()
            self._complete(StepKind.MATERIALS)
        with self.on("previous"):
            self._report_previous()
            self._complete(StepKind.REVIEW_PREVIOUS, StepKind.PREPARATION_REPORT)
            supervision.comment(by=self.office(Role.SUPERVISOR), meeting=self.meeting, text=_READ)

    def _talks(self) -> None:
        """Hold every talk that is still required, until none is."""
        while wanted := [r for r in coverage(self.meeting, self.rulebook) if not r.is_met]:
            self._hold_talk(wanted[0])

    def _hold_talk(self, wanted) -> None:  # type: ignore[no-untyped-def]
        who = Member.objects.select_related("user").get(pk=wanted.who.id)
        partner = Member.objects.select_related("user").get(pk=wanted.partners[0].id)
        remote = self._is(partner, KeyPersonKind.MOBILE) and wanted.pair_class != PairClass.MEMBER_MEMBER
        allowed = remote and self.rulebook.get("talks.remote_counts_for")
        arranged = talk.plan_talk(
            by=who.user, meeting=self.meeting, partners=[partner], on=clock.today(),
            mode=TalkMode.VIDEO if allowed else TalkMode.FACE,
        )  # fmt: skip
        talk.record_talk(
            by=who.user, talk=arranged, held_on=clock.today(), thinking=texts.THINKING,
            shortcomings=texts.SHORTCOMINGS,
        )  # fmt: skip
        talk.confirm_talk(by=partner.user, talk=arranged)

    def _problems(self) -> None:
        branch = list(self.meeting.aspects.filter(scope="branch"))
        for n in range(2):
            self._problem(self.secretary, n, branch, own=False)
        aspects = list(self.meeting.aspects.filter(scope="member"))
        for n, member in enumerate(self.members):
            self._problem(member.user, n, aspects, own=True)

    def _problem(self, by: User, n: int, aspects: list, own: bool) -> None:
        section = texts.sections_for(n, [], self.meeting.theme)[0]
        problem.list_problem(
            by=by, meeting=self.meeting, own=own, manifestation=section.manifestation, cause=section.cause,
            source=ProblemSource.SELF if own else ProblemSource.OPINION,
            aspect=aspects[n % len(aspects)] if aspects else None,
        )  # fmt: skip

    def _write(self, one, n: int, *, again: bool = False) -> None:  # type: ignore[no-untyped-def]
        scope = "member" if one.owner_id else "branch"
        aspects = list(self.meeting.aspects.filter(scope=scope).values_list("title", flat=True))
        answered = [] if one.owner_id else [o.text for o in preparation.opinions(self.meeting)]
        data = texts.material(one.whose, n, aspects, self.meeting.theme, answered, again=again)
        by = one.owner.user if one.owner_id else self.secretary
        upload = ContentFile(data, name=f"{one.whose}对照检查材料.docx")
        material.submit_material(by=by, material=one, upload=upload)

    def _name_answers(self) -> None:
        """R10: which passage of the committee's material answers which opinion."""
        one = self.meeting.materials.filter(owner=None).first()
        latest = latest_version(one) if one else None
        if one is None or latest is None:
            return
        for asked in preparation.opinions_for(one):
            quote = next(line for line in latest.text.splitlines() if asked.text in line)
            opinion_thread.tie_to_passage(
                by=self.secretary, material=one, opinion=asked, version=latest.number, quote=quote
            )

    def _review_all(self) -> None:
        """The first is returned once with remarks and comes again; the others pass."""
        here = (MaterialState.SUBMITTED, MaterialState.WITH_COMMITTEE)
        waiting = list(preparation.materials_of(self.meeting).filter(state__in=here))
        for n, one in enumerate(waiting):
            if n == len(waiting) - 1 and one.owner_id:
                self._review(one, ReviewVerdict.RETURN, "第二个问题没有写具体的人和事，请补充后再交。")
                one.refresh_from_db()
                self._write(one, n, again=True)
                one.refresh_from_db()
            self._review(one, ReviewVerdict.APPROVE)

    def _review(self, one, verdict: str, remarks: str = "") -> None:  # type: ignore[no-untyped-def]
        if one.owner_id is None:
            self._settle(one)
            return
        material_review.review_material(
            by=self._reviewer(one), material=one, verdict=verdict, remarks=remarks
        )

    def _settle(self, one) -> None:  # type: ignore[no-untyped-def]
        """The committee met about the branch's own; whoever did not hand it in records that."""
        committee = committee_of(self.organization, clock.today())
        by = next(member.user for member in committee if member.user != self.secretary)
        material_review.review_material(
            by=by, material=one, verdict=ReviewVerdict.APPROVE, held_on=clock.today(), present=committee
        )

    def _reviewer(self, one) -> User:  # type: ignore[no-untyped-def]
        """The secretary; for the secretary's own, the delegated deputy."""
        if one.owner_id and one.owner.user == self.secretary:
            posts = self.organization.posts.filter(kind="deputy_secretary", delegated=True, end__isnull=True)
            return posts.select_related("member__user").get().member.user
        return self.secretary

    def _superior_reviews(self) -> None:
        for one in preparation.materials_of(self.meeting).filter(state=MaterialState.REVIEWED):
            material_review.review_material(
                by=self.office(Role.SUPERVISOR), material=one, verdict=ReviewVerdict.APPROVE
            )

    def _report_previous(self) -> None:
        for item in unreported(self.meeting):
            done = item.state == ItemState.VERIFIED
            putting_right.report_previous(
                by=self.secretary,
                meeting=self.meeting,
                item=item,
                state=PreviousState.DONE if done else PreviousState.IN_PROGRESS,
                text="已经完成并核实销号。" if done else "正在按计划推进，预计年底前完成。",
            )

    def declare_ready(self) -> None:
        with self.on("ready"):
            self._invite()
            self._ask_leave()
            self._move(self.secretary, "declare_ready")

    def _invite(self) -> None:
        outside = {
            AttendeeRule.SUPERIOR: "上级党组织代表",
            AttendeeRule.SUPERVISION: "督导组同志",
            AttendeeRule.NON_PARTY: "群众代表周大姐",
        }
        for line in self.meeting.attendance_lines.all():
            if name := outside.get(AttendeeRule(line.rule)):
                sitting.invite_guest(
                    by=self.secretary, meeting=self.meeting, name=name, capacity=line.capacity
                )

    def _ask_leave(self) -> None:
        """The mobile member cannot come, asks for leave, and a comrade reads the written speech (R14)."""
        for place in self._places().filter(state=PresenceState.EXPECTED):
            if place.member and self._is(place.member, KeyPersonKind.MOBILE):
                reader = next(m for m in self.members if m != place.member)
                sitting.ask_leave(
                    by=place.member.user, attendance=place, reason="在外务工，无法返回", delegate=reader
                )
                sitting.decide_leave(by=self.secretary, attendance=place, grant=True)

    def _places(self):  # type: ignore[no-untyped-def]
        return current_sitting(self.meeting).attendance.select_related("member__user")

    # --- the meeting

    def open(self) -> None:
        with self.on(0):
            for place in self._places().filter(state=PresenceState.EXPECTED):
                sitting.mark_attendance(by=self.secretary, attendance=place, state=PresenceState.PRESENT)
            self._move(self.secretary, "open")

    def hold(self) -> None:
        if self.halt_once:
            self._halt_and_hold_again()
        with self.on(0):
            for item in self.meeting.agenda.all():
                sitting.go_to_item(by=self.secretary, meeting=self.meeting, item=item)
                self._through(item)
            supervision.comment(
                by=self.office(Role.SUPERVISOR), meeting=self.meeting, text=texts.COMMENT, final=True
            )
            self._move(self.secretary, "close")
            self._complete(StepKind.MEETING, StepKind.APPRAISAL)

    def _halt_and_hold_again(self) -> None:
        """R13: supervision halts a meeting of poor quality, and it is held again the same week."""
        with self.on(0):
            self._move(self.office(Role.SUPERVISOR), "halt", "自我批评只谈工作、不谈思想，相互批评走过场")
            self._move(self.secretary, "rehold")
        self.held_on += dt.timedelta(days=3)
        with self.on("ready"):
            plan.reschedule(
                by=self.secretary, meeting=self.meeting, revision=self.meeting.revision, held_on=self.held_on
            )
            self.meeting.refresh_from_db()
            self._invite()
            self._ask_leave()
        with self.on(-1):
            self._move(self.secretary, "declare_ready")
        self.open()

    def _through(self, item) -> None:  # type: ignore[no-untyped-def]
        """What is said under one item: the minutes, and under the main item everyone's turn (R16)."""
        recorder = self.meeting.recorder.user
        minutes.take_minutes(
            by=recorder, meeting=self.meeting, item=item, speaker=self.meeting.host,
            text=f"主持人主持“{item.title}”这项议程。{item.text}",
        )  # fmt: skip
        if item.kind != AgendaKind.SELF_AND_MUTUAL:
            return
        present = [p.member for p in self._places().filter(state=PresenceState.PRESENT) if p.member]
        speakers = sorted(
            (m for m in present if m.status != MemberStatus.ACTIVIST), key=lambda m: m.user != self.secretary
        )  # the secretary goes first (R16)
        for n, member in enumerate(speakers):
            self._turn(item, member, speakers[(n + 1) % len(speakers)], n, recorder)
        self._absent_turns(item, speakers[0], recorder)

    def _turn(self, item, member: Member, critic: Member, n: int, recorder: User) -> None:  # type: ignore[no-untyped-def]
        section = texts.sections_for(n, [], self.meeting.theme)[0]
        own = sitting.criticize(
            by=member.user, meeting=self.meeting, target=member, text=section.manifestation
        )
        if member.user == self.secretary:
            taken_up = list(preparation.opinions(self.meeting)[:1])
            opinion_thread.raise_opinions(by=self.secretary, criticism=own, opinions=taken_up)
        made = sitting.criticize(
            by=critic.user, meeting=self.meeting, target=member, text=texts.CRITICISMS[n % 4]
        )
        sitting.respond(by=member.user, criticism=made, text=texts.RESPONSE)
        minutes.take_minutes(
            by=recorder, meeting=self.meeting, item=item, speaker=member,
            text=f"自我批评：{section.manifestation}。{critic.name}提出批评意见，本人表态接受。",
        )  # fmt: skip

    def _absent_turns(self, item, critic: Member, recorder: User) -> None:  # type: ignore[no-untyped-def]
        """R14: an absent member's written speech is read by the delegate."""
        for place in self._places().filter(state=PresenceState.ON_LEAVE, delegate__isnull=False):
            minutes.take_minutes(
                by=recorder, meeting=self.meeting, item=item, read_for=place.member,
                text=f"{place.name}在书面发言中对照检查了自己的问题，表示回来后补学、接受批评。",
            )  # fmt: skip
            sitting.criticize(
                by=critic.user, meeting=self.meeting, target=place.member, text=texts.CRITICISMS[0]
            )

    # --- afterwards

    def follow_up(self) -> None:
        with self.on("sign"):
            minutes.sign_minutes(by=self.meeting.host.user, meeting=self.meeting, as_host=True)
            minutes.sign_minutes(by=self.meeting.recorder.user, meeting=self.meeting, as_host=False)
            away = self._places().filter(capacity=Capacity.PARTICIPANT, member__isnull=False)
            for place in away.exclude(state=PresenceState.PRESENT):
                sitting.tell_absent(by=self.secretary, attendance=place)
            self._complete(StepKind.INFORM_ABSENT)
        with self.on("items"):
            self._list_items()
            for member in self.members:
                putting_right.make_commitment(by=member.user, meeting=self.meeting, text=texts.COMMITMENT)
            self._complete(StepKind.RECTIFICATION_LIST, StepKind.COMMITMENTS)
        with self.on("publish"):
            for subject in ("items", "commitments"):
                putting_right.publish(
                    by=self.secretary, meeting=self.meeting, subject=subject, scope="本支部党员和群众",
                    starts_on=clock.today(), ends_on=clock.today() + dt.timedelta(days=7),
                )  # fmt: skip
            self._complete(StepKind.PUBLICATION, StepKind.CIRCULAR)

    def _list_items(self) -> None:
        committee = committee_of(self.organization, clock.today())
        for n, one in enumerate(self.meeting.problems.select_related("owner")):
            section = texts.sections_for(n, [], self.meeting.theme)[0]
            putting_right.list_item(
                by=self.secretary, meeting=self.meeting, problem=one, owner=one.owner,
                matter=one.manifestation, measure=section.measure,
                responsible=one.owner or committee[n % len(committee)],
                due_on=self.held_on + dt.timedelta(days=60),
            )  # fmt: skip
        for one in preparation.opinions(self.meeting)[:1]:
            putting_right.list_item(
                by=self.secretary, meeting=self.meeting, opinion=one, matter=one.text,
                measure="由组织委员牵头，每月至少组织一次面向农户的实用课", responsible=committee[-1],
                due_on=self.held_on + dt.timedelta(days=60),
            )  # fmt: skip

    def report(self) -> None:
        with self.on("report"):
            self._move(self.secretary, "report")
            kinds = (StepKind.REPORT, StepKind.FILING, StepKind.ARCHIVE)
            self._complete(*kinds)

    def pack(self) -> Packet:
        """The meeting's packet, made as the worker makes it; what is missing goes in as a named gap."""
        with self.on("report"):
            gaps = {missing.kind: _GAP for missing in what_is_missing(self.meeting) if missing.kind in _LATER}
            packet = archiving.request_packet(by=self.secretary, meeting=self.meeting, gaps=gaps)
            make_packet_now(packet)
        packet.refresh_from_db()
        self.meeting.refresh_from_db()
        if not packet.is_done:
            raise NotNow(packet.error)
        return packet

    def counts(self) -> str:
        """What the meeting came to, in a line."""
        talks = self.meeting.talks.count()
        materials = self.meeting.materials.filter(state=MaterialState.APPROVED).count()
        items = self.meeting.items.count()
        entries = current_sitting(self.meeting).minutes.count()
        return f"{talks} talks, {materials} materials, {entries} minutes entries, {items} items"

    def put_right(self, share: float = 0.7) -> None:
        """Afterwards: the responsible report, and a second person writes off a share of the items (R26)."""
        items = list(self.meeting.items.order_by("number"))
        chosen = items[: max(1, int(len(items) * share))]
        with self.on("progress"):
            for item in chosen:
                self._report_done(item)
        with self.on("verify"):
            for item in chosen:
                verifier = next(
                    m for m in committee_of(self.organization, clock.today()) if m != item.responsible
                )
                putting_right.verify_item(
                    by=verifier.user, item=item, passed=True, text="已到现场查看，措施落实，同意销号。"
                )

    def _report_done(self, item: RectificationItem) -> None:
        by = item.responsible.user
        putting_right.report_progress(by=by, item=item, text="已按措施落实到第三季度，台账齐全。")
        evidence = ContentFile(_picture(), name="整改现场.png")
        putting_right.report_progress(
            by=by, item=item, text="全部完成，请核实。", evidence=evidence, done=True
        )


# Kinds that the appraisal app will write; until then a packet names them as gaps.
_LATER = frozenset({
    DocumentKind.APPRAISAL_FORMS, DocumentKind.APPRAISAL_SCORES, DocumentKind.APPRAISAL_BRANCH,
    DocumentKind.APPRAISAL_SUMMARY,
})  # fmt: skip
_GAP = "民主评议另行组织，材料单独归档"
_REFLECTION = "通过学习，我对照自己查找了三方面的差距，今后要做到学以致用、以学促干，接受支部监督。"
_READ = "方案和准备情况已审阅，环节齐全；请在会前再核对一次流动党员的谈心谈话。"
# What the demo's secretary writes where a notice left the value open: days from the meeting, and numbers.
_OPEN_DATES = {
    StepKind.STUDY: -24, StepKind.OPINIONS: -15, StepKind.TALKS: -14, StepKind.PROBLEM_SEARCH: -10,
    StepKind.MATERIALS: -5, StepKind.PLAN_APPROVAL: -36, StepKind.APPRAISAL: 5, StepKind.MEETING: 0,
    StepKind.REPORT: 20, StepKind.RECTIFICATION_LIST: 10, StepKind.OTHER: 20,
}  # fmt: skip
_OPEN_NUMBERS = {"before": 5, "after": 15}


def _picture() -> bytes:
    """The smallest valid picture: one grey pixel."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    out = BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, 2)
    out.write(chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)))
    out.write(chunk(b"IDAT", zlib.compress(b"\x00\x80")))
    out.write(chunk(b"IEND", b""))
    return out.getvalue()

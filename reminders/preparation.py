"""What the preparation asks of people: make-ups, reflections, receipts, talks. As `reminders.sources`."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Subquery

from meetings.enums import MeetingState, StepKind
from meetings.models import Material, Opinion, Provision, Step, StudyAttendance, StudyNote, TalkParty
from reminders.reader import Reader
from reminders.todo import ACTIVE, AFTER, Found, Todo, page

_BEFORE = (MeetingState.PREPARING, MeetingState.READY)
# The provisions that turn a duty off or on where their default does not (meetings.provision_table).
_NO_MAKE_UP = Provision.objects.filter(
    meeting=OuterRef("session__meeting"), key="study.make_up_required", value=False
).order_by()
_MISSED = (
    StudyAttendance.objects.filter(
        ~Exists(_NO_MAKE_UP), present=False, made_up_on__isnull=True, session__meeting__state__in=_BEFORE
    )
    .order_by("pk")
    .values_list(
        "pk", "member_id", "session__held_on", "session__meeting_id", "session__meeting__title",
    )
)  # fmt: skip
_ASKED = Provision.objects.filter(
    meeting=OuterRef("meeting"), key="study.reflection_required", value=True
).order_by()
_WRITTEN = StudyNote.objects.filter(
    meeting=OuterRef("meeting"), member=OuterRef("owner"), kind=StudyNote.Kind.REFLECTION
).order_by()
_STUDY_DAY = Step.objects.filter(
    meeting=OuterRef("meeting"), kind=StepKind.STUDY, due_on__isnull=False, done_on__isnull=True
).order_by("due_on")
_REFLECTIONS = (
    Material.objects.filter(
        Exists(_ASKED), ~Exists(_WRITTEN), owner__isnull=False, meeting__state__in=_BEFORE
    )
    .order_by("pk")
    .annotate(due_on=Subquery(_STUDY_DAY.values("due_on")[:1]))
    .values_list("owner_id", "due_on", "meeting_id", "meeting__title")
)


def studies(reader: Reader) -> Found:
    """Group study that was missed and is to be made up, and reflections to hand in (R12)."""
    for pk, member, held_on, *meeting in _MISSED.filter(reader.own("member")):
        words = f"补学{held_on.month}月{held_on.day}日的学习"
        if user := reader.user(member):
            yield user, Todo(f"make_up:{pk}", words, f"{page('studies', meeting[0])}#own", *meeting)
    for member, due_on, *meeting in _REFLECTIONS.filter(reader.own("owner")):
        if user := reader.user(member):
            url = page("study_reflection", meeting[0])
            yield user, Todo(f"reflection:{meeting[0]}", "交学习心得", url, *meeting, due_on)


_LEADER = TalkParty.objects.filter(talk=OuterRef("talk"), leads=True).order_by()
_AGAINST = TalkParty.objects.filter(talk=OuterRef("talk"), sent_back_on__isnull=False).order_by()
_TALKS = (
    TalkParty.objects.filter(
        confirmed_on__isnull=True, sent_back_on__isnull=True, talk__meeting__state__in=ACTIVE
    )
    .annotate(
        leader=Subquery(_LEADER.values("member__name")[:1]),
        against=Subquery(_AGAINST.values("member__name")[:1]),
    )
    .order_by("pk")
    .values_list(
        "talk_id", "member_id", "leads", "leader", "against", "talk__held_on", "talk__planned_on",
        "talk__meeting_id", "talk__meeting__title",
    )
)  # fmt: skip


def talks(reader: Reader) -> Found:
    """Talks that one is invited to or has arranged, and records of talks that wait for one's word."""
    for pk, member_id, leads, leader, against, held_on, planned_on, *meeting in _TALKS.filter(
        reader.own("member")
    ):
        if user_id := reader.user(member_id):
            words = _talk_words(leads, leader, against, held_on is not None)
            due, url = None if held_on else planned_on, page("talk", meeting[0], pk)
            yield user_id, Todo(f"talk:{pk}:{words}"[:80], words, url, *meeting, due)


def _talk_words(leads: bool, leader: str | None, against: str | None, is_held: bool) -> str:
    if against:
        return f"修改谈心谈话记录（{against}退回）"
    if is_held:
        return "确认谈心谈话记录"
    return "登记约好的谈心谈话" if leads or not leader else f"{leader}约您谈心谈话"


_TOLD = (
    Opinion.objects.filter(
        fed_back_on__isnull=False, received_on__isnull=True, corrected_by__isnull=True,
        round__meeting__state__in=(*ACTIVE, *AFTER),
    )
    .order_by("pk")
    .values_list("about_id", "round__meeting_id", "round__meeting__title")
)  # fmt: skip


def opinions(reader: Reader) -> Found:
    """Opinions on oneself that were passed on and wait for a receipt, one line a meeting (R03)."""
    for member, *meeting in _TOLD.filter(reader.own("about"), about__isnull=False):
        url = page("opinions_mine", meeting[0])
        if user := reader.user(member):
            yield user, Todo(f"opinion:{meeting[0]}:{member}", "看反馈给您的意见并签收", url, *meeting)

"""What is done before the meeting: study, opinions, talks, problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from core.bound_text import BoundTextField
from core.clock import now
from core.fields import Unread
from meetings import enums
from meetings.models.meeting import Aspect, Meeting
from members.enums import Role
from members.models import Member, Organization


class OfMeeting(models.Model):
    """A record that belongs to one meeting."""

    class Meta:
        abstract = True

    @property
    def organization(self) -> Organization:
        return self.meeting.organization  # type: ignore[attr-defined]

    @property
    def reach(self) -> str:
        return self.organization.path


class StudySession(OfMeeting):
    """One group study, discussion, or make-up; self-study is noted by each member alone."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="study_sessions")
    kind = models.CharField("形式", max_length=20, choices=enums.StudyKind)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=100, blank=True)
    works = models.TextField("学习内容")
    summary = models.TextField("学习情况", blank=True)
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("held_on", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.held_on}）"


class StudyAttendance(models.Model):
    """Whether a member took part; who missed it makes up (R12)."""

    session = models.ForeignKey(StudySession, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    present = models.BooleanField("参加", default=False)
    made_up_on = models.DateField("补学日期", null=True, blank=True)
    make_up_note = models.CharField("补学方式", max_length=200, blank=True)

    class Meta:
        ordering = ("member__name_key", "id")
        constraints = [
            models.UniqueConstraint(fields=("session", "member"), name="studyattendance_once"),
            models.CheckConstraint(
                condition=Q(present=False) | Q(made_up_on__isnull=True),
                name="studyattendance_present_or_made_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}：{self.member}"


class StudyNote(OfMeeting):
    """A member's written note or reflection (学习心得)."""

    class Kind(models.TextChoices):
        NOTE = "note", "学习笔记"
        REFLECTION = "reflection", "学习心得"
        SELF = "self", "自学情况"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="study_notes")
    member = models.ForeignKey(Member, models.PROTECT, related_name="study_notes")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    text = models.TextField("内容")
    written_on = models.DateField("日期")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "member"), condition=Q(kind="reflection"), name="studynote_one_reflection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}：{self.get_kind_display()}"

    def roles_of(self, member: Member) -> set[Role]:
        return {Role.OWNER} if member.pk == self.member_id else set()


class OpinionRound(OfMeeting):
    """Opinions gathered through one channel over some days.

    With a `link` anybody who has it may put a slip into the round's box, without a name. The box is opened
    once, after the last day: while it is closed nobody sees how many slips lie in it, or which came when.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="opinion_rounds")
    channel = models.CharField("渠道", max_length=20, choices=enums.OpinionChannel)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    audience = models.CharField("征求对象", max_length=200)
    asked = models.PositiveIntegerField("征求人数", default=0)
    link = models.CharField("公开链接", max_length=40, null=True, blank=True, unique=True)
    opened_on = models.DateField("开箱日期", null=True, blank=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="opinionround_window"),
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True) | (Q(link__isnull=False) & Q(opened_on__gt=F("ends_on"))),
                name="opinionround_opened_after_its_end",
            ),
            models.CheckConstraint(condition=~Q(link=""), name="opinionround_link_or_none"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}（{self.audience}）"

    @property
    def takes_paper(self) -> bool:
        """Are its opinions written on paper, to be typed in as a pile?"""
        return self.channel in (enums.OpinionChannel.FORM, enums.OpinionChannel.BOX)

    def takes_slips(self, day: dt.date) -> bool:
        """Is the open form open on that day?"""
        return bool(self.link) and self.opened_on is None and self.starts_on <= day <= self.ends_on


class OpinionSlip(models.Model):
    """A slip in a round's box: what somebody without a name wrote, sealed, and nothing else.

    The key comes from the words and a number that the form carried, so that the same form sent twice is one
    slip and no key tells who came first. No day, no order, no length; gone once the box is opened.
    """

    id = models.BigIntegerField(primary_key=True)
    round = models.ForeignKey(OpinionRound, models.PROTECT, related_name="slips")
    sealed = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return "意见箱里的一条意见"


class Opinion(OfMeeting):
    """An opinion, kept verbatim (R03): its text is never edited; a correction is a new one.

    The database itself refuses to change its words (meetings.guards). `sorted_on` is the day from which it is
    known whom it concerns: `about`, or the committee where that is nobody.
    """

    round = models.ForeignKey(OpinionRound, models.PROTECT, related_name="opinions")
    text = models.TextField("原话")
    about = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及的人"
    )
    aspect = models.ForeignKey(
        Aspect, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="方面"
    )
    giver = models.CharField("提出人", max_length=40, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    entered_on = models.DateField("记录日期")
    sorted_on = models.DateField("归类日期", null=True, blank=True)
    fed_back_on = models.DateField("反馈日期", null=True, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="opinion_answer_paired",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="opinion_has_text"),
            models.CheckConstraint(
                condition=Q(sorted_on__isnull=False)
                | Q(about__isnull=True, aspect__isnull=True, fed_back_on__isnull=True, answer=""),
                name="opinion_sorted_before_all_else",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True)
                | Q(about__isnull=False, fed_back_on__isnull=False, received_on__gte=F("fed_back_on")),
                name="opinion_received_once_fed_back",
            ),
        ]

    def __str__(self) -> str:
        return f"意见{self.pk}"

    @property
    def meeting(self) -> Meeting:
        return self.round.meeting

    def roles_of(self, member: Member) -> set[Role]:
        return {Role.OWNER} if member.pk == self.about_id else set()


class Talk(OfMeeting):
    """A heart-to-heart talk of two people, or of a small group where the plan allows it.

    Those of the branch may know that it took place; what was said is its parties' alone: `thinking` and
    `shortcomings` (R07) are ciphertext in the database (R06), bound to the talk and to who is in it: whoever
    puts a name into the table of parties by hand reads nothing.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="talks")
    mode = models.CharField("方式", max_length=20, choices=enums.TalkMode)
    planned_on = models.DateField("约定日期", null=True, blank=True)
    held_on = models.DateField("谈话日期", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    thinking = BoundTextField("思想交流情况", blank=True)
    shortcomings = BoundTextField("指出的不足", blank=True)
    recorded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("held_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(held_on__isnull=False), name="talk_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"谈心谈话{self.pk}"

    def sealed_to(self, column: str) -> str:
        """What the ciphertext of a column is bound to; a talk's parties stay those it was arranged with."""
        return sealed_talk(self.pk, column, (party.member_id for party in self.parties.all()))

    @property
    def is_readable(self) -> bool:
        """Can the record be read here: the key is there, and the ciphertext is this talk's?"""
        return not any(isinstance(text, Unread) for text in (self.thinking, self.shortcomings))

    def roles_of(self, member: Member) -> set[Role]:
        return {Role.OWNER} if any(p.member_id == member.pk for p in self.parties.all()) else set()


def sealed_talk(talk: int, column: str, members: Iterable[int]) -> str:
    """The row that a talk's text is sealed to."""
    return f"meetings.Talk:{talk}:{column}:{','.join(map(str, sorted(members)))}"


class TalkParty(models.Model):
    """A person in a talk; `leads` marks who asked for it. The others confirm the record, or send it back."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="parties")
    member = models.ForeignKey(Member, models.PROTECT, related_name="talk_parties")
    leads = models.BooleanField(default=False)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    sent_back_on = models.DateField("退回日期", null=True, blank=True)
    secretary_may_read = models.BooleanField("同意书记查看", default=False)

    class Meta:
        ordering = ("-leads", "id")
        constraints = [
            models.UniqueConstraint(fields=("talk", "member"), name="talkparty_once"),
            models.UniqueConstraint(fields=("talk",), condition=Q(leads=True), name="talkparty_one_leads"),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True) | Q(sent_back_on__isnull=True),
                name="talkparty_confirmed_or_sent_back",
            ),
        ]

    def __str__(self) -> str:
        return self.member.name


class Nudge(OfMeeting):
    """That a person was asked to do what they still owe to a meeting: once a day, whoever asks."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="nudges")
    member = models.ForeignKey(Member, models.PROTECT, related_name="nudges")
    on = models.DateField("提醒日期")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "id")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "member", "on"), name="nudge_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on}提醒{self.member}"


class Problem(OfMeeting):
    """One concrete problem; `owner` is the member whose it is, or nobody for the branch's own."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="problems")
    owner = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name="谁的问题"
    )
    aspect = models.ForeignKey(
        Aspect, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name="方面"
    )
    manifestation = models.TextField("具体表现")
    source = models.CharField("来源", max_length=20, choices=enums.ProblemSource, blank=True)
    cause = models.TextField("原因", blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(manifestation=""), name="problem_is_concrete")]

    def __str__(self) -> str:
        return self.manifestation[:40]

    def roles_of(self, member: Member) -> set[Role]:
        return {Role.OWNER} if member.pk == self.owner_id else set()

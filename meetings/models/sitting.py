"""The meeting as it is held: one sitting, or another after a halt; who came, what was said, the minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.clock import now
from meetings import enums
from meetings.models.meeting import AgendaItem, Meeting
from meetings.models.preparation import OfMeeting
from members.enums import Role
from members.models import Member, Organization, User


class Sitting(OfMeeting):
    """One session of a meeting. A halted one stays as it was; the next has the following number.

    The minutes are sealed when host and recorder have both signed: `seal` is then the head of the hash chain
    over all entries (R17).
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    halted_at = models.DateTimeField(null=True, blank=True)
    halt_reason = models.TextField(blank=True)
    current_item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+")
    host_signed_at = models.DateTimeField(null=True, blank=True)
    recorder_signed_at = models.DateTimeField(null=True, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("meeting", "number"), name="sitting_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="sitting_opened_first"
            ),
            models.CheckConstraint(
                condition=Q(halted_at__isnull=True, halt_reason="")
                | (Q(halted_at__isnull=False, opened_at__isnull=False) & ~Q(halt_reason="")),
                name="sitting_halted_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(seal="", sealed_at__isnull=True) | (~Q(seal="") & Q(sealed_at__isnull=False)),
                name="sitting_seal_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}第{self.number}次会"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None and self.halted_at is None

    @property
    def is_sealed(self) -> bool:
        return self.sealed_at is not None

    def roles_of(self, member: Member) -> set[Role]:
        return self.meeting.roles_of(member)


class OfSitting(models.Model):
    class Meta:
        abstract = True

    @property
    def meeting(self) -> Meeting:
        return self.sitting.meeting  # type: ignore[attr-defined]

    @property
    def organization(self) -> Organization:
        return self.meeting.organization

    @property
    def reach(self) -> str:
        return self.organization.path


class Attendance(OfSitting):
    """One person's place at a sitting: member of the register, or a guest by name.

    `after_opening`: leave was not asked for in advance, where the rules want it so; counts as absence (R14).
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="attendances")
    guest_name = models.CharField("姓名", max_length=60, blank=True)
    capacity = models.CharField("身份", max_length=20, choices=enums.Capacity)
    state = models.CharField(
        "到会情况", max_length=20, choices=enums.PresenceState, default=enums.PresenceState.EXPECTED
    )
    reason = models.CharField("请假事由", max_length=200, blank=True)
    after_opening = models.BooleanField("开会后补假", default=False)
    delegate = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代读人"
    )
    told_on = models.DateField("会后转告日期", null=True, blank=True)
    told_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("capacity", "member__name_key", "id")
        verbose_name = "出缺席"
        constraints = [
            models.UniqueConstraint(
                fields=("sitting", "member"), condition=Q(member__isnull=False), name="attendance_once"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, guest_name="")
                | (Q(member__isnull=True) & ~Q(guest_name="")),
                name="attendance_member_or_guest",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("leave_asked", "on_leave")) | ~Q(reason=""),
                name="attendance_leave_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(after_opening=False) | Q(state__in=("leave_asked", "on_leave")),
                name="attendance_only_leave_comes_late",
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True, told_by__isnull=True)
                | Q(told_on__isnull=False, told_by__isnull=False),
                name="attendance_told_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_state_display()}）"

    @property
    def name(self) -> str:
        return self.member.name if self.member else self.guest_name

    @property
    def state_words(self) -> str:
        """The state, with what was asked for too late (R14)."""
        return f"{self.get_state_display()}（开会后补假）" if self.after_opening else self.get_state_display()

    def roles_of(self, member: Member) -> set[Role]:
        own = {Role.OWNER} if member.pk == self.member_id else set()
        return own | self.meeting.roles_of(member)

    def is_own(self, member: Member) -> bool:
        return member.pk == self.member_id


class Criticism(OfSitting):
    """A criticism: who, of whom, the concrete matter; and the criticised person's stance (表态).

    Where the rules want mutual opinions recorded without names (R20), nobody is stored as the speaker.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="criticisms")
    kind = models.CharField(max_length=10, choices=enums.CriticismKind)
    speaker = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="criticisms_made")
    target = models.ForeignKey(Member, models.PROTECT, related_name="criticisms_received")
    text = models.TextField("批评意见")
    said_at = models.DateTimeField(default=now)
    response = models.TextField("表态", blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("said_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="self", speaker__isnull=False, speaker=F("target"))
                | Q(kind="mutual", speaker__isnull=True)
                | (Q(kind="mutual") & ~Q(speaker=F("target"))),
                name="criticism_self_is_of_oneself",
            ),
            models.CheckConstraint(
                condition=Q(response="", responded_at__isnull=True)
                | (~Q(response="") & Q(responded_at__isnull=False)),
                name="criticism_response_paired",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == enums.CriticismKind.SELF:
            return f"{self.by_name}自我批评"
        return f"{self.by_name}对{self.target.name}"

    @property
    def by_name(self) -> str:
        """Who said it, as pages and documents show it."""
        return self.speaker.name if self.speaker else "不记名"

    def roles_of(self, member: Member) -> set[Role]:
        own = {Role.OWNER} if member.pk == self.target_id else set()
        return own | self.meeting.roles_of(member)


class MinutesEntry(OfSitting):
    """One entry of the minutes, in agenda order, with its speaker and when it was taken down.

    `read_for` is the absent member whose written speech the speaker read (R14).
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="minutes")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="+")
    speaker = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    speaker_name = models.CharField("发言人", max_length=60, blank=True)
    read_for = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代谁宣读"
    )
    text = models.TextField("记录")
    taken_at = models.DateTimeField(default=now)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("taken_at", "id")
        verbose_name = "会议记录"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="minutesentry_has_text"),
            models.CheckConstraint(
                condition=Q(read_for__isnull=True) | (Q(speaker__isnull=False) & ~Q(speaker=F("read_for"))),
                name="minutesentry_read_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker_words}：{self.text[:30]}"

    @property
    def speaker_words(self) -> str:
        """Who spoke, marked 代读 where a delegate read for somebody absent."""
        return (
            f"{self.speaker_name}（代读{self.read_for.name}书面发言）" if self.read_for else self.speaker_name
        )


class MinutesAmendment(OfSitting):
    """What was added after sealing: by whom and why; the sealed text stays readable."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="amendments")
    text = models.TextField("补充内容")
    reason = models.TextField("补充原因")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(text=""), name="minutesamendment_with_reason")
        ]

    def __str__(self) -> str:
        return f"{self.sitting}补充"

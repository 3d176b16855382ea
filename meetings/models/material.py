"""Self-examination materials: who owes one, its versions, and the reviews that belong to a version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.clock import now, today
from core.uploads.storage import private_storage, random_name
from meetings import enums
from meetings.models.meeting import Meeting
from meetings.models.preparation import OfMeeting
from members.enums import PostKind, Role
from members.models import Member, Post, User, holding


class Material(OfMeeting):
    """A material that is owed to a meeting: a member's own, or the committee's (`owner` is then nobody)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="materials")
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="materials")
    form = models.CharField("形式", max_length=20, choices=enums.MaterialForm)
    state = models.CharField(
        "状态", max_length=20, choices=enums.MaterialState, default=enums.MaterialState.OWED
    )
    clause = models.TextField("依据", blank=True)

    class Meta:
        ordering = ("owner__name_key", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "owner"), condition=Q(owner__isnull=False), name="material_once_a_member"
            ),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(owner__isnull=True), name="material_one_of_committee"
            ),
            models.CheckConstraint(condition=Q(state__in=enums.MaterialState.values), name="material_state"),
        ]

    def __str__(self) -> str:
        return f"{self.whose}{self.get_form_display()}"

    @property
    def whose(self) -> str:
        return self.owner.name if self.owner else "支部委员会"

    def roles_of(self, member: Member) -> set[Role]:
        own = {Role.OWNER} if member.pk == self.owner_id else set()
        return own | ({Role.GROUP_LEADER} if self._is_led_by(member) else set())

    def _is_led_by(self, member: Member) -> bool:
        """Does this member lead the party group of the author? Both belong to its branch still."""
        if self.owner is None or self.owner.group_id is None or self.owner.branch_id != member.branch_id:
            return False
        led = Post.objects.filter(holding(today()), organization=self.owner.group_id)
        return led.filter(member=member, kind=PostKind.GROUP_LEADER).exists()

    def is_own(self, member: Member) -> bool:
        """The author's; the committee's is the work of whoever handed in its latest version."""
        if self.owner_id:
            return member.pk == self.owner_id
        latest = self.versions.order_by("-number").values_list("submitted_by_id", flat=True).first()
        return latest is not None and member.user_id == latest


class MaterialVersion(models.Model):
    """One version of a material, never overwritten: the file as uploaded, or the text as written."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    file = models.FileField(upload_to=random_name, storage=private_storage, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    size = models.PositiveIntegerField("字节数", default=0)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("material", "number"), name="materialversion_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="materialversion_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.material}第{self.number}稿"


class MaterialReview(models.Model):
    """One reviewer's verdict on one version, with remarks."""

    version = models.ForeignKey(MaterialVersion, models.PROTECT, related_name="reviews")
    stage = models.CharField("环节", max_length=20, choices=enums.ReviewStage)
    verdict = models.CharField("意见", max_length=20, choices=enums.ReviewVerdict)
    remarks = models.TextField("审核意见", blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("version", "stage"), name="materialreview_once_a_stage"),
            models.CheckConstraint(
                condition=~Q(verdict="return") | ~Q(remarks=""), name="materialreview_return_with_remarks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}：{self.get_verdict_display()}"


class Settling(models.Model):
    """What the committee did when it settled the branch's material: the day, and who was there (R09).

    `expected` is how many sat in the committee that day. Materials settled before this was asked have none.
    """

    review = models.OneToOneField(MaterialReview, models.PROTECT, primary_key=True, related_name="settling")
    held_on = models.DateField("审定日期")
    present = models.ManyToManyField(Member, related_name="+")
    expected = models.PositiveSmallIntegerField("应到人数")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expected__gte=1), name="settling_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.review}（{self.held_on}）"


class PassageRemark(models.Model):
    """A reviewer's remark on one paragraph of a version, and the author's answer to it.

    `quote` is the paragraph as it was read, so that it can be found again in later versions.
    """

    version = models.ForeignKey(MaterialVersion, models.PROTECT, related_name="passage_remarks")
    quote = models.TextField("原文")
    text = models.TextField("批注")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField(default=now)
    answer = models.TextField("回应", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(quote="") & ~Q(text=""), name="passageremark_has_text"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="passageremark_answer_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}的批注{self.pk}"


class MaterialDraft(models.Model):
    """What is being written and not handed in: its writers' alone. `revision` tells two writers apart."""

    material = models.OneToOneField(Material, models.PROTECT, primary_key=True, related_name="draft")
    text = models.TextField("草稿")
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.material}的草稿"

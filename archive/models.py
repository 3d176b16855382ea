"""What an archive keeps: packets, their catalogue, and the series that item numbers come from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from archive.codes import CATEGORY
from core.jobs import JobState, LeasedJob
from core.uploads.storage import private_storage, random_name
from meetings.enums import DocumentKind, Retention
from meetings.models import Meeting
from meetings.models.preparation import OfMeeting
from members.enums import Role
from members.models import Organization, User

OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)
_MADE = Q(made_at__isnull=False, size__gt=0) & ~Q(file="") & ~Q(sha256="")
_NOT_MADE = Q(made_at__isnull=True, size=0, file="", sha256="")


class OfOrganization(models.Model):
    """A setting of one organisation's archive."""

    class Meta:
        abstract = True

    @property
    def reach(self) -> str:
        return self.organization.path


class Fonds(OfOrganization):
    """The fonds (全宗) of an organisation and all below it that have none of their own."""

    organization = models.OneToOneField(Organization, models.PROTECT, related_name="fonds")
    code = models.CharField("全宗号", max_length=10, unique=True)

    class Meta:
        ordering = ("code",)
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="fonds_has_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.organization}"


class FilingUnit(OfOrganization):
    """An organisation as the archive numbers of a fonds name it (机构代码)."""

    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="units")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="filing_units")
    code = models.CharField("机构代码", max_length=10)

    class Meta:
        ordering = ("fonds", "code")
        constraints = [
            models.UniqueConstraint(fields=("fonds", "organization"), name="filingunit_once"),
            models.UniqueConstraint(fields=("fonds", "code"), name="filingunit_code_once"),
            models.CheckConstraint(condition=~Q(code=""), name="filingunit_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.fonds.code}-{CATEGORY}-{self.code}"


class NumberSeries(models.Model):
    """Item numbers 1, 2, 3 … of one unit, year and retention period. `last` is the last one given.

    A number is given only in the transaction that also keeps its catalogue entry: that is why there are no
    gaps.
    """

    unit = models.ForeignKey(FilingUnit, models.PROTECT, related_name="series")
    year = models.PositiveSmallIntegerField("年度")
    retention = models.CharField("保管期限", max_length=20, choices=Retention)
    last = models.PositiveIntegerField("最后件号", default=0)

    class Meta:
        ordering = ("unit", "year", "retention")
        verbose_name = "件号序列"
        constraints = [
            models.UniqueConstraint(fields=("unit", "year", "retention"), name="numberseries_once"),
            models.CheckConstraint(
                condition=Q(retention__in=Retention.values), name="numberseries_retention"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}·{self.year}-{self.retention}"

    @property
    def organization(self) -> Organization:
        return self.unit.organization


class RetentionRule(OfOrganization):
    """How long an organisation and those below keep a kind of document, where it departs from the default."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="retention_rules")
    kind = models.CharField("材料", max_length=40, choices=DocumentKind)
    retention = models.CharField("保管期限", max_length=20, choices=Retention)

    class Meta:
        ordering = ("organization", "kind")
        constraints = [
            models.UniqueConstraint(fields=("organization", "kind"), name="retentionrule_once"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="retentionrule_kind"),
            models.CheckConstraint(
                condition=Q(retention__in=Retention.values), name="retentionrule_retention"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_retention_display()}"


class ConfidentialityRule(OfOrganization):
    """Whether documents of a kind that names people go into packets of an organisation and those below."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="confidentiality_rules")
    kind = models.CharField("材料", max_length=40, choices=DocumentKind)
    enters = models.BooleanField("放入归档包")

    class Meta:
        ordering = ("organization", "kind")
        constraints = [
            models.UniqueConstraint(fields=("organization", "kind"), name="confidentialityrule_once"),
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="confidentialityrule_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{'放入' if self.enters else '不放入'}"


class Packet(OfMeeting, LeasedJob):
    """A meeting's archive packet (归档包): long work first, and when it is done, one zip that never changes.

    `gaps` names what is missing, by kind, with the reason. A later packet of the same meeting `supplements`
    the first and holds only what is new or changed. `dated` is the organisation's day of the request: it is
    what the packet's documents say, so that making it again gives the same bytes.
    """

    task_name = "archive.tasks.make_packet"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="packets")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="归档人")
    role = models.CharField(max_length=20, choices=Role)
    dated = models.DateField("归档日期")
    gaps = models.JSONField("缺件说明", default=dict, blank=True)
    supplements = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supplementary",
        verbose_name="补充的归档包",
    )
    file = models.FileField(upload_to=random_name, storage=private_storage, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    made_at = models.DateTimeField("生成时间", null=True, blank=True)
    report = models.JSONField("自检结果", default=dict, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            *LeasedJob.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(state=JobState.DONE) & _MADE) | (~Q(state=JobState.DONE) & _NOT_MADE),
                name="packet_done_has_file",
            ),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(state__in=OPEN_STATES), name="packet_one_at_work"
            ),
            models.UniqueConstraint(
                fields=("meeting",),
                condition=Q(state=JobState.DONE, supplements__isnull=True),
                name="packet_one_first",
            ),
            models.CheckConstraint(
                condition=Q(supplements__isnull=True) | ~Q(supplements=F("id")), name="packet_not_its_own"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}{'补充' if self.supplements_id else ''}归档包"

    @property
    def is_supplement(self) -> bool:
        return self.supplements_id is not None

    @property
    def is_done(self) -> bool:
        return self.state == JobState.DONE


class CatalogueEntry(models.Model):
    """One item (件) of a packet, as the catalogue 归档文件目录 lists it. Never changed, never deleted."""

    packet = models.ForeignKey(Packet, models.PROTECT, related_name="entries")
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="entries")
    ordinal = models.PositiveSmallIntegerField("序号")
    number = models.PositiveIntegerField("件号")
    code = models.CharField("档号", max_length=80, unique=True)
    kind = models.CharField("材料", max_length=40, choices=DocumentKind)
    title = models.TextField("题名")
    author = models.TextField("责任者")
    document_number = models.CharField("文号", max_length=60, blank=True)
    dated = models.DateField("日期", null=True, blank=True)
    classification = models.CharField("密级", max_length=20, blank=True)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    retention = models.CharField("保管期限", max_length=20, choices=Retention)
    path = models.CharField("文件", max_length=255)
    sha256 = models.CharField(max_length=64)
    sha512 = models.CharField(max_length=128)
    size = models.PositiveBigIntegerField("字节数")

    class Meta:
        ordering = ("packet", "ordinal")
        indexes = [models.Index(fields=("kind", "dated"), name="catalogueentry_kind")]
        constraints = [
            models.UniqueConstraint(fields=("series", "number"), name="catalogueentry_number_once"),
            models.UniqueConstraint(fields=("packet", "ordinal"), name="catalogueentry_ordinal_once"),
            models.UniqueConstraint(fields=("packet", "path"), name="catalogueentry_path_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, ordinal__gte=1), name="catalogueentry_from_one"
            ),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="catalogueentry_kind"),
            models.CheckConstraint(
                condition=Q(retention__in=Retention.values), name="catalogueentry_retention"
            ),
            models.CheckConstraint(
                condition=~Q(sha256="") & ~Q(sha512="") & Q(size__gt=0), name="catalogueentry_has_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def meeting(self) -> Meeting:
        return self.packet.meeting

    @property
    def organization(self) -> Organization:
        return self.meeting.organization

    @property
    def reach(self) -> str:
        return self.organization.path


class PacketBatch(OfOrganization, LeasedJob):
    """The packets of many meetings as one piece of work (成批归档), which can be interrupted and goes on.

    `gaps` gives a reason by kind that holds for every meeting in which such a document is missing.
    """

    task_name = "archive.tasks.make_batch"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="packet_batches")
    year = models.PositiveSmallIntegerField("会议所属年度")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="归档人")
    role = models.CharField(max_length=20, choices=Role)
    gaps = models.JSONField("缺件说明", default=dict, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            *LeasedJob.Meta.constraints,
            models.UniqueConstraint(
                fields=("organization", "year"), condition=Q(state__in=OPEN_STATES), name="batch_one_at_work"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}{self.year}年度成批归档"


class BatchItem(models.Model):
    """One meeting of a batch, and what became of it. Claims are the packet's own."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        DONE = "done", "已归档"
        LACKING = "lacking", "缺件"
        FAILED = "failed", "未成功"

    batch = models.ForeignKey(PacketBatch, models.PROTECT, related_name="items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="batch_items")
    ordinal = models.PositiveIntegerField("序号")
    state = models.CharField("情况", max_length=10, choices=State, default=State.WAITING)
    packet = models.ForeignKey(Packet, models.PROTECT, null=True, blank=True, related_name="+")
    missing = models.JSONField("缺什么", default=list, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ("batch", "ordinal")
        constraints = [
            models.UniqueConstraint(fields=("batch", "meeting"), name="batchitem_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(packet__isnull=False), name="batchitem_done_has_packet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}：{self.get_state_display()}"

    @property
    def organization(self) -> Organization:
        return self.meeting.organization

    @property
    def reach(self) -> str:
        return self.organization.path

    @property
    def missing_labels(self) -> list[str]:
        return [DocumentKind(kind).label for kind in self.missing]

"""Packets read back: what an archive holds when the records they were made from are gone.

Nothing here leans on meetings, members or catalogues of this installation: it may never have known them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.clock import now
from core.uploads.storage import private_storage, random_name
from members.enums import Role
from members.models import Organization, User


class OpenedPacket(models.Model):
    """One packet as it was handed in, whole and verified. Never changed.

    `description` is its metadata.json, `folder` the one folder in the zip. `keeper` is the organisation in
    whose archive it stands: that decides who may read it, not the organisation that held the meeting.
    """

    keeper = models.ForeignKey(Organization, models.PROTECT, related_name="opened_packets")
    file = models.FileField(upload_to=random_name, storage=private_storage)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    opened_at = models.DateTimeField("入室时间", default=now)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    folder = models.CharField(max_length=255)
    title = models.TextField("会议")
    branch = models.TextField("党组织")
    year = models.PositiveSmallIntegerField("归档年度")
    held_on = models.DateField("会议日期", null=True, blank=True)
    archived_on = models.DateField("归档日期")
    supplements_sha256 = models.CharField("补充的归档包", max_length=64, blank=True)
    description = models.JSONField("著录内容")

    class Meta:
        ordering = ("-year", "branch", "held_on", "id")
        indexes = [models.Index(fields=("keeper", "year"), name="openedpacket_year")]
        constraints = [
            models.UniqueConstraint(fields=("keeper", "sha256"), name="openedpacket_once"),
            models.CheckConstraint(
                condition=~Q(file="") & ~Q(sha256="") & Q(size__gt=0), name="openedpacket_has_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{'补充' if self.supplements_sha256 else ''}归档包"

    @property
    def organization(self) -> Organization:
        return self.keeper

    @property
    def reach(self) -> str:
        return self.keeper.path


class OpenedDocument(models.Model):
    """One document of an opened packet, as its catalogue names it."""

    packet = models.ForeignKey(OpenedPacket, models.PROTECT, related_name="documents")
    ordinal = models.PositiveIntegerField("序号")
    code = models.CharField("档号", max_length=80)
    kind = models.CharField("材料", max_length=80)
    title = models.TextField("题名")
    author = models.TextField("责任者")
    dated = models.DateField("日期", null=True, blank=True)
    retention = models.CharField("保管期限", max_length=20)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    note = models.TextField("备注", blank=True)
    path = models.CharField("文件", max_length=255)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("packet", "ordinal")
        indexes = [models.Index(fields=("code",), name="openeddocument_code")]
        constraints = [
            models.UniqueConstraint(fields=("packet", "ordinal"), name="openeddocument_ordinal_once"),
            models.UniqueConstraint(fields=("packet", "path"), name="openeddocument_path_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def organization(self) -> Organization:
        return self.packet.keeper

    @property
    def reach(self) -> str:
        return self.packet.reach

"""What an opinion is tied to: how a material answers it, and the criticisms that took it up (R03, R10).

Each is said by whoever wrote the material or keeps the record. What shared words suggest is never a row here.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from meetings.models.material import MaterialVersion
from meetings.models.meeting import Meeting
from meetings.models.preparation import OfMeeting, Opinion
from meetings.models.sitting import Criticism, OfSitting, Sitting
from members.models import User


class MaterialAnswer(OfMeeting):
    """How the author of a material answers one opinion: by a passage of a version, or otherwise, in a word.

    `quote` is the paragraph as it stood in `version`, so that it can be found again in later ones; `gone_in`
    is the latest version when the paragraph no longer stands in it.
    """

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="in_material")
    version = models.ForeignKey(
        MaterialVersion, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    quote = models.TextField("回应的段落", blank=True)
    gone_in = models.ForeignKey(MaterialVersion, models.PROTECT, null=True, blank=True, related_name="+")
    otherwise = models.TextField("另外的回应", blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField("指明日期")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=False, otherwise="") & ~Q(quote="")
                | Q(version__isnull=True, gone_in__isnull=True, quote="") & ~Q(otherwise=""),
                name="materialanswer_passage_or_word",
            ),
        ]

    def __str__(self) -> str:
        return f"对{self.opinion}的回应"

    @property
    def meeting(self) -> Meeting:
        return self.opinion.meeting


class RaisedOpinion(OfSitting):
    """That a criticism, or a self-criticism, takes up an opinion.

    It is no part of the minutes and not under their seal: it says how two records belong together. After the
    seal it stays as it is.
    """

    criticism = models.ForeignKey(Criticism, models.PROTECT, related_name="raised")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="raised")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField("对应日期")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("criticism", "opinion"), name="raisedopinion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.criticism}谈到{self.opinion}"

    @property
    def sitting(self) -> Sitting:
        return self.criticism.sitting

    @property
    def said_on(self) -> dt.date:
        return timezone.localtime(self.criticism.said_at).date()

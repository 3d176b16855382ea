"""Fixed vocabularies about rectification."""

from django.db.models import TextChoices


class ItemState(TextChoices):
    OPEN = "open", "整改中"
    CLAIMED = "claimed", "待核实"
    VERIFIED = "verified", "已销号"


class ItemSource(TextChoices):
    PROBLEM = "problem", "查摆问题"
    CRITICISM = "criticism", "批评意见"
    OPINION = "opinion", "征求意见"
    SUPERVISION = "supervision", "督导意见"
    APPRAISAL = "appraisal", "民主评议"


class ProgressKind(TextChoices):
    NOTE = "note", "进展"
    CLAIM = "claim", "报告完成"
    VERIFY = "verify", "核实销号"
    REJECT = "reject", "核实未通过"
    REOPEN = "reopen", "重新整改"


class PreviousState(TextChoices):
    """How an earlier item stands when the next meeting opens (R27)."""

    DONE = "done", "已经整改"
    IN_PROGRESS = "in_progress", "正在整改"
    NOT_DONE = "not_done", "尚未整改"

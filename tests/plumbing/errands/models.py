from django.db import models

from core.jobs import LeasedJob


class Errand(LeasedJob):
    task_name = "tests.plumbing.errands.tasks.run_errand"

    class Meta(LeasedJob.Meta):
        abstract = False


class Delivery(models.Model):
    """What an errand publishes, in the transaction in which it ends."""

    errand = models.ForeignKey(Errand, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"delivery of {self.errand_id}"

import time

from celery import shared_task
from django.db import transaction

from core.jobs import Lease, run
from tests.plumbing.errands.models import Delivery, Errand

STEPS = 4
SECONDS_A_STEP = 0.1


@shared_task
def run_errand(pk: int) -> None:
    run(Errand, pk, errand)


def errand(lease: Lease[Errand]) -> None:
    for step in range(STEPS):
        time.sleep(SECONDS_A_STEP)
        lease.report(step * 25)
    with transaction.atomic():
        Delivery.objects.create(errand=lease.job)
        lease.done()

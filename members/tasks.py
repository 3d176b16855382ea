"""Long work about people."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.contrib.auth.hashers import make_password

from core.clock import now
from core.jobs import Lease, run
from members.actions import roster as actions
from members.codes import one_time_code
from members.enums import RowOutcome
from members.models import Roster, RosterWriting

HASHED = 85  # percent of the progress that making codes takes; each takes 40 ms on purpose
KEPT_FOR = timedelta(days=7)  # lists hold what registers hold; a week is enough to hand out codes


@shared_task(name=RosterWriting.task_name)
def write_roster(pk: int) -> None:
    """Write one confirmed list. Safe to run twice: one claim wins."""
    run(RosterWriting, pk, write)


def write(lease: Lease[RosterWriting]) -> None:
    """The work: codes first, outside of any transaction, then the register in one."""
    writing = RosterWriting.objects.select_related("roster__uploaded_by").get(pk=lease.job.pk)
    codes = _codes(lease, writing.roster) if writing.with_accounts else {}
    lease.report(HASHED, "写入名册")
    actions.write_roster(by=writing.roster.uploaded_by, lease=lease, codes=codes)


def _codes(lease: Lease[RosterWriting], roster: Roster) -> dict[int, tuple[str, str]]:
    """A code and its hash for every line whose person has no account."""
    rows = roster.rows.exclude(outcome=RowOutcome.REFUSED).filter(member__user__isnull=True)
    lines = list(rows.values_list("line", flat=True))
    made = {}
    for number, line in enumerate(lines, 1):
        lease.report(HASHED * number // len(lines), f"生成一次性密码：第{number}个，共{len(lines)}个")
        code = one_time_code()
        made[line] = (code, make_password(code))
    return made


@shared_task
def forget_rosters() -> None:
    """Drop lists that were uploaded a week ago, with what they say. Safe to run twice."""
    for roster in Roster.objects.filter(uploaded_at__lt=now() - KEPT_FOR).select_related("writing"):
        if not hasattr(roster, "writing") or roster.writing.is_over:
            actions.forget_roster(roster=roster)

"""The trail as a page. It stands here, not in audit, because who may read it follows from the seat."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote, urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from audit.exports import csv_of, workbook_of
from audit.models import AuditArchive, AuditEntry, ChainHead
from audit.queries import (
    Reader,
    Stretch,
    first_id_after,
    shown,
    stretch_for,
)
from core.context_processors import NavItem
from core.limits import EXPORT, limited
from core.templatetags.ui import cn_datetime
from members.access import Seat
from members.actions.trail import export_trail
from members.enums import Role
from members.models import User

PER_PAGE = 50  # rows
EXPORTED = 5000  # rows of one table; more are narrowed by days first
LOOKED_AT = 2_000_000  # rows looked through for one table, about a second
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The beginnings of actions by what they are about, for the filter.
SUBJECTS = (
    ("members.", "人员和账号"), ("roster.", "名单导入导出"), ("campaign.", "工作部署"), ("meeting.", "会议"),
    ("step.", "环节"), ("study.", "学习"), ("opinion.", "征求意见"), ("talk.", "谈心谈话"),
    ("problem.", "查摆问题"), ("material.", "材料"), ("attendance.", "到会"), ("criticism.", "批评"),
    ("minutes.", "会议记录"), ("supervision.", "督导"), ("item.", "整改"), ("packet.", "归档包"),
    ("archive.", "归档设置"), ("audit.", "操作记录"),
)  # fmt: skip


def reader_of(seat: Seat) -> Reader:
    """Whose eyes a seat reads the trail with."""
    officer, administrator = seat.paths_as(Role.OFFICER), seat.paths_as(Role.ADMINISTRATOR)
    return Reader(seat.user.pk, _about(seat), tuple(officer), tuple(administrator))


def _about(seat: Seat) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What in the trail is about this person: the account, the entry on the register, transfers and posts."""
    found = [("members.user", (str(seat.user.pk),))]
    if member := seat.member:
        found.append(("members.member", (str(member.pk),)))
        for label, rows in (("members.transfer", member.transfers), ("members.post", member.posts)):
            found.append((label, tuple(str(pk) for pk in rows.values_list("pk", flat=True))))
    return tuple((label, ids) for label, ids in found if ids)


class TrailFilter:
    """Person, subject and days from the address; what cannot be meant counts as not asked."""

    def __init__(self, asked: QueryDict) -> None:
        self.text = asked.get("q", "").strip()[:40]
        self.subject = next((code for code, _ in SUBJECTS if code == asked.get("subject")), "")
        self.since, self.until = _day(asked.get("since", "")), _day(asked.get("until", ""))
        before = asked.get("before", "")
        self.before = int(before[:18]) if before.isascii() and before.isdecimal() else None
        self.subjects = SUBJECTS

    @property
    def is_on(self) -> bool:
        return bool(self.text or self.subject or self.since or self.until)

    def apply(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The rows that meet every condition; both days are included."""
        if self.text:
            # Accounts are few beside rows: their names are searched, rows are found by account.
            named = User.objects.filter(name__icontains=self.text).order_by()
            rows = rows.filter(actor_id__in=named.values("pk"))
        if self.subject:
            rows = rows.filter(action__startswith=self.subject)
        if self.since:
            rows = rows.filter(at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(at__lt=_midnight(self.until + dt.timedelta(days=1)))
        return rows

    def start(self) -> int | None:
        """Below which id to begin: where one left off, else where the last day ends."""
        if self.before is None and self.until:
            return first_id_after(_midnight(self.until + dt.timedelta(days=1)))
        return self.before

    def onward(self, last: int) -> str:
        """The query of the next page: the same conditions, rows older than `last`."""
        kept = {"q": self.text, "subject": self.subject, "since": self.since or "", "until": self.until or ""}
        return urlencode({name: value for name, value in (kept | {"before": last}).items() if value})


def _day(text: str) -> dt.date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None


def _midnight(day: dt.date) -> dt.datetime:
    return make_aware(dt.datetime.combine(day, dt.time()))


@require_safe
def trail_list(request: HttpRequest) -> HttpResponse:
    """One's own rows, and those of the organisations below for officers and administrators."""
    reader, asked = reader_of(request.seat), TrailFilter(request.GET)
    found = stretch_for(reader, asked.apply, PER_PAGE, before=asked.start())
    ended = asked.since is not None and _is_before(found, asked.since)
    told = {
        "rows": [_row(entry, reader) for entry in found.rows],
        "filter": asked,
        "reader": reader,
        "onward": asked.onward(found.onward) if found.onward and not ended else "",
        "is_full": len(found.rows) == PER_PAGE,
        "head": ChainHead.objects.first() if reader.reads_others else None,
        "archived": AuditArchive.objects.order_by("-first_id").first() if reader.reads_others else None,
        "query": request.GET.urlencode(),
    }
    return render(request, "members/trail_list.html", told)


def _is_before(found: Stretch, since: dt.date) -> bool:
    """Whether what is left to look at is older than `since`."""
    begins = first_id_after(_midnight(since))
    return begins is None or found.onward is None or found.onward <= begins


def _row(entry: AuditEntry, reader: Reader) -> dict[str, object]:
    role = Role(entry.role).label if entry.role in Role.values else entry.role
    return shown(entry, reader) | {"role_label": role, "when": cn_datetime(entry.at)}


@require_safe
@limited(EXPORT)
def trail_export(request: HttpRequest) -> HttpResponse:
    """The same rows as a table (`?format=csv` for .csv), at most the newest `EXPORTED`; that it was taken
    out stands in the trail itself."""
    reader, asked = reader_of(request.seat), TrailFilter(request.GET)
    found = stretch_for(reader, asked.apply, EXPORTED, before=asked.start(), most=LOOKED_AT)
    rows = [_row(entry, reader) for entry in found.rows]
    export_trail(by=request.user, rows=len(rows))
    name = f"操作记录（{request.seat.day:%Y%m%d}）"
    if request.GET.get("format") == "csv":
        return _download(csv_of(rows), f"{name}.csv", "text/csv; charset=utf-8")
    return _download(workbook_of(rows), f"{name}.xlsx", XLSX)


def _download(body: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(body, content_type=content_type, headers=headers)


def navigation(request: HttpRequest) -> list[NavItem]:
    """操作记录 for whoever reads more than the own rows; the others find theirs on the account page."""
    if request.seat.paths_as(Role.OFFICER, Role.ADMINISTRATOR):  # type: ignore[attr-defined]
        return [NavItem("操作记录", reverse("audit:list"), "clock-history", order=90)]
    return []

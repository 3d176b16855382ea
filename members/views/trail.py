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

from audit.exports import workbook_of
from audit.models import AuditEntry, ChainHead
from audit.queries import Reader, entries_visible_to, shown
from core.context_processors import NavItem
from core.limits import EXPORT, limited
from core.templatetags.ui import cn_datetime
from members.access import Seat
from members.enums import Role

PER_PAGE = 50  # rows
EXPORTED = 5000  # rows of one table; more are narrowed by days first
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reader_of(seat: Seat) -> Reader:
    """Whose eyes a seat reads the trail with."""
    officer, administrator = seat.paths_as(Role.OFFICER), seat.paths_as(Role.ADMINISTRATOR)
    return Reader(seat.user.pk, tuple(officer), tuple(administrator))


class TrailFilter:
    """Person and days from the address; what cannot be meant counts as not asked."""

    def __init__(self, asked: QueryDict) -> None:
        self.text = asked.get("q", "").strip()[:40]
        self.since, self.until = _day(asked.get("since", "")), _day(asked.get("until", ""))
        self.before = asked.get("before", "")

    @property
    def is_on(self) -> bool:
        return bool(self.text or self.since or self.until)

    def apply(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The rows that meet every condition; both days are included."""
        if self.text:
            rows = rows.filter(actor_name__icontains=self.text)
        if self.since:
            rows = rows.filter(at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(at__lt=_midnight(self.until + dt.timedelta(days=1)))
        return rows

    def onward(self, last: int) -> str:
        """The query of the next page: the same conditions, rows older than `last`."""
        kept = {"q": self.text, "since": self.since or "", "until": self.until or "", "before": last}
        return urlencode({name: value for name, value in kept.items() if value})


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
    rows = asked.apply(entries_visible_to(reader))
    if asked.before.isdecimal():
        rows = rows.filter(pk__lt=int(asked.before[:18]))
    found = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    told = {
        "rows": [_row(entry, reader) for entry in page],
        "filter": asked,
        "reader": reader,
        "onward": asked.onward(page[-1].pk) if len(found) > PER_PAGE else "",
        "head": ChainHead.objects.first() if reader.reads_others else None,
        "query": request.GET.urlencode(),
    }
    return render(request, "members/trail_list.html", told)


def _row(entry: AuditEntry, reader: Reader) -> dict[str, object]:
    role = Role(entry.role).label if entry.role in Role.values else entry.role
    return shown(entry, reader) | {"role_label": role, "when": cn_datetime(entry.at)}


@require_safe
@limited(EXPORT)
def trail_export(request: HttpRequest) -> HttpResponse:
    """The same rows as a table, at most the newest `EXPORTED`."""
    reader = reader_of(request.seat)
    found = TrailFilter(request.GET).apply(entries_visible_to(reader))[:EXPORTED]
    body = workbook_of(_row(entry, reader) for entry in found)
    name = f"操作记录（{request.seat.day:%Y%m%d}）.xlsx"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(body, content_type=XLSX, headers=headers)


def navigation(request: HttpRequest) -> list[NavItem]:
    """操作记录 for whoever reads more than the own rows; the others find theirs on the account page."""
    if reader_of(request.seat).reads_others:  # type: ignore[attr-defined]
        return [NavItem("操作记录", reverse("audit:list"), "clock-history", order=90)]
    return []

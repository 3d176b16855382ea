"""The working calendar: until when it is known, what administrators entered, entering more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform, sent
from meetings.actions.calendar import confirm_year, drop_day, set_days
from meetings.forms.calendar import DaysForm, DropForm, YearForm
from meetings.models import CalendarDay, CalendarYear
from meetings.queries.calendar import work_calendar, year_of
from members.enums import Role
from members.models import Organization


def _place_or_404(request: HttpRequest) -> Organization:
    """Where this person is an administrator, the top of the tree first: the calendar is kept there."""
    places = [one.organization for one in request.seat.appointments if one.role == Role.ADMINISTRATOR]
    if not places:
        raise Http404
    return min(places, key=lambda one: (one.parent_id is not None, one.path))


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar; POST enters days, or (with `year`) says that a year is complete."""
    place = _place_or_404(request)
    confirms = "year" in request.POST
    days = DaysForm(None if confirms else sent(request))
    year = YearForm(request.POST if confirms else None)
    if request.method == "POST" and _done(request, place, year if confirms else days, confirms):
        return redirect("meetings:calendar")
    known = work_calendar().known_until
    told = {
        "known_until": known,
        "next_year": known.year + 1,
        "days": CalendarDay.objects.select_related("set_by"),
        "years": CalendarYear.objects.select_related("set_by"),
        "has_next": CalendarDay.objects.filter(day__year=known.year + 1).exists(),
        "may_set": place.parent_id is None,
        "form": days,
        "year_form": year,
    }
    status = 422 if days.errors or year.errors else 200
    return render(request, "meetings/calendar_detail.html", told, status=status)


def _done(request: HttpRequest, place: Organization, form: Any, confirms: bool) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    if confirms:
        told = {"year": data["year"], "source": data["year_source"]}
        done = perform(form, confirm_year, by=request.user, organization=place, **told)
        said = f"{data['year']}年的日历已经完整，有关期限重新推算。"
    else:
        done = perform(form, set_days, by=request.user, organization=place, **data)
        said = f"已录入{done}天，有关期限重新推算。"
    if done:
        messages.success(request, said)
    return bool(done)


@require_safe
def calendar_days(request: HttpRequest, year: int) -> JsonResponse:
    """A year as the small calendar marks it: days off by name, worked weekends, known until when."""
    return JsonResponse(year_of(year))


@require_http_methods(["GET", "POST"])
def calendar_drop(request: HttpRequest, day: int) -> HttpResponse:
    """Take an entered day back, with the reason."""
    place = _place_or_404(request)
    found = get_object_or_404(CalendarDay, pk=day)
    form = DropForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        act = {"by": request.user, "organization": place, "day": found, "reason": reason}
        if perform(form, _drop, **act):
            messages.success(request, "已撤销，有关期限重新推算。")
            return redirect("meetings:calendar")
    told = {"day": found, "form": form}
    return render(request, "meetings/calendar_drop.html", told, status=422 if form.errors else 200)


def _drop(**given: Any) -> bool:
    drop_day(**given)
    return True

"""The planning page as data: its sections, each a form with what saving it does, and what frames them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.http import QueryDict

from core.templatetags.ui import cn_date, cn_weekday
from meetings import permissions as P
from meetings import provisions, rules
from meetings.actions import plan, plan_parts
from meetings.deadlines import Deadline
from meetings.enums import DocumentKind, Unit
from meetings.fingerprint import fingerprint
from meetings.forms.people import of_meeting
from meetings.forms.plan import AgendaRows, AspectRows, AttendanceRows, BasicsForm, RowSet, StepRow, rows_from
from meetings.models import Meeting, Step
from meetings.queries.calendar import work_calendar
from meetings.queries.meeting import steps_of
from meetings.queries.plan import open_values_of
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.step_deadlines import bound_deadlines, deadline_of
from meetings.views.reach import crumbs
from members.access import Seat
from members.models import User


class Section:
    """One section of the page. It stands in for a form where an action's refusal is to be shown.

    `stamp` names the section as it is stored: a form that was opened on another stamp meets what somebody
    else saved meanwhile in the same section. Two people in two sections do not meet.
    """

    name = label = ""
    phase = rules.PLANNING | rules.PREPARATION
    fields: dict[str, Any] = {}
    is_open = False  # may this person save it now?
    is_stale = False  # did somebody else save it since the form was opened?

    def __init__(self, meeting: Meeting, data: QueryDict | None = None) -> None:
        self.meeting, self.data = meeting, data
        self.errors: list[str] = []
        self.stamp = fingerprint(json.dumps(self.stored(), default=str, ensure_ascii=False))
        self.is_stale = data is not None and data.get("stamp") != self.stamp

    def stored(self) -> Any:
        """What is stored of it now, as plain values."""
        raise NotImplementedError

    def in_words(self) -> list[str]:
        """What is stored of it now, a line each, for whoever meets another's change."""
        raise NotImplementedError

    def saved_keys(self) -> dict[str, int]:
        """After saving: the form's hidden field → the row that it now stands for."""
        return {}

    def add_error(self, field: str | None, error: str) -> None:
        self.errors.append(error)

    def is_valid(self) -> bool:
        raise NotImplementedError

    def save(self, *, by: User, meeting: Meeting, revision: int) -> Meeting:
        raise NotImplementedError


_BASICS = ("title", "year_of", "form", "theme", "held_on", "held_at", "place", "duration")


class Basics(Section):
    """基本信息, as long as the plan is being drafted."""

    name, label, phase = "basics", "基本信息", rules.PLANNING

    def __init__(self, meeting: Meeting, data: QueryDict | None = None) -> None:
        super().__init__(meeting, data)
        self.form = BasicsForm(meeting, data)
        self.fields = self.form.fields

    def stored(self) -> Any:
        return {name: getattr(self.meeting, name) for name in _BASICS} | {
            "host": self.meeting.host_id,
            "recorder": self.meeting.recorder_id,
        }

    def in_words(self) -> list[str]:
        shown = {name: getattr(self.meeting, name) for name in (*_BASICS, "host", "recorder")}
        shown["form"] = self.meeting.get_form_display()
        shown["held_on"] = cn_date(self.meeting.held_on)
        return [f"{self.fields[name].label}：{value or '未填写'}" for name, value in shown.items()]

    def is_valid(self) -> bool:
        valid = self.form.is_valid()
        self.errors += [error for errors in self.form.errors.values() for error in errors]
        return valid

    def add_error(self, field: str | None, error: str) -> None:
        self.form.add_error(field, error)
        super().add_error(field, error)

    def save(self, *, by: User, meeting: Meeting, revision: int) -> Meeting:
        return plan.revise_plan(by=by, meeting=meeting, revision=revision, **self.form.cleaned_data)


class Rows(Section):
    """A section that is a list of rows."""

    kind: type[RowSet]

    def __init__(self, meeting: Meeting, data: QueryDict | None = None) -> None:
        self.initial = self.read(meeting)
        super().__init__(meeting, data)
        self.rows = rows_from(self.kind, self.name, self.initial, data)

    def read(self, meeting: Meeting) -> list[dict[str, Any]]:
        """The rows as they are stored, each by its fields."""
        raise NotImplementedError

    def stored(self) -> Any:
        return self.initial

    def in_words(self) -> list[str]:
        return [row.get("title") or row.get("text", "") for row in self.initial]

    def saved_keys(self) -> dict[str, int]:
        shown = [form for form in self.rows.forms if form.has_changed()]
        found = [row["pk"] for row in self.read(self.meeting)]
        return {form["pk"].auto_id: pk for form, pk in zip(shown, found, strict=False)}

    def is_valid(self) -> bool:
        valid = self.rows.is_valid()
        if not valid:
            self.errors.append("有的行没有填对，请看标出的地方。")
        return valid


class Attendance(Rows):
    """参会人员."""

    name, label, kind = "attendance", "参会人员", AttendanceRows

    def read(self, meeting: Meeting) -> list[dict[str, Any]]:
        return list(meeting.attendance_lines.values("pk", "capacity", "rule", "text"))

    def save(self, *, by: User, meeting: Meeting, revision: int) -> Meeting:
        lines = self.rows.entries()
        return plan_parts.set_attendance(by=by, meeting=meeting, lines=lines, revision=revision)


class Agenda(Rows):
    """议程."""

    name, label, kind = "agenda", "议程", AgendaRows

    def read(self, meeting: Meeting) -> list[dict[str, Any]]:
        return list(meeting.agenda.values("pk", "kind", "title", "text"))

    def save(self, *, by: User, meeting: Meeting, revision: int) -> Meeting:
        items = self.rows.entries()
        return plan_parts.set_agenda(by=by, meeting=meeting, items=items, revision=revision)


class Aspects(Rows):
    """检视方面 of one scope."""

    kind = AspectRows
    scope = ""

    def read(self, meeting: Meeting) -> list[dict[str, Any]]:
        found = meeting.aspects.filter(scope=self.scope)
        return [
            {"pk": one.pk, "title": one.title, "manifestations": "\n".join(one.manifestations)}
            for one in found
        ]

    def save(self, *, by: User, meeting: Meeting, revision: int) -> Meeting:
        return plan_parts.set_aspects(
            by=by, meeting=meeting, scope=self.scope, aspects=self.rows.entries(), revision=revision
        )


class BranchAspects(Aspects):
    name, label, scope = "branch_aspects", "支部检视的方面", "branch"


class MemberAspects(Aspects):
    name, label, scope = "member_aspects", "党员检视的方面", "member"


class Steps(Section):
    """环节与期限."""

    name, label = "steps", "环节与期限"

    def __init__(self, meeting: Meeting, data: QueryDict | None = None) -> None:
        self.steps = list(steps_of(meeting))
        super().__init__(meeting, data)
        self.people = {one.pk: one for one in of_meeting(meeting)}
        self.bound = bound_deadlines(meeting)
        self.calendar = work_calendar()
        choices = [
            ("", "（按职务）"),
            *((one.pk, f"{one.name}（{one.initials}）") for one in self.people.values()),
        ]
        self.forms = [StepRow(step, choices, step.kind in self.bound, data) for step in self.steps]

    def stored(self) -> Any:
        return [(one.pk, one.responsible_id, one.deadline) for one in self.steps]

    def in_words(self) -> list[str]:
        return [f"{line['step'].title}：{line['words']}，{line['who']}" for line in self.shown]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.forms]  # all of them, so that each shows its errors
        valid = all(checked)
        if not valid:
            self.errors.append("有的环节没有填对，请看标出的地方。")
        return valid

    def save(self, *, by: User, meeting: Meeting, revision: int) -> Meeting:
        entries = [form.entry(self.people) for form in self.forms]
        return plan_parts.arrange_steps(by=by, meeting=meeting, entries=entries, revision=revision)

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The steps with their deadline in words, its day, its clause, and the row that sets them."""
        titles = {step.key: step.title for step in self.steps}
        return [self._shown(form, titles) for form in self.forms]

    def _shown(self, form: StepRow, titles: dict[str, str]) -> dict[str, Any]:
        step, fixed = form.step, self.bound.get(form.step.kind)
        deadline = deadline_of(step, self.bound)
        return {
            "step": step,
            "who": step.responsible.name if step.responsible else step.get_responsible_role_display(),
            "form": form,
            "words": deadline.in_words(titles.get(deadline.step or "", "")) if deadline else "没有规定期限",
            "starts": _first_day(step),
            "is_open": bool(deadline and deadline.is_open),
            "day_words": f"{cn_date(step.due_on)} {cn_weekday(step.due_on)}" if step.due_on else "",
            "knows_until": cn_date(self.calendar.known_until) if _in_workdays(deadline) else "",
            "clause": (fixed.clause if fixed else "") or step.clause,
            "fixed_by": fixed.origin if fixed else "",
            "removable": not step.is_done and (not step.required or step.key.startswith("own_")),
        }


def _first_day(step: Step) -> str:
    """From which day on, in words; "" where the plan does not say."""
    starts = step.details.get("starts")
    if not starts:
        return ""
    return f"{cn_date(dt.date.fromisoformat(starts['date']))}起，" if starts["date"] else starts["text"]


def _in_workdays(deadline: Deadline | None) -> bool:
    return deadline is not None and deadline.unit == Unit.WORKDAY and not deadline.is_open


SECTIONS: dict[str, type[Section]] = {
    kind.name: kind for kind in (Basics, Attendance, Agenda, BranchAspects, MemberAspects, Steps)
}


_LOOKS = [(kind.value, kind.label) for kind in (DocumentKind.PLAN, DocumentKind.NOTICE)]


def plan_page(meeting: Meeting, seat: Seat, given: dict[str, Section] | None = None) -> dict[str, Any]:
    """Everything the page needs; `given` sections keep what was typed. Others are read afresh."""
    plans = seat.may(P.PLAN_MEETING, meeting)
    sections = {name: (given or {}).get(name) or kind(meeting) for name, kind in SECTIONS.items()}
    for section in sections.values():
        section.is_open = plans and meeting.state in section.phase
    return {
        "meeting": meeting,
        "sections": sections,
        "may_reschedule": plans and meeting.state in rules.PREPARATION,
        "may_edit": plans and meeting.state in rules.PLANNING | rules.PREPARATION,
        "open_values": open_values_of(meeting, sections["steps"].steps) if plans else [],
        "rules": set_rules(meeting),
        "looks": _LOOKS if seat.may(P.SEE_PREPARATION, meeting) else [],
        "tabs": tabs_for(meeting, seat, "meetings:plan"),
        "crumbs": crumbs(meeting, ("方案", "")),
    }


def set_rules(meeting: Meeting) -> list[Any]:
    """The rules that the plan, the campaign or the branch set; the rest stand on the rules' own page."""
    return [rule for rule in Rulebook.of(meeting).rules() if rule.origin != provisions.HOUSE]

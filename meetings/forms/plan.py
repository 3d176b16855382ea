"""The sections of the planning page. Lists are formsets; buttons named `op` add, move and drop a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from core.forms import DayField, Form, FormHelper, PlainWords, day_widget
from meetings.actions.plan_parts import AgendaEntry, AspectEntry, AttendanceEntry, StepEntry
from meetings.enums import AgendaKind, AttendeeRule, Capacity, MeetingForm
from meetings.forms.fields import ClockField
from meetings.forms.people import PersonField, of_meeting
from meetings.models import Meeting, Step

_SELECT = {"class": "form-select"}
_TEXT = {"class": "form-control"}
MOST_ROWS = 100  # of an agenda or a list of aspects; far above any plan


class BasicsForm(Form):
    """The plan's own fields (REVISABLE)."""

    title = forms.CharField(label="会议名称", max_length=120)
    year_of = forms.IntegerField(label="所属年度", min_value=2000, max_value=2100)
    form = forms.ChoiceField(label="召开形式", choices=MeetingForm.choices)
    theme = forms.CharField(
        label="会议主题", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    held_on = DayField(label="会议日期", required=False, help_text="改了日期，各环节的期限随着推算。")
    held_at = ClockField(label="开始时间", required=False)
    place = forms.CharField(label="地点", max_length=100, required=False)
    duration = forms.CharField(label="会期", max_length=40, required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        names = ("title", "year_of", "form", "theme", "held_on", "held_at", "place", "duration")
        kwargs["initial"] = {name: getattr(meeting, name) for name in names} | {
            "host": meeting.host_id,
            "recorder": meeting.recorder_id,
        }
        super().__init__(*args, **kwargs)
        people = of_meeting(meeting)
        self.fields["host"] = PersonField(label="主持人", queryset=people)
        self.fields["recorder"] = PersonField(label="记录人", queryset=people)


class RescheduleForm(Form):
    """Day, time, place, host and recorder, once the meeting is being prepared."""

    held_on = DayField(label="会议日期")
    held_at = ClockField(label="开始时间", required=False)
    place = forms.CharField(label="地点", max_length=100, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        names = ("held_on", "held_at", "place", "revision")
        kwargs["initial"] = {name: getattr(meeting, name) for name in names} | {
            "host": meeting.host_id,
            "recorder": meeting.recorder_id,
        }
        super().__init__(*args, **kwargs)
        people = of_meeting(meeting)
        self.fields["host"] = PersonField(label="主持人", queryset=people)
        self.fields["recorder"] = PersonField(label="记录人", queryset=people)
        self.helper = FormHelper(self, submit="看看哪些日期会变", busy="正在推算…", keep=False)


class Row(PlainWords, forms.Form):
    """A row of a list; `pk` names the row it came from."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    words: tuple[str, ...] = ()  # the fields a person types into

    def has_changed(self) -> bool:
        """A row left empty is no row: browsers send its choices all the same."""
        if not self.empty_permitted:
            return super().has_changed()
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in self.words)

    @property
    def is_new(self) -> bool:
        return not (self.data.get(self.add_prefix("pk")) if self.is_bound else self.initial)


class AgendaRow(Row):
    words = ("title", "text")
    kind = forms.ChoiceField(label="类别", choices=AgendaKind.choices, widget=forms.Select(attrs=_SELECT))
    title = forms.CharField(label="议程", max_length=300, widget=forms.TextInput(attrs=_TEXT))
    text = forms.CharField(label="说明", max_length=2000, required=False, widget=forms.TextInput(attrs=_TEXT))

    def entry(self) -> AgendaEntry:
        data = self.cleaned_data
        return AgendaEntry(data["kind"], data["title"], data["text"], data["pk"])


class AttendanceRow(Row):
    words = ("text",)
    capacity = forms.ChoiceField(label="身份", choices=Capacity.choices, widget=forms.Select(attrs=_SELECT))
    rule = forms.ChoiceField(label="范围", choices=AttendeeRule.choices, widget=forms.Select(attrs=_SELECT))
    text = forms.CharField(label="人员", max_length=200, widget=forms.TextInput(attrs=_TEXT))

    def entry(self) -> AttendanceEntry:
        data = self.cleaned_data
        return AttendanceEntry(data["capacity"], data["rule"], data["text"], data["pk"])


class AspectRow(Row):
    words = ("title", "manifestations")
    title = forms.CharField(label="方面", max_length=120, widget=forms.TextInput(attrs=_TEXT))
    manifestations = forms.CharField(
        label="主要表现（每行一条）",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs=_TEXT | {"rows": 3}),
    )

    def entry(self) -> AspectEntry:
        data = self.cleaned_data
        lines = tuple(line.strip() for line in data["manifestations"].splitlines() if line.strip())
        return AspectEntry(data["title"], lines, data["pk"])


class RowSet(forms.BaseFormSet):
    """Rows in order. `op` is one of save, up:N, down:N, drop:N; N is the row's place, from 0."""

    op = "save"

    def entries(self) -> list[Any]:
        """The rows that say something, in the order that `op` leaves."""
        kept = [form for form in self.forms if form.has_changed()]
        return [form.entry() for form in _arranged(kept, self.forms, self.op) if form.cleaned_data]


def _arranged(kept: list[Any], rows: list[Any], op: str) -> list[Any]:
    name, _, number = op.partition(":")
    if not number.isdecimal() or int(number) >= len(rows) or rows[int(number)] not in kept:
        return kept
    at = kept.index(rows[int(number)])
    if name == "drop":
        return kept[:at] + kept[at + 1 :]
    other = at + {"up": -1, "down": 1}.get(name, 0)
    if 0 <= other < len(kept):
        kept[at], kept[other] = kept[other], kept[at]
    return kept


def _rowset(row: type[Row]) -> type[RowSet]:
    return forms.formset_factory(row, formset=RowSet, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


AgendaRows, AttendanceRows, AspectRows = _rowset(AgendaRow), _rowset(AttendanceRow), _rowset(AspectRow)


def rows_from(kind: type[RowSet], prefix: str, initial: Iterable[dict], data: QueryDict | None) -> RowSet:
    """The list as posted, or as it stands. A row about to be dropped need not be right."""
    # What is posted speaks for itself: rows that others added meanwhile must not become empty ones here.
    shown = None if data else list(initial)
    made = kind(_without_dropped(data, prefix), initial=shown, prefix=prefix)
    made.op = data.get("op", "save") if data else "save"
    return made


def _without_dropped(data: QueryDict | None, prefix: str) -> QueryDict | None:
    name, _, number = (data.get("op", "") if data else "").partition(":")
    if data is None or name != "drop" or not number.isdecimal():
        return data
    data = data.copy()
    if not data.get(f"{prefix}-{number}-title", data.get(f"{prefix}-{number}-text")):
        data[f"{prefix}-{number}-title"] = data[f"{prefix}-{number}-text"] = "（删去）"
    return data


class StepRow(PlainWords, forms.Form):
    """One step: who, and what the plan left open. Fields that this step has no use for are left out."""

    amount = forms.IntegerField(
        label="天数", min_value=0, max_value=3660, required=False,
        widget=forms.NumberInput(attrs=_TEXT | {"min": 0}),
    )  # fmt: skip
    due_on = DayField(
        label="固定日期", required=False,
        widget=day_widget(**_TEXT),
    )  # fmt: skip

    def __init__(
        self, step: Step, choices: list[tuple[Any, str]], bound: bool, *args: Any, **kwargs: Any
    ) -> None:
        self.step = step
        kwargs["prefix"] = f"step-{step.pk}"
        kwargs["initial"] = {"responsible": step.responsible_id}
        super().__init__(*args, **kwargs)
        self.fields["responsible"] = forms.TypedChoiceField(
            label="责任人", choices=choices, coerce=int, empty_value=None, required=False,
            widget=forms.Select(attrs=_SELECT | {"data-people": True}),
        )  # fmt: skip
        open_number = step.deadline.get("needs_value") and step.deadline["anchor"] != "absolute"
        if bound or not open_number:
            del self.fields["amount"]
        if bound:
            del self.fields["due_on"]
        if step.details.get("starts"):
            self.fields["starts_on"] = DayField(
                label="从哪天开始", required=False, widget=day_widget(**_TEXT)
            )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("amount") is not None and self.cleaned_data.get("due_on"):
            self.add_error("due_on", "天数和日期请只填一项。")
        return self.cleaned_data

    def entry(self, people: dict[int, Any]) -> StepEntry:
        data = self.cleaned_data
        person = people.get(data.get("responsible"))
        days = data.get("due_on"), data.get("starts_on")
        return StepEntry(self.step, person, data.get("amount"), *days)

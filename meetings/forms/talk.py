"""Forms about talks: arranging one, and recording what was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper, keep_draft
from core.templatetags.ui import cn_date, cn_weekday
from meetings.enums import TalkMode
from meetings.models import Talk
from members.models import Member

Grouped = list[tuple[str, list[tuple[int, str]]]]


class PlanTalkForm(Form):
    """With whom, when and how. `wanted` are the members' ids still to be talked to; they stand first."""

    on = DayField(label="日期", help_text="约定的日子；已经谈过的，填实际谈话的日子，接着登记。")
    mode = forms.ChoiceField(label="方式", choices=TalkMode.choices, initial=TalkMode.FACE)
    place = forms.CharField(label="地点", max_length=100, required=False)

    def __init__(
        self,
        people: Iterable[Member],
        wanted: Iterable[int],
        several: bool,
        cancel_url: str,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"] = _partners(list(people), set(wanted), several)
        self.order_fields(["partners", "on", "mode", "place"])
        self.helper = FormHelper(self, submit="约好了", busy="正在登记…", cancel_url=cancel_url)

    def for_action(self) -> dict[str, Any]:
        """The arguments of `plan_talk`."""
        given = dict(self.cleaned_data)
        chosen = given.pop("partners")
        return given | {"partners": [chosen] if isinstance(chosen, Member) else list(chosen)}


def _partners(people: list[Member], wanted: set[int], several: bool) -> forms.Field:
    """One of the people, or several; those still to be talked to first, by name, with initials to type."""
    kind = forms.ModelMultipleChoiceField if several else forms.ModelChoiceField
    widget = forms.CheckboxSelectMultiple if several else forms.Select
    everyone = Member.objects.filter(pk__in=[person.pk for person in people])
    field = kind(queryset=everyone, label="同谁谈", widget=widget)
    field.error_messages["required"] = "请选择同谁谈。"
    field.error_messages["invalid_choice"] = "请从名单里选择谈话对象。"
    groups = _grouped(people, wanted)
    field.widget.choices = groups if several else [("", "（请选择）"), *groups]
    return field


def _grouped(people: list[Member], wanted: set[int]) -> Grouped:
    first = [(p.pk, f"{p.name}（{p.initials}）") for p in people if p.pk in wanted]
    rest = [(p.pk, f"{p.name}（{p.initials}）") for p in people if p.pk not in wanted]
    return [group for group in (("还没有谈的", first), ("其他同志", rest)) if group[1]]


class RearrangeForm(Form):
    """Another day, way or place for an arranged talk."""

    on = DayField(label="日期")
    mode = forms.ChoiceField(label="方式", choices=TalkMode.choices)
    place = forms.CharField(label="地点", max_length=100, required=False)

    def __init__(self, talk: Talk, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": talk.planned_on, "mode": talk.mode, "place": talk.place}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="改约", busy="正在改…", cancel_url=cancel_url)


class MoveTalkForm(Form):
    """One of the days left for an arranged talk."""

    on = forms.TypedChoiceField(label="改到哪一天", coerce=dt.date.fromisoformat)

    def __init__(
        self, talk: Talk, days: Iterable[dt.date], cancel_url: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"on": str(talk.planned_on)}, **kwargs)
        self.fields["on"].choices = [(str(day), f"{cn_date(day)} {cn_weekday(day)}") for day in days]
        self.helper = FormHelper(self, submit="改日子", busy="正在改…", cancel_url=cancel_url)


class RecordTalkForm(Form):
    """What was raised. Confidential: typed text is kept in the tab only."""

    held_on = DayField(label="谈话日期")
    mode = forms.ChoiceField(label="方式", choices=TalkMode.choices)
    place = forms.CharField(label="地点", max_length=100, required=False)
    thinking = forms.CharField(
        label="交流了哪些思想情况", required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}), help_text="只谈工作、一般聊天不算谈心谈话。",
    )  # fmt: skip
    shortcomings = forms.CharField(
        label="相互指出了哪些不足", required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}), help_text="写明是谁的、什么事。",
    )  # fmt: skip

    def __init__(self, talk: Talk, account: str, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        names = ("held_on", "mode", "place", "thinking", "shortcomings")
        kept = {name: getattr(talk, name) for name in names}
        due = min(talk.planned_on, talk.meeting.today) if talk.planned_on else None
        kwargs["initial"] = kept | {"held_on": talk.held_on or due}
        super().__init__(*args, **kwargs)
        for name in ("thinking", "shortcomings"):
            keep_draft(self.fields[name], f"talk-{talk.pk}-{name}-{account}", confidential=True)
        self.helper = FormHelper(self, submit="保存记录", busy="正在保存…", cancel_url=cancel_url)

"""Forms about study: a session with who was there, a make-up, a note or reflection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper, keep_draft
from meetings.enums import StudyKind
from members.models import Member

MAX_NOTE = 50_000  # characters


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member: Member) -> str:
        return member.name


class SessionForm(Form):
    """A group study or discussion. Everybody is ticked to begin with: most came."""

    kind = forms.ChoiceField(
        label="形式",
        choices=[(kind.value, kind.label) for kind in (StudyKind.GROUP, StudyKind.DISCUSSION)],
    )
    held_on = DayField(label="日期")
    place = forms.CharField(label="地点", max_length=100, required=False)
    works = forms.CharField(label="学习内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    summary = forms.CharField(
        label="学习情况", max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="谁领学、讨论了什么、有哪些体会。",
    )  # fmt: skip

    def __init__(self, learners: Iterable[Member], cancel_url: str, *args: Any, **kwargs: Any) -> None:
        people = [member.pk for member in learners]
        kwargs["initial"] = {"present": people} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["present"] = _People(
            label="参加的人",
            queryset=Member.objects.filter(pk__in=people).order_by("name_key", "id"),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text="没有参加的请去掉勾；他们会列入补学名单。",
        )
        self.fields["present"].error_messages["invalid_choice"] = "名单刚刚变了，请重新勾选。"
        self.helper = FormHelper(self, submit="登记", busy="正在登记…", cancel_url=cancel_url)


class SelfStudyForm(Form):
    """Works of the plan that one has read, and others; those told already are not offered."""

    works = forms.MultipleChoiceField(label="学完的篇目", required=False, widget=forms.CheckboxSelectMultiple)
    others = forms.CharField(
        label="其他篇目", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行写一篇。",
    )  # fmt: skip
    on = DayField(label="自学日期")

    def __init__(self, unread: list[str], cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["works"].choices = [(work, work) for work in unread]  # type: ignore[attr-defined]
        self.fields["works"].error_messages["invalid_choice"] = "篇目刚刚变了，请重新勾选。"
        if not unread:
            del self.fields["works"]
        self.helper = FormHelper(self, submit="登记自学", busy="正在登记…", cancel_url=cancel_url)

    def for_action(self) -> dict[str, Any]:
        """The arguments of `record_self_study`."""
        given = self.cleaned_data
        return {"works": [*given.get("works", []), *given["others"].splitlines()], "on": given["on"]}


class MakeUpForm(Form):
    """That somebody who was absent made a session up, when and how (R12)."""

    on = DayField(label="补学日期")
    note = forms.CharField(label="补学方式", max_length=200, help_text="例如：送学上门、自学后交流体会。")

    def __init__(self, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="登记补学", busy="正在登记…", cancel_url=cancel_url)


class NoteForm(Form):
    """The member's own words; they are kept on the device until they are handed in."""

    text = forms.CharField(
        label="内容",
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="写的内容会暂存在这台设备上，登录过期也不会丢。",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, key: str, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], key)
        self.helper = FormHelper(self, submit="提交", busy="正在提交…", cancel_url=cancel_url)

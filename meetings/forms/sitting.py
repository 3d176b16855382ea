"""Forms of the meeting as it is held: guests, leave, criticism, stance, minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import Form, FormHelper, keep_draft
from meetings.enums import Capacity
from meetings.forms.people import PersonField
from meetings.hints import only_hopes
from meetings.models import AgendaItem, Criticism, Meeting, Opinion
from meetings.queries.opinion_guess import Guesser
from meetings.rulebook import Rulebook
from members.models import Member

_CONCRETE = "说具体的人和事；批评自己就是自我批评。"
LONGEST = 4000  # characters of one entry or criticism; a page and a half


def _text(label: str, rows: int = 4, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def _delegate(people: QuerySet[Member], *, required: bool = False) -> PersonField:
    field = PersonField(label="书面发言由谁代读", queryset=people, required=required)
    field.error_messages["required"] = "不能到会的要交书面发言，请选择由谁代读。"
    return field


class GuestForm(Form):
    """Somebody from outside, by name."""

    name = forms.CharField(label="姓名", max_length=60)
    capacity = forms.ChoiceField(
        label="身份", choices=[c for c in Capacity.choices if c[0] != Capacity.PARTICIPANT]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="加入名单", busy="正在加入…")


class LeaveForm(Form):
    """Why somebody cannot come, and who reads the written speech (R14)."""

    reason = forms.CharField(label="请假事由", max_length=200)

    def __init__(
        self, people: QuerySet[Member], *args: Any, owes_speech: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"] = _delegate(people, required=owes_speech)
        self.helper = FormHelper(self, submit="提交请假", busy="正在提交…")


class GrantForm(Form):
    """Leave granted or not; the reason may be the host's own knowledge, and who reads the speech."""

    reason = forms.CharField(label="请假事由", max_length=200, required=False)

    def __init__(self, people: QuerySet[Member], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"] = _delegate(people)
        self.helper = FormHelper(self, submit="准假", busy="正在登记…")


class CriticismForm(Form):
    """A criticism of a concrete person. One that only hopes is asked about once, then taken (R15)."""

    target = PersonField(label="批评谁", queryset=Member.objects.none(), required=True)
    text = _text("具体问题", help_text=_CONCRETE)
    hinted = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, people: QuerySet[Member], account: str, rulebook: Rulebook, *args: Any, may_record: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.flag = rulebook.get("criticism.flag_hopes")
        self.clause = rulebook.clause("criticism.flag_hopes")
        if rulebook.get("criticism.recorded_without_names"):
            self.fields["text"].help_text = f"{_CONCRETE}对别人的意见只记内容，不记是谁提的。"
        self.fields["target"].queryset = people
        self.fields["target"].empty_label = "请选择"
        if may_record:
            self.fields["speaker"] = PersonField(label="谁提出的", queryset=people)
            self.fields["speaker"].empty_label = "本人"
            self.order_fields(["speaker", "target", "text", "hinted"])
        keep_draft(self.fields["text"], f"criticism-{account}", confidential=True)
        self.helper = FormHelper(self, submit="记下", busy="正在保存…")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        passage = only_hopes(given.get("text", "")) if self.flag and not given.get("hinted") else ""
        if passage:
            self.data = self.data.copy()
            self.data["hinted"] = "on"
            self.add_error(
                "text",
                f"“{passage[:40]}”只是提希望、提建议，没有点出具体问题，不能代替批评意见。"
                f"请补上具体的人和事；确实要这样写，再点一次“记下”。（依据：{self.clause}）",
            )
        return given


class ResponseForm(Form):
    """The stance of the person criticised."""

    text = _text("表态", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="表态", busy="正在保存…")


class RaiseForm(Form):
    """Which opinions a criticism takes up; those whose words come close stand first."""

    def __init__(self, criticism: Criticism, opinions: QuerySet[Opinion], *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"opinions": list(criticism.raised.values_list("opinion_id", flat=True))}
        super().__init__(*args, **kwargs)
        self.fields["opinions"] = forms.ModelMultipleChoiceField(
            opinions, label="谈到的意见", required=False, widget=forms.CheckboxSelectMultiple
        )
        guesser = Guesser(criticism.text)
        rows = [(one, guesser.closest(one.text) is not None) for one in opinions]
        rows.sort(key=lambda row: not row[1])
        self.fields["opinions"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.text}{'（可能是这条）' if close else ''}") for one, close in rows
        ]
        self.helper = FormHelper(self, submit="记下", busy="正在保存…")


class EntryForm(Form):
    """One entry of the minutes."""

    def __init__(
        self,
        meeting: Meeting,
        people: QuerySet[Member],
        account: str,
        *args: Any,
        absent: QuerySet[Member],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        items = AgendaItem.objects.filter(meeting=meeting)
        self.fields["item"] = forms.ModelChoiceField(
            items, label="议程", required=False, empty_label="当前议程"
        )
        self.fields["speaker"] = PersonField(label="发言人", queryset=people)
        self.fields["speaker"].empty_label = "（不写发言人）"
        if absent:
            self.fields["read_for"] = PersonField(label="代谁宣读书面发言", queryset=absent)
            self.fields["read_for"].empty_label = "（不是代读）"
            self.fields["read_for"].help_text = "选了就记为代读；不选发言人的，按代读人记。"
        self.fields["text"] = _text("记录", rows=5)
        keep_draft(self.fields["text"], f"minutes-{meeting.pk}-{account}")
        self.helper = FormHelper(self, submit="记下", busy="正在保存…")


class CorrectForm(Form):
    """The corrected text of an entry."""

    text = _text("记录", rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="保存修改", busy="正在保存…")


class AmendForm(Form):
    """What is added to sealed minutes, and why."""

    text = _text("补充内容")
    reason = forms.CharField(label="补充原因", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="补充", busy="正在保存…")


class CommentForm(Form):
    """Supervision's comment, or its final comments."""

    text = _text("督导意见", rows=5)
    final = forms.BooleanField(label="这是会议结束前的点评", required=False)

    def __init__(self, account: str, in_session: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_session:
            del self.fields["final"]
        keep_draft(self.fields["text"], f"comment-{account}")
        self.helper = FormHelper(self, submit="提交意见", busy="正在提交…")

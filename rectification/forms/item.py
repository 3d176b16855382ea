"""Forms about an item: listing it, its progress, verification, reopening, and looking back."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper, keep_draft
from meetings.forms.people import PersonField, of_meeting
from meetings.models import Meeting
from rectification import actions
from rectification.models import LookBack, RectificationItem

LIMITS = "可以上传 .docx、.xlsx、.pdf、.jpg、.png，不超过 20 MB；照片里的拍摄地点会自动去掉。"
LONGEST = 2000  # characters; a measure that needs more is several measures


def _lines(label: str, rows: int = 4, help_text: str = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST, widget=area, help_text=help_text)


class ListItemForm(Form):
    """An item: matter, measure, person, limit (R24), and in whose list it stands."""

    matter = _lines("整改事项", 3, "一件具体的事；清单会公开到方案规定的范围，不要照抄涉及隐私的原话。")
    measure = _lines("整改措施", 3, "写明怎么做、做到什么程度。")

    def __init__(self, meeting: Meeting, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = of_meeting(meeting)
        self.fields["owner"] = PersonField(label="列入谁的清单", queryset=people)
        self.fields["owner"].empty_label = "党支部的清单"
        self.fields["owner"].help_text = "个人清单只有本人、责任人和支部委员能看。"
        self.fields["responsible"] = PersonField(label="责任人", queryset=people, required=True)
        self.fields["responsible"].empty_label = "（请选择）"
        self.fields["responsible"].error_messages["required"] = "请选择责任人。"
        self.fields["due_on"] = DayField(label="整改时限")
        self.fields["due_on"].error_messages["required"] = "请填写整改时限。"
        self.helper = FormHelper(self, submit="列入整改清单", busy="正在保存…", cancel_url=cancel_url)


class ProgressForm(Form):
    """An entry in the ledger; the responsible person may say with it that all is done."""

    told = "已记入台账。"
    title = "登记进展"
    text = _lines("进展情况", help_text="写明做了什么、效果怎样。")
    evidence = forms.FileField(label="佐证材料", required=False, help_text=LIMITS)
    done = forms.BooleanField(
        label="这一项已经整改完成，请核实",
        required=False,
        help_text="提交以后由另一位同志核实销号。",
    )

    def __init__(
        self, item: RectificationItem, account: str, *args: Any, claims: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not claims:
            del self.fields["done"]
        keep_draft(self.fields["text"], f"progress-{item.pk}-{account}")
        self.helper = FormHelper(self, submit="记入台账", busy="正在提交…")

    def act(self, by: Any, item: RectificationItem) -> Any:
        return actions.report_progress(by=by, item=item, **self.cleaned_data)


class VerifyForm(Form):
    """A second person's verdict on what is said to be done (R26)."""

    told = "核实结论已登记。"
    title = "核实销号"
    passed = forms.TypedChoiceField(
        label="核实结论",
        choices=[("yes", "已经整改到位，同意销号"), ("no", "还没有到位，退回继续整改")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = _lines("核实情况", help_text="写明怎么核实的、看到了什么；退回的写明还差什么。")

    def __init__(self, item: RectificationItem, account: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="提交核实结论", busy="正在提交…")

    def act(self, by: Any, item: RectificationItem) -> Any:
        return actions.verify_item(by=by, item=item, **self.cleaned_data)


class ReopenForm(Form):
    """Why a written-off item is open again."""

    told = "已重新列为整改中。"
    title = "重新整改"
    reason = _lines("重新整改的理由", 3)

    def __init__(self, item: RectificationItem, account: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="重新整改", busy="正在提交…", kind="danger")

    def act(self, by: Any, item: RectificationItem) -> Any:
        return actions.reopen_item(by=by, item=item, **self.cleaned_data)


class LookBackForm(Form):
    """What a look-back found (R29)."""

    told = "回头看情况已登记。"
    title = "登记回头看"
    holds = forms.TypedChoiceField(
        label="整改成果",
        choices=[("yes", "保持住了"), ("no", "出现反弹，重新整改")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    finding = _lines("回头看情况", help_text="写明看了什么、现在怎样。")
    look_back = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, item: RectificationItem, account: str, *args: Any, next_one: LookBack, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"look_back": next_one.pk})
        super().__init__(*args, **kwargs)
        self.next_one = next_one
        self.helper = FormHelper(self, submit="登记回头看", busy="正在提交…")

    def clean_look_back(self) -> int:
        if self.cleaned_data["look_back"] != self.next_one.pk:
            raise forms.ValidationError("这次回头看已经登记过了，请看看现在的情况。")
        return self.next_one.pk

    def act(self, by: Any, item: RectificationItem) -> Any:
        given = {name: self.cleaned_data[name] for name in ("holds", "finding")}
        return actions.do_look_back(by=by, look_back=self.next_one, **given)

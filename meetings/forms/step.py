"""Forms about one step: that it was done, that it was not, who answers for it and until when."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper
from meetings.actions import plan
from meetings.enums import StepKind
from meetings.forms.people import PersonField, of_meeting
from meetings.models import Meeting, Step
from meetings.queries.step_evidence import evidence_of


class CompleteForm(Form):
    """That a step was done, on which day, and by what it is seen."""

    action = staticmethod(plan.complete_step)
    told = "已登记完成。"
    on = DayField(label="完成日期", help_text="不填就是今天。", required=False)
    evidence = forms.CharField(
        label="完成情况",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明做了什么、有什么记录可查。系统里记下的已经列出，可以补充。",
    )

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"evidence": evidence_of(step)})
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="登记完成", busy="正在登记…")


class ReopenForm(Form):
    """That a step counts as not done after all, and why."""

    action = staticmethod(plan.reopen_step)
    told = "已撤销完成，这个环节重新列为未完成。"
    reason = forms.CharField(label="撤销的理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="撤销完成", busy="正在撤销…", kind="danger")


class SetStepForm(Form):
    """Who answers for a step; its day, or the number that the plan left open."""

    action = staticmethod(plan.set_step)
    told = "已保存这个环节的安排。"
    amount = forms.IntegerField(label="数目", min_value=0, max_value=3660, required=False)
    due_on = DayField(label="改为固定日期", required=False, help_text="填了日期，就不再随会议日期变动。")

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"responsible": step.responsible_id})
        super().__init__(*args, **kwargs)
        self.fields["responsible"] = PersonField(label="责任人", queryset=of_meeting(step.meeting))
        self.order_fields(["responsible", "amount", "due_on"])
        open_number = step.deadline.get("needs_value") and step.deadline["anchor"] != "absolute"
        if open_number:
            self.fields["amount"].help_text = f"方案原文：{step.deadline['text'] or step.due_note}"
        else:
            del self.fields["amount"]
        self.helper = FormHelper(self, submit="保存安排", busy="正在保存…")


class AddStepForm(Form):
    """A further duty of the branch's own."""

    kind = forms.ChoiceField(label="种类", choices=StepKind.choices, initial=StepKind.OTHER)
    title = forms.CharField(label="名称", max_length=100)
    due_on = DayField(label="期限", required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="增加环节", busy="正在增加…")

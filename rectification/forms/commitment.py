"""Forms about a commitment: making it, and telling how it was kept (R23, R24)."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, FormHelper, keep_draft
from meetings.models import Meeting
from rectification.models import Commitment


class CommitmentForm(Form):
    """The acting member's own promise."""

    text = forms.CharField(
        label="承诺内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写明改什么、怎么改、什么时候改好。由本人写；报告兑现情况之前都可以修改。",
    )

    def __init__(self, meeting: Meeting, account: str, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], f"commitment-{meeting.pk}-{account}")
        self.helper = FormHelper(self, submit="作出承诺", busy="正在保存…", cancel_url=cancel_url)


class KeptForm(Form):
    """How the promise was kept."""

    text = forms.CharField(
        label="兑现情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="对照承诺逐条写：做到了哪些，还差什么。",
    )

    def __init__(
        self, commitment: Commitment, account: str, cancel_url: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], f"kept-{commitment.pk}-{account}")
        self.helper = FormHelper(self, submit="报告兑现情况", busy="正在保存…", cancel_url=cancel_url)

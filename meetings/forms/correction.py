"""Deciding on a correction: which changes a meeting takes over, and why not the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import Form
from meetings.corrections import Line


class DecideForm(Form):
    """The open changes as boxes: ticked is taken over. What the branch had set itself starts unticked."""

    accepted = forms.MultipleChoiceField(
        label="采用哪些", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="不采用的理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="有不采用的内容时必填，上级看得到。",
    )

    def __init__(self, lines: Sequence[Line], *args: Any, **kwargs: Any) -> None:
        waiting = [line for line in lines if line.is_open]
        kwargs["initial"] = {"accepted": [line.key for line in waiting if not line.own]}
        super().__init__(*args, **kwargs)
        self.fields["accepted"].choices = [
            (line.key, f"{line.label}：{line.was} → {line.becomes}") for line in waiting
        ]
        if not waiting:
            del self.fields["accepted"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        return {"accepted": [], "reason": ""} | (super().clean() or self.cleaned_data)

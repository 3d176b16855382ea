"""Reasons: for a move, and for letting a gate pass."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, FormHelper
from core.machine import Move

LONGEST_REASON = 1000  # characters; two thirds of a page


class MoveForm(Form):
    """The reason for a move; asked for only where the move needs one."""

    reason = forms.CharField(
        label="理由",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="记入会议的经过，有关人员都能看到。",
    )

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = move.needs_reason
        if not move.needs_reason:
            self.fields["reason"].widget = forms.HiddenInput()
        # The confirm component has the form element and the buttons.
        self.helper = FormHelper(self, submit="")
        self.helper.form_tag = False


class WaiveForm(Form):
    """Why a gate may be passed although it does not hold."""

    reason = forms.CharField(
        label="放行的理由",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明为什么可以放行、怎样补上。理由记入会议档案。",
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="放行", busy="正在放行…", cancel_url=cancel_url, kind="danger")

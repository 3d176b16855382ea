"""The form of one concrete problem (R01, R02)."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, FormHelper, keep_draft
from meetings.actions.problem import scope_of
from meetings.enums import ProblemSource
from meetings.models import Meeting
from meetings.rulebook import Rulebook

MAX_TEXT = 5_000  # characters


class ProblemForm(Form):
    """What shows, under which aspect, where it was found, and why it came about."""

    manifestation = forms.CharField(
        label="具体表现", max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写清什么时候、什么事、到什么程度；一个问题写一条。",
    )  # fmt: skip
    source = forms.ChoiceField(label="从哪里发现的", required=False)
    cause = forms.CharField(
        label="原因", max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, meeting: Meeting, own: bool, account: str, cancel_url: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aspect"] = forms.ModelChoiceField(
            label="哪个方面",
            queryset=meeting.aspects.filter(scope=scope_of(own)),
            required=False,
            empty_label="（不归类）",
        )
        wants_source = Rulebook.of(meeting).get("problems.source_required")
        nothing = [] if wants_source else [("", "（没有写明）")]
        self.fields["source"].choices = _sources(meeting) + nothing
        angles = "、".join(meeting.cause_angles)
        self.fields["cause"].help_text = f"可以从这些角度剖析：{angles}。" if angles else ""
        self.order_fields(["aspect", "manifestation", "source", "cause"])
        for name in ("manifestation", "cause"):
            key = f"problem-{meeting.pk}-{'own' if own else 'branch'}-{name}-{account}"
            keep_draft(self.fields[name], key, confidential=own)
        self.helper = FormHelper(self, submit="列出这个问题", busy="正在保存…", cancel_url=cancel_url)


def _sources(meeting: Meeting) -> list[tuple[str, str]]:
    """The plan's own sources first; the others stay open, for a problem is found where it is found (R02)."""
    named = [source for source in ProblemSource if source.value in meeting.problem_sources]
    others = [source for source in ProblemSource if source not in named]
    return [(source.value, source.label) for source in (*named, *others)]

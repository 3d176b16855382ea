"""The form that lays a list open (R25)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper
from meetings.models import Meeting
from meetings.provisions import describe
from meetings.rulebook import Rulebook
from rectification.models import Publication


class PublishForm(Form):
    """What, to whom, from–to, and whether names are hidden; begins with what the meeting's rules say."""

    subject = forms.ChoiceField(
        label="公示内容", choices=Publication.Subject.choices, widget=forms.RadioSelect
    )
    scope = forms.CharField(label="公示范围", max_length=200)
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="结束日期")
    hide_names = forms.BooleanField(
        label="隐去姓名",
        required=False,
        help_text="责任人、承诺人和正文里出现的党员姓名都不显示。",
    )

    def __init__(self, meeting: Meeting, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _first_words(meeting))
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="公示", busy="正在公示…", cancel_url=cancel_url)


def _first_words(meeting: Meeting) -> dict[str, Any]:
    rulebook = Rulebook.of(meeting)
    key = "rectification.publish_scope"
    return {
        "scope": describe(key, rulebook.get(key)),
        "hide_names": rulebook.get("rectification.names_hidden"),
        "starts_on": meeting.today,
        "ends_on": meeting.today + dt.timedelta(days=rulebook.get("rectification.publish_days")),
    }

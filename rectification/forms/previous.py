"""The form about an earlier item: how it stands as this meeting opens (R27)."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper
from meetings.forms.people import PersonField, of_meeting
from meetings.models import Meeting
from rectification.enums import ItemState, PreviousState
from rectification.models import RectificationItem


class PreviousForm(Form):
    """Done, in progress, or not done with reason, person and new limit."""

    state = forms.ChoiceField(label="整改情况", widget=forms.RadioSelect)
    text = forms.CharField(
        label="说明", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, meeting: Meeting, item: RectificationItem, cancel_url: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = _choices(item)
        if item.state != ItemState.VERIFIED:
            people = of_meeting(meeting)
            self.fields["person"] = PersonField(label="现在的责任人", queryset=people)
            self.fields["person"].help_text = "尚未整改的必填。"
            self.fields["new_limit"] = DayField(
                label="新的时限", required=False, help_text="尚未整改的必填。"
            )
            self.fields["text"].help_text = "尚未整改的写明原因。"
        self.helper = FormHelper(self, submit="保存通报情况", busy="正在保存…", cancel_url=cancel_url)

    def given(self) -> dict[str, Any]:
        """What the action takes; person and limit only for what is not done."""
        found = dict(self.cleaned_data)
        if found["state"] != PreviousState.NOT_DONE:
            found |= {"person": None, "new_limit": None}
        return found


def _choices(item: RectificationItem) -> list[tuple[str, str]]:
    """Written off is done; what is not written off may not be called so."""
    is_done = item.state == ItemState.VERIFIED
    return [
        (value, label) for value, label in PreviousState.choices if (value == PreviousState.DONE) == is_done
    ]

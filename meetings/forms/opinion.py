"""Forms about opinions: a round, an opinion in the giver's own words, the answer (R03)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper, keep_draft
from meetings.enums import OpinionChannel
from meetings.fingerprint import fingerprint
from meetings.forms.people import PersonField, of_meeting
from meetings.models import Aspect, Meeting, Opinion

_EMPTY_LINES = re.compile(r"\r?\n[ \t\u3000]*\r?\n")
MAX_TEXT = 10_000  # characters of one opinion, or of one answer


class RoundForm(Form):
    """A round through one channel, from–to, and whom it asks."""

    channel = forms.ChoiceField(label="渠道", choices=OpinionChannel.choices)
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="结束日期")
    audience = forms.CharField(label="征求对象", max_length=200, help_text="例如：党员和群众代表。")
    asked = forms.IntegerField(label="征求人数", min_value=0, max_value=100_000, required=False)

    def __init__(self, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="登记", busy="正在登记…", cancel_url=cancel_url)

    def clean_asked(self) -> int:
        return self.cleaned_data["asked"] or 0


class AspectField(forms.ModelChoiceField):
    """An aspect by its title; one that branch and members share is offered once, and `suits` tells which."""

    def __init__(self, aspects: Sequence[Aspect], empty: str) -> None:
        chosen = Aspect.objects.filter(pk__in=[one.pk for one in aspects])
        super().__init__(queryset=chosen, label="哪个方面", required=False)
        self.aspects = aspects
        shown = {one.title: one for one in reversed(aspects)}
        self._shown = {one.pk: shown[one.title].pk for one in aspects}
        offered = [one for one in aspects if one is shown[one.title]]
        self.widget.choices = [("", empty), *((one.pk, one.title) for one in offered)]

    def prepare_value(self, value: Any) -> Any:
        value = super().prepare_value(value)
        return self._shown.get(value, value)

    def suits(self, aspect: Aspect | None, *, committee: bool) -> Aspect | None:
        """The aspect of that title in the list of whom the opinion concerns, where it stands there."""
        scope = Aspect.Scope.BRANCH if committee else Aspect.Scope.MEMBER
        same = (one for one in self.aspects if aspect and one.title == aspect.title and one.scope == scope)
        return next(same, aspect)


class OpinionForm(Form):
    """One opinion, verbatim. Without a name nothing about the giver is kept."""

    text = forms.CharField(
        label="原话", max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="照原话记，不归纳、不改写；登记后不能改，记错了只能另记一条更正。",
    )  # fmt: skip
    giver = forms.CharField(
        label="提出人", max_length=40, required=False,
        help_text="本人愿意署名的才写。不写，系统就不留下任何能看出是谁提的信息。",
    )  # fmt: skip
    again = forms.BooleanField(label="另有一个人一字不差地提了这条意见", required=False)

    def __init__(self, meeting: Meeting, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = PersonField(label="涉及谁", queryset=of_meeting(meeting))
        about.empty_label = "支部班子"
        self.fields["about"] = about
        self.fields["aspect"] = AspectField(list(meeting.aspects.all()), "（不归类）")
        self.order_fields(["text", "about", "aspect", "giver", "again"])
        if not self.is_bound:  # asked only of whoever has sent the same words twice
            del self.fields["again"]
        self.helper = FormHelper(self, submit="登记这条意见", busy="正在登记…", cancel_url=cancel_url)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        field: AspectField = self.fields["aspect"]  # type: ignore[assignment]
        given["aspect"] = field.suits(given.get("aspect"), committee=given.get("about") is None)
        return given


class OpenForm(Form):
    """What anybody with the link sees: the opinion, and a number that makes the same form one slip.

    Nothing of it is kept on the device: phones are lent, and offices share computers.
    """

    text = forms.CharField(
        label="您的意见", max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}),
        help_text="对支部班子还是对哪一位同志提，请在意见里写明。",
        error_messages={"required": "请写下您的意见。"},
    )  # fmt: skip
    once = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"once": secrets.token_urlsafe(16)}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="投进意见箱", busy="正在投…", keep=False)
        self.helper.disable_csrf = True  # there is no account to act for, and a token would be a cookie


class PaperForm(Form):
    """A pile of paper forms, one opinion after the other with an empty line between."""

    texts = forms.CharField(
        label="意见原话", max_length=MAX_TEXT * 10, widget=forms.Textarea(attrs={"rows": 16}),
        help_text="照表上的原话录，一条与一条之间空一行；录完再归类。登记后不能改。",
    )  # fmt: skip
    again = forms.BooleanField(label="确实另有人一字不差地提了这些意见", required=False)

    def __init__(self, key: str, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["texts"], key)
        if not self.is_bound:  # asked only of whoever has sent the same words twice
            del self.fields["again"]
        self.helper = FormHelper(self, submit="登记这些意见", busy="正在登记…", cancel_url=cancel_url)

    def clean_texts(self) -> list[str]:
        """The opinions, each with its own line breaks as they were typed."""
        found = [part.strip() for part in _EMPTY_LINES.split(self.cleaned_data["texts"]) if part.strip()]
        if any(len(part) > MAX_TEXT for part in found):
            raise forms.ValidationError(f"一条意见最多{MAX_TEXT}字；请检查一条与一条之间是否空了一行。")
        return found


class SortForm(Form):
    """Whom one opinion concerns, and which aspect; left open where it cannot be told yet."""

    COMMITTEE = "committee"

    whom = forms.ChoiceField(label="涉及谁", required=False)

    def __init__(
        self,
        opinion: Opinion,
        people: list[tuple[str, str]],
        aspects: Sequence[Aspect],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        kwargs["prefix"] = f"o{opinion.pk}"
        super().__init__(*args, **kwargs)
        self.opinion = opinion
        choices = [("", "（先不归类）"), (self.COMMITTEE, "支部班子"), *people]
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]
        self.fields["aspect"] = AspectField(aspects, "（不归方面）")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        field: AspectField = self.fields["aspect"]  # type: ignore[assignment]
        committee = given.get("whom") == self.COMMITTEE
        given["aspect"] = field.suits(given.get("aspect"), committee=committee)
        return given

    @property
    def is_sorted(self) -> bool:
        return bool(self.cleaned_data.get("whom"))

    @property
    def about_id(self) -> int | None:
        """The member's id; None for the committee."""
        whom = self.cleaned_data["whom"]
        return None if whom == self.COMMITTEE else int(whom)


class AnswerForm(Form):
    """The committee's answer."""

    text = forms.CharField(
        label="怎样回应", max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明采纳没有、怎么改、谁负责；不采纳的写明理由。",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, opinion: Opinion, account: str, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"text": opinion.answer, "seen": fingerprint(opinion.answer)}
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], f"answer-{opinion.pk}-{account}")
        self.helper = FormHelper(self, submit="保存回应", busy="正在保存…")

"""Forms about a material: writing it, handing it in, remarks on it, and the review."""

from __future__ import annotations

import math
from typing import Any

from django import forms

from core.forms import DayField, Form, FormHelper, keep_draft
from meetings.enums import ReviewVerdict
from meetings.models import Material, MaterialVersion
from meetings.queries.material_text import Paragraph
from meetings.queries.opinion_answers import Asked, choice
from meetings.rulebook import Rulebook
from members.models import Member
from members.queries import committee_of


class UploadForm(Form):
    """A new version as a Word file. `submit` is what handing it in means here."""

    upload = forms.FileField(label="上传 Word 文件", error_messages={"required": "请上传 Word 文件。"})

    def __init__(self, submit: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ".docx"
        self.helper = FormHelper(self, submit=submit, busy="正在检查并提交…")


class WriteForm(Form):
    """The text of a material as it is being written; `revision` is that of the draft it began with."""

    text = forms.CharField(
        label="材料正文",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "writing", "spellcheck": "false"}),
        help_text="小标题自成一行，如“一、存在的问题”。停笔几秒就存一次；断网时存在这台设备上。",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, material: Material, account: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], f"material-{material.pk}-{account}", confidential=True)
        self.helper = FormHelper(self, busy="正在提交…")


class RemarkForm(Form):
    """What a reviewer says about one paragraph."""

    text = forms.CharField(
        label="批注",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="说清这一段哪里不实、不深、不具体。作者在这一段旁边看到。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    quote = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, key: str, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], key, confidential=True)
        self.helper = FormHelper(self, submit="写下批注", busy="正在保存…", cancel_url=cancel_url)


class AnswerForm(Form):
    """What the author says to a remark."""

    text = forms.CharField(
        label="回应",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="改了什么，或者为什么不改。每条批注回应一次。",
    )

    def __init__(self, key: str, cancel_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["text"], key, confidential=True)
        self.helper = FormHelper(self, submit="回应", busy="正在保存…", cancel_url=cancel_url)


class ReviewForm(Form):
    """A reviewer's verdict on the latest version."""

    verdict = forms.ChoiceField(
        label="审核结论",
        choices=ReviewVerdict.choices,
        widget=forms.RadioSelect,
        initial=ReviewVerdict.APPROVE,
    )
    remarks = forms.CharField(
        label="审核意见",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="退回时必填：写明哪一段、要改什么。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, material: Material, account: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_draft(self.fields["remarks"], f"review-{material.pk}-{account}", confidential=True)
        self.helper = FormHelper(self, submit="提交审核结论", busy="正在提交…")


class OpinionAnswerForm(Form):
    """Which paragraph of the latest version answers an opinion; a member may also say it in a word.

    A choice carries the number of its version: one made on a page that a newer version overtook is none.
    """

    OTHERWISE = "otherwise"

    paragraph = forms.ChoiceField(
        label="哪一段作了回应",
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选一段。",
            "invalid_choice": "材料刚刚交了新的一稿，请在新的一稿里重新选。",
        },
    )
    why = forms.CharField(
        label="怎样回应的，或者为什么不写进材料",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        material: Material,
        latest: MaterialVersion | None,
        shown: list[Paragraph],
        asked: Asked,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.version = latest.number if latest else 0
        answer = asked.answer
        kwargs["initial"] = {
            "paragraph": self._first(asked), "why": answer.otherwise if answer else ""
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        choices = [(self.value_of(one.number), one.text) for one in shown if not one.is_heading]
        if material.owner_id:
            choices.append((self.OTHERWISE, "不在材料里，另外回应"))
        else:
            del self.fields["why"]
        self.fields["paragraph"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper(self, submit="记下", busy="正在保存…")

    def value_of(self, number: int) -> str:
        return choice(self.version, number)

    def _first(self, asked: Asked) -> str:
        """What is chosen already: what the author said; a guess is shown but chosen by nobody."""
        if asked.answer and asked.answer.otherwise:
            return self.OTHERWISE
        return self.value_of(asked.paragraph) if asked.paragraph else ""

    @property
    def is_otherwise(self) -> bool:
        return self.cleaned_data["paragraph"] == self.OTHERWISE

    @property
    def number(self) -> int:
        return int(self.cleaned_data["paragraph"].rpartition("-")[2])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("paragraph") == self.OTHERWISE and not given.get("why"):
            self.add_error("why", "请写一句怎样回应，或者为什么不写进材料。")
        return given


class SettleForm(ReviewForm):
    """What the committee did about the branch's material; recorded by one who was there (R09)."""

    held_on = DayField(
        label="支委会审定日期",
        required=False,
        help_text="支部委员会开会审定这一稿的那一天。退回修改时可以不填。",
    )
    present = forms.ModelMultipleChoiceField(
        label="到会委员",
        queryset=Member.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("verdict", "held_on", "present", "remarks", "version")

    def __init__(self, material: Material, account: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(material, account, *args, **kwargs)
        meeting = material.meeting
        seated = committee_of(meeting.organization, meeting.today)
        present = self.fields["present"]
        assert isinstance(present, forms.ModelMultipleChoiceField)
        present.queryset = Member.objects.filter(pk__in=[one.pk for one in seated])
        present.choices = [(one.pk, one.name) for one in seated]
        share = Rulebook.of(meeting).get("quorum.hard")
        enough = math.ceil(share * len(seated))
        present.help_text = f"委员共{len(seated)}人，至少{enough}人到会才能审定；登记的人要在其中。"
        self.fields["verdict"].label = "审定结果"
        self.helper = FormHelper(self, submit="登记审定结果", busy="正在登记…")

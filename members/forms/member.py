"""Putting a person on a register, correcting it, moving and leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.exceptions import Invalid
from core.forms import DayField, Form, FormHelper
from members.enums import MemberStatus, OrganizationKind
from members.forms.fields import PlaceField, name_field
from members.id_numbers import clean_id_number
from members.models import Member, Organization
from members.names import clean_name


class MemberForm(Form):
    """What the register says of a person."""

    name = name_field("姓名")
    status = forms.ChoiceField(label="类别", choices=MemberStatus.choices)
    joined_on = DayField(label="入党日期", required=False)
    group = PlaceField(
        queryset=Organization.objects.none(), label="所在党小组", required=False, empty_label="不分党小组"
    )
    id_number = forms.CharField(
        label="身份证号", required=False, max_length=30, help_text="加密保存，页面上只显示前三位和末四位。"
    )
    phone = forms.RegexField(
        r"^\+?[0-9 -]{5,20}$",
        label="手机",
        required=False,
        max_length=20,
        error_messages={"invalid": "请填写手机号码，例如 13800000000。"},
    )
    is_leading_cadre = forms.BooleanField(
        label="党员领导干部", required=False, help_text="以普通党员身份参加所在支部的组织生活。"
    )

    def __init__(
        self, *args: Any, branch: Organization, cancel_url: str, id_number: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if id_number:
            told = f"已经登记：{id_number}。不改就空着；要更正，填完整的新号码。"
            self.fields["id_number"].help_text = told
        groups = branch.children.filter(kind=OrganizationKind.GROUP, dissolved_on__isnull=True)
        self.fields["group"].queryset = groups.order_by("path")
        if not groups:
            del self.fields["group"]
        self.helper = FormHelper(self, cancel_url=cancel_url)

    def clean_name(self) -> str:
        return _checked(clean_name, self.cleaned_data["name"])

    def clean_id_number(self) -> str:
        number = self.cleaned_data["id_number"]
        return _checked(clean_id_number, number) if number else ""

    @staticmethod
    def of(member: Member) -> dict[str, Any]:
        """The form's first values for somebody on the register."""
        names = ("name", "status", "joined_on", "group", "phone", "is_leading_cadre")
        return {name: getattr(member, name) for name in names}


def _checked(clean: Callable[[str], str], text: str) -> str:
    """The cleaned text; the domain's refusal as the field's error."""
    try:
        return clean(text)
    except Invalid as fault:
        raise forms.ValidationError(fault.message) from fault


class TransferForm(Form):
    """To which branch, and since when."""

    to = PlaceField(queryset=Organization.objects.none(), label="转到哪个支部", empty_label="请选择")
    on = DayField(label="转接日期")

    def __init__(self, *args: Any, branches: QuerySet[Organization], cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = branches
        self.helper = FormHelper(self, submit="转接", busy="正在转接…", cancel_url=cancel_url)


class DayForm(Form):
    """A single day, for what ends."""

    on = DayField(label="日期")

    def __init__(self, *args: Any, submit: str, label: str, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label
        self.helper = FormHelper(self, submit=submit, cancel_url=cancel_url, kind="danger")

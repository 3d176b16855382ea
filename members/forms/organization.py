"""A new organisation in the tree."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, FormHelper
from members.actions.organization import kinds_below
from members.forms.fields import name_field
from members.models import Organization


class OrganizationForm(Form):
    """Names and kind of an organisation below `parent`."""

    kind = forms.ChoiceField(label="类别")
    name = name_field("全称", max_length=100, help_text="例如：中共青石镇幸福村支部委员会。")
    short_name = name_field("简称", help_text="页面上显示的名称，例如：幸福村党支部。")

    def __init__(self, *args: Any, parent: Organization, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.value, one.label) for one in kinds_below(parent.kind)]
        self.helper = FormHelper(self, submit="新建", cancel_url=cancel_url)

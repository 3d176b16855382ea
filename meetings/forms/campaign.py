"""Drafting a campaign: from which template, for whom, in which window."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import Form, FormHelper
from meetings import plan_schema, plan_sources
from meetings.forms.fields import DayField
from meetings.forms.template import OrganizationField
from meetings.queries.template import templates_for
from members.access import Seat
from members.enums import OrganizationKind, Role
from members.models import Organization
from members.queries import below


class TargetsField(forms.ModelMultipleChoiceField):
    """Organisations as a tree of boxes: depth shows by a full-width indent, which screen readers skip."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, organization: Organization) -> str:
        depth = max(organization.path.strip("/").count("/") - 1, 0)
        return f"{'　' * depth}{organization.short_name}（{organization.get_kind_display()}）"


class CampaignForm(Form):
    """What a campaign needs; its content comes from the chosen template."""

    organization = OrganizationField(queryset=Organization.objects.none(), label="部署单位", empty_label=None)
    source = forms.ChoiceField(label="从哪个模板开始")
    title = forms.CharField(label="名称", max_length=120)
    year_of = forms.IntegerField(label="所属年度", min_value=2000, max_value=2100)
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="截止日期", help_text="各支部应在这一天以前开完会。")
    targets = TargetsField(
        queryset=Organization.objects.none(),
        label="下发给哪些党组织",
        help_text="勾选要按这项部署开会的党组织。",
    )

    def __init__(self, *args: Any, seat: Seat, cancel_url: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"year_of": seat.day.year} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.fields["organization"].queryset = issuing_organizations(seat)
        self.fields["targets"].queryset = _below(seat)
        self.fields["source"].choices = _sources(seat)
        self.helper = FormHelper(self, submit="存为草案", busy="正在保存…", cancel_url=cancel_url)

    def for_action(self) -> dict[str, Any]:
        """The values for `draft_campaign`."""
        data = dict(self.cleaned_data)
        source = plan_sources.find(data.pop("source"), self.seat)
        return data | {"content": source.content if source else plan_schema.blank()}


def issuing_organizations(seat: Seat) -> QuerySet[Organization]:
    """Where this person may issue campaigns."""
    places = [one.organization_id for one in seat.appointments if one.role == Role.OFFICER]
    return Organization.objects.filter(pk__in=places).order_by("path")


def _below(seat: Seat) -> QuerySet[Organization]:
    held = Organization.objects.filter(below("path", seat.paths_as(Role.OFFICER)), dissolved_on__isnull=True)
    return held.exclude(kind=OrganizationKind.GROUP).order_by("path")


def _sources(seat: Seat) -> list[tuple[str, Any]]:
    shipped = [(f"shipped:{one.slug}", one.title) for one in plan_schema.shipped()]
    saved = [(f"saved:{one.pk}", one.name) for one in templates_for(seat)]
    groups: list[tuple[str, Any]] = [("平台自带的模板", shipped)]
    return groups + ([("存下的模板", saved)] if saved else []) + [("其他", [("blank", "空白方案")])]

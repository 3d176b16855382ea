"""Making a meeting, and keeping a meeting's plan as a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from core.forms import DayField, Form, FormHelper
from meetings.actions.plan_content import default_title
from meetings.forms.fields import ClockField
from meetings.forms.people import PersonField
from meetings.models import Campaign
from meetings.plan_schema import MAX_FILE_SIZE, PlanContent
from meetings.queries.template import organizations_led
from members.access import Seat
from members.enums import OrganizationKind, Role
from members.models import Member, Organization, Post, holding
from members.queries import below


class OrganizationField(forms.ModelChoiceField):
    """One of the organisations a person leads, by its short name."""

    def label_from_instance(self, organization: Organization) -> str:
        return organization.short_name


class CreateForm(Form):
    """What a new meeting needs besides its plan's content. Only organisation and year must be given."""

    organization = OrganizationField(
        queryset=Organization.objects.none(), label="召开会议的党组织", empty_label=None
    )
    title = forms.CharField(
        label="会议名称", max_length=120, required=False, help_text="不填就按组织、年度和类别取名。"
    )
    year_of = forms.IntegerField(label="所属年度", help_text="例如2026年3月开2025年度的会，这里填2025。")
    theme = forms.CharField(
        label="会议主题", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    held_on = DayField(
        label="会议日期", required=False, help_text="没有定可以先空着，定下后各环节期限自动推算。"
    )
    held_at = ClockField(label="开始时间", required=False)
    place = forms.CharField(label="地点", max_length=100, required=False)
    duration = forms.CharField(label="会期", max_length=40, required=False, help_text="例如：半天。")

    def __init__(
        self,
        *args: Any,
        seat: Seat,
        content: PlanContent,
        campaign: Campaign | None = None,
        found: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.content, self.campaign = content, campaign
        led = organizations_led(seat)
        kwargs["initial"] = self._initial(led.first(), seat) | (found or {})
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = self._targets(led)
        people = people_to_choose(seat)
        self.fields["host"] = PersonField(label="主持人", queryset=people)
        self.fields["recorder"] = PersonField(label="记录人", queryset=people)
        for name in ("host", "recorder"):
            self.fields[name].empty_label = "（按职务：书记主持，组织委员记录）"
        self.helper = FormHelper(self, submit="建立会议", busy="正在建立…", cancel_url="")

    def _initial(self, organization: Organization | None, seat: Seat) -> dict[str, Any]:
        day = seat.day
        # Annual meetings of the year before are held in the first months of the next.
        year = (
            self.campaign.year_of
            if self.campaign
            else day.year - (self.content.kind == "annual" and day.month < 7)
        )
        return {
            "organization": organization,
            "year_of": year,
            "title": default_title(organization, self.content, year) if organization else "",
            "theme": self.content.theme,
            "duration": self.content.duration or "",
        }

    def _targets(self, led: Any) -> Any:
        if self.campaign is None:
            return led
        return led.filter(
            Q(campaigns_received=self.campaign) | Q(parent__campaigns_received=self.campaign)
        ).distinct()

    def for_action(self) -> dict[str, Any]:
        """The values for `create_meeting`: what was left empty is left to the plan."""
        keep_empty = ("organization", "year_of")
        return {name: value for name, value in self.cleaned_data.items() if value or name in keep_empty}

    def clean(self) -> dict[str, Any]:
        """A title left at the suggestion for another organisation follows the one that was chosen."""
        cleaned = super().clean() or self.cleaned_data
        organization, year = cleaned.get("organization"), cleaned.get("year_of")
        if organization and year and cleaned.get("title") == self.initial.get("title"):
            cleaned["title"] = default_title(organization, self.content, year)
        return cleaned


def people_to_choose(seat: Seat) -> Any:
    """Everyone on the registers of the organisations led, and who sits in their committees."""
    seated = Post.objects.filter(holding(seat.day), organization__in=seat.leads).values("member")
    on_register = below("branch__path", [one.path for one in seat.leads])
    found = Member.objects.filter(on_register | Q(pk__in=seated), left_on__isnull=True)
    return found.order_by("name_key", "id")


def people_named(names: dict[str, str], seat: Seat) -> dict[str, Member]:
    """Host and recorder found by name on the registers; a name that two people have finds nobody."""
    found = {}
    for field, name in names.items():
        same = list(people_to_choose(seat).filter(name=name)[:2])
        if len(same) == 1:
            found[field] = same[0]
    return found


class SaveTemplateForm(Form):
    """The template's name."""

    name = forms.CharField(
        label="模板名称",
        max_length=100,
        help_text="环节、期限、议程、检视方面和规则都会存下；人员和具体日期不存。",
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="存为模板", cancel_url=cancel_url)


def keeping_organizations(seat: Seat) -> QuerySet[Organization]:
    """Whose templates this person keeps: what one leads, and where one is the officer."""
    return (
        Organization.objects.filter(
            Q(pk__in=[one.pk for one in seat.leads]) | below("path", seat.paths_as(Role.OFFICER))
        )
        .exclude(kind=OrganizationKind.GROUP)
        .order_by("path")
    )


class TemplateFileForm(Form):
    """A template file, and whose it is to be. What stands in it is the action's to check."""

    organization = OrganizationField(
        queryset=Organization.objects.none(), label="给哪个党组织用", empty_label=None
    )
    file = forms.FileField(
        label="模板文件", help_text="平台导出的 .json 文件，或按说明写的 .toml 文件（UTF-8 编码）。"
    )

    def __init__(self, *args: Any, seat: Seat, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = keeping_organizations(seat)
        self.helper = FormHelper(self, submit="导入", busy="正在检查…", cancel_url=cancel_url)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".toml", ".json")):
            raise forms.ValidationError("请选择 .toml 或 .json 的模板文件；Word 方案请用“读取通知、方案”。")
        if file.size > MAX_FILE_SIZE:
            raise forms.ValidationError(f"文件超过 {MAX_FILE_SIZE // 1_000_000} MB，不像一份模板。")
        return file

    def for_action(self) -> dict[str, Any]:
        """The values for `import_template`."""
        file = self.cleaned_data["file"]
        name = file.name.replace("\\", "/").rsplit("/", 1)[-1]
        return {
            "organization": self.cleaned_data["organization"],
            "source": file.read(),
            "file_name": name,
        }

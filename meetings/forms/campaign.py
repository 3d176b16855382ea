"""Campaigns: drafting and revising one, its provisions, its attachments, whom it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import DayField, Form, FormHelper
from meetings import plan_schema, plan_sources, provisions
from meetings.forms.rule import clean_value, field_for, shown_value
from meetings.forms.template import OrganizationField
from meetings.models import Campaign
from meetings.queries.template import templates_for
from members.access import Seat
from members.enums import OrganizationKind, Role
from members.models import Organization
from members.queries import below

_HOLDERS = (OrganizationKind.GENERAL_BRANCH, OrganizationKind.BRANCH)
TREE, KIND, LIST = "tree", "kind", "list"
_SCOPES = [
    (TREE, "下面所有的党支部、党总支"),
    (KIND, "只给某一类党组织"),
    (LIST, "逐个选择"),
]


class TargetsField(forms.ModelMultipleChoiceField):
    """Organisations as a tree of boxes: depth shows by a full-width indent, which screen readers skip."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, organization: Organization) -> str:
        depth = max(organization.path.strip("/").count("/") - 1, 0)
        return f"{'　' * depth}{organization.short_name}（{organization.get_kind_display()}）"


class ScopeForm(Form):
    """Whom a campaign is for: a part of the tree, a kind, or a list; `targets_for` says who that is."""

    scope = forms.ChoiceField(
        label="下发给谁",
        choices=_SCOPES,
        initial=TREE,
        widget=forms.RadioSelect,
    )
    root = OrganizationField(
        queryset=Organization.objects.none(),
        label="在哪一级下面",
        required=False,
        empty_label="（部署单位下面全部）",
    )
    kinds = forms.MultipleChoiceField(
        label="哪一类", required=False, choices=[(kind.value, kind.label) for kind in _HOLDERS],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    targets = TargetsField(queryset=Organization.objects.none(), label="哪些党组织", required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = _below(seat)
        self.fields["root"].queryset = held.exclude(kind=OrganizationKind.BRANCH)
        self.fields["targets"].queryset = held
        for name, scopes in {"root": f"{TREE} {KIND}", "kinds": KIND, "targets": LIST}.items():
            self.fields[name].widget.attrs["data-revealed-by"] = f"scope={scopes}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("scope") == LIST and not data.get("targets") and "targets" not in self.errors:
            self.add_error("targets", "请选择下发给哪些党组织。")
        if data.get("scope") == KIND and not data.get("kinds"):
            self.add_error("kinds", "请选择下发给哪一类党组织。")
        return data

    def targets_for(self, issuer: Organization) -> list[Organization]:
        """The organisations meant, from a valid form, the issuer itself only where it was ticked."""
        data = self.cleaned_data
        if data["scope"] == LIST:
            return list(data["targets"])
        top = data["root"] or issuer
        kinds = data["kinds"] if data["scope"] == KIND else _HOLDERS
        found = self.fields["targets"].queryset.filter(path__startswith=top.path, kind__in=kinds)
        return list(found.exclude(pk=issuer.pk))


class CampaignForm(ScopeForm):
    """What a campaign needs; its content comes from the chosen template."""

    organization = OrganizationField(queryset=Organization.objects.none(), label="部署单位", empty_label=None)
    source = forms.ChoiceField(label="从哪个模板开始")
    title = forms.CharField(label="名称", max_length=120)
    theme = forms.CharField(
        label="会议主题",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不填就用模板里的主题；都没有，由支部确定。",
    )
    year_of = forms.IntegerField(label="所属年度", min_value=2000, max_value=2100)
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="截止日期", help_text="各支部应在这一天以前开完会。")
    field_order = (
        "organization", "source", "title", "theme", "year_of", "starts_on", "ends_on", "scope", "root",
        "kinds", "targets",
    )  # fmt: skip

    def __init__(self, *args: Any, seat: Seat, cancel_url: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"year_of": seat.day.year} | kwargs.get("initial", {})
        super().__init__(*args, seat=seat, **kwargs)
        self.seat = seat
        self.fields["organization"].queryset = issuing_organizations(seat)
        self.fields["source"].choices = _sources(seat)
        self.helper = FormHelper(self, submit="存为草案", busy="正在保存…", cancel_url=cancel_url)

    def for_action(self) -> dict[str, Any]:
        """The values for `draft_campaign`."""
        names = ("organization", "title", "theme", "year_of", "starts_on", "ends_on")
        data = {name: self.cleaned_data[name] for name in names}
        source = plan_sources.find(self.cleaned_data["source"], self.seat)
        content = source.content if source else plan_schema.blank()
        return data | {"content": content, "targets": self.targets_for(data["organization"])}


class ReviseForm(ScopeForm):
    """A draft's own fields and whom it is for."""

    title = forms.CharField(label="名称", max_length=120)
    theme = forms.CharField(
        label="会议主题", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    year_of = forms.IntegerField(label="所属年度", min_value=2000, max_value=2100)
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="截止日期", help_text="各支部应在这一天以前开完会。")
    field_order = CampaignForm.field_order

    def __init__(self, campaign: Campaign, *args: Any, seat: Seat, cancel_url: str, **kwargs: Any) -> None:
        self.campaign = campaign
        names = ("title", "theme", "year_of", "starts_on", "ends_on")
        shown = {name: getattr(campaign, name) for name in names}
        kwargs["initial"] = shown | {"scope": LIST, "targets": campaign.targets.all()}
        super().__init__(*args, seat=seat, **kwargs)
        self.helper = FormHelper(self, submit="保存草案", cancel_url=cancel_url)

    def for_action(self) -> dict[str, Any]:
        """The values for `revise_campaign`."""
        names = ("title", "theme", "year_of", "starts_on", "ends_on")
        data = {name: self.cleaned_data[name] for name in names}
        return data | {"targets": self.targets_for(self.campaign.organization)}


class ExtendForm(Form):
    """Further organisations that an issued campaign goes to."""

    targets = TargetsField(queryset=Organization.objects.none(), label="再下发给哪些党组织")

    def __init__(self, campaign: Campaign, *args: Any, seat: Seat, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under = _below(seat).filter(path__startswith=campaign.organization.path)
        self.fields["targets"].queryset = under.exclude(campaigns_received=campaign)
        self.helper = FormHelper(self, submit="下发", busy="正在下发…", cancel_url=cancel_url)


class CorrectFieldsForm(Form):
    """An issued campaign's theme and window, to be corrected."""

    theme = forms.CharField(
        label="会议主题", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="截止日期")

    def __init__(self, campaign: Campaign, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        names = ("theme", "starts_on", "ends_on")
        kwargs["initial"] = {name: getattr(campaign, name) for name in names}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="加入更正", cancel_url=cancel_url)


class ReasonForm(Form):
    """The reason of a correction or an end, which branches read."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = f"请填写{label}。"


class CampaignRuleForm(Form):
    """A provision of a campaign: value, the clause it comes from, and who may differ."""

    clause = forms.CharField(
        label="依据",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明文件、条款和说法，支部在提示和档案里看得到。",
    )
    overridable = forms.TypedChoiceField(
        label="支部可否调整",
        choices=[("yes", "支部可以调整，须写明理由"), ("no", "支部不能调整")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, key: str, now: dict[str, Any], cancel_url: str, **kwargs: Any) -> None:
        self.spec = provisions.spec(key)
        may = "yes" if now["overridable"] else "no"
        initial = {"value": shown_value(now["value"]), "clause": now["clause"], "overridable": may}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["value"] = field_for(self.spec)
        self.order_fields(["value", "clause", "overridable"])
        self.helper = FormHelper(self, submit="保存", cancel_url=cancel_url)

    def clean_value(self) -> Any:
        """The canonical value, refused in the provision's own words."""
        return clean_value(self.spec, self.cleaned_data["value"])


class AttachForm(Form):
    """A file that goes out with a campaign."""

    upload = forms.FileField(label="附件", help_text="Word、PDF、Excel 文件或 JPG、PNG 图片。")

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="上传", busy="正在上传…", cancel_url=cancel_url)


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

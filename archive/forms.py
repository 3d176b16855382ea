"""Forms about packets, batches, and the tables that numbers, retention and confidentiality follow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from archive.actions import LONGEST_REASON
from archive.queries import CheckRow
from archive.queries.batch import bodies_of, meeting_years
from archive.queries.confidentiality import NAMED
from archive.queries.setting import (
    inherited_confidentiality,
    inherited_retention,
    own_confidentiality,
    own_retention,
)
from core.forms import Form, FormHelper
from meetings.enums import DocumentKind, Retention
from members.access import Seat
from members.enums import OrganizationKind, Role
from members.models import Organization


class PacketForm(Form):
    """One field per missing document; filled in, it goes into the packet as a named gap."""

    def __init__(self, missing: list[CheckRow], *args: Any, supplement: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in missing:
            self.fields[f"gap_{row.kind}"] = forms.CharField(
                label=f"缺“{row.label}”的原因",
                required=False,
                max_length=LONGEST_REASON,
                help_text=f"由{row.who}提供；补不齐时在这里写明原因。",
            )
        label = "生成补充归档包" if supplement else "生成归档包"
        self.helper = FormHelper(self, submit=label, busy="正在提交…")

    @property
    def gaps(self) -> dict[str, str]:
        """The reasons given, by kind."""
        given = {name[4:]: value for name, value in self.cleaned_data.items() if name.startswith("gap_")}
        return {kind: reason for kind, reason in given.items() if reason}


class BatchForm(Form):
    """A year, the organisation at whose place it is archived, and (if not all) the bodies below it."""

    year = forms.TypedChoiceField(label="会议所属年度", coerce=int)
    organization = forms.ModelChoiceField(
        label="档案单位", queryset=Organization.objects.none(), empty_label=None
    )
    bodies = forms.ModelMultipleChoiceField(
        label="只归这些党组织",
        queryset=Organization.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选，就是档案单位下面的全部。选党委或党总支，就包括它下面的支部。",
    )

    def __init__(self, seat: Seat, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = bodies_of(seat)
        years = meeting_years(seat)
        self.fields["year"].choices = [(year, f"{year}年") for year in years]  # type: ignore[attr-defined]
        self.initial["year"] = next((year for year in years if year <= seat.day.year), None)
        self.fields["organization"].queryset = places.filter(pk__in=_appointed(seat))  # type: ignore[attr-defined]
        self.fields["bodies"].queryset = places.exclude(kind=OrganizationKind.GROUP)  # type: ignore[attr-defined]


def _appointed(seat: Seat) -> list[int]:
    return [one.organization_id for one in seat.appointments if one.role == Role.ARCHIVIST]


class ReasonsForm(Form):
    """A reason for each kind that meetings of a batch lack, good for all of them."""

    def __init__(self, lacking: dict[str, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, meetings in sorted(lacking.items()):
            self.fields[f"gap_{kind}"] = forms.CharField(
                label=f"缺“{DocumentKind(kind).label}”的共同原因",
                required=False,
                max_length=LONGEST_REASON,
                help_text=f"{meetings}个会议缺这一种。写了原因，就作为缺件归档；不写，等补齐以后再继续。",
            )
        self.helper = FormHelper(self, submit="继续归档", busy="正在提交…")

    @property
    def gaps(self) -> dict[str, str]:
        """The reasons given, by kind."""
        return {name[4:]: value for name, value in self.cleaned_data.items() if value}


# --- Settings -----------------------------------------------------------------------------------------------


class CodesForm(Form):
    """The parts of an archive number that an organisation has of its own; an empty one stays as it is."""

    fonds = forms.CharField(
        label="全宗号", required=False, max_length=10, help_text="由档案馆给定。不填，用上级的全宗号。"
    )
    unit = forms.CharField(label="机构代码", required=False, max_length=10, help_text="1到10个字母或数字。")

    def __init__(self, home: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = reverse("archive:codes", args=[home.pk])
        self.helper = FormHelper(self, submit="保存编号", action=address)

    @property
    def codes(self) -> dict[str, str]:
        return {"fonds": self.cleaned_data["fonds"], "unit": self.cleaned_data["unit"]}


class TableForm(Form):
    """One choice a kind; the empty one goes back to what holds above. `changed`: the rows that differ."""

    own: dict[str, Any]

    def add_row(self, kind: str, choices: list[tuple[str, str]], own: str) -> None:
        self.fields[kind] = forms.ChoiceField(
            label=DocumentKind(kind).label, choices=choices, initial=own, required=False
        )


class RetentionForm(TableForm):
    """The retention table of an organisation."""

    def __init__(self, home: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own, above = own_retention(home), inherited_retention(home)
        for kind in DocumentKind:
            inherited = ("", f"不另设（{Retention(above[kind]).label}）")
            self.add_row(kind, [inherited, *Retention.choices], self.own.get(kind, ""))
        address = reverse("archive:retention", args=[home.pk])
        self.helper = FormHelper(self, submit="保存保管期限表", action=address)

    @property
    def changed(self) -> dict[str, str | None]:
        given = self.cleaned_data
        return {kind: given[kind] or None for kind in self.fields if given[kind] != self.own.get(kind, "")}


class ConfidentialityForm(TableForm):
    """The confidentiality table of an organisation."""

    def __init__(self, home: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {True: "放入，标明限制利用", False: "不放入，只记份数"}
        self.own, above = own_confidentiality(home), inherited_confidentiality(home)
        choices = [("yes", words[True]), ("no", words[False])]
        for kind in NAMED:
            inherited = ("", f"不另设（{words[above[kind]]}）")
            self.add_row(kind, [inherited, *choices], self._as_choice(kind))
        address = reverse("archive:confidentiality", args=[home.pk])
        self.helper = FormHelper(self, submit="保存保密设置", action=address)

    def _as_choice(self, kind: str) -> str:
        return {True: "yes", False: "no", None: ""}[self.own.get(kind)]

    @property
    def changed(self) -> dict[str, bool | None]:
        read = {"yes": True, "no": False, "": None}
        given = {kind: read[self.cleaned_data[kind]] for kind in self.fields}
        return {kind: enters for kind, enters in given.items() if enters != self.own.get(kind)}

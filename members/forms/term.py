"""Giving posts, appointments, and reasons for a talk in person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import DayField, Form, FormHelper
from members.enums import APPOINTED_ROLES, KeyPersonKind, PostKind
from members.forms.account import username_field
from members.forms.fields import PlaceField, name_field
from members.models import Organization, User


class PostForm(Form):
    """A seat in a committee for a member who is already chosen."""

    organization = PlaceField(queryset=Organization.objects.none(), label="在哪个党组织", empty_label=None)
    kind = forms.ChoiceField(label="职务", choices=PostKind.choices)
    delegated = forms.BooleanField(
        label="受书记委托", required=False, help_text="只用于副书记：受委托后可以代行书记的职责。"
    )
    start = DayField(label="任职起始日期")

    def __init__(self, *args: Any, places: QuerySet[Organization], cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = places
        self.helper = FormHelper(self, submit="任职", cancel_url=cancel_url)


class FlagForm(Form):
    """Why the secretary talks to this member in person."""

    kind = forms.ChoiceField(label="属于哪一类", choices=KeyPersonKind.choices)
    start = DayField(label="自哪天起")

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="标记", cancel_url=cancel_url)


class PersonField(forms.ModelChoiceField):
    """An account, by the person's name."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.name}（{user.username}）"


class RoleForm(Form):
    """A role at an organisation and all below, from–to; who gets it say the forms that build on this."""

    role = forms.ChoiceField(label="角色", choices=[(one.value, one.label) for one in APPOINTED_ROLES])
    organization = PlaceField(
        queryset=Organization.objects.none(), label="在哪个党组织", help_text="也及于它下面的各党组织。"
    )
    start = DayField(label="起始日期")
    end = DayField(label="结束日期", required=False, help_text="不填则一直有效，直到办理结束。")

    def __init__(self, *args: Any, places: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = places


class AppointForm(RoleForm):
    """A role for an account that is there."""

    user = PersonField(queryset=User.objects.none(), label="任命谁", empty_label="请选择")
    field_order = ("user",)

    def __init__(self, *args: Any, people: QuerySet[User], cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
        self.helper = FormHelper(self, submit="任命", cancel_url=cancel_url)


class OfficeForm(RoleForm):
    """An account for somebody on no register here, with the role it is for."""

    name = name_field("姓名")
    username = username_field()
    field_order = ("name", "username")

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self, submit="开通账号并任命", busy="正在开通…", cancel_url=cancel_url)

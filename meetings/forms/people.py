"""Picking people: by name in register order, each with the place that tells two of one name apart."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet

from meetings.models import Meeting
from members.models import Member, Organization
from members.queries import committee_of, people_of


def near(organization: Organization) -> QuerySet[Member]:
    """Whoever may be host, recorder, or answer for a step: on the register, or in the committee."""
    seated = [member.pk for member in committee_of(organization, organization.today)]
    on_register = people_of(organization).values("pk")
    found = Member.objects.filter(Q(pk__in=on_register) | Q(pk__in=seated)).select_related("branch")
    return found.order_by("name_key", "id")


class PersonField(forms.ModelChoiceField):
    """One person. The pinyin initials stand behind the name, so that typing them finds it."""

    def __init__(self, *, label: str, queryset: QuerySet[Member], required: bool = False) -> None:
        super().__init__(queryset=queryset, label=label, required=required, empty_label="（未定）")
        self.widget.attrs["data-people"] = True  # static/ui/form.js: found by name or initials
        self.error_messages["invalid_choice"] = "这个人不在可选的名册上，请重新选择。"

    def label_from_instance(self, member: Member) -> str:
        return f"{member.name}（{member.initials}）"


def of_meeting(meeting: Meeting) -> QuerySet[Member]:
    return near(meeting.organization)

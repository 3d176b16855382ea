"""Fields that several forms about people share."""

from __future__ import annotations

from typing import Any

from django import forms

from members.models import Organization


class PlaceField(forms.ModelChoiceField):
    """An organisation; its depth in the tree shows by a full-width indent."""

    def label_from_instance(self, organization: Organization) -> str:
        depth = max(organization.path.strip("/").count("/") - 1, 0)
        return f"{'　' * depth}{organization.short_name}"


def name_field(label: str, **kwargs: Any) -> forms.CharField:
    """A name in Chinese: no more than the column holds, without the spaces that copying brings."""
    return forms.CharField(label=label, max_length=kwargs.pop("max_length", 40), **kwargs)

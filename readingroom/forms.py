"""The form that takes packets into the reading room."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, FormHelper
from core.uploads import LIMITS
from members.models import Organization

_MIB = LIMITS.bytes // (1024 * 1024)
LIMIT_WORDS = f"归档包（.zip），每次一个，不超过 {_MIB} MB；更大的或一次很多的，请系统管理人员用命令放入。"


class OpenForm(Form):
    """One packet, and in whose archive it stands."""

    keeper = forms.ModelChoiceField(
        label="放在谁的档案里", queryset=Organization.objects.none(), empty_label=None
    )
    files = forms.FileField(label="归档包")

    def __init__(self, keepers: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = keepers  # type: ignore[attr-defined]
        self.fields["files"].widget.attrs["accept"] = ".zip"
        self.fields["files"].help_text = LIMIT_WORDS
        self.helper = FormHelper(self, submit="核对并放入", busy="正在核对…")

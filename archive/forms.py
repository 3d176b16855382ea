"""The form that asks for a packet: a reason for each required document that is missing."""

from __future__ import annotations

from typing import Any

from django import forms

from archive.actions import LONGEST_REASON
from archive.queries import CheckRow
from core.forms import Form, FormHelper


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

"""Setting one provision: the field follows the provision's type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import Form, FormHelper
from meetings import provisions
from meetings.enums import Direction, Unit
from meetings.provisions import ProvisionSpec
from meetings.provisions import ProvisionType as T


class LinesField(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, *, of: type = str, **kwargs: Any) -> None:
        super().__init__(help_text="每行一项。", **kwargs)
        self.of = of

    def to_python(self, value: Any) -> list[Any]:
        lines = [line.strip() for line in (value or "").splitlines() if line.strip()]
        try:
            return [self.of(line) for line in lines]
        except ValueError:
            raise ValidationError("每行请填一个整数。") from None

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value


class DeadlineWidget(forms.MultiWidget):
    """会前/会后, number, unit."""

    def __init__(self) -> None:
        sides = [(side.value, f"会{side.label}") for side in Direction]
        super().__init__(
            {
                "direction": forms.Select(choices=sides, attrs={"aria-label": "会前还是会后"}),
                "amount": forms.NumberInput(attrs={"min": 0, "aria-label": "数目"}),
                "unit": forms.Select(choices=Unit.choices, attrs={"aria-label": "单位"}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [Direction.BEFORE.value, None, Unit.DAY.value]
        return [value["direction"], value["amount"], value["unit"]]


class DeadlineField(forms.MultiValueField):
    """A deadline counted from the meeting, or none when the number is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        parts = (
            forms.ChoiceField(choices=Direction.choices),
            forms.IntegerField(min_value=0, required=False, error_messages={"invalid": "请填一个整数。"}),
            forms.ChoiceField(choices=Unit.choices),
        )
        super().__init__(parts, widget=DeadlineWidget(), require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> dict[str, Any] | None:
        if not values or values[1] is None:
            return None
        return {"anchor": "meeting", "direction": values[0], "amount": values[1], "unit": values[2]}


def field_for(spec: ProvisionSpec) -> forms.Field:
    """The form field that asks for a value of this provision."""
    common: dict[str, Any] = {"label": spec.label, "required": not spec.nullable}
    if spec.type is T.BOOL:
        return forms.TypedChoiceField(
            choices=[("yes", "是"), ("no", "否")],
            coerce=lambda v: v == "yes",
            widget=forms.RadioSelect,
            **common,
        )
    if spec.type is T.INTEGER:
        unit = f"单位：{spec.unit}；{spec.minimum}到{spec.maximum}之间。"
        return forms.IntegerField(min_value=spec.minimum, max_value=spec.maximum, help_text=unit, **common)
    if spec.type is T.CHOICE:
        return forms.ChoiceField(choices=[("", "未设定")] * spec.nullable + list(spec.choices), **common)
    common["required"] = False
    return _LATER[spec.type](spec, common)


_LATER = {
    T.CHOICES: lambda spec, common: forms.MultipleChoiceField(
        choices=spec.choices, widget=forms.CheckboxSelectMultiple, **common
    ),
    T.INTEGERS: lambda spec, common: LinesField(of=int, **common),
    T.TEXTS: lambda spec, common: LinesField(**common),
    T.FRACTION: lambda spec, common: forms.CharField(help_text="写成分数，例如 2/3。", **common),
    T.TEXT: lambda spec, common: forms.CharField(max_length=spec.maximum, **common),
    T.DEADLINE: lambda spec, common: DeadlineField(
        help_text="按会议日期推算；数目留空表示不另定。", **common
    ),
}


class RuleForm(Form):
    """A provision's value and the reason for departing from what held before."""

    reason = forms.CharField(
        label="调整的理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="作为这条规则的依据，显示在提示和会议档案里。",
    )

    def __init__(self, *args: Any, spec: ProvisionSpec, now: object, cancel_url: str, **kwargs: Any) -> None:
        shown = {True: "yes", False: "no"}.get(now, now) if isinstance(now, bool) else now
        super().__init__(*args, initial={"value": shown}, **kwargs)
        self.spec = spec
        self.fields["value"] = field_for(spec)
        self.order_fields(["value", "reason"])
        self.helper = FormHelper(self, submit="保存", cancel_url=cancel_url)

    def clean_value(self) -> Any:
        """The canonical value, refused in the provision's own words."""
        value = self.cleaned_data["value"]
        if value in ("", None) and self.spec.nullable:
            return None
        try:
            return provisions.validate(self.spec.key, value)
        except provisions.ProvisionError as error:
            raise ValidationError(f"{error.reason}。") from error

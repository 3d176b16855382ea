"""Setting one provision: the field follows the provision's type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import Form, FormHelper
from meetings import provisions
from meetings.enums import Anchor, Direction, Unit
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


_STARTS = {Anchor.MEETING: "会", Anchor.CAMPAIGN_START: "部署开始", Anchor.CAMPAIGN_END: "部署截止"}
_SIDES = [
    (f"{anchor.value}:{side.value}", f"{words}{side.label}")
    for anchor, words in _STARTS.items()
    for side in Direction
]


class DeadlineWidget(forms.MultiWidget):
    """会前/会后/部署截止前…, number, unit."""

    def __init__(self) -> None:
        super().__init__(
            {
                "side": forms.Select(choices=_SIDES, attrs={"aria-label": "从哪一天起算"}),
                "amount": forms.NumberInput(attrs={"min": 0, "aria-label": "数目"}),
                "unit": forms.Select(choices=Unit.choices, attrs={"aria-label": "单位"}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [_SIDES[0][0], None, Unit.DAY.value]
        return [f"{value['anchor']}:{value['direction']}", value["amount"], value["unit"]]


class DeadlineField(forms.MultiValueField):
    """A deadline counted from the meeting or the campaign's window; none when the number is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        parts = (
            forms.ChoiceField(choices=_SIDES),
            forms.IntegerField(min_value=0, required=False, error_messages={"invalid": "请填一个整数。"}),
            forms.ChoiceField(choices=Unit.choices),
        )
        super().__init__(parts, widget=DeadlineWidget(), require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> dict[str, Any] | None:
        if not values or values[1] is None:
            return None
        anchor, direction = values[0].split(":")
        return {"anchor": anchor, "direction": direction, "amount": values[1], "unit": values[2]}


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
        help_text="按会议日期或部署的起止日期推算；数目留空表示不另定。", **common
    ),
}


def shown_value(value: object) -> object:
    """A stored value as its field shows it."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def clean_value(spec: ProvisionSpec, value: Any) -> Any:
    """The canonical value; ValidationError in the provision's own words."""
    if value in ("", None) and spec.nullable:
        return None
    try:
        return provisions.validate(spec.key, value)
    except provisions.ProvisionError as error:
        raise ValidationError(f"{error.reason}。") from error


class RuleForm(Form):
    """A provision's value and the reason for departing from what held before."""

    reason = forms.CharField(
        label="调整的理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="作为这条规则的依据，显示在提示和会议档案里。",
    )

    def __init__(self, *args: Any, spec: ProvisionSpec, now: object, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"value": shown_value(now)}, **kwargs)
        self.spec = spec
        self.fields["value"] = field_for(spec)
        self.order_fields(["value", "reason"])
        self.helper = FormHelper(self, submit="保存", cancel_url=cancel_url)

    def clean_value(self) -> Any:
        """The canonical value, refused in the provision's own words."""
        return clean_value(self.spec, self.cleaned_data["value"])

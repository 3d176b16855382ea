"""Why a template file is refused: file, key and a Chinese reason, from what pydantic found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from django.db.models import TextChoices
from pydantic import BaseModel, ValidationError


class PlanFileError(ValueError):
    """A template that is no plan.

    `file` and `key` say where ("steps[2].kind", counted from 1; empty for the whole file), `reason` is
    Chinese. `problems` lists every (key, reason) found; the first one is `key` and `reason`.
    """

    def __init__(
        self, file: str, key: str, reason: str, problems: list[tuple[str, str]] | None = None
    ) -> None:
        super().__init__(f"{file}：{key}：{reason}" if key else f"{file}：{reason}")
        self.file = file
        self.key = key
        self.reason = reason
        self.problems = problems or [(key, reason)]


def refusal(error: ValidationError, model: type[BaseModel], name: str) -> PlanFileError:
    """All that pydantic found wrong, in the file's own words."""
    # a misspelt key explains the key that is missing, so it comes first
    found_wrong = sorted(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    problems = [(key_of(found["loc"]), _reason(found, model)) for found in found_wrong]
    return PlanFileError(name, *problems[0], problems)


def key_of(loc: tuple[str | int, ...]) -> str:
    """("steps", 1, "kind") → "steps[2].kind": people count from one."""
    key = ""
    for part in loc:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else part
    return key


_REASONS = {
    "missing": "缺少这一项",
    "string_type": "要填文字，用引号括起来",
    "string_too_short": "不能为空",
    "string_too_long": "太长，最多 {max_length} 个字",
    "string_pattern_mismatch": "只能用小写字母、数字和连接符，并以字母或数字开头",
    "int_type": "要填整数",
    "bool_type": "要写 true 或 false",
    "tuple_type": "要写成列表",
    "too_short": "至少要有 {min_length} 项",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "model_type": "要写成一节，不能只写一个值",
    "model_attributes_type": "要写成一节，不能只写一个值",
}


def _reason(found: dict, model: type[BaseModel]) -> str:
    context = found.get("ctx", {})
    if found["type"] == "value_error":
        return str(context["error"])
    if found["type"] == "enum":
        return f"不能写“{found['input']}”，可写：{_allowed_values(model, found['loc'])}"
    if found["type"] == "extra_forbidden":
        return f"没有这一项，可写：{_allowed_keys(model, found['loc'])}"
    if found["type"].startswith("date"):
        return "要写成日期，例如 2026-03-01"
    return _REASONS.get(found["type"], "写法不对").format(**context)


def _allowed_values(model: type[BaseModel], loc: tuple) -> str:
    choices = _type_at(model, loc)
    return "、".join(f"{choice.value}（{choice.label}）" for choice in choices)


def _allowed_keys(model: type[BaseModel], loc: tuple) -> str:
    return "、".join(_type_at(model, loc[:-1]).model_fields)


def _type_at(model: type[BaseModel], loc: tuple) -> type:
    """The model or vocabulary that stands at `loc` in the schema."""
    here = model
    for name in loc:
        if isinstance(name, str):
            here = next(known_types(here.model_fields[name].annotation))
    return here


def known_types(annotation: object) -> Iterator[type]:
    """The models and vocabularies named in a type, outermost first."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | TextChoices):
        yield annotation
    for part in get_args(annotation):
        yield from known_types(part)

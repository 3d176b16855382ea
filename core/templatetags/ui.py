"""Template tags and filters of the design system: icons, slots, Chinese dates and sizes.

Components are templates in `templates/components/`; docs/design.md says how they declare their inputs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core import clock

register = template.Library()

ICON_FOLDER = files("js_lib_bootstrap_icons") / "static" / "bootstrap-icons"
SVG_HEAD = (
    '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" focusable="false"'
)
SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)

# The road of a meeting as a reader sees it; the state machine itself lives in the meetings app.
STAGES = (
    ("draft", "起草方案"),
    ("submitted", "方案报批"),
    ("preparing", "会前准备"),
    ("ready", "准备就绪"),
    ("in_session", "召开会议"),
    ("rectifying", "整改落实"),
    ("reported", "上报情况"),
    ("archived", "材料归档"),
)
# States beside the road: the stage they interrupt, when the caller does not say how far the meeting had come.
ASIDES = {
    "returned": ("submitted", "已退回修改"),
    "postponed": ("ready", "已推迟"),
    "halted": ("in_session", "已叫停"),
    "cancelled": ("draft", "已取消"),
}


# --- icons -----------------------------------------------------------------------------------------------


@cache
def icon_body(name: str) -> str:
    """The drawing inside Bootstrap's icon `name`; LookupError when the wheel has no such icon."""
    path = ICON_FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise LookupError(f"no icon named {name!r} in the installed icon set")
    match = SVG_BODY.search(path.read_text(encoding="utf-8"))
    if match is None:
        raise LookupError(f"icon {name!r} is not the SVG it should be")
    return match.group(1).strip()


@register.simple_tag
@lru_cache(maxsize=512)  # a list repeats a few icons dozens of times
def icon(name: str, label: str = "") -> SafeString:
    """Inline the icon; silent for screen readers unless `label` says what it means."""
    body = mark_safe(icon_body(name))  # noqa: S308  (from an installed package, not from a user)
    if label:
        return format_html(SVG_HEAD + ' role="img" aria-label="{}">{}</svg>', label, body)
    return format_html(SVG_HEAD + ' aria-hidden="true">{}</svg>', body)


# --- slots -----------------------------------------------------------------------------------------------


class WrapNode(template.Node):
    """Renders a component around the block's content, which the component finds as `slot`."""

    def __init__(self, path: FilterExpression, inputs: dict[str, FilterExpression], body: NodeList) -> None:
        self.path, self.inputs, self.nodelist = path, inputs, body

    def render(self, context: template.Context) -> str:
        values: dict[str, Any] = {name: value.resolve(context) for name, value in self.inputs.items()}
        values["slot"] = self.nodelist.render(context)
        if "csrf_token" in context:
            values["csrf_token"] = context["csrf_token"]
        assert context.template is not None
        component = context.template.engine.get_template(self.path.resolve(context))
        return component.render(context.new(values))


@register.tag
def wrap(parser: Parser, token: Token) -> WrapNode:
    """`{% wrap "components/panel.html" with title=t %}…{% endwrap %}`: an include with a slot.

    Like `include … only`: the component sees its inputs, `slot` and `csrf_token`, nothing else.
    """
    _, path, *rest = token.split_contents()
    if rest and rest[0] == "with":
        rest = rest[1:]
    inputs = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"wrap: cannot read {' '.join(rest)!r}")
    body = parser.parse(("endwrap",))
    parser.delete_first_token()
    return WrapNode(parser.compile_filter(path), inputs, body)


# --- choices ---------------------------------------------------------------------------------------------


@register.simple_tag
def options(choices: Iterable[tuple[Any, str]], chosen: Any = None) -> SafeString:
    """The `<option>`s of (value, label) pairs, escaped; `chosen` is selected. Hundreds are usual."""
    return mark_safe("".join(_option(value, label, value == chosen) for value, label in choices))  # noqa: S308


def _option(value: Any, label: str, is_chosen: bool) -> str:
    mark = " selected" if is_chosen else ""
    return f'<option value="{conditional_escape(value)}"{mark}>{conditional_escape(label)}</option>'


# --- words for dates, numbers ----------------------------------------------------------------------------


def as_day(value: dt.date | dt.datetime) -> dt.date:
    """The calendar day of a date, or of a moment in the current time zone."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def cn_date(value: dt.date | dt.datetime | None) -> str:
    """2026年3月5日; nothing for nothing."""
    if not value:
        return ""
    day = as_day(value)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def cn_weekday(value: dt.date | dt.datetime | None) -> str:
    """星期四; nothing for nothing."""
    return f"星期{'一二三四五六日'[as_day(value).weekday()]}" if value else ""


@register.filter
def cn_datetime(value: dt.datetime | None) -> str:
    """2026年3月5日 14:30 in the current time zone; nothing for nothing."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{cn_date(local)} {local:%H:%M}"


@register.filter
def iso_day(value: dt.date | dt.datetime | None) -> str:
    """2026-03-05, for the `datetime` attribute of <time>."""
    return as_day(value).isoformat() if value else ""


def days_left(due: dt.date | dt.datetime, today: dt.date | None) -> int:
    """Whole days from today to `due`; negative when it has passed."""
    return (as_day(due) - (today or clock.today())).days


@register.filter
def due_words(due: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """还有3天, 明天到期, 今天到期, 已过期2天; 未定 when there is no date. `today` defaults to the clock's."""
    if not due:
        return "未定"
    days = days_left(due, today)
    near = {0: "今天到期", 1: "明天到期"}
    if days in near:
        return near[days]
    return f"还有{days}天" if days > 0 else f"已过期{-days}天"


@register.filter
def due_tone(due: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """bad when passed, warn within three days, else neutral."""
    if not due:
        return "neutral"
    days = days_left(due, today)
    if days < 0:
        return "bad"
    return "warn" if days <= 3 else "neutral"


@register.filter
def filesize_cn(size: int | None) -> str:
    """Bytes as 820 字节, 1.5 KB, 2.3 MB (steps of 1024); nothing for None."""
    if size is None:
        return ""
    if size < 1024:
        return f"{size} 字节"
    amount = float(size)
    for unit in ("KB", "MB", "GB"):
        amount /= 1024
        if round(amount, 1) < 1024 or unit == "GB":
            break
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"


# --- data for components ---------------------------------------------------------------------------------


@register.simple_tag
def stages(state: str, reached: str = "", skip: str = "") -> list[dict[str, str]]:
    """The road with `status` done, current or todo for each stage.

    `reached` is the last stage on the road of a meeting that stands beside it (postponed, halted, …);
    `skip` names a stage (or several, comma-separated) that this meeting does not have.
    """
    here, aside = ASIDES.get(state, (state, ""))
    here = (reached or here) if aside else here
    road = [(code, label) for code, label in STAGES if code not in skip.split(",") or code == here]
    codes = [code for code, _ in road]
    if here not in codes:
        raise ValueError(f"no stage for meeting state {state!r}")
    at = codes.index(here)
    finished = state == codes[-1]
    return [
        {
            "code": code,
            "label": label,
            "status": _stage_status(n, at, finished),
            "aside": aside if n == at else "",
        }
        for n, (code, label) in enumerate(road)
    ]


def _stage_status(n: int, at: int, finished: bool) -> str:
    if n < at or finished:
        return "done"
    return "current" if n == at else "todo"


@register.filter
def percent_of(done: int | None, total: int | None) -> int:
    """`done` of `total` as whole percent between 0 and 100; 0 when there is no total."""
    if not done or not total:
        return 0
    return max(0, min(100, round(done * 100 / total)))


@register.filter
def message_tone(level_tag: str) -> str:
    """The notice's tone for a Django message level."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(level_tag, "info")

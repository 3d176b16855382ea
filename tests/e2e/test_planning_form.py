"""The planning form in a real Chromium: saved as one goes, by keyboard, on a phone, and without script."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.running import DEMO, Site

pytestmark = pytest.mark.e2e
Enter = Callable[..., Any]


def draft(page: Any, site: Site, title: str) -> str:
    """A new draft of the secretary's own; the address of its plan."""
    page.goto(f"{site.url}/meetings/create/?from=shipped:branch-half-year")
    page.get_by_label("会议名称").fill(f"{title}（{uuid.uuid4().hex[:6]}）")  # a second run meets no twin
    page.get_by_label("地点").fill("党员活动室")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/meetings/\d+/plan/"), wait_until="load")
    return page.url


def saved(page: Any, section: str) -> None:
    page.locator(f"#{section} .save-status--ok").wait_for()


def settled(page: Any, section: str) -> None:
    """Nothing in the section waits to be saved."""
    page.locator(f"#{section} form:not([data-dirty])").first.wait_for()


def titles(page: Any) -> list[str]:
    return [field.input_value() for field in page.locator("#agenda [data-row] input[name$=-title]").all()]


def test_everything_is_done_by_keyboard_and_saved_as_one_goes(sign_in: Enter, demo_site: Site) -> None:
    page = sign_in("secretary")
    address = draft(page, demo_site, "逐项保存的专题组织生活会")
    day = page.get_by_label("会议日期")
    day.fill("2026-09-30")
    day.press("Alt+ArrowDown")
    page.locator(".day__panel").wait_for()
    page.locator(".day__day--off").first.wait_for()  # the holiday of 1 October is marked
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    assert day.input_value() == "2026-11-01"
    saved(page, "basics")
    assert "会议日期还没有填" not in page.locator("#open-values").inner_text()
    recorder = page.get_by_label("记录人")
    recorder.fill("zym")
    recorder.press("Enter")
    assert recorder.input_value().startswith("周玉梅")
    before = titles(page)
    settled(page, "basics")
    page.locator("#agenda button[value='down:0']").press("Enter")
    saved(page, "agenda")
    moved = [before[1], before[0], *before[2:]]
    assert titles(page) == moved
    page.get_by_role("link", name="看会议通知").click()
    page.locator("#beside .paper").first.wait_for()
    settled(page, "basics")
    page.goto(address)
    assert page.get_by_label("会议日期").input_value() == "2026-11-01"
    assert page.get_by_label("记录人").input_value().startswith("周玉梅")
    assert titles(page) == moved


def test_a_row_is_dragged_and_a_day_that_does_not_exist_is_told(sign_in: Enter, demo_site: Site) -> None:
    page = sign_in("secretary")
    address = draft(page, demo_site, "拖动议程的专题组织生活会")
    before = titles(page)
    handle = page.locator("#agenda [data-handle]").nth(1)
    handle.wait_for()  # script has shown it
    page.locator("#agenda").evaluate("panel => panel.scrollIntoView({ behavior: 'instant' })")
    start, first = handle.bounding_box(), page.locator("#agenda [data-row]").first.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, first["y"] + 8, steps=6)
    page.mouse.up()
    saved(page, "agenda")
    page.get_by_label("会议日期").fill("2027-02-30")
    page.get_by_label("会议日期").press("Tab")
    page.get_by_text("2027年2月没有30日").first.wait_for()
    page.locator("#basics form").evaluate("form => delete form.dataset.dirty")
    page.goto(address)
    assert titles(page) == [before[1], before[0], *before[2:]]


def test_on_a_phone_nothing_scrolls_sideways(sign_in: Enter, demo_site: Site) -> None:
    page = sign_in("secretary", width=375)
    draft(page, demo_site, "手机上填的专题组织生活会")
    page.get_by_label("打开日历").first.click()
    page.locator(".day__panel").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.keyboard.press("Escape")
    assert page.locator(".day__panel").count() == 0


def test_without_script_each_section_is_saved_by_its_button(chromium: Any, demo_site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{demo_site.url}/login/")
    page.get_by_label("账号").fill("secretary")
    page.get_by_label("密码").fill(DEMO["DEMO_PASSWORD"])
    page.locator("main button[type=submit]").click()
    address = draft(page, demo_site, "不用脚本的专题组织生活会")
    page.get_by_label("会议日期").fill("2026年9月30日")
    page.get_by_role("button", name="保存基本信息").click()
    page.goto(address)
    assert page.get_by_label("会议日期").input_value() == "2026-09-30"
    first = titles(page)[0]
    page.locator("#agenda button[value='down:0']").click()
    assert titles(page)[1] == first
    context.close()

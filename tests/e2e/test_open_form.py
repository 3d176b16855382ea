"""The open form on a phone: scanned, written, sent, without script, without an account; and from the sheet on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.running import Site

pytestmark = pytest.mark.e2e
Enter = Callable[..., Any]
WHOM = "来办事的群众"
PHONE = {"width": 375, "height": 740}


def link_of_a_round(page: Any, site: Site) -> str:
    """The secretary opens a round and issues its link, once for both tests; the address as the sheet shows it."""
    page.goto(f"{site.url}/meetings/")
    page.get_by_role("link", name=re.compile("幸福村党支部.*年度组织生活会")).first.click()
    address = re.search(r"/meetings/\d+/", page.url)[0]
    page.goto(f"{site.url}{address}opinions/")
    row = page.get_by_role("row", name=re.compile(WHOM))
    if not row.count():
        _open_round(page, f"{site.url}{address}opinions/")
    if row.get_by_role("button", name="发放链接").count():
        row.get_by_role("button", name="发放链接").click()
    else:
        row.get_by_role("link", name="链接和二维码").click()
    page.wait_for_url(re.compile(r"/sheet/$"))
    assert page.locator("svg.qr__code").is_visible()
    return page.get_by_label("转发给征求对象").input_value()


def _open_round(page: Any, opinions: str) -> None:
    page.goto(f"{opinions}rounds/add/")
    page.get_by_label("渠道").select_option("online")
    page.get_by_label("结束日期").fill((dt.date.today() + dt.timedelta(days=3)).isoformat())
    page.get_by_label("征求对象").fill(WHOM)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/rounds/\d+/$"))
    page.goto(opinions)


def test_a_stranger_gives_an_opinion_on_a_phone_without_script(
    sign_in: Enter, demo_site: Site, chromium: Any
) -> None:
    link = link_of_a_round(sign_in("secretary"), demo_site)
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(link)
        assert "不用登录，不用署名" in page.content()
        send = page.get_by_role("button", name="投进意见箱")
        assert send.bounding_box()["height"] >= 44
        send.click()
        assert "请写下您的意见" in page.content()
        page.get_by_label("您的意见").fill("窗口中午没有人")
        send.click()
        page.wait_for_url(re.compile(r"/sent/$"))
        assert "已经投进意见箱" in page.content()
        assert context.cookies() == []
        assert page.goto(f"{link[:-2]}x/").status == 404
    finally:
        context.close()


def test_the_open_form_keeps_nothing_on_the_device_and_scrolls_nowhere(
    sign_in: Enter, demo_site: Site, chromium: Any
) -> None:
    link = link_of_a_round(sign_in("secretary"), demo_site)
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(link)
        page.get_by_label("您的意见").fill("写到一半的话")
        page.wait_for_timeout(500)  # milliseconds; a draft would be kept by now
        kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
        assert "写到一半" not in kept
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    finally:
        context.close()

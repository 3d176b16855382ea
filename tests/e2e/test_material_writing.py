"""A member writes on a phone, the secretary remarks on a paragraph, the member answers (R08, R09)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.running import DEMO, Site

pytestmark = pytest.mark.e2e
Enter = Callable[..., Any]
TEXT = (Path(__file__).parents[1] / "checkup" / "handwritten" / "good_1.txt").read_text(encoding="utf-8")
PARAGRAPH = "管账的小陈连着两个月没有按时公示"


def test_written_on_a_phone_remarked_and_answered(sign_in: Enter, demo_site: Site) -> None:
    member = sign_in("member", width=375)
    member.get_by_role("link", name=re.compile("发言提纲")).first.click()
    member.wait_for_url(re.compile(r"/materials/\d+/$"))
    address = re.search(r"/meetings/.*", member.url)[0]
    member.get_by_role("link", name=re.compile("^在线")).click()
    member.get_by_label("材料正文").fill(TEXT)
    member.get_by_text("草稿存于").wait_for(timeout=30_000)  # without a press of any button
    assert member.evaluate("document.documentElement.scrollWidth") <= 375
    member.reload()
    assert PARAGRAPH in member.get_by_label("材料正文").input_value()
    assert member.locator("#counts").get_by_text("全文", exact=True).count() == 1
    member.get_by_role("button", name="提交审核").click()
    member.get_by_text("已提交，待支部审核。").wait_for()

    secretary = sign_in("secretary")
    secretary.goto(f"{demo_site.url}{address}")
    passage = secretary.locator(".passage", has_text=PARAGRAPH)
    passage.get_by_role("link", name=re.compile("批注")).click()
    secretary.get_by_label("批注").fill("哪两个月？后来补了没有？")
    secretary.get_by_role("button", name="写下批注").click()
    secretary.get_by_text("批注已写下").wait_for()

    member.goto(f"{demo_site.url}{address}")
    passage = member.locator(".passage--marked", has_text=PARAGRAPH)
    assert "哪两个月？后来补了没有？" in passage.inner_text()
    passage.get_by_role("link", name="回应这条批注").click()
    member.get_by_label("回应").fill("五月和六月，九月补齐了。")
    member.get_by_role("button", name="回应").click()
    member.get_by_text("已回应。").wait_for()
    assert "五月和六月" in member.locator(".passage--marked", has_text=PARAGRAPH).inner_text()
    assert member.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_log_in_that_ends_while_writing_loses_no_word(sign_in: Enter) -> None:
    """The copy on the device is forgotten only when the text has arrived, and offered again after log-in."""
    member = sign_in("probationary", width=375)
    member.get_by_role("link", name=re.compile("发言提纲")).first.click()
    member.get_by_role("link", name=re.compile("^在线")).click()
    area = member.get_by_label("材料正文")
    before = area.input_value()
    member.context.clear_cookies(name="sessionid")
    for words in ("登录过期时写下的话。", "过期以后又写的话。"):
        area.press_sequentially(words)
        member.get_by_text("登录已经过期").wait_for(timeout=30_000)
    member.wait_for_timeout(9_000)  # the second try to save
    assert member.locator("#messages .notice").count() == 1
    assert area.input_value().count("。") >= 2

    member.on("dialog", lambda dialog: dialog.accept())  # the browser warns of what is not saved
    member.get_by_role("link", name="重新登录").click()
    member.get_by_label("账号").fill("probationary")
    member.get_by_label("密码").fill(DEMO["DEMO_PASSWORD"])
    member.locator("main button[type=submit]").click()
    member.get_by_role("button", name="取回").click()
    assert "过期以后又写的话。" in area.input_value()
    area.fill(before or "还没有写完。")
    member.get_by_text("草稿存于").wait_for(timeout=30_000)

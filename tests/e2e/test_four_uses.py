"""The four uses that the product was asked for, walked in a real Chromium by the people themselves."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rehearsal import texts
from tests.running import Site

pytestmark = pytest.mark.e2e
Enter = Callable[..., Any]


def _open(page: Any, site: Site, address: str) -> None:
    answer = page.goto(f"{site.url}{address}")
    assert answer.status == 200, address


def _meeting(page: Any, site: Site, title: str) -> str:
    """The address of a meeting that stands in this person's list."""
    _open(page, site, "/meetings/")
    return page.get_by_role("link", name=title, exact=False).first.get_attribute("href")


def test_a_secretary_plans_a_meeting(sign_in: Enter, demo_site: Site) -> None:
    page = sign_in("secretary")
    _open(page, demo_site, "/meetings/new/")
    page.locator("#shipped").get_by_role("link", name=re.compile("支部")).first.click()
    held_on = dt.date.today() + dt.timedelta(days=60)
    title = f"幸福村党支部专题组织生活会（{held_on.isoformat()}）"
    page.get_by_label("会议名称").fill(title)
    page.get_by_label("会议主题").fill("学用结合，为民办实事")
    page.get_by_label("会议日期").fill(held_on.isoformat())
    page.get_by_label("地点").fill("村党员活动室")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/meetings/\d+/"))
    assert title in page.content()
    address = re.search(r"/meetings/\d+/", page.url)[0]
    _open(page, demo_site, address)
    assert "起草方案" in page.content()
    _open(page, demo_site, f"{address}move/begin/")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(rf"{address}$"))
    assert "会前准备" in page.content()


def test_a_member_hands_in_a_draft_on_a_phone(sign_in: Enter, demo_site: Site, tmp_path: Path) -> None:
    page = sign_in("member", width=375)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("link", name=re.compile("提交发言提纲")).first.click()
    wrong = tmp_path / "草稿.docx"
    wrong.write_bytes(b"not a document")
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_role("button", name="提交审核").click()
    page.locator("[data-has-errors]").wait_for()
    right = tmp_path / "周玉梅发言提纲.docx"
    right.write_bytes(texts.material("周玉梅", 3, [], "学党章", []))
    page.locator("input[type=file]").set_input_files(right)
    page.get_by_role("button", name="提交审核").click()
    page.get_by_text("已提交，待支部审核。").wait_for()
    assert "联系群众不够经常" in page.content() or "存在的问题" in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_supervisor_reviews_a_plan_and_approves(sign_in: Enter, demo_site: Site) -> None:
    page = sign_in("supervisor")
    page.get_by_role("link", name="审核会议方案").first.click()
    address = re.search(r"/meetings/\d+/", page.url)[0]
    _open(page, demo_site, f"{address}move/return_plan/")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_text("理由").first.wait_for()
    _open(page, demo_site, f"{address}move/approve_plan/")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(rf"{address}$"))
    assert "会前准备" in page.content()


def test_an_archivist_exports_the_packet(sign_in: Enter, demo_site: Site) -> None:
    page = sign_in("archivist")
    address = _meeting(page, demo_site, "畜牧兽医党支部")
    _open(page, demo_site, f"{address}packet/")
    for field in page.locator("main form input[type=text]").all():
        field.fill("本次会议没有这项材料")
    page.get_by_role("button", name="生成归档包").click()
    page.wait_for_url(re.compile(r"/packets/\d+/"))
    download_link = page.get_by_role("link", name="下载归档包")
    download_link.wait_for(timeout=90_000)  # the worker makes it; the page shows how far it is
    with page.expect_download() as started:
        download_link.click()
    with zipfile.ZipFile(io.BytesIO(Path(started.value.path()).read_bytes())) as bag:
        names = bag.namelist()
    assert any(name.endswith("bagit.txt") for name in names)
    assert sum("/data/" in name for name in names) > 10
    _open(page, demo_site, address)
    assert "已经归档" in page.content()


def test_a_stranger_is_told_nothing(sign_in: Enter, demo_site: Site) -> None:
    address = _meeting(sign_in("secretary"), demo_site, "幸福村党支部")
    other = sign_in("secretary2")
    for part in ("", "materials/", "run/", "packet/", "talks/"):
        assert other.request.get(f"{demo_site.url}{address}{part}").status == 404, part

"""The interface in a real Chromium: nothing blocked, nothing cut, readable, by keyboard, without script."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application
from playwright.sync_api import Page, expect

from core.gallery import PARTS
from tests.ui import pages

pytestmark = pytest.mark.e2e

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 720}
STRICT = {"DIRECTIVES": {"default-src": ["'self'"], "base-uri": ["'none'"], "form-action": ["'self'"]}}
PATHS = [*(f"/gallery/{part}/" for part in PARTS), "/gallery/job/", "/nowhere/", "/write/", "/fail/500/"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """The server's log is of no use here."""


@pytest.fixture
def site(ui_settings) -> Iterator[str]:
    """Address of a server in this process, under a policy stricter than the product's."""
    ui_settings.CONTENT_SECURITY_POLICY = STRICT
    pages.posts.clear()
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_internal_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def open_page(chromium, site) -> Iterator:
    """open_page(path, viewport=…) → a page whose complaints are collected in `page.complaints`."""
    contexts = []

    def opening(path: str, viewport: dict = WIDE, **options) -> Page:
        phone = viewport is PHONE
        context = chromium.new_context(
            base_url=site, viewport=viewport, is_mobile=phone, has_touch=phone, locale="zh-CN", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on(
            "request", lambda r: None if r.url.startswith(site) else page.complaints.append(f"asked {r.url}")
        )
        page.goto(path)
        return page

    yield opening
    for context in contexts:
        context.close()


def complaints(page: Page) -> list[str]:
    """What the browser complained of, but for the status of error pages we asked for."""
    return [text for text in page.complaints if "the server responded with a status of" not in text]


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_and_accessible(open_page, path, viewport):
    page = open_page(path, viewport)
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    findings = Axe().run(page).response["violations"]
    assert [(f["id"], f["nodes"][0]["html"][:120]) for f in findings] == []


def test_the_policy_would_have_been_noticed(open_page):
    page = open_page("/write/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("const s = document.createElement('script'); s.textContent = '1'; document.body.append(s)")
    assert len([c for c in complaints(page) if "Content Security Policy" in c]) == 2


def test_a_wide_table_scrolls_by_itself(open_page):
    page = open_page("/gallery/list/")
    page.evaluate(
        "document.querySelectorAll('thead th').forEach(e => e.textContent = '很宽的一栏'.repeat(20))"
    )
    assert page.evaluate("document.querySelector('table').scrollWidth > window.innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


TARGETS = (
    ".btn, summary, .nav-phone > a, .menu__item, .tabs a, .crumbs a, .form-control, .form-select, .form-check"
)


@pytest.mark.parametrize("part", PARTS)
def test_targets_are_large_enough_for_a_thumb(open_page, part):
    page = open_page(f"/gallery/{part}/", PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    small = page.evaluate(
        """selector => [...document.querySelectorAll(selector)]
            .map(e => [e.outerHTML.slice(0, 100), e.getBoundingClientRect()])
            .filter(([html, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
            .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)""",
        TARGETS,
    )
    assert small == []


def test_prose_keeps_its_measure(open_page):
    page = open_page("/gallery/session/")
    per_line = page.evaluate(
        """() => { const e = document.querySelector('.minutes__text');
            return e.getBoundingClientRect().width / parseFloat(getComputedStyle(e).fontSize); }"""
    )
    assert 36 <= per_line <= 42.5


# --- keyboard --------------------------------------------------------------------------------------------


def focused(page: Page) -> dict:
    return page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            return { tag: e.tagName, id: e.id, text: e.textContent.trim().slice(0, 20),
                     outline: s.outlineStyle,
                     width: parseFloat(s.outlineWidth), seen: b.width > 0 && b.height > 0 }; }"""
    )


def test_the_first_tab_skips_to_the_text(open_page):
    page = open_page("/gallery/home/")
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "跳到正文"
    page.keyboard.press("Enter")
    assert focused(page)["id"] == "main"


@pytest.mark.parametrize("part", ["home", "meeting", "form"])
def test_tab_reaches_everything_and_shows_where_it_is(open_page, part):
    page = open_page(f"/gallery/{part}/")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    walk = []
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop["tag"] == "BODY":
            break
        walk.append(stop)
    unseen = [s for s in walk if not s["seen"] or s["outline"] == "none" or s["width"] < 2]
    assert unseen == []
    assert len(walk) > 15


def test_a_menu_opens_and_closes_by_keyboard(open_page):
    page = open_page("/gallery/meeting/")
    summary = page.locator(".page-header summary")
    item = page.get_by_role("link", name="改会议日期")
    summary.focus()
    page.keyboard.press("Enter")
    expect(item).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(item).to_be_hidden()
    assert focused(page)["text"] == "更多"
    summary.click()
    page.locator("h1").click()
    expect(item).to_be_hidden()


# --- without script --------------------------------------------------------------------------------------


def test_everything_works_without_script(open_page):
    page = open_page("/gallery/meeting/", PHONE, java_script_enabled=False)
    page.locator(".page-header summary").click()
    expect(page.get_by_role("link", name="改会议日期")).to_be_visible()
    page.locator(".page-header summary").click()
    page.locator(".nav-phone summary").click()
    expect(page.get_by_role("link", name="归档")).to_be_visible()
    page.goto("/gallery/job/?done=12")
    page.get_by_role("link", name="刷新进度").click()
    expect(page.get_by_text("18 / 32")).to_be_visible()
    page.goto("/write/")
    page.get_by_label("正文").fill("没有脚本也能写")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="已经保存")).to_be_visible()
    assert pages.posts == ["没有脚本也能写"]


def test_what_needs_script_is_not_offered_without(open_page):
    with_script, without = (
        open_page("/gallery/components/"),
        open_page("/gallery/components/", java_script_enabled=False),
    )
    copy = "[data-copy]"
    expect(with_script.locator(copy)).to_be_visible()
    expect(without.locator(copy)).to_be_hidden()


# --- sending ---------------------------------------------------------------------------------------------


def write(page: Page, text: str, outcome: str) -> None:
    page.get_by_label("正文").fill(text)
    page.get_by_label("结果").select_option(outcome)


def send(page: Page) -> None:
    page.get_by_role("button", name="保存").click()


def test_a_double_click_sends_once(open_page):
    page = open_page("/write/")
    write(page, "只要一次", "slow")
    page.locator("form.form-page button[type=submit]").evaluate(
        """b => { b.click(); b.click(); setTimeout(() => {
            sessionStorage.seen = `${b.disabled} ${b.textContent.trim()}`;
            b.form.requestSubmit(); }, 200); }"""
    )
    expect(page.get_by_role("heading", name="已经保存")).to_be_visible()
    assert page.evaluate("sessionStorage.seen") == "true 正在保存…"
    assert pages.posts == ["只要一次"]


def test_the_button_is_ready_again_after_going_back(open_page):
    page = open_page("/write/")
    write(page, "先存一次", "save")
    send(page)
    expect(page.get_by_role("heading", name="已经保存")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="保存")).to_be_enabled()


def test_leaving_with_unsaved_text_is_asked_about(open_page):
    page = open_page("/write/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("正文").type("写了一半")
    page.goto("/saved/")
    assert asked == ["beforeunload"]


def test_sending_is_not_asked_about(open_page):
    page = open_page("/write/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("正文").type("写完了")
    send(page)
    expect(page.get_by_role("heading", name="已经保存")).to_be_visible()
    assert asked == []


# --- drafts ----------------------------------------------------------------------------------------------


def offer(page: Page):
    return page.locator(".kept")


def test_a_text_is_offered_again_after_the_session_was_lost(open_page):
    page = open_page("/write/")
    write(page, "写了两个小时的材料", "expire")
    send(page)
    expect(page.get_by_text("写的内容还在")).to_be_visible()
    page.goto("/write/")
    expect(offer(page)).to_contain_text("共 9 字")
    page.get_by_role("button", name="取回").click()
    expect(page.get_by_label("正文")).to_have_value("写了两个小时的材料")
    expect(offer(page)).to_have_count(0)


def test_a_saved_text_is_not_offered(open_page):
    page = open_page("/write/")
    write(page, "已经交了", "save")
    send(page)
    expect(page.get_by_role("heading", name="已经保存")).to_be_visible()
    page.goto("/write/")
    expect(offer(page)).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_refused_text_stays_and_is_kept(open_page):
    page = open_page("/write/")
    write(page, "没有日期的正文", "refuse")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("正文里没有写日期")
    expect(page.get_by_label("正文")).to_have_value("没有日期的正文")
    expect(offer(page)).to_have_count(0)
    page.get_by_label("正文").fill("没有日期的正文，再写")
    page.goto("/write/")
    expect(offer(page)).to_be_visible()


def test_a_text_that_never_arrived_is_offered(open_page):
    page = open_page("/write/")
    page.route(
        "**/write/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    write(page, "网断了", "save")
    send(page)
    page.wait_for_url("chrome-error://**")
    page.unroute("**/write/")
    page.goto("/saved/")
    page.goto("/write/")
    expect(offer(page)).to_be_visible()
    page.get_by_role("button", name="不要了").click()
    page.reload()
    expect(offer(page)).to_have_count(0)


def test_confidential_text_stays_in_its_tab(open_page):
    page = open_page("/write-secret/")
    page.get_by_label("正文").type("谈话内容")
    assert page.evaluate("Object.keys(localStorage)") == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(offer(page)).to_be_visible()
    other = page.context.new_page()
    other.goto("/write-secret/")
    expect(offer(other)).to_have_count(0)


def test_logging_out_forgets(open_page):
    page = open_page("/write/")
    page.get_by_label("正文").type("公用电脑上写的")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="离开").click()
    expect(page.get_by_role("heading", name="请登录")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


# --- HTMX ------------------------------------------------------------------------------------------------


def test_long_work_reports_by_itself(open_page):
    page = open_page("/gallery/job/?done=25")
    expect(page.get_by_text("25 / 32")).to_be_visible()
    expect(page.get_by_role("link", name="下载归档包")).to_be_visible(timeout=8000)
    assert complaints(page) == []


def test_a_refusal_shows_among_the_messages_and_changes_nothing(open_page):
    page = open_page("/write/")
    page.get_by_role("button", name="试试").click()
    expect(page.locator("#messages .notice")).to_contain_text("您现在的身份不能做这件事")
    expect(page.locator("#here")).to_have_text("还在这里")
    expect(page.get_by_role("button", name="试试")).to_be_enabled()
    page.get_by_role("button", name="关闭这条提示").click()
    expect(page.locator("#messages .notice")).to_have_count(0)
    assert page.title().startswith("组织生活会")


def test_a_lost_connection_is_said(open_page):
    page = open_page("/write/")
    page.route("**/refused/", lambda route: route.abort())
    page.get_by_role("button", name="试试").click()
    expect(page.locator("#messages .notice")).to_contain_text("没有连上服务器")


def test_messages_stay_until_closed(open_page):
    page = open_page("/gallery/components/")
    notice = page.locator("#messages .notice")
    expect(notice).to_contain_text("已保存")
    page.wait_for_timeout(500)
    expect(notice).to_be_visible()
    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)


def test_a_list_narrows_as_one_types(open_page):
    page = open_page("/gallery/components/")
    rows = page.locator("#sample-meetings > li")
    expect(rows.locator("visible=true")).to_have_count(4)
    page.get_by_label("找支部").fill("柳湾")
    expect(rows.locator("visible=true")).to_have_count(1)
    expect(page.locator("[data-filter-count=sample-meetings]")).to_have_text("找到 1 条")
    page.get_by_label("找支部").fill("")
    expect(rows.locator("visible=true")).to_have_count(4)


# --- paper -----------------------------------------------------------------------------------------------


def test_paper_holds_the_text_and_no_buttons(open_page):
    page = open_page("/gallery/meeting/")
    page.emulate_media(media="print")
    for selector in (".nav-main", ".user-menu", ".btn", ".tabs", ".demo-banner", ".crumbs"):
        assert page.locator(f"{selector} >> visible=true").count() == 0, selector
    expect(page.get_by_role("heading", name="开会还缺什么")).to_be_visible()
    assert re.match(rb"%PDF", page.pdf(format="A4"))

"""One person at one browser: what they open, press and type, by the words on the page."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import expect

from tests.e2e import village
from tests.e2e.village import Days

MILLISECONDS = 60_000  # a page may take that long on a busy machine; a walk that passes never waits so long
WIDE, PHONE = 1280, 375
SHOTS = os.environ.get("WALK_SHOTS")  # a folder: pages that are looked at are kept there, at both widths


class Person:
    """Somebody with a browser context of their own."""

    def __init__(self, page: Any, site: str) -> None:
        self.page, self.site = page, site
        self.main = page.locator("main")

    # --- moving about

    def opens(self, address: str) -> Person:
        answer = self.page.goto(self.site + address)
        assert answer.status == 200, (address, answer.status)
        return self

    def follows(self, label: str, within: Any = None) -> Person:
        (within or self.main).get_by_role("link", name=label).first.click()
        return self

    def presses(self, label: str, within: Any = None) -> Person:
        (within or self.main).get_by_role("button", name=label).first.click()
        self.page.wait_for_load_state()
        return self

    def part(self, label: str) -> Person:
        """One of a meeting's parts, by its tab."""
        self.main.get_by_role("navigation", name="会议的各个部分").get_by_role("link", name=label).click()
        return self

    def goes_back(self) -> Person:
        self.page.go_back()
        self.page.wait_for_load_state()
        return self

    @property
    def here(self) -> str:
        return self.page.url.removeprefix(self.site)

    # --- writing

    def fills(self, **fields: str) -> Person:
        """`fills(会议日期="2026-06-17")`: fields by the beginning of their labels."""
        for label, text in fields.items():
            field = self.main.get_by_label(re.compile(f"^{label}")).first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=_full_label(field, text))
            else:
                field.fill(text)
            if field.get_attribute("role") == "combobox":
                field.press("Enter")
        return self

    def ticks(self, label: str) -> Person:
        self.main.get_by_label(label, exact=True).check()
        return self

    def uploads(self, path: Any) -> Person:
        self.main.locator("input[type=file]").set_input_files(path)
        return self

    # --- reading

    def sees(self, *texts: str) -> Person:
        for text in texts:
            expect(self.main).to_contain_text(text, timeout=MILLISECONDS)
        return self

    def sees_no(self, *texts: str) -> Person:
        shown = self.main.inner_text()
        for text in texts:
            assert text not in shown, text
        return self

    def row(self, *texts: str) -> Any:
        """The row of a table that holds all these words."""
        row = self.main.get_by_role("row")
        for text in texts:
            row = row.filter(has_text=text)
        return row

    def is_told_nothing_of(self, *addresses: str) -> Person:
        for address in addresses:
            assert self.page.request.get(self.site + address).status == 404, address
        return self

    def looks(self, name: str) -> Person:
        """The page scrolls sideways neither on a phone nor at a desk."""
        for width in (PHONE, WIDE):
            self.page.set_viewport_size({"width": width, "height": 900})
            needed = self.page.evaluate("document.documentElement.scrollWidth")
            if SHOTS:
                self.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
            assert needed <= width, f"{name}: {needed} of {width}"
        return self


def _full_label(select: Any, beginning: str) -> str:
    """The option that begins so: people's names are followed by their initials."""
    options = select.locator("option").all_inner_texts()
    return next((option for option in options if option.startswith(beginning)), beginning)


class Walk:
    """Everybody who takes part, each at a browser of their own; what the console complains of is gathered."""

    def __init__(self, browser: Any, site: str, days: Days, stack: ExitStack) -> None:
        self.browser, self.site, self.days, self.stack = browser, site, days, stack
        self.people: dict[str, Person] = {}
        self.faults: list[str] = []

    def nobody(self, **options: Any) -> Person:
        """Somebody without an account."""
        viewport = {"width": WIDE, "height": 900}
        context = self.browser.new_context(locale="zh-CN", **({"viewport": viewport} | options))
        self.stack.callback(context.close)
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS)
        page.on("console", lambda said: self.faults.append(said.text) if _is_fault(said) else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return Person(page, self.site)

    def __getitem__(self, name: str) -> Person:
        """A person of the village, logged in."""
        if name not in self.people:
            self.people[name] = self.nobody().opens("/login/")
            self.logs_in(name)
        return self.people[name]

    def logs_in(self, name: str) -> Person:
        """Name and password on the page of the log-in that is before them."""
        person = self.people[name].fills(账号=village.ACCOUNTS[name], 密码=village.PASSWORD)
        person.main.locator("button[type=submit]").click()
        person.page.wait_for_url(lambda url: "/login/" not in url)
        return person


def _is_fault(message: Any) -> bool:
    """An error in the console; a form that comes back with its mistakes (422, 409) is none."""
    return message.type == "error" and not re.search("status of 4(22|09)", message.text)

"""A real Chromium against the served demo, one context a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.running import DEMO, Site

if TYPE_CHECKING:
    from tests.e2e.walking import Walk

pytestmark = pytest.mark.e2e
SECONDS = 60_000  # milliseconds a page may take on a busy machine


def _is_fault(message: Any) -> bool:
    """An error in the console; a form that comes back with its mistakes, or a log-in that is over, is none."""
    told = ("status of 422", "status of 401", "Error Code 401")
    return message.type == "error" and not any(words in message.text for words in told)


@pytest.fixture
def sign_in(chromium: Any, demo_site: Site) -> Iterator[Callable[..., Any]]:
    """`sign_in("secretary", width=375)` gives that person's page; console errors fail the test."""
    errors: list[str] = []
    with ExitStack() as stack:

        def enter(account: str, width: int = 1280) -> Any:
            context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(SECONDS)
            page.on("console", lambda m: errors.append(m.text) if _is_fault(m) else None)
            page.goto(f"{demo_site.url}/login/")
            page.get_by_label("账号").fill(account)
            page.get_by_label("密码").fill(DEMO["DEMO_PASSWORD"])
            page.locator("main button[type=submit]").click()
            page.wait_for_url(f"{demo_site.url}/")
            return page

        yield enter
    assert errors == []


@pytest.fixture
def walk(chromium: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    """The village on its first day, served by this process so that a test can let days go by."""
    from tests.e2e import village, walking

    days = village.Days()
    monkeypatch.setattr("core.clock._fixed", days)
    village.settle()
    with ExitStack() as stack:
        walk = walking.Walk(chromium, live_server.url, days, stack)
        yield walk
    assert walk.faults == []

"""The frame of every page: navigation from the apps, the person, messages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from core import context_processors as frame
from core.context_processors import NavItem, Person

SOMEBODY = SimpleNamespace(is_authenticated=True, get_username=lambda: "limei", get_short_name=lambda: "李梅")
NOBODY = SimpleNamespace(is_authenticated=False)


@pytest.fixture
def registries(monkeypatch):
    """Empty registries; what the apps registered comes back afterwards."""
    monkeypatch.setattr(frame, "_nav_sources", [])
    monkeypatch.setattr(frame, "_person_sources", [])


@pytest.fixture
def page(rf, registries):
    """Context of a page as `user` at `path` sees it."""

    def build(user, path="/"):
        request = rf.get(path)
        request.user = user
        return frame.layout(request)

    return build


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/", "首页"),
        ("/meetings/", "会议"),
        ("/meetings/7/steps/", "会议"),
        ("/meetings/new/", "新建"),
        ("/meetingsx/", None),
        ("/other/", None),
    ],
)
def test_one_place_is_active(path, active):
    items = [NavItem("首页", "/"), NavItem("会议", "/meetings/"), NavItem("新建", "/meetings/new/")]
    assert [i.label for i in frame.mark_active(items, path) if i.active] == ([active] if active else [])


def test_apps_contribute_in_order_and_once(page):
    def left(request):
        return [NavItem("会议", "/m/", order=2), NavItem("归档", "/a/", order=9)]

    def right(request):
        return [NavItem("待办", "/t/", order=1, count=3)]

    for source in (left, right, left):
        frame.add_navigation(source)
    assert [i.label for i in page(SOMEBODY)["main_nav"]] == ["待办", "会议", "归档"]


def test_a_stranger_sees_no_navigation_and_nothing_is_asked(page):
    def source(request):
        raise AssertionError("asked for a stranger")

    frame.add_navigation(source)
    frame.set_person_source(source)
    context = page(NOBODY)
    assert not context["main_nav"]
    assert not context["who"]


def test_nothing_is_asked_before_a_template_asks(page):
    def source(request):
        raise AssertionError("asked too early")

    frame.add_navigation(source)
    assert page(SOMEBODY)["product"] == "组织生活会工作平台"


def test_the_person_comes_from_the_account_until_an_app_knows_better(page):
    assert page(SOMEBODY)["who"] == Person("李梅", "", "limei")
    frame.set_person_source(lambda request: Person("李梅", "书记", "limei"))
    frame.set_person_source(lambda request: Person("李梅", "委员", "limei"))
    assert page(SOMEBODY)["who"].role == "委员"


def test_the_frame_shows_places_person_and_log_out(page, ui_settings):
    places = [NavItem(f"处{n}", f"/{n}/", order=n, count=n if n == 5 else None) for n in range(1, 7)]
    frame.add_navigation(lambda request: places)
    drawn = render_to_string("base.html", page(SOMEBODY, "/5/") | {"csrf_token": "tok3n", "messages": []})
    assert drawn.count('aria-current="page"') == 2  # once on the wide bar, once on the phone's
    assert 'data-account="limei"' in drawn
    phone = drawn[drawn.index('class="nav-phone"') :]
    assert phone.index("处4") < phone.index("更多") < phone.index("处5")
    assert "data-logout" in drawn and "tok3n" in drawn


def test_a_message_carries_its_tone_and_no_markup(ui_settings):
    from django.contrib.messages import constants
    from django.contrib.messages.storage.base import Message

    drawn = render_to_string(
        "components/messages.html", {"messages": [Message(constants.ERROR, "没有保存<b>")], "oob": True}
    )
    assert "notice--bad" in drawn
    assert "没有保存&lt;b&gt;" in drawn
    assert 'hx-swap-oob="beforeend"' in drawn
    assert 'aria-live="polite"' in drawn

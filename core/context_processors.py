"""What every page needs: the product's name, whether this is a demo, the navigation, and who is signed in.

Apps to the right fill the registries in their `AppConfig.ready`, because core may not import them.
Nothing here is computed until a template asks, so error pages and HTMX parts cost no query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

PRODUCT = "组织生活会工作平台"
BRAND = "组织生活会"


@dataclass(frozen=True)
class NavItem:
    """One place in the main navigation; the four with the lowest `order` are on the phone's bottom bar."""

    label: str
    url: str
    icon: str = "circle"
    count: int | None = None
    order: int = 100
    active: bool = False


@dataclass(frozen=True)
class Person:
    """Who is signed in, as the header shows it."""

    name: str
    role: str = ""
    account: str = ""


NavSource = Callable[[HttpRequest], Iterable[NavItem]]
PersonSource = Callable[[HttpRequest], Person]

_nav_sources: list[NavSource] = []
_person_sources: list[PersonSource] = []


def add_navigation(source: NavSource) -> None:
    """Let `source` contribute places; it is asked once per page for a signed-in user."""
    if source not in _nav_sources:
        _nav_sources.append(source)


def set_person_source(source: PersonSource) -> None:
    """Let `source` describe the signed-in user; the last one set wins."""
    _person_sources[:] = [source]


def main_navigation(request: HttpRequest) -> list[NavItem]:
    """The signed-in user's places in order, the one that contains this page marked active."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    items = sorted((item for source in _nav_sources for item in source(request)), key=lambda item: item.order)
    return mark_active(items, request.path)


def mark_active(items: list[NavItem], path: str) -> list[NavItem]:
    """Mark the item whose address is the longest prefix of `path`; "/" matches only itself."""
    matching = [i.url for i in items if path == i.url or (i.url != "/" and path.startswith(i.url))]
    best = max(matching, key=len, default=None)
    return [replace(item, active=item.url == best) for item in items]


def signed_in(request: HttpRequest) -> Person | None:
    """The signed-in person, or None."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    if _person_sources:
        return _person_sources[0](request)
    return Person(name=user.get_short_name(), account=user.get_username())


def layout(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html. Listed in settings.TEMPLATES."""
    return {
        "product": PRODUCT,
        "brand": BRAND,
        "demo_mode": getattr(settings, "DEMO_MODE", False),
        "main_nav": SimpleLazyObject(lambda: main_navigation(request)),
        "who": SimpleLazyObject(lambda: signed_in(request)),
    }

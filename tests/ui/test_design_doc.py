"""docs/design.md names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from core import forms
from core.templatetags import ui


def doc() -> str:
    return (Path(settings.BASE_DIR) / "docs" / "design.md").read_text(encoding="utf-8")


def template(name: str) -> str:
    return (Path(settings.BASE_DIR) / "templates" / name).read_text(encoding="utf-8")


def test_the_blocks_it_names_are_those_of_the_base():
    named = set(re.findall(r"`(\w+)`", doc()[doc().index("Blocks of") : doc().index("Context:")]))
    blocks = set(re.findall(r"{% block (\w+) %}", template("base.html")))
    assert named - {"page", "login", "error"} == blocks - {"title_tail", "messages", "header"}


def test_the_tokens_it_names_are_those_of_the_style():
    css = (Path(settings.BASE_DIR) / "static" / "ui" / "ui.css").read_text(encoding="utf-8")
    named = set(re.findall(r"`(--[a-z0-9-]+)`", doc()))
    assert {name for name in named if f"  {name}: " not in css} == set()


def test_the_filters_it_names_exist():
    names = re.findall(r"`((?:cn|due|filesize)_\w+)`", doc())
    assert len(names) == 6
    assert [name for name in names if name not in ui.register.filters] == []


def test_the_example_is_a_page():
    from django.template import engines

    example = re.search(r"```django\n(.+?)```", doc(), re.DOTALL)[1]
    todos = [{"what": "登记一次谈话", "url": "/talks/"}]
    page = (
        engines["django"].from_string(example).render({"lead": "还差3对", "new_url": "/new/", "todos": todos})
    )
    assert [
        w for w in ("<h1>谈心谈话</h1>", "还差3对", 'href="/new/"', "登记一次谈话") if w not in page
    ] == []
    assert "{%" not in page
    assert all(hasattr(forms, name) for name in ("Form", "ModelForm", "FormHelper", "keep_draft"))

"""Components say what they take, pages give exactly that, and the gallery shows all of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test.signals import template_rendered

from core.gallery import PARTS
from core.gallery.declared import Component, Input, components, read_component, read_input
from core.templatetags.ui import icon_body
from tests.ui import scan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title", Input("title", required=True)),
        (" text? ", Input("text", required=False)),
        ("tone=ok|bad", Input("tone", required=True, choices=("ok", "bad"))),
        ("level=2|3?", Input("level", required=False, choices=("2", "3"))),
    ],
)
def test_an_input_is_read(text, expected):
    assert read_input(text) == expected


@pytest.mark.parametrize("text", ["", "a b", "tone=", "Title", "a=b=c", "a!"])
def test_an_input_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match="cannot read"):
        read_input(text)


def test_a_component_without_declaration_is_refused(tmp_path):
    path = tmp_path / "x.html"
    path.write_text("<p>{{ text }}</p>", encoding="utf-8")
    with pytest.raises(ValueError, match="must start with"):
        read_component(path)


def test_every_component_declares_its_inputs():
    known = components()
    assert len(known) > 30
    assert all(component.purpose.endswith((".", "。")) for component in known.values())


def test_components_read_exactly_what_they_declare():
    """A variable that no input feeds stays empty; an input that nothing reads is a promise not kept."""
    unfed, unread = {}, {}
    for name, component in components().items():
        read, bound = names_of(component)
        declared = {i.name for i in component.inputs}
        unfed[name], unread[name] = read - bound - declared, declared - read
    assert {name: names for name, names in unfed.items() if names} == {}
    assert {name: names for name, names in unread.items() if names} == {}


def names_of(component: Component) -> tuple[set[str], set[str]]:
    """(names read, names bound) in the component's template."""
    path = Path(settings.BASE_DIR) / "templates" / "components" / f"{component.name}.html"
    return scan.names(path.read_text(encoding="utf-8"))


def test_pages_give_components_exactly_what_they_declare():
    known = components()
    found = [
        fault
        for path in scan.template_files()
        for use in scan.uses(path.read_text(encoding="utf-8"), path.name)
        for fault in scan.faults(use, known)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% include "components/badge.html" with label="x" only %}', []),
        ('{% include "components/badge.html" with label=x|default:"a b" tone="ok" only %}', []),
        ('{% include "components/badge.html" with tone="ok" only %}', ["misses label"]),
        ('{% include "components/badge.html" with label=x colour="red" only %}', ["declares no colour"]),
        (
            '{% include "components/badge.html" with label=x tone="red" only %}',
            ["is none of neutral|ok"],
        ),
        ('{% include "components/badge.html" with label=x %}', ["without `only`"]),
        ('{% include "components/nothing.html" with label=x only %}', ["no component nothing"]),
        ('{% wrap "components/panel.html" with title=x %}{% endwrap %}', []),
        ('{% wrap "components/panel.html" with titel=x %}{% endwrap %}', ["declares no titel"]),
        ('{% include "components/post_action.html" with label=x url=y only %}', ["misses csrf_token"]),
    ],
)
def test_a_wrong_use_is_found(source, expected):
    known = components()
    found = [fault for use in scan.uses(source, "t") for fault in scan.faults(use, known)]
    assert len(found) == len(expected)
    assert all(words in fault for fault, words in zip(found, expected, strict=True))


def draw_gallery(client) -> dict[str, dict[str, set[str]]]:
    """component → input with choices → values that the gallery's page of components gave it."""
    known = components()
    shown: dict[str, dict[str, set[str]]] = {}

    def note(sender, template, context, **kwargs):
        if not (template.name or "").startswith("components/"):
            return
        component, values = known[Path(template.name).stem], context.flatten()
        absent = [i.name for i in component.inputs if i.required and values.get(i.name) is None]
        assert absent == [], f"{component.name}: {absent} not given"
        seen = shown.setdefault(component.name, {i.name: set() for i in component.inputs if i.choices})
        for name in seen:
            seen[name] |= {str(values[name])} if values.get(name) else set()

    template_rendered.connect(note)
    try:
        assert client.get("/gallery/").status_code == 200
    finally:
        template_rendered.disconnect(note)
    return shown


def test_the_gallery_shows_every_component_in_every_variant(browser_client):
    assert draw_gallery(browser_client) == {
        c.name: {i.name: set(i.choices) for i in c.inputs if i.choices} for c in components().values()
    }


@pytest.mark.parametrize("part", PARTS)
def test_every_sample_page_opens(browser_client, part):
    answer = browser_client.get(f"/gallery/{part}/")
    assert answer.status_code == 200
    assert "周明远" in answer.content.decode()


def test_no_template_holds_what_the_policy_blocks():
    found = {
        p.name: names
        for p in scan.template_files()
        if (names := scan.forbidden(p.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p class="x" style="color:red">', "inline style"),
        ("<script>alert(1)</script>", "inline script"),
        ('<script src="/a.js"></script><script defer>', "inline script"),
        ("<style>p{}</style>", "style element"),
        ('<button type="button" onclick="x()">', "event attribute"),
        ('<div hx-on:click="x()">', "event attribute"),
        ('<a href="javascript:void(0)">', "javascript address"),
        ("<div hx-vals='js:{a:1}'>", "htmx expression"),
        ('<div hx-trigger="click[ctrlKey]">', "htmx expression"),
        ('<link href="https://cdn.example/x.css">', "foreign host"),
        ('<img src="//cdn.example/x.png">', "foreign host"),
    ],
)
def test_what_the_policy_blocks_is_found(source, expected):
    assert expected in scan.forbidden(source)


def test_every_icon_exists():
    names = {name for path in scan.template_files() for name in scan.icons(path.read_text(encoding="utf-8"))}
    assert len(names) > 20
    assert [icon_body(name) for name in names]


@pytest.mark.parametrize("name", ["no-such-icon", "../x", "", "Person"])
def test_an_unknown_icon_is_refused(name):
    with pytest.raises(LookupError):
        icon_body(name)

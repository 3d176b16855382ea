"""What the browser is sent: pinned files from the wheels, colours that can be read, CSS old browsers know."""

from __future__ import annotations

import hashlib
import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.ui import scan

# These wheels have one author each: a changed file is looked at before it is served.
HTMX = "django_htmx/htmx-2.min.js"
PINNED = {
    "js-lib-bootstrap5/css/bootstrap.min.css": (
        "3c8f27e6009ccfd710a905e6dcf12d0ee3c6f2ac7da05b0572d3e0d12e736fc8"
    ),
    HTMX: "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
}


def digest(name: str) -> str:
    return hashlib.sha256(Path(finders.find(name)).read_bytes()).hexdigest()


@pytest.mark.parametrize("name", PINNED)
def test_files_from_wheels_are_the_ones_we_looked_at(name):
    assert digest(name) == PINNED[name]


def test_nothing_else_is_taken_from_wheels():
    base = (Path(settings.BASE_DIR) / "templates" / "base.html").read_text(encoding="utf-8")
    asked = set(re.findall(r"{% static '([^']+)' %}", base))
    assert {name for name in asked if not name.startswith("ui/")} == {
        "js-lib-bootstrap5/css/bootstrap.min.css"
    }
    assert "{% htmx_script %}" in base
    assert asked <= {name for name in asked if finders.find(name)}


def css() -> str:
    source = (Path(settings.BASE_DIR) / "static" / "ui" / "ui.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)


def tokens() -> dict[str, str]:
    """Colour tokens of the first :root block."""
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", css()))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


GROUNDS = ["paper", "surface", "sunken"]
READ = [*product(["ink", "ink-2", "brand", "link", "ok", "warn", "bad", "info"], GROUNDS)]
READ += [
    ("ok", "ok-tint"),
    ("warn", "warn-tint"),
    ("bad", "bad-tint"),
    ("info", "info-tint"),
    ("brand", "brand-tint"),
]
READ += [*product(["ink", "ink-2", "link"], ["ok-tint", "warn-tint", "bad-tint", "info-tint", "brand-tint"])]
SEEN = [*product(["line-strong", "focus"], GROUNDS)]


@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_can_be_read(text, ground):
    colours = tokens()
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), SEEN)
def test_edges_and_focus_can_be_seen(edge, ground):
    colours = tokens()
    assert contrast(colours[edge], colours[ground]) >= 3


TOO_NEW = {
    ":has()": r":has\(",
    "@layer": r"@layer",
    "@container": r"@container",
    "nesting": r"&",
    "color-mix()": r"color-mix\(",
    ":is()": r":is\(",
    ":where()": r":where\(",
    "aspect-ratio": r"aspect-ratio",
    "dvh": r"\d[dsl]vh",
    "range media query": r"@media[^{]*[<>]",
}


@pytest.mark.parametrize("name", TOO_NEW)
def test_the_style_is_for_chromium_86(name):
    assert re.findall(TOO_NEW[name], css()) == []


SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "ui").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_script_is_for_chromium_86(path):
    script = path.read_text(encoding="utf-8")
    too_new = [
        r"\.replaceAll\(\B",
        r"\?\?=",
        r"\|\|=",
        r"\.at\(",
        r"structuredClone",
        r"Object\.hasOwn",
        r"^\s*#\w+",
    ]
    assert [p for p in too_new if re.search(p, script, re.MULTILINE)] == []


def test_the_style_names_no_other_host_and_no_missing_file():
    addresses = re.findall(r"url\(\"?([^)\"]+)", css())
    assert addresses
    assert [a for a in addresses if not finders.find(f"ui/{a}")] == []


def test_no_rule_is_dead():
    """Every class in the stylesheet occurs in a template, in the script or in Python."""
    base = Path(settings.BASE_DIR)
    sources = [*scan.template_files(), *SCRIPTS, *base.glob("core/**/*.py")]
    # crispy-bootstrap5 and Bootstrap write these; pages of other apps may use the layout classes.
    foreign = {
        "table",
        "num",
        "form-control",
        "form-select",
        "form-check-input",
        "is-invalid",
        "prose",
        "muted",
    }
    text = "\n".join(p.read_text(encoding="utf-8") for p in sources)
    stems = set(re.findall(r"[a-z_-]+-(?=\{)", text))  # notice--{{ tone }}
    classes = set(re.findall(r"\.(-?[a-z][a-zA-Z_-]*)", re.sub(r"url\([^)]*\)", "", css())))
    dead = {c for c in classes - foreign if c not in text and not any(c.startswith(s) for s in stems)}
    assert dead == set()

"""Reads the project's templates as Django's lexer does and finds what the rules of docs/design.md forbid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.template.base import Lexer, TokenType

from core.gallery.declared import Component

GIVEN_BY_WRAP = {"slot", "csrf_token"}
PAIR = re.compile(r"(?P<name>\w+)=(?P<value>.+)")
LITERAL = re.compile(r"""^(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<number>\d+))$""")


@dataclass(frozen=True)
class Use:
    """One place where a template calls a component."""

    tag: str
    component: str
    given: dict[str, str]
    only: bool
    where: str
    literals: dict[str, str] = field(default_factory=dict)


def template_files() -> list[Path]:
    """Every template of ours, wherever it lies."""
    base = Path(settings.BASE_DIR)
    return sorted([*(base / "templates").rglob("*.html"), *base.glob("*/templates/**/*.html")])


def literal(value: str) -> str | None:
    """The text of a quoted or numeric argument; None for a variable or a filtered value."""
    match = LITERAL.match(value)
    return None if match is None else next(g for g in match.groups() if g is not None)


def uses(source: str, where: str) -> Iterator[Use]:
    """Every `include` and `wrap` of a component in a template's source."""
    for token in Lexer(source).tokenize():
        if token.token_type is not TokenType.BLOCK:
            continue
        tag, *arguments = token.split_contents()
        path = literal(arguments[0]) if tag in ("include", "wrap") and arguments else None
        if path is None or not path.startswith("components/"):
            continue
        pairs = [m for m in map(PAIR.fullmatch, arguments[1:]) if m]
        given = {m["name"]: m["value"] for m in pairs}
        literals = {name: text for name, value in given.items() if (text := literal(value)) is not None}
        name = path.removeprefix("components/").removesuffix(".html")
        yield Use(tag, name, given, "only" in arguments, f"{where}:{token.lineno}", literals)


def faults(use: Use, known: dict[str, Component]) -> list[str]:
    """What is wrong with one use, in words; an empty list when nothing is."""
    if use.component not in known:
        return [f"{use.where}: no component {use.component}"]
    component = known[use.component]
    declared = {i.name: i for i in component.inputs}
    given = set(use.given) | (GIVEN_BY_WRAP if use.tag == "wrap" else set())
    found = [f"{use.where}: {use.component} declares no {name}" for name in use.given if name not in declared]
    found += [
        f"{use.where}: {use.component} misses {i.name}"
        for i in component.inputs
        if i.required and i.name not in given
    ]
    found += [
        f"{use.where}: {use.component} {name}={text!r} is none of {'|'.join(declared[name].choices)}"
        for name, text in use.literals.items()
        if name in declared and declared[name].choices and text not in declared[name].choices
    ]
    if use.tag == "include" and not use.only:
        found.append(f"{use.where}: {use.component} without `only` sees more than its inputs")
    return found


WORDS = {"and", "or", "not", "in", "is", "None", "True", "False", "forloop", "only", "with", "as"}
READING_TAGS = {"if", "elif", "for", "include", "wrap", "icon", "with", "stages", "options", "crispy_field"}
# Tags that read a name of the context without mentioning it.
SILENT = {"csrf_token": "csrf_token", "querystring": "request"}


def names(source: str) -> tuple[set[str], set[str]]:
    """(names read, names bound by for, with or as) in a template's tags and variables."""
    read: set[str] = set()
    bound: set[str] = set()
    for token in Lexer(source).tokenize():
        text = re.sub(r"\"[^\"]*\"|'[^']*'", "", token.contents)
        if token.token_type is TokenType.BLOCK:
            tag, _, text = text.partition(" ")
            read |= {SILENT[tag]} if tag in SILENT else set()
            bound |= set(re.findall(r"\bas (\w+)", text))
            if tag == "with":
                bound |= set(re.findall(r"\b(\w+)=", text))
            if tag == "for":
                loop, _, text = text.partition(" in ")
                bound |= set(loop.replace(",", " ").split())
            text = re.sub(r"\b\w+=", "", text) if tag in READING_TAGS | set(SILENT) else ""
        elif token.token_type is not TokenType.VAR:
            continue
        read |= set(re.findall(r"(?<![\w.])([a-z_]\w*)", re.sub(r"\|\w+", "", text))) - WORDS
    return read, bound


# What a strict Content-Security-Policy blocks, what needs eval, and other people's hosts.
FORBIDDEN = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:a-z-]*)\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx expression": re.compile(r"""hx-(?:vals|headers)=["']js:|hx-trigger="[^"]*\["""),
    "foreign host": re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.IGNORECASE),
}


def forbidden(source: str) -> list[str]:
    """Names of the forbidden things in a template's source; what its tags compare is no attribute."""
    html = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(html)]


def icons(source: str) -> list[str]:
    """Names of the icons a template asks for by literal name."""
    return re.findall(r"""\{% icon "([^"]+)\"""", source)

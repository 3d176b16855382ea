"""The gallery: what its pages show, so that a component is looked at before it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from core.context_processors import Person, mark_active
from core.gallery import data
from core.gallery.declared import components
from core.gallery.forms import SampleForm, UploadForm, wrong_form


def common(path: str) -> dict[str, Any]:
    """What the frame of a sample page shows."""
    return {
        "main_nav": mark_active(data.NAV, path),
        "today": data.TODAY,
        "who": Person("周明远", "云溪镇机关支部书记", "zhoumy"),
        "clause": data.CLAUSE,
        "meeting": data.MEETING,
        "now": data.at(10, 9, 30),
    }


def component_samples() -> dict[str, Any]:
    """Data of the component page."""
    return {
        "components": components(),
        "states": data.STATES,
        "steps": data.STEPS,
        "todos": data.TODOS,
        "gates": data.GATES,
        "entries": data.ENTRIES,
        "segments": data.SEGMENTS,
        "choices": data.CHOICES,
        "agenda": data.AGENDA,
        "tiles": data.TILES,
        "matrix": data.MATRIX,
        "pairs": data.PAIRS,
        "files": data.FILES,
        "meetings": data.MEETINGS,
        "rows": data.ROWS,
        "crumbs_sample": data.CRUMBS,
        "tabs": data.TABS,
        "page": Paginator(range(138), 20).get_page(3),
        "upload": UploadForm(),
        "wrong_upload": UploadForm(data={}, prefix="wrong_upload"),
        "messages": [Message(levels.SUCCESS, "已保存，并通知了18名党员。")],
        "jobs": ["queued", "running", "done", "failed", "cancelled"],
    }


def form_samples() -> dict[str, Any]:
    """The sample form, empty and refused."""
    return {"form": SampleForm(), "wrong": wrong_form()}


def page_samples() -> dict[str, Any]:
    """Data of the sample pages."""
    return component_samples() | {
        "messages": [],
        "crumbs": [{"label": "组织生活会", "url": "#"}, {"label": data.MEETING}],
    }


def job_sample(done: int) -> dict[str, Any]:
    """A job that gets further each time it is asked for."""
    total = 32
    return {
        "status": "done" if done >= total else "running",
        "done": min(done, total),
        "total": total,
        "next": done + 6,
    }


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "components": component_samples,
    "home": page_samples,
    "meeting": page_samples,
    "session": page_samples,
    "list": page_samples,
    "form": form_samples,
}


def context(part: str) -> dict[str, Any]:
    """Everything the template of `part` needs."""
    return common(f"/gallery/{part}/") | PARTS[part]()

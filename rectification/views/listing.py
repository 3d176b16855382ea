"""A meeting's rectification list, the candidates for it, and a new item (R24)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from meetings import rules
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from meetings.views.reach import meeting_or_404
from rectification import actions
from rectification import permissions as P
from rectification.enums import ItemState
from rectification.forms.item import ListItemForm
from rectification.models import RectificationItem
from rectification.queries import items_in_list
from rectification.sources import Candidate, chosen, shelves, told
from rectification.views.item import STATE_TONES
from rectification.views.reach import form_page, frame, trail

OVERDUE = "overdue"
_FILTERS = [*ItemState.choices, (OVERDUE, "已逾期")]
_LISTABLE = rules.AFTERWARDS


@require_safe
def item_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The branch's list and one's own items; `?state=` narrows it to a state or to what is overdue."""
    meeting = meeting_or_404(request, pk, P.SEE_LIST)
    items = list(items_in_list(meeting, request.seat))
    wanted = request.GET.get("state", "")
    shown = [item for item in items if _matches(item, wanted, meeting)]
    lists = may_list(request, meeting)
    context = frame(request, meeting, "rectification:list") | {
        "lead": _counts(items, meeting),
        "rows": [row_of(item) for item in shown],
        "any": bool(items),
        "filters": _FILTERS,
        "wanted": wanted if wanted in dict(_FILTERS) else "",
        "lists": lists,
        "ledger": _ledger(meeting) if items else None,
        "empty": _empty(meeting, lists),
    }
    return render(request, "rectification/item_list.html", context)


def _ledger(meeting: Meeting) -> dict[str, str] | None:
    """That a ledger is kept, and with which clause (R26)."""
    rulebook = Rulebook.of(meeting)
    if not rulebook.get("rectification.ledger"):
        return None
    words = "整改实行台账管理：逐项登记进展，由另一人核实后销号；台账在“文件”里。"
    return {"text": words, "clause": rulebook.clause("rectification.ledger")}


def may_list(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether this person may put items on the list now."""
    return meeting.state in _LISTABLE and request.seat.may(P.LIST_ITEM, meeting)


def _matches(item: RectificationItem, wanted: str, meeting: Meeting) -> bool:
    if wanted == OVERDUE:
        return item.is_overdue(meeting.today)
    return wanted not in ItemState.values or item.state == wanted


def row_of(item: RectificationItem) -> dict[str, Any]:
    """An item as a list shows it."""
    return {
        "item": item,
        "state": item.get_state_display(),
        "tone": STATE_TONES[ItemState(item.state)],
        "done": item.state == ItemState.VERIFIED,
    }


def _counts(items: list[RectificationItem], meeting: Meeting) -> str:
    if not items:
        return ""
    states = [item.state for item in items]
    late = sum(item.is_overdue(meeting.today) for item in items)
    parts = [f"共{len(items)}项", f"已销号{states.count(ItemState.VERIFIED)}项"]
    if waiting := states.count(ItemState.CLAIMED):
        parts.append(f"待核实{waiting}项")
    if late:
        parts.append(f"逾期{late}项")
    return "，".join(parts) + "。"


def _empty(meeting: Meeting, lists: bool) -> str:
    if lists:
        return "从查摆的问题、批评意见、征求到的意见和督导意见里选，逐项写明措施、责任人和时限。"
    if meeting.state in _LISTABLE:
        return "书记和支部委员正在列整改清单，列好以后会出现在这里。"
    return "会议结束以后，由书记和支部委员列出整改事项；本人负责的事项也会出现在这里。"


@require_safe
def candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """What came up at the meeting and before it, to be made into items; with what is listed already."""
    meeting = meeting_or_404(request, pk, P.LIST_ITEM)
    found = shelves(meeting, request.seat)
    all_of_them = [one for shelf in found for one in shelf.candidates]
    context = {
        "meeting": meeting,
        "shelves": [shelf for shelf in found if shelf.candidates],
        "is_open": meeting.state in _LISTABLE,
        "lead": _left(all_of_them),
        "crumbs": trail(meeting, ("列出整改事项", "")),
    }
    return render(request, "rectification/candidates.html", context)


def _left(found: list[Candidate]) -> str:
    if not found:
        return ""
    left = sum(not one.listed for one in found)
    return (
        f"会前会上共提出{len(found)}条，还有{left}条没有列入整改清单。"
        if left
        else f"{len(found)}条都已列入整改清单。"
    )


@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an item of the source that the address names (`?problem=7`)."""
    meeting = meeting_or_404(request, pk, P.LIST_ITEM)
    picked = chosen(meeting, request.seat, request.GET.dict())
    if picked is None:
        raise Http404
    name, source = picked
    one, back = told(name, source), reverse("rectification:candidates", args=[pk])
    form = ListItemForm(meeting, back, request.POST or None, initial=_first_words(one))
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "meeting": meeting, name: source, **form.cleaned_data}
        if item := perform(form, actions.list_item, **given):
            messages.success(request, f"已列为第{item.number}项。")
            return redirect(back)
    crumbs = trail(meeting, ("列出整改事项", back), ("新的整改事项", ""))
    return form_page(request, meeting, form, "新的整改事项", source=one, crumbs=crumbs)


def _first_words(one: Candidate) -> dict[str, Any]:
    """What the form begins with: the source's words. Whoever it is about answers for it, until changed."""
    owner = one.owner.pk if one.owner else None
    return {"matter": one.text, "owner": owner, "responsible": owner}

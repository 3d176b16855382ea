"""One item: what it asks, where it comes from, its ledger, and the form that is this person's (R24–R29)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from core.exceptions import NotNow
from core.forms import Form
from core.uploads import attachment_response
from members.access import Seat
from rectification import permissions as P
from rectification import rules
from rectification.enums import ItemState, ProgressKind
from rectification.forms.item import LookBackForm, ProgressForm, ReopenForm, VerifyForm
from rectification.models import LookBack, ProgressEntry, RectificationItem
from rectification.sources import source_of
from rectification.views.reach import item_or_404, trail

STATE_TONES = {ItemState.OPEN: "neutral", ItemState.CLAIMED: "warn", ItemState.VERIFIED: "ok"}
_TONES = {
    ProgressKind.NOTE: "neutral",
    ProgressKind.CLAIM: "warn",
    ProgressKind.VERIFY: "ok",
    ProgressKind.REJECT: "bad",
    ProgressKind.REOPEN: "bad",
}


@require_http_methods(["GET", "POST"])
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An item with the forms that this person may use now; POST names one of them in `do`."""
    item = item_or_404(request, pk)
    look_backs = list(item.look_backs.select_related("by"))
    makers = _makers(item, look_backs, request.seat)
    do = request.POST.get("do", "")
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    if given and do not in makers:
        raise NotNow("这一项的情况刚刚变了，请看看现在的情况。")
    account = request.user.username
    forms = {
        name: make(item, account, *given) if name == do else make(item, account)
        for name, make in makers.items()
    }
    if given and forms[do].is_valid() and _do(request, item, forms[do]):
        return redirect("rectification:item", pk)
    status = 422 if any(form.errors for form in forms.values()) else 200
    told = _told(request, item, look_backs) | {"forms": forms}
    return render(request, "rectification/item_detail.html", told, status=status)


def _makers(
    item: RectificationItem, look_backs: list[LookBack], seat: Seat
) -> dict[str, Callable[..., Form]]:
    """The forms open to this person: name → what makes it."""
    if rules.is_over(item):
        return {}
    by_state = {
        ItemState.OPEN: _when_open,
        ItemState.CLAIMED: _when_claimed,
        ItemState.VERIFIED: _when_verified,
    }
    return by_state[ItemState(item.state)](item, look_backs, seat)


def _when_open(
    item: RectificationItem, look_backs: list[LookBack], seat: Seat
) -> dict[str, Callable[..., Form]]:
    if not seat.may(P.REPORT_PROGRESS, item):
        return {}
    return {"progress": partial(ProgressForm, claims=seat.may(P.CLAIM_DONE, item))}


def _when_claimed(
    item: RectificationItem, look_backs: list[LookBack], seat: Seat
) -> dict[str, Callable[..., Form]]:
    may = seat.may(P.VERIFY_ITEM, item) and not rules.claimed_by(item, seat.user)
    return {"verify": VerifyForm} if may else {}


def _when_verified(
    item: RectificationItem, look_backs: list[LookBack], seat: Seat
) -> dict[str, Callable[..., Form]]:
    found: dict[str, Callable[..., Form]] = {}
    due = _next_look_back(item, look_backs)
    if due and seat.may(P.LOOK_BACK, due):
        found["look_back"] = partial(LookBackForm, next_one=due)
    if seat.may(P.REOPEN_ITEM, item):
        found["reopen"] = ReopenForm
    return found


def _next_look_back(item: RectificationItem, look_backs: list[LookBack]) -> LookBack | None:
    for one in look_backs:
        one.item = item
        if rules.may_look_back(one, item.meeting.today):
            return one
    return None


def _do(request: HttpRequest, item: RectificationItem, form: Any) -> bool:
    done = perform(form, form.act, by=request.user, item=item)
    if done:
        messages.success(request, form.told)
    return done is not None


def _told(request: HttpRequest, item: RectificationItem, look_backs: list[LookBack]) -> dict[str, Any]:
    entries = item.progress.select_related("by").order_by("-id")
    return {
        "item": item,
        "meeting": item.meeting,
        "tone": STATE_TONES[ItemState(item.state)],
        "today": item.meeting.today,
        "source": source_of(item, request.seat),
        "entries": [{"entry": one, "tone": _TONES[ProgressKind(one.kind)]} for one in entries],
        "look_backs": look_backs,
        "hint": _hint(item),
        "crumbs": trail(item.meeting, (f"第{item.number}项", "")),
    }


def _hint(item: RectificationItem) -> str:
    """What happens next, for whoever has nothing to do here."""
    if rules.is_over(item):
        return "会议已经取消，这一项不再办理。"
    return {
        ItemState.OPEN: f"由{item.responsible.name}登记进展；完成以后在这里报告。",
        ItemState.CLAIMED: "责任人已经报告完成，等另一位支部委员核实销号。",
        ItemState.VERIFIED: "",
    }[ItemState(item.state)]


@require_safe
def evidence(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """An entry's evidence, as it was handed in."""
    found: ProgressEntry = get_object_or_404(item_or_404(request, pk).progress, pk=entry)
    if not found.evidence:
        raise Http404
    return attachment_response(found.evidence, found.evidence_name)

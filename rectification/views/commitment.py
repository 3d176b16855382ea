"""Commitments: one's own, and for those in charge everybody's (R23, R24)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from core.templatetags.ui import cn_date
from meetings import rules
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from meetings.views.reach import meeting_or_404
from rectification import actions
from rectification import permissions as P
from rectification.forms.commitment import CommitmentForm, KeptForm
from rectification.models import Commitment
from rectification.queries import commitments_visible_to, unpromised
from rectification.views.reach import form_page, frame, trail


@require_safe
def commitment_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own commitment; all of them for those in charge."""
    meeting = meeting_or_404(request, pk, P.SEE_LIST)
    found = list(commitments_visible_to(request.seat, meeting))
    own = _own(request, found)
    in_charge = request.seat.may(P.LIST_ITEM, meeting)
    told = frame(request, meeting, "rectification:commitments") | {
        "own": own,
        "others": [one for one in found if one is not own],
        "lead": f"已有{len(found)}人作出整改承诺。" if in_charge and found else "",
        "may_make": _may_make(request, meeting) and not (own and own.report),
        "empty": _empty(request, meeting),
        "rule": _rule(meeting, in_charge),
    }
    return render(request, "rectification/commitment_list.html", told)


def _rule(meeting: Meeting, in_charge: bool) -> dict[str, str] | None:
    """That everybody makes a promise (R24); those in charge are told who has not."""
    rulebook = Rulebook.of(meeting)
    if not rulebook.get("rectification.commitment_required") or meeting.state not in rules.AFTERWARDS:
        return None
    names = [member.name for member in unpromised(meeting)]
    if not names:
        return None
    whom = f"还没有作出承诺的：{'、'.join(names)}。" if in_charge else ""
    words = f"每名党员都要作出整改承诺；没有作完的，会议情况不能上报。{whom}"
    return {"text": words, "clause": rulebook.clause("rectification.commitment_required")}


def _own(request: HttpRequest, found: list[Commitment]) -> Commitment | None:
    me = request.seat.member
    return next((one for one in found if me and one.member_id == me.pk), None)


def _may_make(request: HttpRequest, meeting: Meeting) -> bool:
    return meeting.state in rules.AFTERWARDS and request.seat.may(P.MAKE_COMMITMENT, meeting)


def _empty(request: HttpRequest, meeting: Meeting) -> str:
    if not request.seat.may(P.MAKE_COMMITMENT, meeting):
        return "承诺由党员本人写，公示以后可以在“公示”里看。"
    if meeting.state in rules.AFTERWARDS:
        return "会后每名党员写明自己改什么、怎么改。别人的承诺公示以后可以在“公示”里看。"
    return "会议结束之后、归档之前，由党员本人在这里写。"


@require_http_methods(["GET", "POST"])
def commitment_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one's own promise, or write it anew."""
    meeting = meeting_or_404(request, pk, P.MAKE_COMMITMENT)
    back = reverse("rectification:commitments", args=[pk])
    own = meeting.commitments.filter(member=request.seat.member).first()
    first = {"text": own.text} if own else {}
    form = CommitmentForm(meeting, request.user.username, back, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "meeting": meeting, **form.cleaned_data}
        if perform(form, actions.make_commitment, **given):
            messages.success(request, "已保存您的整改承诺。")
            return redirect(back)
    told = {
        "crumbs": trail(meeting, ("整改承诺", back), ("写承诺", "")),
        "closed": "" if _may_make(request, meeting) else "会议结束之后、归档之前才能写整改承诺。",
    }
    return form_page(request, meeting, form, "我的整改承诺", **told)


@require_http_methods(["GET", "POST"])
def commitment_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell how one's own promise was kept."""
    mine = Commitment.objects.select_related("meeting__organization", "member")
    found = get_object_or_404(mine, pk=pk, member=_member(request))
    meeting, back = found.meeting, reverse("rectification:commitments", args=[found.meeting_id])
    form = KeptForm(found, request.user.username, back, request.POST or None, initial={"text": found.report})
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "commitment": found, **form.cleaned_data}
        if perform(form, actions.report_commitment, **given):
            messages.success(request, "已登记兑现情况。")
            return redirect(back)
    told: dict[str, Any] = {
        "facts": [{"label": f"{cn_date(found.made_on)}承诺", "value": found.text}],
        "facts_title": "我的承诺",
        "crumbs": trail(meeting, ("整改承诺", back), ("报告兑现情况", "")),
    }
    return form_page(request, meeting, form, "报告兑现情况", **told)


def _member(request: HttpRequest) -> Any:
    if request.seat.member is None:
        raise Http404
    return request.seat.member

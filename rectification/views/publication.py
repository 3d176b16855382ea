"""Publications: what is laid open to the branch, and the form that does it (R25)."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from meetings import rules
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from meetings.views.reach import meeting_or_404
from rectification import actions
from rectification import permissions as P
from rectification.forms.publication import PublishForm
from rectification.publishing import lines_of
from rectification.queries import publications_visible_to, unpublished
from rectification.views.reach import form_page, frame, trail


@require_safe
def publication_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What is or was laid open; members see what is open today."""
    meeting = meeting_or_404(request, pk, P.SEE_LIST)
    told = frame(request, meeting, "rectification:publications") | {
        "publications": publications_visible_to(request.seat, meeting),
        "may_publish": may_publish(request, meeting),
        "rules": list(_rules(meeting)) if request.seat.may(P.SEE_PUBLICATIONS, meeting) else [],
    }
    return render(request, "rectification/publication_list.html", told)


def _rules(meeting: Meeting) -> Iterator[dict[str, str]]:
    """What has still to be laid open (R25), and how far the circular goes."""
    rulebook = Rulebook.of(meeting)
    if rulebook.get("rectification.publish_required") and (left := unpublished(meeting)):
        words = f"{'、'.join(left)}要公示；没有公示的，会议不能归档。"
        yield {"text": words, "clause": rulebook.clause("rectification.publish_required")}
    if meeting.state in rules.AFTERWARDS and (scope := rulebook.get("circular.scope")):
        words = f"会议情况的通报范围：{scope.rstrip('。')}。通报文件在“文件”里。"
        yield {"text": words, "clause": rulebook.clause("circular.scope")}


def may_publish(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether this person may publish now."""
    return meeting.state in rules.AFTERWARDS and request.seat.may(P.PUBLISH, meeting)


@require_http_methods(["GET", "POST"])
def publication_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a list open; shown to the scope from its first day."""
    meeting = meeting_or_404(request, pk, P.PUBLISH)
    back = reverse("rectification:publications", args=[pk])
    form = PublishForm(meeting, back, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "meeting": meeting, **form.cleaned_data}
        if made := perform(form, actions.publish, **given):
            messages.success(request, "已公示。支部党员在公示期内可以看到，也可以打印张贴。")
            return redirect("rectification:publication", pk, made.pk)
    told = {
        "crumbs": trail(meeting, ("公示", back), ("新的公示", "")),
        "closed": "" if may_publish(request, meeting) else "会议结束之后、归档之前才能公示。",
    }
    return form_page(request, meeting, form, "新的公示", **told)


@require_safe
def publication_detail(request: HttpRequest, pk: int, publication: int) -> HttpResponse:
    """A publication as its scope reads it; to be printed too."""
    meeting = meeting_or_404(request, pk, P.SEE_LIST)
    found = get_object_or_404(publications_visible_to(request.seat, meeting), pk=publication)
    found.meeting = meeting
    lines = lines_of(found)
    told = {
        "meeting": meeting,
        "publication": found,
        "lines": lines,
        "labels": [label for label, _ in lines[0].facts] if lines else [],
        "heading": "承诺" if found.subject == found.Subject.COMMITMENTS else "整改事项",
        "crumbs": trail(
            meeting,
            ("公示", reverse("rectification:publications", args=[pk])),
            (found.get_subject_display(), ""),
        ),
    }
    return render(request, "rectification/publication_detail.html", told)

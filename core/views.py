"""Pages that belong to no noun: error pages and the component gallery."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from core import gallery as samples

log = logging.getLogger(__name__)

# Used when even the template cannot be drawn: no style, no script, no template engine.
LAST_RESORT = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>系统出了差错</title>'
    "<h1>系统出了差错</h1><p>刚才的操作没有完成。请稍后再试；仍然不行时，请把时间和当时的操作告诉管理员。</p>"
    '<p><a href="/">回到首页</a></p></html>'
)


# --- error pages -----------------------------------------------------------------------------------------


def error_page(
    request: HttpRequest, status: int, message: str = "", clause: str = "", hint: str = ""
) -> HttpResponse:
    """The product's page for an HTTP error; `message` replaces the page's own first sentence.

    An HTMX request takes the sentence out of it and shows it among the messages.
    """
    context = {"message": message, "clause": clause, "hint": hint}
    return render(request, f"errors/{status}.html", context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400. A form larger than the server takes is 413, not a mystery."""
    status = (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if isinstance(exception, RequestDataTooBig)
        else HTTPStatus.BAD_REQUEST
    )
    return error_page(request, status)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403. The reason shows when whoever refused gave one in Chinese words of ours."""
    return error_page(request, HTTPStatus.FORBIDDEN, message=str(getattr(exception, "message", "")))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404. Says the same whether a thing does not exist or is out of reach."""
    return error_page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. Touches neither session nor database, survives a broken template or static file."""
    try:
        body = get_template("errors/500.html").render()
    except Exception:
        log.exception("the 500 page itself could not be drawn")
        body = LAST_RESORT
    return HttpResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW. Mostly a page left open too long; `reason` is for the log only."""
    log.info("CSRF refused: %s", reason)
    return render(request, "errors/csrf.html", status=HTTPStatus.FORBIDDEN)


@login_not_required
def too_many_requests(
    request: HttpRequest, message: str = "", wait: str = "", seconds: int = 0, heading: str = ""
) -> HttpResponse:
    """Answer of rate limits and lock-outs. `message` says it all, or `wait` says for how long (15分钟).

    `seconds` becomes Retry-After.
    """
    told = {"wait": wait, "message": message, "title": heading}
    answer = render(request, "errors/429.html", told, status=HTTPStatus.TOO_MANY_REQUESTS)
    if seconds:
        answer["Retry-After"] = str(seconds)
    return answer


# --- gallery ---------------------------------------------------------------------------------------------


def gallery_open_to(request: HttpRequest) -> bool:
    """The gallery holds invented data only: open while developing or demonstrating, else to staff."""
    if settings.DEBUG or getattr(settings, "DEMO_MODE", False):
        return True
    return bool(getattr(request.user, "is_staff", False))


@login_not_required
@require_safe
def gallery(request: HttpRequest, part: str = "components") -> HttpResponse:
    """Every component in each variant, and sample pages built only from them; 404 where it is not open."""
    if part not in samples.PARTS or not gallery_open_to(request):
        raise Http404
    return render(request, f"core/gallery/{part}.html", samples.context(part))


@login_not_required
@require_safe
def gallery_job(request: HttpRequest) -> HttpResponse:
    """A sample of long work: each look is six steps further. HTMX gets the component alone."""
    if not gallery_open_to(request):
        raise Http404
    given = request.GET.get("done", "0")
    done = int(given) if given.isascii() and given.isdigit() else 0
    template = "core/gallery/job_part.html" if request.headers.get("HX-Request") else "core/gallery/job.html"
    return render(request, template, samples.context("home") | samples.job_sample(done))

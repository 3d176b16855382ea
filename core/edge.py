"""Where refusals of the domain become answers: once, at the edge of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from core.exceptions import Invalid, Refused, TooMany
from core.views import error_page, too_many_requests

T = TypeVar("T")


def perform(form: forms.BaseForm, act: Callable[..., T], **kwargs: Any) -> T | None:
    """Call an action for a valid form. A refusal becomes the form's error and None is returned.

    What was typed stays in the form; nothing was written. Use: `if form.is_valid() and perform(…): redirect`.
    Too many requests are nothing that a form can mend and pass on to the edge.
    """
    try:
        return act(**kwargs)
    except TooMany:
        raise
    except Refused as refusal:
        field = refusal.field if isinstance(refusal, Invalid) and refusal.field in form.fields else None
        form.add_error(field, sentence(refusal))
        return None


def sentence(refusal: Refused) -> str:
    """The refusal in words, with its clause."""
    clause = f"（依据：{refusal.clause}）" if refusal.clause else ""
    return f"{refusal.message}{clause}{refusal.hint}"


class RefusalMiddleware:
    """Turns a refusal that no form took into a message on the page it came from, or into the 403 page.

    Who reloads an address that only takes forms gets a page of ours, not a blank one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = error_page(request, response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if isinstance(exception, TooMany):
            return too_many_requests(request, message=sentence(exception), seconds=exception.wait)
        if request.method == "POST" and (back := came_from(request)):
            messages.error(request, sentence(exception))
            return redirect(back)
        told = {"message": exception.message, "hint": exception.hint, "clause": exception.clause}
        return render(request, "errors/refused.html", told, status=exception.status)


def came_from(request: HttpRequest) -> str:
    """The page of ours that a form or script was on, as a path; empty when the browser does not say."""
    referer = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def sent(request: HttpRequest) -> QueryDict | None:
    """The data of a form that was sent, empty or not; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None

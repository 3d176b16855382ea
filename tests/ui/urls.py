"""The house's addresses with pages that fail on purpose; handlers as in the real configuration."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from core import views
from tests.ui import pages

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"

FAILURES = {
    "400": BadRequest("odd"),
    "403": PermissionDenied(),
    "413": RequestDataTooBig("too much"),
    "500": RuntimeError("broken"),
}


@login_not_required
def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise FAILURES[kind]


@login_not_required
def accept(request: HttpRequest) -> HttpResponse:
    return HttpResponse("accepted")


urlpatterns = [
    path("", include("config.urls")),
    path("fail/<kind>/", fail),
    path("accept/", accept),
    path("only-forms/", require_POST(accept)),
    path("write/", pages.write),
    path("write-secret/", pages.write, {"confidential": True}),
    path("saved/", pages.saved),
    path("sign-in/", pages.sign_in),
    path("leave/", pages.sign_in),
    path("refused/", pages.refused),
    path("slow-down/", views.too_many_requests, {"wait": "15分钟"}),
]

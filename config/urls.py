"""Every address of the product."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from core.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
APPS = (
    "core", "audit", "members", "meetings", "rectification", "archive", "readingroom", "reminders",
    "rehearsal",
)  # fmt: skip
for app in APPS:
    if find_spec(f"{app}.urls"):
        urlpatterns.append(path("", include(f"{app}.urls")))

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"

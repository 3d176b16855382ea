"""Addresses of meetings, one module per part of a meeting's life."""

from meetings.urls import planning, preparation, sitting

app_name = "meetings"
urlpatterns = [*planning.urlpatterns, *preparation.urlpatterns, *sitting.urlpatterns]

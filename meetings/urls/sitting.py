"""Placeholder until the views land."""

from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("meetings/<int:pk>/attendance/", lambda request, pk=0: HttpResponse(), name="attendance"),
    path("meetings/<int:pk>/run/", lambda request, pk=0: HttpResponse(), name="run"),
    path("meetings/<int:pk>/minutes/", lambda request, pk=0: HttpResponse(), name="minutes"),
]

"""Placeholder until the views land."""

from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("meetings/", lambda request, pk=0: HttpResponse(), name="list"),
    path("meetings/<int:pk>/", lambda request, pk=0: HttpResponse(), name="detail"),
    path("meetings/<int:pk>/plan/", lambda request, pk=0: HttpResponse(), name="plan"),
    path("meetings/<int:pk>/reschedule/", lambda request, pk=0: HttpResponse(), name="reschedule"),
]

"""Placeholder until the views land."""

from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("meetings/<int:pk>/studies/", lambda request, pk=0: HttpResponse(), name="studies"),
    path("meetings/<int:pk>/opinions/", lambda request, pk=0: HttpResponse(), name="opinions"),
    path("meetings/<int:pk>/talks/", lambda request, pk=0: HttpResponse(), name="talks"),
    path("meetings/<int:pk>/problems/", lambda request, pk=0: HttpResponse(), name="problems"),
    path("meetings/<int:pk>/materials/", lambda request, pk=0: HttpResponse(), name="materials"),
]

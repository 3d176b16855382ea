"""Placeholder until the views land."""

from django.http import HttpResponse
from django.urls import path

app_name = "rectification"
urlpatterns = [
    path("meetings/<int:pk>/previous/", lambda request, pk=0: HttpResponse(), name="previous"),
    path("meetings/<int:pk>/items/", lambda request, pk=0: HttpResponse(), name="list"),
    path("items/<int:pk>/", lambda request, pk=0: HttpResponse(), name="item"),
]

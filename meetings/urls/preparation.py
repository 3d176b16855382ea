"""Addresses of the preparation: study, opinions, talks, problems, materials."""

from django.http import HttpResponse
from django.urls import path

from meetings.views import material

urlpatterns = [
    path("meetings/<int:pk>/studies/", lambda request, pk=0: HttpResponse(), name="studies"),
    path("meetings/<int:pk>/opinions/", lambda request, pk=0: HttpResponse(), name="opinions"),
    path("meetings/<int:pk>/talks/", lambda request, pk=0: HttpResponse(), name="talks"),
    path("meetings/<int:pk>/problems/", lambda request, pk=0: HttpResponse(), name="problems"),
    path("meetings/<int:pk>/materials/", material.material_list, name="materials"),
    path("meetings/<int:pk>/materials/<int:material>/", material.material_detail, name="material"),
    path(
        "meetings/<int:pk>/materials/<int:material>/<int:number>/file/", material.material_file,
        name="material_file",
    ),
]  # fmt: skip

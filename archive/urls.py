"""Addresses of packets and the catalogue."""

from django.urls import path

from archive import views

app_name = "archive"
urlpatterns = [
    path("meetings/<int:pk>/packet/", views.meeting_packet, name="meeting"),
    path("packets/", views.packet_list, name="list"),
    path("packets/<int:pk>/", views.packet_detail, name="packet"),
    path("packets/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("packets/<int:pk>/retry/", views.retry, name="retry"),
    path("packets/<int:pk>/download/", views.download, name="download"),
    path("catalogue/<int:year>/", views.catalogue, name="catalogue"),
]

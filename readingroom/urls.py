"""Addresses of the reading room."""

from django.urls import path

from readingroom import views

app_name = "readingroom"
urlpatterns = [
    path("room/", views.shelf_list, name="list"),
    path("room/open/", views.open_packet, name="open"),
    path("room/<int:pk>/", views.packet_detail, name="packet"),
    path("room/<int:pk>/minutes/", views.minutes, name="minutes"),
    path("room/<int:pk>/documents/<int:ordinal>/", views.document, name="document"),
    path(
        "room/<int:pk>/documents/<int:ordinal>/download/", views.document_download, name="document_download"
    ),
]

"""Addresses of packets, batches, the catalogue and its tables."""

from django.urls import path

from archive.views import batch, packet, setting

app_name = "archive"
urlpatterns = [
    path("meetings/<int:pk>/packet/", packet.meeting_packet, name="meeting"),
    path("packets/", packet.packet_list, name="list"),
    path("packets/<int:pk>/", packet.packet_detail, name="packet"),
    path("packets/<int:pk>/cancel/", packet.cancel, name="cancel"),
    path("packets/<int:pk>/retry/", packet.retry, name="retry"),
    path("packets/<int:pk>/download/", packet.download, name="download"),
    path("packets/batches/", batch.batch_list, name="batches"),
    path("packets/batches/new/", batch.batch_new, name="batch_new"),
    path("packets/batches/<int:pk>/", batch.batch_detail, name="batch"),
    path("packets/batches/<int:pk>/cancel/", batch.cancel, name="batch_cancel"),
    path("packets/batches/<int:pk>/resume/", batch.resume, name="batch_resume"),
    path("catalogue/<int:year>/", packet.catalogue, name="catalogue"),
    path("packets/settings/", setting.settings_page, name="settings"),
    path("packets/settings/<int:pk>/codes/", setting.codes, name="codes"),
    path("packets/settings/<int:pk>/retention/", setting.retention, name="retention"),
    path("packets/settings/<int:pk>/confidentiality/", setting.confidentiality, name="confidentiality"),
]

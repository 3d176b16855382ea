"""Addresses of the pages that belong to no noun."""

from django.urls import path

from core import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/job/", views.gallery_job, name="gallery_job"),
    path("gallery/<slug:part>/", views.gallery, name="gallery_part"),
]

"""Addresses of the to-do page and notices."""

from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.home, name="home"),
    path("notices/", views.notices, name="notices"),
    path("notices/<int:pk>/read/", views.read, name="read"),
]

"""Addresses of the meeting as it is held: attendance, run mode, minutes, supervision."""

from django.urls import path

from meetings.views import attendance, criticism, minutes, sitting, supervision

urlpatterns = [
    path("meetings/<int:pk>/attendance/", attendance.attendance_list, name="attendance"),
    path("meetings/<int:pk>/attendance/all/", attendance.mark_all, name="mark_all"),
    path("meetings/<int:pk>/attendance/invite/", attendance.invite, name="invite"),
    path("meetings/<int:pk>/attendance/<int:place>/mark/", attendance.mark, name="mark"),
    path("meetings/<int:pk>/attendance/<int:place>/leave/", attendance.leave, name="leave"),
    path("meetings/<int:pk>/attendance/<int:place>/tell/", attendance.tell, name="tell"),
    path("meetings/<int:pk>/run/", sitting.run, name="run"),
    path("meetings/<int:pk>/run/items/<int:item>/", sitting.go_to, name="go_to"),
    path("meetings/<int:pk>/run/criticisms/<int:criticism>/", sitting.respond, name="respond"),
    path(
        "meetings/<int:pk>/criticisms/<int:criticism>/opinions/",
        criticism.criticism_opinions,
        name="criticism_opinions",
    ),
    path("meetings/<int:pk>/minutes/", minutes.minutes_detail, name="minutes"),
    path("meetings/<int:pk>/minutes/sign/", minutes.sign, name="sign"),
    path("meetings/<int:pk>/minutes/<int:entry>/", minutes.correct, name="correct"),
    path("meetings/<int:pk>/supervision/", supervision.supervision, name="supervision"),
]

"""Addresses of rectification: a meeting's list and what belongs to it, single items, one's own."""

from django.urls import path

from rectification.views import commitment, item, listing, mine, previous, publication

_meeting = "meetings/<int:pk>"

app_name = "rectification"
urlpatterns = [
    path("items/", mine.mine, name="mine"),
    path("items/<int:pk>/", item.item_detail, name="item"),
    path("items/<int:pk>/evidence/<int:entry>/", item.evidence, name="evidence"),
    path(f"{_meeting}/items/", listing.item_list, name="list"),
    path(f"{_meeting}/items/candidates/", listing.candidates, name="candidates"),
    path(f"{_meeting}/items/new/", listing.item_new, name="item_new"),
    path(f"{_meeting}/previous/", previous.previous_list, name="previous"),
    path(f"{_meeting}/previous/<int:item>/", previous.previous_report, name="previous_report"),
    path(f"{_meeting}/commitments/", commitment.commitment_list, name="commitments"),
    path(f"{_meeting}/commitments/mine/", commitment.commitment_make, name="commitment_make"),
    path("commitments/<int:pk>/report/", commitment.commitment_report, name="commitment_report"),
    path(f"{_meeting}/publications/", publication.publication_list, name="publications"),
    path(f"{_meeting}/publications/new/", publication.publication_new, name="publication_new"),
    path(f"{_meeting}/publications/<int:publication>/", publication.publication_detail, name="publication"),
]

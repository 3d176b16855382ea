"""Addresses of planning: lists, a meeting's own page, its plan, its moves, its rules."""

from django.urls import path

from meetings.views import (
    campaign,
    document,
    layout_check,
    meeting,
    move,
    overview,
    plan,
    rule,
    step,
    template,
)

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("overview/export/", overview.overview_export, name="overview_export"),
    path("organizations/<int:pk>/meetings/", overview.branch_meetings, name="branch"),
    path("campaigns/", campaign.campaign_list, name="campaigns"),
    path("campaigns/new/", campaign.campaign_draft, name="campaign_draft"),
    path("campaigns/<int:pk>/", campaign.campaign_detail, name="campaign"),
    path("campaigns/<int:pk>/issue/", campaign.campaign_issue, name="campaign_issue"),
    path("meetings/", meeting.meeting_list, name="list"),
    path("meetings/new/", template.choose, name="new"),
    path("meetings/read/", template.read, name="read"),
    path("layout-check/", layout_check.layout_check, name="layout_check"),
    path("meetings/create/", template.create, name="create"),
    path("meetings/<int:pk>/", meeting.meeting_detail, name="detail"),
    path("meetings/<int:pk>/plan/", plan.plan_detail, name="plan"),
    path("meetings/<int:pk>/reschedule/", plan.reschedule, name="reschedule"),
    path("meetings/<int:pk>/steps/add/", plan.step_add, name="step_add"),
    path("meetings/<int:pk>/steps/<int:step>/", step.step_detail, name="step"),
    path("meetings/<int:pk>/steps/<int:step>/remove/", plan.step_remove, name="step_remove"),
    path("meetings/<int:pk>/move/<slug:name>/", move.move, name="move"),
    path("meetings/<int:pk>/waive/<str:gate>/", move.waive, name="waive"),
    path("meetings/<int:pk>/rules/", rule.rule_list, name="rules"),
    path("meetings/<int:pk>/rules/<str:key>/", rule.rule_set, name="rule"),
    path("meetings/<int:pk>/history/", meeting.meeting_history, name="history"),
    path("meetings/<int:pk>/documents/", document.document_list, name="documents"),
    path("meetings/<int:pk>/documents/bundle/", document.document_bundle, name="document_bundle"),
    path("meetings/<int:pk>/documents/<slug:kind>/<slug:slug>/", document.document_preview, name="document"),
    path(
        "meetings/<int:pk>/documents/<slug:kind>/<slug:slug>/download/",
        document.document_download,
        name="document_download",
    ),
    path(
        "meetings/<int:pk>/documents/<slug:kind>/<slug:slug>/sheets/<int:number>/",
        document.document_sheet,
        name="document_sheet",
    ),
    path("meetings/<int:pk>/save-template/", template.save, name="save_template"),
]

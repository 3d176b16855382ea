"""Addresses of the preparation: study, opinions, talks, problems, materials."""

from django.urls import path

from meetings.views import (
    material,
    material_check,
    material_opinion,
    material_writing,
    opinion,
    opinion_box,
    opinion_open,
    opinion_sort,
    problem,
    readiness,
    study,
    talk,
    talk_arranged,
    talk_schedule,
)

_studies = "meetings/<int:pk>/studies"
_opinions = "meetings/<int:pk>/opinions"
_problems = "meetings/<int:pk>/problems"
_talk = "meetings/<int:pk>/talks/<int:talk>"
_material = "meetings/<int:pk>/materials/<int:material>"

urlpatterns = [
    path(f"{_studies}/", study.study_list, name="studies"),
    path(f"{_studies}/record/", study.study_record, name="study_record"),
    path(f"{_studies}/<int:session>/", study.study_detail, name="study"),
    path(f"{_studies}/make-up/<int:attendance>/", study.study_make_up, name="study_make_up"),
    path(f"{_studies}/self/", study.study_self, name="study_self"),
    path(f"{_studies}/note/", study.study_note, {"kind": "note"}, name="study_note"),
    path(f"{_studies}/reflection/", study.study_note, {"kind": "reflection"}, name="study_reflection"),
    path(f"{_opinions}/", opinion.opinion_list, name="opinions"),
    path(f"{_opinions}/rounds/add/", opinion.round_open, name="opinion_round"),
    path(f"{_opinions}/rounds/<int:round>/", opinion.opinion_enter, name="opinion_enter"),
    path(f"{_opinions}/rounds/<int:round>/papers/", opinion_sort.papers, name="opinion_papers"),
    path(f"{_opinions}/rounds/<int:round>/link/", opinion_box.link_issue, name="opinion_link"),
    path(f"{_opinions}/rounds/<int:round>/sheet/", opinion_box.sheet, name="opinion_sheet"),
    path(f"{_opinions}/rounds/<int:round>/sheet/file/", opinion_box.sheet_file, name="opinion_sheet_file"),
    path(f"{_opinions}/rounds/<int:round>/box/", opinion_box.box_open, name="opinion_box"),
    path(f"{_opinions}/sort/", opinion_sort.sort, name="opinion_sort"),
    path(f"{_opinions}/orphans/", opinion.opinion_orphans, name="opinion_orphans"),
    path(f"{_opinions}/feed-back/", opinion.opinions_feed_back, name="opinions_feed_back"),
    path(f"{_opinions}/mine/", opinion_sort.mine, name="opinions_mine"),
    path(f"{_opinions}/mine/<int:opinion>/", opinion_sort.mine_one, name="opinion_mine"),
    path("o/<slug:link>/", opinion_open.open_form, name="open_form"),
    path("o/<slug:link>/sent/", opinion_open.open_form_sent, name="open_form_sent"),
    path(f"{_opinions}/<int:opinion>/receive/", opinion_sort.receive, name="opinion_receive"),
    path(f"{_opinions}/<int:opinion>/", opinion.opinion_detail, name="opinion"),
    path(f"{_opinions}/<int:opinion>/correct/", opinion.opinion_correct, name="opinion_correct"),
    path(f"{_opinions}/<int:opinion>/feed-back/", opinion.opinion_feed_back, name="opinion_feed_back"),
    path("meetings/<int:pk>/talks/", talk.talk_list, name="talks"),
    path("meetings/<int:pk>/talks/plan/", talk.talk_plan, name="talk_plan"),
    path("meetings/<int:pk>/talks/coverage/", talk.talk_coverage, name="talk_coverage"),
    path("meetings/<int:pk>/talks/schedule/", talk_schedule.talk_schedule, name="talk_schedule"),
    path("meetings/<int:pk>/talks/schedule/adopt/", talk_schedule.adopt, name="talk_adopt"),
    path(f"{_talk}/move/", talk_schedule.move, name="talk_move"),
    path(f"{_talk}/calendar/", talk_arranged.calendar_file, name="talk_calendar"),
    path(f"{_talk}/rearrange/", talk_arranged.rearrange, name="talk_rearrange"),
    path(f"{_talk}/call-off/", talk_arranged.call_off, name="talk_call_off"),
    path(f"{_talk}/let-read/", talk_arranged.let_read, name="talk_let_read"),
    path(f"{_talk}/", talk.talk_detail, name="talk"),
    path(f"{_talk}/document/", talk.talk_document, name="talk_document"),
    path(f"{_talk}/record/", talk.talk_record, name="talk_record"),
    path(f"{_talk}/send-back/", talk.talk_send_back, name="talk_send_back"),
    path(f"{_talk}/confirm/", talk.talk_confirm, name="talk_confirm"),
    path(f"{_problems}/", problem.problem_list, name="problems"),
    path(f"{_problems}/add/own/", problem.problem_add, {"own": True}, name="problem_add_own"),
    path(f"{_problems}/add/branch/", problem.problem_add, {"own": False}, name="problem_add_branch"),
    path("meetings/<int:pk>/readiness/", readiness.readiness, name="readiness"),
    path("meetings/<int:pk>/readiness/remind/", readiness.remind, name="remind"),
    path("meetings/<int:pk>/materials/", material.material_list, name="materials"),
    path(f"{_material}/", material.material_detail, name="material"),
    path(f"{_material}/write/", material_writing.material_write, name="material_write"),
    path(
        f"{_material}/paragraphs/<int:paragraph>/remark/",
        material_writing.material_remark,
        name="material_remark",
    ),
    path(
        f"{_material}/remarks/<int:remark>/answer/", material_writing.material_answer, name="material_answer"
    ),
    path(f"{_material}/opinions/<int:opinion>/", material_opinion.material_opinion, name="material_opinion"),
    path(f"{_material}/check/", material_check.material_check, name="material_check"),
    path(f"{_material}/<int:number>/compare/", material_check.material_compare, name="material_compare"),
    path(f"{_material}/<int:number>/file/", material.material_file, name="material_file"),
]

"""Making and changing a plan: sections saved on their own, nothing lost, nothing written twice."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings import plan_schema, step_deadlines
from meetings.actions import plan, plan_parts
from meetings.actions.campaign import draft_campaign, issue_campaign
from meetings.enums import ProblemSource
from meetings.models import Meeting, PlanTemplate, Problem, Provision
from meetings.plan_of_meeting import content_of
from meetings.queries.plan import open_values_of
from meetings.queries.template import saved_content
from meetings.views.plan_page import SECTIONS
from members.models import Member
from tests.casting import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def page(meeting: Meeting) -> str:
    return reverse("meetings:plan", args=[meeting.pk])


def stamp(meeting: Meeting, section: str) -> str:
    """What a form that is opened now carries."""
    return SECTIONS[section](Meeting.objects.get(pk=meeting.pk)).stamp


def basics(meeting: Meeting, **changed: object) -> dict[str, object]:
    """The basics section as the page sends it."""
    meeting.refresh_from_db()
    values = {
        "section": "basics", "stamp": stamp(meeting, "basics"), "title": meeting.title, "year_of": meeting.year_of,
        "form": meeting.form, "theme": meeting.theme, "held_on": meeting.held_on.isoformat(), "held_at": "09:00",
        "place": meeting.place, "duration": meeting.duration, "host": meeting.host_id,
        "recorder": meeting.recorder_id,
    }  # fmt: skip
    return values | changed


def rows(
    prefix: str, meeting: Meeting, lines: list[dict[str, object]], op: str = "save"
) -> dict[str, object]:
    """A list section as the page sends it, with its empty last row."""
    data: dict[str, object] = {
        "section": prefix, "stamp": stamp(meeting, prefix), "op": op, f"{prefix}-TOTAL_FORMS": len(lines) + 1,
        f"{prefix}-INITIAL_FORMS": len(lines), f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 100,
    }  # fmt: skip
    # Browsers send the choices of the empty row too.
    data |= {f"{prefix}-{len(lines)}-kind": "opening", f"{prefix}-{len(lines)}-title": ""}
    for n, line in enumerate(lines):
        data |= {f"{prefix}-{n}-{name}": value for name, value in line.items()}
    return data


def agenda(meeting: Meeting) -> list[dict[str, object]]:
    return [{"pk": a.pk, "kind": a.kind, "title": a.title, "text": a.text} for a in meeting.agenda.all()]


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.agenda.values_list("title", flat=True))


def test_the_basics_are_saved_and_deadlines_follow_the_date(enter, planned):
    hanging = planned.steps.filter(deadline__anchor="meeting", deadline__needs_value=False).first()
    answer = enter("secretary").post(page(planned), basics(planned, place="大会议室", held_on="2026-06-30"))
    assert answer.status_code == 302
    planned.refresh_from_db()
    assert (planned.place, planned.held_on) == ("大会议室", dt.date(2026, 6, 30))
    if hanging:
        was = hanging.due_on
        hanging.refresh_from_db()
        assert hanging.due_on == was + dt.timedelta(days=10)


def test_a_stale_form_is_refused_and_keeps_what_was_typed(enter, planned):
    first, second = basics(planned, place="甲"), basics(planned, place="乙")
    assert enter("secretary").post(page(planned), first).status_code == 302
    answer = enter("deputy").post(page(planned), second)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "别人刚刚修改并保存了这份方案" in text
    assert 'value="乙"' in text
    planned.refresh_from_db()
    assert planned.place == "甲"


def test_a_bad_date_is_told_beside_its_field(enter, planned):
    answer = enter("secretary").post(page(planned), basics(planned, held_on="2026-02-31", place="保留我"))
    assert answer.status_code == 422
    assert "2026年2月没有31日，这个月最后一天是28日" in answer.content.decode()
    assert "保留我" in answer.content.decode()


@pytest.mark.parametrize("seat", ["committee", "officer", "member"])
def test_nobody_else_changes_the_plan(seat, enter, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    before = titles(planned)
    lines = agenda(planned)[:1]
    answer = enter(seat).post(page(planned), rows("agenda", planned, lines))
    assert answer.status_code == 422
    assert "没有“编制会议方案”的权限" in answer.content.decode()
    assert titles(planned) == before


@pytest.mark.parametrize(
    ("op", "order"),
    [("save", [0, 1, 2]), ("up:1", [1, 0, 2]), ("down:1", [0, 2, 1]), ("drop:1", [0, 2]), ("up:0", [0, 1, 2]),
     ("down:2", [0, 1, 2]), ("up:x", [0, 1, 2]), ("drop:99", [0, 1, 2])],
)  # fmt: skip
def test_the_agenda_is_moved_by_buttons(op, order, enter, planned):
    """Keyboard and no script: every button sends the whole list and what to do with it."""
    for item in planned.agenda.all()[3:]:
        item.delete()
    lines, before = agenda(planned), titles(planned)
    assert enter("secretary").post(page(planned), rows("agenda", planned, lines, op)).status_code == 302
    assert titles(planned) == [before[n] for n in order]


def test_a_list_opened_before_somebody_elses_change_is_refused_and_both_are_shown(enter, planned):
    mine = rows("agenda", planned, agenda(planned)[:2])
    mine["agenda-0-title"] = "我改的一项"
    theirs = rows("agenda", planned, agenda(planned))
    theirs["agenda-1-title"] = "副书记改的一项"
    assert enter("deputy").post(page(planned), theirs).status_code == 302
    before = titles(planned)
    answer = enter("secretary").post(page(planned), mine)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "别人刚刚修改并保存了这份方案" in text
    assert 'value="我改的一项"' in text
    assert "<li>副书记改的一项</li>" in text
    assert titles(planned) == before
    # Pressed again after looking at both, one's own holds.
    again = mine | {"stamp": answer.context["sections"]["agenda"].stamp}
    assert enter("secretary").post(page(planned), again).status_code == 302
    assert titles(planned)[0] == "我改的一项"


def test_two_people_in_two_sections_do_not_meet(enter, planned):
    mine = rows("agenda", planned, agenda(planned)[:2])
    assert enter("deputy").post(page(planned), basics(planned, place="甲")).status_code == 302
    assert enter("secretary").post(page(planned), mine).status_code == 302
    planned.refresh_from_db()
    assert (planned.place, planned.agenda.count()) == ("甲", 2)


def autosaved(client, meeting: Meeting, data: dict[str, object]) -> dict:
    answer = client.post(page(meeting), data | {"autosave": "1"})
    assert answer["Content-Type"] == "application/json"
    return answer.json()


def test_saving_as_one_goes_tells_the_new_stamp_the_new_rows_and_the_days_that_moved(enter, cast, planned):
    client = enter("secretary")
    left_open = next(s for s in planned.steps.all() if s.deadline.get("needs_value"))
    plan.set_step(by=cast.who["secretary"], step=left_open, amount=3)
    data = rows("agenda", planned, agenda(planned))
    n = planned.agenda.count()
    data |= {f"agenda-{n}-kind": "other", f"agenda-{n}-title": "学习文件", f"agenda-{n}-text": ""}
    told = autosaved(client, planned, data)
    made = planned.agenda.get(title="学习文件")
    assert told["ok"]
    assert told["values"]["stamp-agenda"] == stamp(planned, "agenda")
    assert told["values"][f"id_agenda-{n}-pk"] == made.pk
    data |= {
        "stamp": told["values"]["stamp-agenda"],
        f"agenda-{n}-pk": made.pk,
        f"agenda-{n}-title": "学习党章",
    }
    assert autosaved(client, planned, data)["ok"]
    assert planned.agenda.get(pk=made.pk).title == "学习党章"
    told = autosaved(client, planned, basics(planned, held_on="2026-06-30"))
    days = {f"day-{s.pk}": s.due_on for s in planned.steps.filter(due_on__isnull=False)}
    assert days
    assert all(str(day.day) in told["texts"][key] for key, day in days.items())


def test_saving_as_one_goes_stops_at_anothers_change_and_says_what_is_wrong(enter, planned):
    client = enter("secretary")
    mine = basics(planned, place="甲")
    assert autosaved(enter("deputy"), planned, basics(planned, place="乙"))["ok"]
    told = autosaved(client, planned, mine)
    assert (told["ok"], told["stop"]) == (False, True)
    assert "别人刚刚改了" in told["said"]
    wrong = autosaved(client, planned, basics(planned, held_on="2026-02-30"))
    assert (wrong["ok"], wrong["stop"]) == (False, False)
    assert "2026年2月没有30日" in wrong["said"]
    planned.refresh_from_db()
    assert planned.place == "乙"


def test_a_member_saves_nothing_as_they_go(enter, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    told = autosaved(enter("member"), planned, rows("agenda", planned, agenda(planned)[:1]))
    assert not told["ok"]
    assert planned.agenda.count() > 1


@pytest.mark.parametrize("kind", ["plan", "notice"])
def test_the_plan_and_the_notice_can_be_looked_at_beside_the_form(kind, enter, planned):
    there = reverse("meetings:document", args=[planned.pk, kind, "-"])
    assert f"{there}?beside=1" in enter("secretary").get(page(planned)).content.decode()
    sheet = enter("secretary").get(f"{there}?beside=1", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in sheet
    assert 'class="paper' in sheet
    assert "<html" in enter("secretary").get(f"{there}?beside=1").content.decode()


def test_a_new_item_comes_last_and_rows_stay_the_same_rows(enter, planned):
    lines = agenda(planned)
    kept = {a.pk for a in planned.agenda.all()}
    data = rows("agenda", planned, lines)
    n = len(lines)
    data |= {f"agenda-{n}-kind": "other", f"agenda-{n}-title": "学习文件", f"agenda-{n}-text": ""}
    assert enter("secretary").post(page(planned), data).status_code == 302
    assert titles(planned)[-1] == "学习文件"
    assert kept < {a.pk for a in planned.agenda.all()}


def test_an_item_without_words_is_refused_and_one_to_be_dropped_is_not(enter, planned):
    lines, count = agenda(planned), planned.agenda.count()
    lines[1]["title"] = ""
    wrong = enter("secretary").post(page(planned), rows("agenda", planned, lines))
    assert wrong.status_code == 422
    assert "请填写议程" in wrong.content.decode()
    dropped = enter("secretary").post(page(planned), rows("agenda", planned, lines, "drop:1"))
    assert dropped.status_code == 302
    assert planned.agenda.count() == count - 1


def test_with_script_only_the_section_comes_back_with_the_days_of_the_others(enter, planned):
    data = rows("agenda", planned, agenda(planned))
    answer = enter("secretary").post(page(planned), data, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert text.count('id="day-') == planned.steps.count()


def test_an_aspect_that_problems_point_at_stays(enter, cast, planned):
    aspect = planned.aspects.filter(scope="branch").first()
    Problem.objects.create(meeting=planned, aspect=aspect, manifestation="走访少", source=ProblemSource.SELF)
    data = rows("branch_aspects", planned, [{"pk": "", "title": "新方面", "manifestations": "一\n二"}])
    answer = enter("secretary").post(page(planned), data)
    assert answer.status_code == 422
    assert "已经有登记的问题" in answer.content.decode()
    assert planned.aspects.filter(pk=aspect.pk).exists()


def test_two_aspects_may_swap_their_names(cast, planned):
    one, two = planned.aspects.filter(scope="member")[:2]
    rest = [plan_parts.AspectEntry(a.title, pk=a.pk) for a in planned.aspects.filter(scope="member")[2:]]
    swapped = [plan_parts.AspectEntry(two.title, pk=one.pk), plan_parts.AspectEntry(one.title, pk=two.pk)]
    plan_parts.set_aspects(by=cast.who["secretary"], meeting=planned, scope="member", aspects=swapped + rest)
    assert planned.aspects.get(pk=one.pk).title == two.title


def test_open_numbers_are_listed_first_and_leave_the_list_when_filled(enter, planned):
    steps = list(planned.steps.all())
    wanted = [s for s in steps if s.deadline.get("needs_value")]
    assert wanted
    listed = {value.anchor for value in open_values_of(planned, steps)}
    assert {f"step-{s.pk}" for s in wanted} <= listed
    data = {"section": "steps", "stamp": stamp(planned, "steps"), f"step-{wanted[0].pk}-amount": "10"}
    assert enter("secretary").post(page(planned), data).status_code == 302
    wanted[0].refresh_from_db()
    assert wanted[0].deadline["amount"] == 10
    assert wanted[0].due_on is not None
    assert f"step-{wanted[0].pk}" not in {
        v.anchor for v in open_values_of(planned, list(planned.steps.all()))
    }


def test_a_span_of_days_keeps_its_first_day_and_refuses_one_after_its_last(enter, cast):
    content = plan_schema.shipped()[1]
    made = plan.create_meeting(
        by=cast.who["secretary"], organization=cast.branch, content=content, year_of=2026
    )
    talks = made.steps.get(kind="talks")
    assert any("从x月x日起" in value.text for value in open_values_of(made, list(made.steps.all())))
    sent = {"section": "steps", f"step-{talks.pk}-due_on": "2026-06-10"}
    late = sent | {"stamp": stamp(made, "steps"), f"step-{talks.pk}-starts_on": "2026-06-11"}
    assert "开始日期晚于期限" in enter("secretary").post(page(made), late).content.decode()
    right = sent | {"stamp": stamp(made, "steps"), f"step-{talks.pk}-starts_on": "2026-06-01"}
    assert enter("secretary").post(page(made), right).status_code == 302
    assert "2026年6月1日起，" in enter("secretary").get(page(made)).content.decode()
    talks.refresh_from_db()
    assert talks.details["starts"]["date"] == "2026-06-01"
    assert content_of(made).step(talks.key).starts.needs_value  # last year's days are asked for anew


def test_a_required_step_stays_and_an_own_one_may_go(enter, planned):
    required = planned.steps.filter(required=True).first()
    client = enter("secretary")
    answer = client.post(reverse("meetings:step_remove", args=[planned.pk, required.pk]))
    assert answer.status_code == 422
    assert "必做" in answer.content.decode()
    add = reverse("meetings:step_add", args=[planned.pk])
    assert client.post(add, {"kind": "other", "title": "", "due_on": ""}).status_code == 422
    assert (
        client.post(add, {"kind": "other", "title": "慰问老党员", "due_on": "2026-06-01"}).status_code == 302
    )
    own = planned.steps.get(title="慰问老党员")
    assert own.due_on == dt.date(2026, 6, 1)
    assert client.post(reverse("meetings:step_remove", args=[planned.pk, own.pk])).status_code == 302
    assert not planned.steps.filter(pk=own.pk).exists()


# --- the deadline of a whole kind of step ---


def bind(meeting: Meeting, amount: int, overridable: bool = True) -> Provision:
    value = {"anchor": "meeting", "amount": amount, "unit": "day", "direction": "after", "text": ""}
    return Provision.objects.create(
        meeting=meeting, key="deadline.report", value=value, clause="部署第九条", overridable=overridable
    )


def test_a_provision_binds_every_step_of_its_kind(cast, planned):
    """R30: the campaign's limit for reports holds over what the plan states for the step, open or not."""
    steps = list(planned.steps.filter(kind="report"))
    assert steps
    bind(planned, 7)
    plan.compute_deadlines(planned)
    found = [step.due_on for step in planned.steps.filter(kind="report")]
    assert found == [planned.held_on + dt.timedelta(days=7)] * len(steps)
    assert not [v for v in open_values_of(planned, steps) if v.anchor == f"step-{steps[0].pk}"]


def test_a_bound_step_has_no_day_of_its_own_and_its_clause_is_shown(enter, planned):
    bind(planned, 7)
    step = planned.steps.filter(kind="report").first()
    text = enter("secretary").get(page(planned)).content.decode()
    assert "部署第九条" in text
    assert f'name="step-{step.pk}-due_on"' not in text
    url = reverse("meetings:step", args=[planned.pk, step.pk])
    answer = enter("secretary").post(url, {"do": "set", "due_on": "2026-07-30"})
    assert answer.status_code == 422
    assert "统一规定" in answer.content.decode()


def test_setting_the_limit_of_a_kind_moves_its_steps_and_unsetting_gives_their_own_back(enter, planned):
    step = planned.steps.filter(kind="report").first()
    own = step.due_on
    url = reverse("meetings:rule", args=[planned.pk, "deadline.report"])
    sent = {"value_side": "meeting:after", "value_amount": "3", "value_unit": "day", "reason": "镇里催得急"}
    assert enter("secretary").post(url, sent).status_code == 302
    step.refresh_from_db()
    assert step.due_on == planned.held_on + dt.timedelta(days=3)
    assert enter("secretary").post(url, sent | {"value_amount": ""}).status_code == 302
    step.refresh_from_db()
    assert step.due_on == own


def campaign(cast, title: str, days: int):
    content = plan_schema.shipped()[0]
    made = draft_campaign(
        by=cast.who["officer"], organization=cast.town, content=content, title=title, year_of=2026,
        starts_on=TODAY, ends_on=dt.date(2026, 12, 31), targets=[cast.branch],
    )  # fmt: skip
    value = {"anchor": "meeting", "amount": days, "unit": "day", "direction": "after", "text": ""}
    made.provisions.create(key="deadline.report", value=value, clause=f"{title}第九条")
    return issue_campaign(by=cast.who["officer"], campaign=made)


def test_two_campaigns_give_one_branch_two_due_lists_each_with_its_clause(cast):
    found = {}
    for title, days in (("甲部署", 5), ("乙部署", 12)):
        meeting = campaign(cast, title, days).meetings.get()  # the draft that issuing made
        day = {"held_on": dt.date(2026, 7, 1), "revision": meeting.revision}
        plan.revise_plan(by=cast.who["secretary"], meeting=meeting, **day)
        step = meeting.steps.filter(kind="report").first()
        found[step.due_on] = step_deadlines.bound_deadlines(meeting)["report"].clause
    assert found == {dt.date(2026, 7, 6): "甲部署第九条", dt.date(2026, 7, 13): "乙部署第九条"}


# --- moving the day ---


def moved(meeting: Meeting, **changed: object) -> dict[str, object]:
    return {
        "held_on": "2026-06-25", "held_at": "09:00", "place": "会议室", "revision": meeting.revision,
        "host": meeting.host_id, "recorder": meeting.recorder_id,
    } | changed  # fmt: skip


def test_moving_the_day_shows_every_date_that_moves_before_it_is_done(enter, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    bind(planned, 7)
    plan.compute_deadlines(planned)
    url = reverse("meetings:reschedule", args=[planned.pk])
    preview = enter("secretary").post(url, moved(planned))
    text = preview.content.decode()
    assert {d.step.kind for d in preview.context["preview"]} >= {"report"}
    assert "2026年6月27日" in text
    assert "2026年7月2日" in text
    planned.refresh_from_db()
    assert planned.held_on == dt.date(2026, 6, 20)
    assert enter("secretary").post(url, moved(planned, confirm="1")).status_code == 302
    planned.refresh_from_db()
    assert planned.held_on == dt.date(2026, 6, 25)
    stale = enter("secretary").post(url, moved(planned, revision=planned.revision - 1, confirm="1"))
    assert stale.status_code == 422


# --- starting and keeping ---


def create(enter, source: str, **fields: object):
    return enter("secretary").post(f"/meetings/create/?from={source}", {"year_of": "2026", **fields})


@pytest.mark.parametrize("slug", [one.slug for one in plan_schema.shipped()])
def test_every_shipped_template_makes_a_meeting(slug, enter, cast):
    answer = create(enter, f"shipped:{slug}", organization=cast.branch.pk, held_on="2026-07-01")
    made = Meeting.objects.get()
    assert answer["location"] == page(made)
    assert enter("secretary").get(page(made)).status_code == 200


def test_a_form_sent_twice_makes_one_meeting(enter, cast):
    for status in (302, 422):
        assert create(enter, "blank", organization=cast.branch.pk, title="专题会").status_code == status
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("year", ["1999", "x", ""])
def test_a_year_that_cannot_be_meant_is_told_and_the_rest_is_kept(year, enter, cast):
    answer = create(enter, "blank", organization=cast.branch.pk, year_of=year, place="老地方")
    assert answer.status_code == 422
    assert "老地方" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_another_branch_cannot_be_chosen(enter, cast):
    assert create(enter, "blank", organization=cast.sister.pk).status_code == 422


@pytest.mark.parametrize("seat", ["member", "committee", "officer", "administrator", "outsider"])
def test_only_who_leads_an_organisation_starts_a_meeting(seat, enter):
    assert {enter(seat).get(f"/meetings/{p}/").status_code for p in ("new", "create", "read")} == {404}


@pytest.mark.parametrize("source", ["shipped:no", "saved:1", "meeting:1", "campaign:1", "x", "meeting:abc"])
def test_a_source_that_is_not_ones_own_is_not_there(source, enter, cast):
    theirs = plan.create_meeting(
        by=cast.who["sister_secretary"], organization=cast.sister, content=plan_schema.blank(), year_of=2026
    )
    source = source.replace("meeting:1", f"meeting:{theirs.pk}")
    assert enter("secretary").get(f"/meetings/create/?from={source}").status_code == 404


def test_a_saved_template_holds_the_changed_plan_but_no_people_or_fixed_days(enter, cast, planned):
    Member.objects.filter(pk=planned.host_id).update(name="陈守义")
    steps = planned.steps.all()
    plan.set_step(by=cast.who["secretary"], step=steps[0], due_on=dt.date(2026, 6, 1))
    plan_parts.set_agenda(
        by=cast.who["secretary"], meeting=planned, items=[plan_parts.AgendaEntry("other", "只有这一项")]
    )
    url = reverse("meetings:save_template", args=[planned.pk])
    assert enter("secretary").post(url, {"name": "本支部的"}).status_code == 302
    assert enter("secretary").post(url, {"name": "本支部的"}).status_code == 422
    kept = saved_content(PlanTemplate.objects.get())
    assert [line.title for line in kept.agenda] == ["只有这一项"]
    assert kept.steps[0].deadline.needs_value
    assert "2026-06-01" not in str(kept.to_json())
    assert "陈守义" not in str(kept.to_json())


@pytest.mark.parametrize("slug", [one.slug for one in plan_schema.shipped()])
def test_last_years_meeting_of_every_plan_can_be_started_from(slug, cast):
    content = next(one for one in plan_schema.shipped() if one.slug == slug)
    made = plan.create_meeting(
        by=cast.who["secretary"], organization=cast.branch, content=content, year_of=2026, held_on=TODAY
    )
    again = content_of(made)
    assert [s.key for s in again.steps] == [s.key for s in content.steps]
    assert [a.title for a in again.agenda] == list(made.agenda.values_list("title", flat=True))
    assert {p.key for p in again.provisions} >= set(made.provisions.values_list("key", flat=True))


# --- reading a notice ---

NOTICE = """关于召开2026年专题组织生活会的通知
各党支部：
一、会议主题
主题：加强作风建设，服务乡村振兴
二、会议时间
2026年7月10日上午9:00
三、会议地点
镇政府三楼会议室
四、会前准备
会前组织集中学习，开展谈心谈话，广泛征求意见。
五、会议议程
1.书记报告工作
2.开展批评和自我批评
3.书记总结讲话
会后15日内向镇党委报送情况报告。
"""


def test_a_notice_fills_the_form_beside_its_sentences_and_makes_the_meeting(enter, cast):
    client = enter("secretary")
    shown = client.post("/meetings/read/", {"text": NOTICE})
    assert shown.status_code == 200
    text = shown.content.decode()
    assert 'value="2026-07-10"' in text
    assert "没有找到" in text
    row = next(r for r in shown.context["rows"] if r["label"] == "会议日期")
    assert "7月10日" in row["sentence"]
    assert f'href="#line-{row["line"]}"' in text
    assert f'<p id="line-{row["line"]}">2026年7月10日上午9:00</p>' in text
    sent = {"content": shown.context["signed"], "organization": cast.branch.pk, "year_of": "2026",
            "held_on": "2026-07-10", "title": "读来的会"}  # fmt: skip
    answer = client.post("/meetings/read/", sent)
    made = Meeting.objects.get()
    assert answer["location"] == page(made)
    assert made.agenda.count() == 3
    report = made.steps.get(kind="report")
    assert report.due_on == dt.date(2026, 7, 25)


def test_a_mistake_in_the_form_keeps_the_values_and_their_sentences(enter, cast):
    client = enter("secretary")
    shown = client.post("/meetings/read/", {"text": NOTICE})
    sent = {
        "content": shown.context["signed"],
        "organization": cast.branch.pk,
        "year_of": "",
        "title": "读来的会",
    }
    again = client.post("/meetings/read/", sent)
    assert again.status_code == 422
    assert again.context["rows"] == shown.context["rows"]
    assert "读来的会" in again.content.decode()
    assert not Meeting.objects.exists()


SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


@pytest.mark.parametrize("number", range(1, 9))
def test_every_seed_text_becomes_a_meeting(number, enter, cast):
    """The eight plans as they were written, through the page that reads them."""
    if not (SEEDS / f"{number}.txt").exists():
        assert os.environ.get("CI") != "true", "the seed texts are missing"
        pytest.skip("the seed texts are not on this machine")
    sent = SimpleUploadedFile(f"{number}.txt", (SEEDS / f"{number}.txt").read_bytes())
    shown = enter("secretary").post("/meetings/read/", {"file": sent})
    assert shown.status_code == 200
    made = {"content": shown.context["signed"], "organization": cast.branch.pk, "year_of": "2026"}
    assert enter("secretary").post("/meetings/read/", made).status_code == 302
    assert Meeting.objects.get().steps.exists()


@pytest.mark.parametrize("name", ["x.docx", "x.txt"])
def test_a_broken_file_is_told(name, enter):
    answer = enter("secretary").post(
        "/meetings/read/", {"file": SimpleUploadedFile(name, b"PK\x03\x04 broken")}
    )
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_what_is_no_plan_is_told(enter):
    answer = enter("secretary").post(
        "/meetings/read/", {"text": "今天天气很好，大家一起去郊游，带好水和干粮。"}
    )
    assert answer.status_code == 422
    assert "郊游" in answer.content.decode()


def test_what_was_read_cannot_be_forged(enter, cast):
    sent = {"content": "e30:forged:forged", "organization": cast.branch.pk, "year_of": "2026"}
    assert enter("secretary").post("/meetings/read/", sent).status_code == 404

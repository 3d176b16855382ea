"""A campaign's progress: by step, by exception with its clause, filtered, exported, with constant queries."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from meetings import gates, plan_schema
from meetings.actions import campaign as actions
from meetings.models import Campaign, Meeting, Step
from meetings.queries.plan import open_values_of
from meetings.rulebook import Rulebook
from tests.casting import TODAY, organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
LATE = TODAY - dt.timedelta(days=3)
SOON = TODAY + dt.timedelta(days=9)


@pytest.fixture
def issued(cast) -> Campaign:
    third = organization("四支部", "branch", cast.town)
    made = actions.draft_campaign(
        by=cast.who["officer"], organization=cast.town, content=plan_schema.shipped()[4], title="年中部署",
        year_of=2026, starts_on=TODAY, ends_on=SOON, targets=[cast.branch, cast.sister, third],
    )  # fmt: skip
    return actions.issue_campaign(by=cast.who["officer"], campaign=made)


def under_way(campaign, place, due_on: dt.date, kind: str = "talks") -> Meeting:
    """The place's meeting in preparation, with one open duty of a kind and all others done."""
    meeting = campaign.meetings.get(organization=place)
    Meeting.objects.filter(pk=meeting.pk).update(state="preparing", held_on=SOON)
    someone = place.members.first()
    meeting.steps.update(done_on=TODAY, done_by=someone)
    meeting.steps.filter(kind=kind).update(
        done_on=None, done_by=None, due_on=due_on, clause="方案第三条", required=True
    )
    return meeting


def page(enter, campaign, seat: str = "officer", query: str = ""):
    return enter(seat).get(reverse("meetings:campaign_progress", args=[campaign.pk]) + query)


def stages(answer) -> dict[str, str]:
    return {row.organization.short_name: row.stage for row in answer.context["page"].object_list}


def test_every_organisation_has_its_stage_and_a_draft_stays_the_branchs_own(enter, cast, issued):
    under_way(issued, cast.branch, LATE)
    answer = page(enter, issued)
    assert stages(answer) == {"一支部": "preparing", "二支部": "draft", "四支部": "draft"}
    draft = issued.meetings.get(organization=cast.sister)
    assert reverse("meetings:detail", args=[draft.pk]) not in answer.content.decode()


def test_who_is_stuck_at_which_clause_longest_first(enter, cast, issued):
    under_way(issued, cast.branch, LATE)
    under_way(issued, cast.sister, LATE - dt.timedelta(days=5))
    answer = page(enter, issued)
    found = [(s.organization.short_name, s.clause, s.due_on) for s in answer.context["stuck"]]
    assert found == [("二支部", "方案第三条", LATE - dt.timedelta(days=5)), ("一支部", "方案第三条", LATE)]
    assert "方案第三条" in answer.content.decode()


def test_after_the_window_whoever_has_not_met_is_an_exception(enter, cast, issued):
    Campaign.objects.filter(pk=issued.pk).update(ends_on=LATE, starts_on=LATE)
    held = issued.meetings.get(organization=cast.branch)
    Meeting.objects.filter(pk=held.pk).update(state="rectifying", held_on=LATE)
    held.steps.update(due_on=SOON)
    answer = page(enter, issued)
    found = {s.organization.short_name: s.what for s in answer.context["stuck"]}
    assert found == {"二支部": "部署截止了还没有开会", "四支部": "部署截止了还没有开会"}
    assert all("前开完会" in s.clause for s in answer.context["stuck"])


def test_each_kind_of_step_is_counted(enter, cast, issued):
    under_way(issued, cast.branch, LATE)
    under_way(issued, cast.sister, SOON)
    counts = {c.kind: (c.done, c.waiting, c.late) for c in page(enter, issued).context["counts"]}
    assert counts["talks"] == (0, 1, 1)
    assert counts["study"] == (2, 0, 0)


@pytest.mark.parametrize(
    ("query", "names"),
    [("", {"一支部", "二支部", "四支部"}), ("?stage=preparing", {"一支部", "二支部"}), ("?stuck=1", {"一支部"}),
     ("?step=talks", {"一支部", "二支部"}), ("?step=study", set()), ("?stage=zzz", {"一支部", "二支部", "四支部"})],
)  # fmt: skip
def test_it_is_narrowed(query, names, enter, cast, issued):
    under_way(issued, cast.branch, LATE)
    under_way(issued, cast.sister, SOON)
    assert set(stages(page(enter, issued, query=query))) == names


def test_who_was_closed_or_moved_away_is_no_exception(enter, cast, issued):
    under_way(issued, cast.branch, LATE)
    cast.branch.dissolved_on = TODAY
    cast.branch.save()
    answer = page(enter, issued)
    assert stages(answer)["一支部"] == "gone"
    assert answer.context["stuck"] == []
    cast.sister.path = f"{cast.other_town.path}{cast.sister.pk}/"
    cast.sister.save()
    assert "二支部" not in stages(page(enter, issued))


def test_the_workbook_holds_what_the_page_shows(enter, cast, issued):
    under_way(issued, cast.branch, LATE)
    issued.meetings.get(organization=cast.branch).steps.filter(kind="talks").update(title="=谈心")
    url = reverse("meetings:campaign_progress_export", args=[issued.pk])
    book = load_workbook(BytesIO(enter("supervisor").get(url + "?stuck=1").content))
    first, second = (list(sheet.iter_rows(values_only=True)) for sheet in book)
    assert first[1][:2] == ("一支部", "'=谈心")
    assert first[1][4] == "方案第三条"
    assert [row[0] for row in second] == ["党组织", "一支部"]
    assert any("已过期" in (value or "") for value in second[1])


def test_the_number_of_queries_is_the_same_for_one_and_three(enter, cast, issued):
    client = enter("officer")
    url = reverse("meetings:campaign_progress", args=[issued.pk])
    places = list(issued.targets.all())
    counts = []
    client.get(url)
    for number in (1, 3):
        issued.targets.set(places[:number])
        for place in places[:number]:
            meeting = issued.meetings.get(organization=place)
            Meeting.objects.filter(pk=meeting.pk).update(state="preparing", held_on=SOON)
            Step.objects.filter(meeting=meeting).update(due_on=LATE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- two levels (plan 2)


def test_plan_2_branches_wait_for_the_general_branch_with_the_clause(cast):
    above = organization("局党总支", "general_branch", cast.town)
    for place in (cast.branch, cast.sister):
        place.parent, place.path = above, f"{above.path}{place.pk}/"
        place.save()
    drafted = actions.draft_campaign(
        by=cast.who["officer"], organization=above, content=plan_schema.shipped()[1], title="两级",
        year_of=2026, starts_on=TODAY, ends_on=SOON, targets=[above, cast.branch],
    )  # fmt: skip
    issued = actions.issue_campaign(by=cast.who["officer"], campaign=drafted)
    upper, lower = (issued.meetings.get(organization=one) for one in (above, cast.branch))

    def waits(meeting: Meeting) -> list[tuple[str, str]]:
        found = gates.missing(meeting, ["gate.upper_first"], Rulebook.of(meeting))
        return [(m.text, m.clause) for m in found]

    clause = "方案第三部分：先召开局党总支组织生活会，各党支部随后召开"
    assert waits(lower) == [("局党总支的组织生活会还没有开", clause)]
    assert waits(upper) == []
    Meeting.objects.filter(pk=upper.pk).update(held_on=TODAY + dt.timedelta(days=5))
    for day, words in ((TODAY, "的会定在2026年5月25日"), (SOON + dt.timedelta(days=1), "不在部署规定的时间")):
        lower.held_on = day
        assert any(words in value.text for value in open_values_of(lower, []))
    lower.held_on = TODAY + dt.timedelta(days=6)
    assert not any(
        "会" in v.text and ("定在" in v.text or "不在" in v.text) for v in open_values_of(lower, [])
    )
    Meeting.objects.filter(pk=upper.pk).update(state="in_session", held_on=TODAY)
    assert waits(lower) != []
    Meeting.objects.filter(pk=upper.pk).update(state="rectifying")
    assert waits(lower) == []


def test_without_a_general_branch_above_nothing_is_awaited(cast):
    meeting = cast.meeting()
    meeting.provisions.create(key="gate.upper_first", value=True, clause="x")
    assert gates.missing(meeting, ["gate.upper_first"], Rulebook.of(meeting)) == []

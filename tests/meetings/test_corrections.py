"""Corrections of an issued campaign: what each meeting is shown, what holds at once, what may be declined."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.exceptions import Invalid, NotAllowed, NotNow
from meetings import corrections, plan_schema
from meetings.actions import campaign as actions
from meetings.actions import plan
from meetings.actions.correction import decide_proposal, send_correction
from meetings.models import Campaign, Meeting, Proposal
from tests.casting import TODAY
from tests.uploads import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ENDS = dt.date(2026, 9, 30)


@pytest.fixture
def drafted(cast) -> Campaign:
    return actions.draft_campaign(
        by=cast.who["officer"], organization=cast.town, content=plan_schema.blank(), title="年中部署", year_of=2026,
        starts_on=TODAY, ends_on=ENDS, targets=[cast.branch, cast.sister],
    )  # fmt: skip


@pytest.fixture
def issued(cast, drafted) -> Campaign:
    return actions.issue_campaign(by=cast.who["officer"], campaign=drafted)


def gather(cast, campaign, key: str, value: object, overridable: bool = True) -> None:
    actions.set_campaign_provision(
        by=cast.who["officer"], campaign=campaign, key=key, value=value, clause="补充通知第二条",
        overridable=overridable,
    )  # fmt: skip


def send(cast, campaign):
    return send_correction(by=cast.who["officer"], campaign=campaign, reason="上级有新要求")


def own(cast, campaign, place="branch") -> Meeting:
    return campaign.meetings.get(organization=getattr(cast, place))


def shown(proposal: Proposal) -> dict[str, tuple[str, str, bool, str]]:
    return {n.key: (n.was, n.becomes, n.own, n.outcome) for n in corrections.lines_of(proposal)}


def test_nothing_reaches_a_branch_before_the_correction_is_sent(cast, issued):
    gather(cast, issued, "quorum.hard", "2/3")
    actions.correct_fields(by=cast.who["officer"], campaign=issued, ends_on=dt.date(2026, 8, 31))
    issued.refresh_from_db()
    assert issued.ends_on == ENDS
    assert not issued.provisions.filter(key="quorum.hard").exists()
    assert not Proposal.objects.exists()


def test_each_meeting_is_shown_old_and_new_and_what_it_set_itself(cast, issued):
    meeting = own(cast, issued)
    plan.set_provision(
        by=cast.who["secretary"], meeting=meeting, key="quorum.hard", value="3/4", reason="人少"
    )
    gather(cast, issued, "quorum.hard", "2/3")
    gather(cast, issued, "talks.minimum_per_pair", 2, overridable=False)
    actions.correct_fields(
        by=cast.who["officer"], campaign=issued, theme="学用结合", ends_on=dt.date(2026, 8, 31)
    )
    send(cast, issued)
    assert shown(meeting.proposals.get()) == {
        "quorum.hard": ("四分之三", "三分之二", True, ""),
        "talks.minimum_per_pair": ("1次", "2次", False, "applied"),
        "theme": ("由支部确定", "学用结合", False, ""),
        "ends_on": ("2026年9月30日", "2026年8月31日", False, "applied"),
    }
    assert shown(own(cast, issued, "sister").proposals.get())["quorum.hard"] == (
        "半数",
        "三分之二",
        False,
        "",
    )
    assert meeting.provisions.get(key="quorum.hard").value == "3/4"
    row = meeting.provisions.get(key="talks.minimum_per_pair")
    assert (row.value, row.overridable, row.clause) == (2, False, "补充通知第二条")


def test_the_secretary_takes_over_some_and_declines_others_with_a_reason(cast, issued):
    gather(cast, issued, "quorum.hard", "2/3")
    gather(cast, issued, "talks.minimum_per_pair", 2)
    send(cast, issued)
    offered = own(cast, issued).proposals.get()
    act = {"by": cast.who["secretary"], "proposal": offered, "accepted": ["quorum.hard"]}
    with pytest.raises(Invalid, match="写明理由"):
        decide_proposal(**act)
    with pytest.raises(NotAllowed):
        decide_proposal(**act | {"by": cast.who["member"], "reason": "x"})
    decide_proposal(**act, reason="上月刚谈过")
    offered.refresh_from_db()
    outcomes = {key: told["outcome"] for key, told in offered.outcomes.items()}
    assert outcomes == {"quorum.hard": "accepted", "talks.minimum_per_pair": "declined"}
    rows = dict(own(cast, issued).provisions.values_list("key", "value"))
    assert rows["quorum.hard"] == "2/3"
    assert rows.get("talks.minimum_per_pair", 1) == 1
    with pytest.raises(NotNow, match="已经处理"):
        decide_proposal(**act, reason="再来")


def test_a_changed_deadline_moves_the_days_of_the_meeting(cast, issued):
    meeting = own(cast, issued)
    plan.revise_plan(
        by=cast.who["secretary"], meeting=meeting, revision=meeting.revision, held_on=dt.date(2026, 7, 1)
    )
    kind = meeting.steps.exclude(kind__in=("meeting", "other")).first().kind
    value = {"anchor": "campaign_end", "amount": 5, "unit": "day", "direction": "before"}
    gather(cast, issued, f"deadline.{kind}", value, overridable=False)
    send(cast, issued)
    assert {s.due_on for s in meeting.steps.filter(kind=kind)} == {dt.date(2026, 9, 25)}
    actions.correct_fields(by=cast.who["officer"], campaign=issued, ends_on=dt.date(2026, 8, 31))
    send(cast, issued)
    assert {s.due_on for s in meeting.steps.filter(kind=kind)} == {dt.date(2026, 8, 26)}


def test_a_meeting_in_session_keeps_its_rules_until_it_is_closed(cast, issued):
    meeting = own(cast, issued)
    Meeting.objects.filter(pk=meeting.pk).update(state="in_session", held_on=TODAY)
    gather(cast, issued, "quorum.hard", "2/3", overridable=False)
    gather(cast, issued, "retention.minutes", "permanent", overridable=False)
    send(cast, issued)
    offered = meeting.proposals.get()
    assert offered.outcomes == {}
    assert not meeting.provisions.filter(key="quorum.hard").exists()
    with pytest.raises(NotNow, match="会议正在进行"):
        decide_proposal(by=cast.who["secretary"], proposal=offered, accepted=[])
    Meeting.objects.filter(pk=meeting.pk).update(state="rectifying")
    decided = decide_proposal(by=cast.who["secretary"], proposal=offered, accepted=[])
    # The quorum under which it was held stays in its record; what is done afterwards follows the new rule.
    outcomes = {key: told["outcome"] for key, told in decided.outcomes.items()}
    assert outcomes == {"quorum.hard": "past", "retention.minutes": "applied"}
    assert not meeting.provisions.filter(key="quorum.hard").exists()
    assert meeting.provisions.get(key="retention.minutes").value == "permanent"


def test_who_was_closed_moved_away_or_is_over_gets_no_correction(cast, issued):
    cast.branch.dissolved_on = TODAY
    cast.branch.save()
    cast.sister.parent, cast.sister.path = cast.other_town, f"{cast.other_town.path}{cast.sister.pk}/"
    cast.sister.save()
    gather(cast, issued, "quorum.hard", "2/3")
    assert send(cast, issued).proposals.count() == 0


def test_who_moved_away_starts_no_meeting_from_it(cast, issued):
    issued.meetings.update(state="cancelled", closed_reason="转出")
    cast.sister.parent, cast.sister.path = cast.other_town, f"{cast.other_town.path}{cast.sister.pk}/"
    cast.sister.save()
    content = plan_schema.blank()
    told = {"organization": cast.sister, "content": content, "year_of": 2026, "campaign": issued}
    with pytest.raises(Invalid, match="已经转出"):
        plan.create_meeting(by=cast.who["sister_secretary"], **told)


def test_a_later_correction_takes_the_place_of_one_still_open(cast, issued):
    gather(cast, issued, "quorum.hard", "2/3")
    send(cast, issued)
    gather(cast, issued, "quorum.hard", "3/4")
    send(cast, issued)
    first, second = own(cast, issued).proposals.order_by("pk")
    assert shown(first)["quorum.hard"][3] == "superseded"
    decide_proposal(by=cast.who["secretary"], proposal=second, accepted=["quorum.hard"])
    decide_proposal(by=cast.who["secretary"], proposal=first, accepted=["quorum.hard"])
    assert own(cast, issued).provisions.get(key="quorum.hard").value == "3/4"


def test_a_correction_without_change_reason_or_right_is_refused(cast, issued):
    with pytest.raises(NotNow, match="没有等待发出"):
        send(cast, issued)
    gather(cast, issued, "quorum.hard", "2/3")
    with pytest.raises(Invalid, match="为什么更正"):
        send_correction(by=cast.who["officer"], campaign=issued, reason=" ")
    for name in ("secretary", "supervisor", "stranger_officer"):
        with pytest.raises(NotAllowed):
            send_correction(by=cast.who[name], campaign=issued, reason="x")
    actions.drop_campaign_provision(by=cast.who["officer"], campaign=issued, key="quorum.hard")
    assert not issued.corrections.exists()


# --- drafting and issuing


def test_issuing_leaves_out_who_was_closed_or_moved_away_since(cast, drafted):
    cast.sister.dissolved_on = TODAY
    cast.sister.save()
    issued = actions.issue_campaign(by=cast.who["officer"], campaign=drafted)
    assert [m.organization for m in issued.meetings.all()] == [cast.branch]
    assert list(issued.targets.all()) == [cast.branch]


def test_issuing_to_nobody_is_refused_and_the_draft_stays(cast, drafted):
    for place in (cast.branch, cast.sister):
        place.dissolved_on = TODAY
        place.save()
    with pytest.raises(Invalid, match="都已经撤销或转出"):
        actions.issue_campaign(by=cast.who["officer"], campaign=drafted)
    drafted.refresh_from_db()
    assert drafted.issued_at is None
    assert drafted.targets.count() == 2


def test_an_issued_campaign_is_not_edited_and_a_closed_one_not_corrected(cast, issued):
    with pytest.raises(NotNow, match="更正"):
        actions.revise_campaign(by=cast.who["officer"], campaign=issued, targets=[cast.branch], title="别的")
    actions.close_campaign(by=cast.who["officer"], campaign=issued, reason="都开完了")
    with pytest.raises(NotNow, match="已经结束"):
        gather(cast, issued, "quorum.hard", "2/3")


def test_a_fixed_rule_cannot_be_handed_to_branches(cast, drafted):
    with pytest.raises(Invalid, match="固定规则"):
        gather(cast, drafted, "talks.confidential", True)


SCOPES = [
    # what is chosen, whom it reaches: the issuer itself only where it is ticked
    ({"scope": "tree"}, {"branch", "sister"}),
    ({"scope": "kind", "kinds": ["branch"]}, {"branch", "sister"}),
    ({"scope": "kind", "kinds": ["general_branch"]}, set()),
    ({"scope": "list", "targets": ["branch"]}, {"branch"}),
    ({"scope": "list", "targets": ["town", "sister"]}, {"town", "sister"}),
    ({"scope": "list", "targets": ["stranger"]}, set()),
    ({"scope": "kind"}, set()),
]


@pytest.mark.parametrize(("chosen", "reached"), SCOPES)
def test_whom_a_campaign_is_for(chosen, reached, enter, cast):
    chosen = chosen | {"targets": [getattr(cast, name).pk for name in chosen.get("targets", [])]}
    sent = {
        "organization": cast.town.pk, "source": "blank", "title": "部署", "year_of": "2026",
        "starts_on": "2026-06-01", "ends_on": "2026-09-30",
    }  # fmt: skip
    answer = enter("officer").post(reverse("meetings:campaign_draft"), sent | chosen)
    assert answer.status_code == (302 if reached else 422)
    found = {name for name in ("town", "branch", "sister", "stranger") for c in Campaign.objects.all()
             if c.targets.filter(pk=getattr(cast, name).pk).exists()}  # fmt: skip
    assert found == reached


def test_further_branches_get_it_later_and_once(cast, drafted):
    drafted.targets.set([cast.branch])
    issued = actions.issue_campaign(by=cast.who["officer"], campaign=drafted)
    actions.extend_campaign(by=cast.who["officer"], campaign=issued, targets=[cast.sister])
    with pytest.raises(Invalid, match="都已经收到"):
        actions.extend_campaign(by=cast.who["officer"], campaign=issued, targets=[cast.sister])
    assert issued.meetings.count() == 2


# --- pages


def test_the_pages_walk_from_gathering_to_the_branchs_answer(enter, cast, issued):
    officer, secretary = enter("officer"), enter("secretary")
    url = reverse("meetings:campaign_rule", args=[issued.pk, "quorum.hard"])
    assert officer.post(url, {"value": "2/3", "clause": "", "overridable": "yes"}).status_code == 422
    assert officer.post(url, {"value": "2/3", "clause": "补充通知", "overridable": "yes"}).status_code == 302
    page = officer.get(reverse("meetings:campaign_correct", args=[issued.pk])).content.decode()
    assert "半数" in page
    assert "三分之二" in page
    assert (
        officer.post(reverse("meetings:campaign_correct", args=[issued.pk]), {"reason": ""}).status_code
        == 422
    )
    assert (
        officer.post(reverse("meetings:campaign_correct", args=[issued.pk]), {"reason": "新要求"}).status_code
        == 302
    )
    meeting = own(cast, issued)
    there = reverse("meetings:proposal", args=[meeting.pk, meeting.proposals.get().pk])
    assert there in secretary.get(reverse("meetings:detail", args=[meeting.pk])).content.decode()
    kept = secretary.post(there, {"reason": ""})
    assert kept.status_code == 422
    assert "写明理由" in kept.content.decode()
    assert secretary.post(there, {"reason": "支部只有三人"}).status_code == 302
    assert "支部只有三人" in officer.get(reverse("meetings:campaign", args=[issued.pk])).content.decode()


PDF = builders.pdf()


def test_an_attachment_is_read_by_whom_the_campaign_is_for_and_not_taken_back(enter, cast, drafted):
    add = reverse("meetings:campaign_attach", args=[drafted.pk])
    wrong = SimpleUploadedFile("通知.pdf", b"MZ not a pdf")
    assert enter("officer").post(add, {"upload": wrong}).status_code == 422
    assert enter("officer").post(add, {"upload": SimpleUploadedFile("通知.pdf", PDF)}).status_code == 302
    again = enter("officer").post(add, {"upload": SimpleUploadedFile("通知2.pdf", PDF)})
    assert "已经在附件里" in again.content.decode()
    file = drafted.attachments.get()
    url = reverse("meetings:campaign_file", args=[drafted.pk, file.pk])
    seats = "officer secretary member stranger_officer".split()
    answers = {s: enter(s).get(url) for s in seats}
    assert b"".join(answers["officer"]).startswith(b"%PDF")
    codes = {s: answer.status_code for s, answer in answers.items()}
    assert codes == {"officer": 200, "secretary": 404, "member": 404, "stranger_officer": 404}
    actions.issue_campaign(by=cast.who["officer"], campaign=drafted)
    answer = enter("secretary").get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer).startswith(b"%PDF")
    with pytest.raises(NotNow, match="不能撤下"):
        actions.detach(by=cast.who["officer"], attachment=file)

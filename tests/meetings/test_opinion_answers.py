"""How a material answers an opinion: the one rule, the author's page, what a later version does (R03, R10)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client

from core.exceptions import Conflict, Invalid, NotAllowed, NotNow
from meetings.actions import opinion as opinions
from meetings.actions import opinion_thread as ties
from meetings.checkup.check import check
from meetings.checkup.findings import Rule
from meetings.exports.opinion import _how_answered
from meetings.gate_checks import opinions_answered
from meetings.models import MaterialAnswer, Opinion
from meetings.queries import preparation as read
from meetings.queries.checkup import context_of, draft_of
from meetings.rulebook import Rulebook
from members.access import Seat
from tests.casting import Cast
from tests.meetings.opinion_ground import OTHER, PASSAGE, REWRITTEN, SAID, TEXT, Ground
from tests.meetings.preparation import asked, queries, sent, who_may_open, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return Ground(cast)


# --- the rule ---------------------------------------------------------------------------------------------

# about, page answer, in the material → is it answered, does the committee owe an answer, the person a passage.
# R03 (6): what concerns the committee is answered on its page or in the material. R10: what concerns a member is
# answered in the member's material, or the member says how else; the committee's words are no answer of theirs.
RULE = [
    ("", False, "", False, True, False),
    ("", True, "", True, False, False),
    ("", False, "passage", True, False, False),
    ("", True, "passage", True, False, False),
    ("", False, "gone", False, True, False),
    ("", True, "gone", True, False, False),
    ("comrade", False, "", False, False, True),
    ("comrade", True, "", True, False, True),
    ("comrade", False, "passage", True, False, False),
    ("comrade", False, "otherwise", True, False, False),
    ("comrade", False, "gone", False, False, True),
    ("comrade", True, "gone", True, False, True),
]


@pytest.mark.parametrize(("about", "page", "material", "answered", "owes_answer", "owes_passage"), RULE)
def test_r03_r10_what_answers_an_opinion(
    ground: Ground,
    about: str,
    page: bool,
    material: str,
    answered: bool,
    owes_answer: bool,
    owes_passage: bool,
) -> None:
    one = ground.opinion(about)
    ground.hand_in(about)
    if page:
        opinions.answer(by=ground.by("secretary"), opinion=one, text="已办")
    if material in ("passage", "gone"):
        ground.tie(one, about)
    if material == "gone":
        ground.hand_in(about, REWRITTEN)
    if material == "otherwise":
        ties.answer_otherwise(
            by=ground.by(about), material=ground.material(about), opinion=one, text="已当面说明"
        )
    counts = read.opinion_counts(ground.meeting)
    assert ground.fresh(one).is_answered == answered
    assert (counts["answer"], counts["passage"]) == (owes_answer, owes_passage)
    held_up = [missing.text for missing in opinions_answered(ground.meeting, Rulebook.of(ground.meeting))]
    assert held_up == (["还有1条涉及班子的意见没有回应（意见页上或材料里都可以）"] if owes_answer else [])


def test_r03_an_unsorted_opinion_holds_the_meeting_up(ground: Ground) -> None:
    opinions.enter_forms(by=ground.by("committee"), round=ground.round, texts=[SAID])
    held_up = [missing.text for missing in opinions_answered(ground.meeting, Rulebook.of(ground.meeting))]
    assert held_up == ["还有1条意见没有归类，不知道是否涉及班子"]


# --- saying it --------------------------------------------------------------------------------------------


def test_only_whoever_writes_the_material_says_where_it_answers(cast: Cast, ground: Ground) -> None:
    own, branchs = ground.opinion("comrade"), ground.opinion(text="班子的")
    ground.hand_in("comrade")
    ground.hand_in()
    for who in ("secretary", "committee", "member", "officer", "sister_secretary"):
        with pytest.raises(NotAllowed):
            ties.tie_to_passage(
                by=ground.by(who), material=ground.material("comrade"), opinion=own, version=1, quote=PASSAGE
            )
    with pytest.raises(NotAllowed):
        ties.tie_to_passage(
            by=ground.by("committee"), material=ground.material(), opinion=branchs, version=1, quote=PASSAGE
        )
    ties.tie_to_passage(
        by=ground.by("deputy"), material=ground.material(), opinion=branchs, version=1, quote=PASSAGE
    )
    assert MaterialAnswer.objects.get().opinion == branchs


def test_a_material_answers_its_own_opinions_only(ground: Ground) -> None:
    others, branchs = ground.opinion("member"), ground.opinion(text="班子的")
    not_told = ground.opinion("comrade", "没反馈的", fed_back=False)
    ground.hand_in("comrade")
    for one in (others, branchs, not_told):
        with pytest.raises(Invalid, match="不归这份材料回应"):
            ground.tie(one, "comrade")
    elsewhere = Ground(ground.cast).opinion("comrade")
    with pytest.raises(Invalid, match="不归这份材料回应"):
        ground.tie(elsewhere, "comrade")


@pytest.mark.parametrize(("version", "quote"), [(2, PASSAGE), (1, "没有这一段"), (1, ""), (1, PASSAGE[:8])])
def test_a_passage_stands_in_the_latest_version(ground: Ground, version: int, quote: str) -> None:
    one = ground.opinion("comrade")
    ground.hand_in("comrade")
    with pytest.raises(Conflict, match="新的一稿"):
        ground.tie(one, "comrade", quote, version)
    assert not MaterialAnswer.objects.exists()


def test_a_corrected_opinion_begins_anew(ground: Ground) -> None:
    old = ground.opinion("comrade")
    ground.hand_in("comrade")
    ground.tie(old, "comrade")
    new = opinions.enter_opinion(
        by=ground.by("committee"), round=ground.round, text="更正的话", about=old.about, corrects=old
    )
    opinions.feed_back(by=ground.by("secretary"), opinion=new)
    assert not ground.fresh(new).is_in_material
    with pytest.raises(NotNow, match="已经更正过"):
        ground.tie(old, "comrade", OTHER)


def test_what_is_tied_is_sorted_no_more(ground: Ground) -> None:
    one = ground.opinion(fed_back=False)
    ground.hand_in()
    ground.tie(one)
    with pytest.raises(NotNow, match="不能再改归类"):
        opinions.sort_opinion(by=ground.by("committee"), opinion=one, about=ground.cast.member("member"))


def test_a_later_word_replaces_the_earlier_and_may_be_taken_back(ground: Ground) -> None:
    one, material = ground.opinion("comrade"), ground.hand_in("comrade")
    given = {"by": ground.by("comrade"), "material": material, "opinion": one}
    ground.tie(one, "comrade")
    ties.answer_otherwise(**given, text=" 已当面说明 ")
    answer = MaterialAnswer.objects.get()
    assert (answer.otherwise, answer.quote, answer.version) == ("已当面说明", "", None)
    ground.tie(one, "comrade", OTHER)
    answer.refresh_from_db()
    assert (answer.otherwise, answer.quote) == ("", OTHER)
    ties.untie(**given)
    assert not MaterialAnswer.objects.exists()
    with pytest.raises(NotNow, match="还没有指明"):
        ties.untie(**given)


def test_the_committee_answers_otherwise_on_the_opinions_page(ground: Ground) -> None:
    one, material = ground.opinion(), ground.hand_in()
    with pytest.raises(Invalid, match="在这条意见的页面上逐条回应"):
        ties.answer_otherwise(by=ground.by("secretary"), material=material, opinion=one, text="另说")


def test_spaces_and_punctuation_do_not_lose_a_passage(ground: Ground) -> None:
    one = ground.opinion("comrade")
    ground.hand_in("comrade")
    ground.tie(one, "comrade")
    ground.hand_in("comrade", TEXT.replace(PASSAGE, PASSAGE.replace("，", ", ").rstrip("。")))
    assert ground.fresh(one).is_in_material
    ground.hand_in("comrade", REWRITTEN)
    assert MaterialAnswer.objects.get().gone_in.number == 3


# --- in the database --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": ""},
        {"version": None},
        {"otherwise": "也说了"},
        {"version": None, "quote": "", "otherwise": ""},
        {"version": None, "otherwise": "说了"},
    ],
)
def test_a_passage_or_a_word_and_never_both(ground: Ground, wrong: dict[str, object]) -> None:
    one = ground.opinion("comrade")
    ground.hand_in("comrade")
    ground.tie(one, "comrade")
    with pytest.raises(IntegrityError), transaction.atomic():
        MaterialAnswer.objects.update(**wrong)


def test_one_answer_an_opinion_and_nothing_is_lost_with_it(ground: Ground) -> None:
    one = ground.opinion("comrade")
    material = ground.hand_in("comrade")
    ground.tie(one, "comrade")
    with pytest.raises(IntegrityError), transaction.atomic():
        MaterialAnswer.objects.create(
            opinion=one, otherwise="又一句", by=ground.by("comrade"), on=ground.meeting.today
        )
    for held in (one, material.versions.get()):
        with pytest.raises(ProtectedError):
            held.delete()


# --- the check and the documents --------------------------------------------------------------------------


def _unanswered(ground: Ground, who: str, text: str) -> list[str]:
    material = ground.material(who)
    context = context_of(material, text, Rulebook.of(ground.meeting), Seat(ground.by(who or "secretary")))
    found = check(draft_of(material, text), context)
    return [one.other.text for one in found if one.rule is Rule.CONTENT and one.other in context.opinions]


@pytest.mark.parametrize("who", ["comrade", ""])
def test_r10_the_check_goes_by_what_the_author_said(ground: Ground, who: str) -> None:
    """An answer in other words is found by nobody but its author; once named it is no finding any more."""
    said = "食堂价格太高"
    one = ground.opinion(who, said)
    ground.hand_in(who)
    assert _unanswered(ground, who, TEXT) == [said]
    ground.tie(one, who)
    assert _unanswered(ground, who, TEXT) == []
    assert _unanswered(ground, who, REWRITTEN) == [said]  # there the passage does not stand


def test_the_check_asks_the_committee_nothing_about_what_is_not_sorted(ground: Ground) -> None:
    opinions.enter_forms(by=ground.by("committee"), round=ground.round, texts=["食堂价格太高"])
    ground.hand_in()
    assert _unanswered(ground, "", TEXT) == []


def test_the_summary_says_how_each_was_answered(ground: Ground) -> None:
    branchs, own, silent = (
        ground.opinion(text="班子的"),
        ground.opinion("comrade"),
        ground.opinion("member", "别的"),
    )
    ground.hand_in()
    ground.hand_in("comrade")
    ground.tie(branchs)
    ground.tie(own, "comrade")
    ties.answer_otherwise(
        by=ground.by("member"), material=ground.material("member"), opinion=silent, text="家里有病人"
    )
    assert [_how_answered(ground.fresh(one)) for one in (branchs, own, silent)] == [
        f"在支部对照检查材料中回应：“{PASSAGE}”",
        "本人在对照检查材料中回应（2026年5月20日）。",
        "本人另有回应（2026年5月20日）。",  # the material and the member's word are not everybody's to read
    ]
    ground.hand_in(text=REWRITTEN)
    assert _how_answered(ground.fresh(branchs)) == "未答复"
    opinions.answer(by=ground.by("secretary"), opinion=branchs, text="已办")
    assert _how_answered(ground.fresh(branchs)) == "已办"


# --- pages ------------------------------------------------------------------------------------------------


def where(ground: Ground, one: Opinion, who: str = "comrade") -> tuple[int, ...]:
    return ground.meeting.pk, ground.material(who).pk, one.pk


def test_who_opens_the_page(client: Client, cast: Cast, ground: Ground) -> None:
    own, branchs = ground.opinion("comrade"), ground.opinion(text="班子的")
    ground.hand_in("comrade")
    assert who_may_open(client, cast, "material_opinion", *where(ground, own)) == {"comrade"}
    assert who_may_open(client, cast, "material_opinion", *where(ground, branchs, "")) == {
        "secretary",
        "deputy",
    }
    assert asked(client, cast, "comrade", "material_opinion", *where(ground, branchs)).status_code == 404


def test_the_author_chooses_a_paragraph_and_sees_it_named(client: Client, cast: Cast, ground: Ground) -> None:
    one, pk = ground.opinion("comrade", "食堂价格太高"), ground.meeting.pk
    material = ground.hand_in("comrade")
    page = words(asked(client, cast, "comrade", "material", pk, material.pk))
    assert "还没指明" in page
    assert "食堂价格太高" in page
    form = words(asked(client, cast, "comrade", "material_opinion", *where(ground, one)))
    for number, is_choice in ((1, False), (2, True), (3, True), (4, False)):  # headings are none
        assert (f'value="1-{number}"' in form) == is_choice
    assert "checked" not in form
    done = sent(client, cast, "comrade", "material_opinion", *where(ground, one), paragraph="1-2")
    assert done.url.endswith(f"/materials/{material.pk}/#opinions")
    page = words(asked(client, cast, "comrade", "material", pk, material.pk))
    assert "回应了意见：食堂价格太高" in page
    assert '<a href="#p2">第2段</a>' in page
    assert "还没指明" not in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "请选一段"),
        ({"paragraph": "1-1"}, "请在新的一稿里重新选"),  # a heading
        ({"paragraph": "0-2"}, "请在新的一稿里重新选"),
        ({"paragraph": "otherwise"}, "请写一句怎样回应"),
        ({"paragraph": "otherwise", "why": "长" * 501}, "500"),
    ],
)
def test_a_wrong_form_comes_back(
    client: Client, cast: Cast, ground: Ground, given: dict[str, str], told: str
) -> None:
    one = ground.opinion("comrade")
    ground.hand_in("comrade")
    page = sent(client, cast, "comrade", "material_opinion", *where(ground, one), **given)
    assert page.status_code == 422
    assert told in words(page)
    assert given.get("why", "") in words(page)
    assert not MaterialAnswer.objects.exists()


def test_a_page_that_a_new_version_overtook_ties_nothing(client: Client, cast: Cast, ground: Ground) -> None:
    one = ground.opinion("comrade")
    ground.hand_in("comrade")
    ground.hand_in("comrade", REWRITTEN)
    page = sent(client, cast, "comrade", "material_opinion", *where(ground, one), paragraph="1-3")
    assert page.status_code == 422
    assert not MaterialAnswer.objects.exists()


def test_before_it_is_handed_in_a_member_may_answer_otherwise(
    client: Client, cast: Cast, ground: Ground
) -> None:
    one = ground.opinion("comrade")
    assert "材料还没有提交" in words(asked(client, cast, "comrade", "material_opinion", *where(ground, one)))
    given = {"paragraph": "otherwise", "why": "已当面说明"}
    assert sent(client, cast, "comrade", "material_opinion", *where(ground, one), **given).status_code == 302
    assert MaterialAnswer.objects.get().otherwise == "已当面说明"
    sent(client, cast, "comrade", "material_opinion", *where(ground, one), do="untie")
    assert not MaterialAnswer.objects.exists()


def test_a_lost_passage_is_told_and_a_guess_offered(client: Client, cast: Cast, ground: Ground) -> None:
    one, pk = ground.opinion("comrade"), ground.meeting.pk
    material = ground.hand_in("comrade")
    ground.tie(one, "comrade", OTHER)
    ground.hand_in("comrade", TEXT.replace(OTHER, ""))
    page = words(asked(client, cast, "comrade", "material", pk, material.pk))
    assert "第2稿里改了或者删了" in page
    assert "可能是这里" in page
    assert "就是这里" in page
    reviewer = words(asked(client, cast, "secretary", "material", pk, material.pk))
    assert "可能是这里" in reviewer
    assert "就是这里" not in reviewer  # not theirs to say


def test_beside_the_editor_the_author_sees_what_was_said(client: Client, cast: Cast, ground: Ground) -> None:
    ground.opinion("comrade")
    ground.opinion("member", "别人的意见")
    page = words(
        asked(client, cast, "comrade", "material_write", ground.meeting.pk, ground.material("comrade").pk)
    )
    assert SAID in page
    assert "别人的意见" not in page


def test_queries_of_the_material_stay_the_same(client: Client, cast: Cast, ground: Ground) -> None:
    ground.opinion("comrade")
    args = (ground.meeting.pk, ground.hand_in("comrade").pk)
    few = queries(client, cast, "comrade", "material", *args)
    for n in range(3):
        one = ground.opinion("comrade", f"第{n}条")
        ground.tie(one, "comrade")
    assert queries(client, cast, "comrade", "material", *args) == few

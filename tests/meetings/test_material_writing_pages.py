"""Writing in the browser, remarks on passages, and problems picked out of the text (R02, R08, R09)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import material as acts
from meetings.models import Aspect, Material, MaterialDraft, MaterialVersion, Meeting, PassageRemark, Problem
from tests.casting import Cast
from tests.meetings.preparation import asked, preparing, queries, rule, sent, who_may_open, words

pytestmark = pytest.mark.django_db

FIRST = "我在联系群众上还有差距，三月份答应给张家修渠的事拖到了八月。"
SECOND = "五月的两次夜巡我都让小李替我去，自己在家看球。"
TEXT = f"一、存在的问题\n（一）联系群众方面\n{FIRST}\n{SECOND}\n二、产生问题的原因\n怕麻烦。"


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    made = preparing(cast)
    rule(made, "materials.committee_form", "full")
    acts.owe_materials(made)
    return made


def of(cast: Cast, meeting: Meeting, who: str) -> Material:
    return meeting.materials.get(owner=cast.member(who) if who else None)


def handed_in(cast: Cast, meeting: Meeting, who: str, text: str = TEXT) -> Material:
    acts.submit_material(by=cast.who[who or "secretary"], material=of(cast, meeting, who), text=text)
    return of(cast, meeting, who)


def save(client: Client, cast: Cast, who: str, one: Material, text: str, revision: int, **extra: str):  # type: ignore[no-untyped-def]
    client.force_login(cast.who[who])
    address = reverse("meetings:material_write", args=[one.meeting_id, one.pk])
    return client.post(address, {"do": "save", "text": text, "revision": revision}, **extra)


COUNTED = {
    "问题": f"{len(FIRST) + len(SECOND)} 字",
    "原因": "4 字",
    "整改": "0 字",
    "全文": "82 字",
    "问题原因": "占全文 70%",
}
HTMX = {"HTTP_HX_REQUEST": "true"}


def test_only_the_author_writes(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = of(cast, meeting, "member")
    save(client, cast, "member", one, "还没有想好的半句话", 0)
    assert who_may_open(client, cast, "material_write", meeting.pk, one.pk) == {"member"}
    committees = of(cast, meeting, "")
    assert who_may_open(client, cast, "material_write", meeting.pk, committees.pk) == {"secretary", "deputy"}
    for who in ("secretary", "deputy"):
        assert "还没有想好" not in words(asked(client, cast, who, "material", meeting.pk, one.pk))


def test_a_draft_is_kept_counted_and_gone_once_handed_in(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one = of(cast, meeting, "member")
    page = save(client, cast, "member", one, TEXT, 0, **HTMX)
    assert page.status_code == 200
    assert 'name="revision" value="1"' in words(page)
    page = asked(client, cast, "member", "material_write", meeting.pk, one.pk)
    assert dict(page.context["counts"]) == COUNTED
    assert FIRST in words(asked(client, cast, "member", "material_write", meeting.pk, one.pk))
    assert one.versions.count() == 0
    sent(client, cast, "member", "material_write", meeting.pk, one.pk, do="submit", text=TEXT, revision=1)
    assert MaterialVersion.objects.get().text == TEXT
    assert not MaterialDraft.objects.exists()


def test_the_counts_follow_what_is_typed_and_save_nothing(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one = of(cast, meeting, "member")
    client.force_login(cast.who["member"])
    address = reverse("meetings:material_write", args=[meeting.pk, one.pk])
    page = client.post(address, {"do": "count", "text": TEXT, "revision": 0}, **HTMX)
    assert dict(page.context["counts"]) == COUNTED
    assert "<html" not in words(page)
    assert not MaterialDraft.objects.exists()
    empty = client.post(address, {"do": "count", "text": " "}, **HTMX)
    assert dict(empty.context["counts"])["问题原因"] == "占全文 0%"


def test_without_script_saving_is_a_button(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = of(cast, meeting, "member")
    page = save(client, cast, "member", one, TEXT, 0)
    assert page.url == reverse("meetings:material_write", args=[meeting.pk, one.pk])
    assert MaterialDraft.objects.get().text == TEXT


def test_a_page_begins_with_the_version_that_was_returned(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one = handed_in(cast, meeting, "member")
    assert FIRST in words(asked(client, cast, "member", "material_write", meeting.pk, one.pk))
    fresh = of(cast, meeting, "comrade")
    assert "一、存在的问题" in words(asked(client, cast, "comrade", "material_write", meeting.pk, fresh.pk))


def test_two_who_write_at_once_overwrite_nothing(client: Client, cast: Cast, meeting: Meeting) -> None:
    """Secretary and deputy at the committee's material: the later one sees both texts and saves again."""
    one = of(cast, meeting, "")
    save(client, cast, "secretary", one, "书记写的一段", 0)
    late = save(client, cast, "deputy", one, "副书记写的一段", 0, **HTMX)
    assert late.status_code == 422
    assert "secretary在您之后保存过" in words(late)
    assert 'name="revision" value="0"' in words(late)
    assert MaterialDraft.objects.get().text == "书记写的一段"
    page = save(client, cast, "deputy", one, "副书记写的一段", 0)
    assert page.status_code == 422
    assert "书记写的一段" in words(page)
    assert "副书记写的一段" in words(page)
    assert 'name="revision" value="1"' in words(page)
    save(client, cast, "deputy", one, "两段并在一起", 1)
    assert MaterialDraft.objects.get().text == "两段并在一起"


def test_a_text_that_is_too_long_is_not_saved_and_not_lost(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    long = "长" * (acts.MAX_TEXT + 1)
    page = save(client, cast, "member", of(cast, meeting, "member"), long, 0)
    assert page.status_code == 422
    assert "没有保存" in words(page)
    assert long[:100] in words(page)
    assert not MaterialDraft.objects.exists()


def remark(client: Client, cast: Cast, who: str, one: Material, number: int, **given: object):  # type: ignore[no-untyped-def]
    text = MaterialVersion.objects.filter(material=one).order_by("-number")[0].text.splitlines()
    data = {"text": "写清是哪一家", "version": 1, "quote": text[number - 1]} | given
    return sent(client, cast, who, "material_remark", one.meeting_id, one.pk, number, **data)


def shown(page) -> dict[int, list[str]]:  # type: ignore[no-untyped-def]
    return {p.number: [r.text for r in p.remarks] for p in page.context["paragraphs"] if p.remarks}


def test_who_remarks_and_who_answers(client: Client, cast: Cast, meeting: Meeting) -> None:
    """R09: the reviewers of its stage; never the author, who answers."""
    one = handed_in(cast, meeting, "member")
    assert who_may_open(client, cast, "material_remark", meeting.pk, one.pk, 3) == {"secretary", "deputy"}
    own = handed_in(cast, meeting, "secretary")
    assert who_may_open(client, cast, "material_remark", meeting.pk, own.pk, 3) == {"deputy"}
    remark(client, cast, "secretary", one, 3)
    made = PassageRemark.objects.get()
    assert who_may_open(client, cast, "material_answer", meeting.pk, one.pk, made.pk) == {"member"}
    assert asked(client, cast, "secretary", "material_remark", meeting.pk, one.pk, 99).status_code == 404


def test_a_remark_stands_beside_its_passage_in_every_later_version(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one = handed_in(cast, meeting, "member")
    assert remark(client, cast, "secretary", one, 3).url.endswith(f"materials/{one.pk}/#p3")
    remark(client, cast, "secretary", one, 4, text="替班的事单独说")
    page = asked(client, cast, "member", "material", meeting.pk, one.pk)
    assert shown(page) == {3: ["写清是哪一家"], 4: ["替班的事单独说"]}
    handed_in(cast, meeting, "member", f"加了一段话。\n{TEXT.replace(SECOND, '五月夜巡我一次也没有去。')}")
    page = asked(client, cast, "member", "material", meeting.pk, one.pk)
    assert shown(page) == {4: ["写清是哪一家"]}
    assert [r.text for r in page.context["changed"]] == ["替班的事单独说"]
    assert SECOND in words(page)
    handed_in(cast, meeting, "member", TEXT.replace("，", ","))
    page = asked(client, cast, "member", "material", meeting.pk, one.pk)
    assert shown(page) == {3: ["写清是哪一家"], 4: ["替班的事单独说"]}


def test_the_author_answers_once(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member")
    remark(client, cast, "secretary", one, 3)
    made = PassageRemark.objects.get()
    where = ("material_answer", meeting.pk, one.pk, made.pk)
    assert sent(client, cast, "member", *where, text=" ").status_code == 422
    sent(client, cast, "member", *where, text="是村西的张家")
    again = sent(client, cast, "member", *where, text="再说一遍")
    assert again.status_code == 422
    assert "已经回应过了" in words(again)
    made.refresh_from_db()
    assert made.answer == "是村西的张家"
    assert "是村西的张家" in words(asked(client, cast, "secretary", "material", meeting.pk, one.pk))


def test_a_remark_on_a_version_that_was_replaced_is_refused_and_kept(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one = handed_in(cast, meeting, "member")
    handed_in(cast, meeting, "member", TEXT.replace("八月", "九月"))
    page = remark(client, cast, "secretary", one, 3, quote=FIRST)
    assert page.status_code == 422
    assert "第2稿" in words(page)
    assert "写清是哪一家" in words(page)
    assert not PassageRemark.objects.exists()


def test_a_paragraph_becomes_a_problem_of_the_list(client: Client, cast: Cast, meeting: Meeting) -> None:
    """R02: the author's words and their aspect are filled in; the source is chosen."""
    aspect = Aspect.objects.create(meeting=meeting, scope="member", title="联系群众方面")
    one = handed_in(cast, meeting, "member")
    page = asked(client, cast, "member", "material", meeting.pk, one.pk)
    query = f"?material={one.pk}&paragraph=3"
    assert query.replace("&", "&amp;") in words(page)
    form = asked(client, cast, "member", "problem_add_own", meeting.pk, query=query)
    assert (form.context["form"]["manifestation"].value(), form.context["form"]["aspect"].value()) == (
        FIRST,
        aspect.pk,
    )
    client.force_login(cast.who["member"])
    address = reverse("meetings:problem_add_own", args=[meeting.pk]) + query
    data = {"manifestation": FIRST, "aspect": aspect.pk, "source": "opinion", "cause": "怕麻烦"}
    assert client.post(address, data).url.endswith(f"/materials/{one.pk}/#p3")
    problem = Problem.objects.get()
    assert (problem.owner, problem.source, problem.cause) == (cast.member("member"), "opinion", "怕麻烦")
    page = asked(client, cast, "member", "material", meeting.pk, one.pk)
    assert [p.number for p in page.context["paragraphs"] if p.listed] == [3]


def test_nobody_picks_out_of_a_text_that_is_not_theirs(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member")
    query = f"?material={one.pk}&paragraph=3"
    for who in ("comrade", "secretary"):
        answer = asked(client, cast, who, "problem_add_own", meeting.pk, query=query)
        assert answer.status_code == 404
    branchs = handed_in(cast, meeting, "")
    query = f"?material={branchs.pk}&paragraph=3"
    page = asked(client, cast, "secretary", "problem_add_branch", meeting.pk, query=query)
    assert page.context["form"]["manifestation"].value() == FIRST
    assert asked(client, cast, "secretary", "problem_add_own", meeting.pk, query=query).status_code == 404


def test_queries_stay_the_same_with_more_remarks(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member")
    remark(client, cast, "secretary", one, 3)
    few = queries(client, cast, "member", "material", meeting.pk, one.pk)
    for number in (2, 4, 6):
        remark(client, cast, "secretary", one, number)
    assert queries(client, cast, "member", "material", meeting.pk, one.pk) == few


def test_headings_alone_are_no_material(client: Client, cast: Cast, meeting: Meeting) -> None:
    """The page begins with three headings; sent back as they are they are refused, with a word under them taken."""
    one = of(cast, meeting, "member")
    page = asked(client, cast, "member", "material_write", meeting.pk, one.pk)
    bare = page.context["form"]["text"].value()
    for text, status in (
        (bare, 422),
        (f"{bare}\n　", 422),
        (bare.replace("问题\n", "问题\n学得少。\n"), 302),
    ):
        given = {"do": "submit", "text": text, "revision": 0}
        assert (
            sent(client, cast, "member", "material_write", meeting.pk, one.pk, **given).status_code == status
        )
    assert MaterialVersion.objects.count() == 1


def test_why_it_came_back_stands_before_the_text_until_it_is_handed_in_again(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one = of(cast, meeting, "member")
    given = {"do": "submit", "text": TEXT, "revision": 0}
    sent(client, cast, "member", "material_write", meeting.pk, one.pk, **given)
    pages = ("material", "material_write")

    def told() -> list[int]:
        found = [words(asked(client, cast, "member", name, meeting.pk, one.pk)) for name in pages]
        return [
            page.index("时间没有写清") < page.index("存在的问题") for page in found if "时间没有写清" in page
        ]

    assert told() == []
    why = {"verdict": "return", "remarks": "时间没有写清", "version": 1, "do": "review"}
    sent(client, cast, "secretary", "material", meeting.pk, one.pk, **why)
    assert told() == [True, True]
    again = given | {"text": TEXT + "五月和六月。"}
    sent(client, cast, "member", "material_write", meeting.pk, one.pk, **again)
    assert told() == [False]  # among the reviews, as the record

"""Pages of materials: handed in, read by few, reviewed by others than the author (R08, R09)."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.uploads.text import docx_text
from meetings.actions import material as acts
from meetings.models import Material, MaterialReview, MaterialVersion, Meeting
from tests.casting import Cast
from tests.meetings.preparation import EVERYBODY, asked, preparing, queries, rule, sent, who_may_open, words
from tests.uploads import good

pytestmark = pytest.mark.django_db

TEXT = "去年防汛我两次迟到，群众有意见"
LEADERS = {"secretary", "deputy"}
COMMITTEE = LEADERS | {"idle_deputy", "committee"}
UPPER = {"supervisor", "officer"}


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    made = preparing(cast)
    rule(made, "materials.committee_form", "full")
    acts.owe_materials(made)
    return made


def of(cast: Cast, meeting: Meeting, who: str) -> Material:
    return meeting.materials.get(owner=cast.member(who) if who else None)


def handed_in(cast: Cast, meeting: Meeting, who: str, text: str = TEXT) -> Material:
    by = cast.who[who or "secretary"]
    acts.submit_material(by=by, material=of(cast, meeting, who), text=text)
    return of(cast, meeting, who)


def word(name: str = "材料.docx", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, good.written() if content is None else content)


def test_who_reads_whose(client: Client, cast: Cast, meeting: Meeting) -> None:
    """R08: one's own and the reviewers'; above nobody, unless the plan says so."""
    pk, one = meeting.pk, handed_in(cast, meeting, "member")
    assert who_may_open(client, cast, "material", pk, one.pk) == LEADERS | {"member"}
    branchs = handed_in(cast, meeting, "")
    assert who_may_open(client, cast, "material", pk, branchs.pk) == COMMITTEE


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (["committee"], {""}),
        (["secretary"], {"secretary"}),
        (["committee_member"], {"committee"}),
        (["member"], {"member"}),
        (["committee", "secretary", "committee_member", "member"], {"", "secretary", "committee", "member"}),
        ([], set()),
    ],
)
@pytest.mark.parametrize("who", sorted(UPPER))
def test_the_superior_reads_what_is_in_its_scope_once_handed_in(
    client: Client, cast: Cast, meeting: Meeting, who: str, scope: list[str], seen: set[str]
) -> None:
    """R09: the scope names whose materials; those of others stay unseen."""
    rule(meeting, "materials.superior_reviews", True)
    rule(meeting, "materials.superior_scope", scope)
    materials = {name: handed_in(cast, meeting, name) for name in ("", "secretary", "committee", "member")}
    opened = {
        name
        for name, one in materials.items()
        if asked(client, cast, who, "material", meeting.pk, one.pk).status_code == 200
    }
    assert opened == seen
    owed = of(cast, meeting, "comrade")
    assert asked(client, cast, who, "material", meeting.pk, owed.pk).status_code == 404


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - LEADERS - {"member"}))
def test_nobody_elses_page_holds_the_text(client: Client, cast: Cast, meeting: Meeting, who: str) -> None:
    one = handed_in(cast, meeting, "member")
    assert asked(client, cast, who, "material_file", meeting.pk, one.pk, 1).status_code == 404
    for name in ("materials", "readiness", "detail", "problems", "history"):
        assert TEXT not in words(asked(client, cast, who, name, meeting.pk))


def test_a_material_of_another_meeting_is_not_found_here(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one, other = handed_in(cast, meeting, "member"), preparing(cast, year_of=2025)
    assert asked(client, cast, "member", "material", other.pk, one.pk).status_code == 404


def test_a_word_file_is_read_and_comes_back_as_it_was(client: Client, cast: Cast, meeting: Meeting) -> None:
    one, data = of(cast, meeting, "member"), good.written()
    page = sent(client, cast, "member", "material", meeting.pk, one.pk, upload=word(content=data))
    assert page.url == reverse("meetings:material", args=[meeting.pk, one.pk])
    assert "按照党委通知要求" in words(asked(client, cast, "secretary", "material", meeting.pk, one.pk))
    file = asked(client, cast, "secretary", "material_file", meeting.pk, one.pk, 1)
    back = docx_text(io.BytesIO(b"".join(file.streaming_content)))
    assert back == docx_text(io.BytesIO(data))
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert asked(client, cast, "member", "material_file", meeting.pk, one.pk, 2).status_code == 404


@pytest.mark.parametrize(
    ("upload", "told"),
    [
        (("稿.docx", b""), "空"),
        (("稿.docx", b"\x00\x01rubbish" * 40), "认不出这个文件的内容"),
        (("稿.pdf", b"%PDF-1.4\n%%EOF"), "PDF"),
        (("稿.docx", good.workbook()), "表格"),
        (("稿.docx", good.screenshot()), "PNG"),
        (None, "请上传 Word 文件"),
    ],
)
def test_rubbish_is_refused_with_a_sentence_and_leaves_nothing(
    client: Client, cast: Cast, meeting: Meeting, upload: tuple[str, bytes] | None, told: str
) -> None:
    one = of(cast, meeting, "member")
    given = {"upload": SimpleUploadedFile(*upload)} if upload else {}
    page = sent(client, cast, "member", "material", meeting.pk, one.pk, **given)
    assert page.status_code == 422
    assert told in words(page)
    one.refresh_from_db()
    assert one.state == "owed"
    assert not MaterialVersion.objects.exists()


def write(client: Client, cast: Cast, who: str, one: Material, text: str, **given: object):  # type: ignore[no-untyped-def]
    data = {"do": "submit", "text": text, "revision": 0} | given
    return sent(client, cast, who, "material_write", one.meeting_id, one.pk, **data)


@pytest.mark.parametrize(
    ("text", "told"), [("  \n ", "材料里没有文字"), ("长" * (acts.MAX_TEXT + 1), "200000字的上限")]
)
def test_what_no_material_can_be_is_refused_and_stays_in_the_page(
    client: Client, cast: Cast, meeting: Meeting, text: str, told: str
) -> None:
    page = write(client, cast, "member", of(cast, meeting, "member"), text)
    assert page.status_code == 422
    assert told in words(page)
    assert text.strip()[:50] in words(page)
    assert not MaterialVersion.objects.exists()


def test_the_same_text_twice_is_one_version(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = of(cast, meeting, "member")
    write(client, cast, "member", one, TEXT)
    again = write(client, cast, "member", one, TEXT)
    assert again.status_code == 422
    assert "没有重复提交" in words(again)
    assert MaterialVersion.objects.count() == 1


def review(client: Client, cast: Cast, who: str, one: Material, **given: object):  # type: ignore[no-untyped-def]
    data = {"do": "review", "verdict": "approve", "remarks": "", "version": 1} | given
    return sent(client, cast, who, "material", one.meeting_id, one.pk, **data)


def test_returned_with_remarks_and_handed_in_again(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member")
    bare = review(client, cast, "secretary", one, verdict="return")
    assert bare.status_code == 422
    assert "退回时请写明要改什么" in words(bare)
    review(client, cast, "secretary", one, verdict="return", remarks="写具体的人和事")
    assert "写具体的人和事" in words(asked(client, cast, "member", "material", meeting.pk, one.pk))
    handed_in(cast, meeting, "member", "第二稿")
    review(client, cast, "secretary", one, version=2)
    one.refresh_from_db()
    assert one.state == "approved"
    assert write(client, cast, "member", one, "第三稿").status_code == 404
    assert MaterialVersion.objects.count() == 2


def test_a_verdict_on_an_older_version_is_refused(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member")
    handed_in(cast, meeting, "member", "改过的一稿")
    page = review(client, cast, "secretary", one, remarks="我读的是第一稿")
    assert page.status_code == 422
    assert "作者刚刚提交了第2稿" in words(page)
    assert "我读的是第一稿" in words(page)
    assert not MaterialReview.objects.exists()


def test_a_verdict_that_is_sent_twice_counts_once(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member")
    review(client, cast, "secretary", one)
    assert review(client, cast, "secretary", one).status_code != 500
    assert MaterialReview.objects.count() == 1


def test_nobody_reviews_their_own(client: Client, cast: Cast, meeting: Meeting) -> None:
    """The secretary's own goes to the delegated deputy, and the other way round."""
    own = handed_in(cast, meeting, "secretary")
    page = asked(client, cast, "secretary", "material", meeting.pk, own.pk)
    assert page.context["review"] is None
    review(client, cast, "secretary", own)
    assert not MaterialReview.objects.exists()
    assert asked(client, cast, "deputy", "material", meeting.pk, own.pk).context["review"]
    review(client, cast, "deputy", own)
    assert MaterialReview.objects.get().reviewer == cast.who["deputy"]
    deputys = handed_in(cast, meeting, "deputy")
    review(client, cast, "deputy", deputys)
    assert MaterialReview.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "comrade", "committee", "supervisor", "officer", "administrator"])
def test_others_do_not_review(client: Client, cast: Cast, meeting: Meeting, who: str) -> None:
    one = handed_in(cast, meeting, "member")
    review(client, cast, who, one)
    assert not MaterialReview.objects.exists()


def test_queries_stay_the_same_with_more_rows(client: Client, cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "member")
    few = queries(client, cast, "secretary", "materials", meeting.pk)
    page = queries(client, cast, "secretary", "material", meeting.pk, one.pk)
    for who in ("comrade", "probationary", "committee"):
        review(client, cast, "secretary", handed_in(cast, meeting, who))
    review(client, cast, "secretary", one, verdict="return", remarks="改")
    handed_in(cast, meeting, "member", "第二稿")
    assert queries(client, cast, "secretary", "materials", meeting.pk) <= few + 1
    assert queries(client, cast, "secretary", "material", meeting.pk, one.pk) <= page + 1


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("owed", "写发言提纲"),
        ("returned", "按审核意见修改发言提纲"),
        ("submitted", None),
        ("reviewed", None),
        ("approved", None),
    ],
)
def test_the_list_leads_to_what_one_has_to_write(
    client: Client, cast: Cast, meeting: Meeting, state: str, label: str | None
) -> None:
    """One's own alone: the secretary, who sees the same material, is not told to write it."""
    own, secretarys = of(cast, meeting, "member"), of(cast, meeting, "secretary")
    Material.objects.filter(pk__in=(own.pk, secretarys.pk)).update(state=state)
    for who, material in (("member", own), ("secretary", secretarys)):
        page = words(asked(client, cast, who, "materials", meeting.pk))
        led = f'class="btn btn-primary" href="{reverse("meetings:material", args=[meeting.pk, material.pk])}"'
        assert (led in page) == (label is not None)
        assert label is None or label in page

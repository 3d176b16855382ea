"""The open form and its box: whoever gives an opinion leaves nothing behind that could tell who they are (R03).

Every test that looks for a trace first plants one that could be found: a browser's name, an address, a session,
a moment, an order.
"""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import logging
import re

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from core import clock, nameless
from core.exceptions import Invalid, NotAllowed, NotNow, Refused
from core.fields import cipher, seal, unseal
from meetings.actions import opinion as acts
from meetings.actions import opinion_box as box
from meetings.models import Meeting, Opinion, OpinionRound, OpinionSlip
from meetings.views import opinion_open
from tests.casting import TODAY, Cast
from tests.meetings.preparation import asked, preparing, rule, sent, words

pytestmark = pytest.mark.django_db

ADDRESS, BROWSER = "203.0.113.77", "Leaky/1.0 (device 7b1f)"
TRACES = {
    "REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER, "HTTP_REFERER": "http://testserver/notices/of/zhang/",
    "HTTP_ACCEPT_LANGUAGE": "gan-Hans",
}  # fmt: skip
SAID = "书记开会总是迟到半个小时"
LAST = TODAY + dt.timedelta(days=3)


@pytest.fixture(autouse=True)
def _fresh_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = nameless.Buckets()
    monkeypatch.setattr(nameless, "buckets", fresh)
    monkeypatch.setattr(opinion_open, "buckets", fresh)


@pytest.fixture
def asking(cast: Cast, on_the_day: None) -> OpinionRound:
    """A round of four days with a link, of a meeting in ten."""
    meeting = preparing(cast)
    made = acts.open_round(
        by=cast.who["committee"], meeting=meeting, channel="online", starts_on=TODAY, ends_on=LAST,
        audience="全体党员和群众",
    )  # fmt: skip
    return box.issue_link(by=cast.who["committee"], round=made)


def form(asking: OpinionRound) -> str:
    return reverse("meetings:open_form", args=[asking.link])


def give(client: Client, asking: OpinionRound, text: str = SAID, **more: object) -> HttpResponse:
    """Open the form and send it, with every trace a browser leaves."""
    page = words(client.get(form(asking), **TRACES))
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    return client.post(form(asking), {"text": text, "once": once} | more, **TRACES)


def everything_stored() -> str:
    """Every row of every table, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(found)


# --- nothing about the giver ------------------------------------------------------------------------------


def test_r03_nothing_about_the_giver_is_stored(client: Client, asking: OpinionRound) -> None:
    before = everything_stored()
    for trace in TRACES.values():
        assert trace not in before
    moment = dt.datetime(2026, 5, 20, 13, 47, 11, 123457, tzinfo=dt.UTC)
    with clock.at(moment):
        assert give(client, asking).status_code == 302
    new = "\n".join(line for line in everything_stored().splitlines() if line not in before)
    assert new.startswith("meetings_opinionslip")  # the slip is there, and it is all that is there
    assert len(new.splitlines()) == 1
    for trace in (*TRACES.values(), "13:47", "21:47", "2026", SAID):
        assert trace not in new


def test_a_member_who_is_logged_in_is_nobody_here(client: Client, cast: Cast, asking: OpinionRound) -> None:
    client.force_login(cast.who["member"])
    before = everything_stored()
    page = client.get(form(asking), **TRACES)
    assert "member" not in words(page)
    assert not page.wsgi_request.user.is_authenticated
    assert give(client, asking).status_code == 302
    changed = [line for line in everything_stored().splitlines() if line not in before]
    assert len(changed) == 1
    assert changed[0].startswith("meetings_opinionslip")


def test_no_cookie_is_given_and_no_copy_kept(client: Client, asking: OpinionRound) -> None:
    for answer in (client.get(form(asking)), give(client, asking)):
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
    assert "data-keep" not in words(client.get(form(asking)))


def test_the_request_has_lost_its_marks_before_any_page_sees_it(client: Client, asking: OpinionRound) -> None:
    asked_with = client.get(form(asking), HTTP_X_FORWARDED_FOR=ADDRESS, **TRACES).wsgi_request
    left = {str(value) for value in (*asked_with.META.values(), *asked_with.headers.values())}
    assert not set(TRACES.values()) & left
    elsewhere = client.get(reverse("login"), **TRACES).wsgi_request.META
    assert elsewhere["REMOTE_ADDR"] == ADDRESS  # only there


def test_neither_a_slip_nor_a_refusal_leaves_a_line_in_the_log(
    client: Client, asking: OpinionRound, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        give(client, asking)
        assert give(client, asking, text=" ").status_code == 422
        assert client.get(reverse("meetings:open_form", args=["wrong"])).status_code == 404
        client.get("/nowhere/")
    lines = [record.getMessage() for record in caplog.records if "/" in record.getMessage()]
    assert any("/nowhere/" in line for line in lines)  # the log does work
    assert not [line for line in lines if nameless.PREFIX in line]


def test_the_trail_tells_of_the_box_and_never_of_a_slip(
    client: Client, cast: Cast, asking: OpinionRound
) -> None:
    before = AuditEntry.objects.count()
    give(client, asking)
    give(client, asking, text="多开放活动室")
    assert AuditEntry.objects.count() == before
    with clock.at(LAST + dt.timedelta(days=1)):
        box.open_box(by=cast.who["committee"], round=asking)
    entry = AuditEntry.objects.order_by("-id").first()
    assert (entry.action, entry.after, entry.target_id) == ("opinion.open_box", {"count": 2}, str(asking.pk))


# --- a slip tells neither its moment, nor its place, nor its length ---------------------------------------


def test_a_slip_carries_no_moment() -> None:
    """A Fernet token begins with its second in the clear; a slip's says the beginning of time."""
    assert _second_of(cipher().encrypt(b"words").decode()) > 1_700_000_000
    assert _second_of(seal(SAID)) == 0


def _second_of(token: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(token)[1:9])


def test_a_slip_tells_its_length_in_large_steps_only() -> None:
    assert len({len(seal(text)) for text in ("好", SAID, SAID * 10)}) == 1
    assert len(seal(SAID * 100)) > len(seal(SAID))
    assert [unseal(seal(text)) for text in ("好", SAID * 100)] == ["好", SAID * 100]


def test_slips_do_not_lie_in_the_order_they_came(client: Client, asking: OpinionRound) -> None:
    given = [f"意见{n:02}" for n in range(12)]
    for text in given:
        give(client, asking, text=text)
    by_key = [unseal(one.sealed) for one in OpinionSlip.objects.order_by("pk")]
    as_stored = [unseal(one.sealed) for one in OpinionSlip.objects.order_by()]
    assert sorted(by_key) == given
    assert by_key != given
    assert as_stored != given


@pytest.mark.postgres_run
def test_no_slip_is_told_by_the_transaction_that_wrote_it(client: Client, asking: OpinionRound) -> None:
    """PostgreSQL keeps with each row who wrote it and where it lies: all slips look as if written together."""
    for n in range(8):
        give(client, asking, text=f"意见{n}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, sealed FROM meetings_opinionslip ORDER BY ctid")
        rows = cursor.fetchall()
    assert len({xmin for xmin, _ in rows}) == 1
    assert [unseal(sealed) for _, sealed in rows] != [f"意见{n}" for n in range(8)]


def test_opened_opinions_have_one_day_and_no_order(
    client: Client, cast: Cast, asking: OpinionRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("甲", "乙", "丙"):
        give(client, asking, text=text)
    monkeypatch.setattr(box, "_shuffle", lambda texts: texts.sort())
    tomorrow = LAST + dt.timedelta(days=1)
    with clock.at(tomorrow):
        assert box.open_box(by=cast.who["committee"], round=asking) == 3
    found = list(Opinion.objects.order_by("pk").values_list("text", "entered_on", "sorted_on", "giver"))
    assert found == [(text, tomorrow, None, "") for text in sorted("甲乙丙")]
    assert not OpinionSlip.objects.exists()


def test_the_shuffle_is_a_real_one() -> None:
    orders = {tuple(_shuffled("甲乙丙")) for _ in range(200)}
    assert orders == set(itertools.permutations("甲乙丙"))


def _shuffled(texts: str) -> list[str]:
    found = list(texts)
    box._shuffle(found)
    return found


def test_no_model_of_opinions_has_a_moment() -> None:
    """Days only; a column with a time of day would tell who was at the form."""
    fields = [one for model in (OpinionSlip, Opinion, OpinionRound) for one in model._meta.get_fields()]
    assert not [one.name for one in fields if type(one).__name__ in ("DateTimeField", "TimeField")]
    assert {one.name for one in OpinionSlip._meta.get_fields()} == {"id", "round", "sealed"}
    assert _has_moment(apps.get_model("audit", "AuditEntry"))  # the finder finds


def _has_moment(model: type[Model]) -> bool:
    return any(type(one).__name__ == "DateTimeField" for one in model._meta.get_fields())


def test_without_the_key_a_box_stays_shut_and_keeps_its_slips(
    client: Client, cast: Cast, asking: OpinionRound, settings: object
) -> None:
    from cryptography.fernet import Fernet

    give(client, asking)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with clock.at(LAST + dt.timedelta(days=1)), pytest.raises(NotNow, match="密钥不在本机"):
        box.open_box(by=cast.who["committee"], round=asking)
    assert OpinionSlip.objects.count() == 1
    assert not Opinion.objects.exists()


# --- the box is shut until the end ------------------------------------------------------------------------


def test_nobody_sees_how_many_slips_a_shut_box_holds(
    client: Client, cast: Cast, asking: OpinionRound
) -> None:
    """A count that grows would tell who has just been at the form."""
    pages = [
        ("opinions", ()),
        ("opinion_sheet", (asking.pk,)),
        ("opinion_box", (asking.pk,)),
        ("readiness", ()),
    ]

    def seen() -> list[str]:
        return [
            _stable(asked(client, cast, "secretary", page, asking.meeting_id, *more)) for page, more in pages
        ]

    empty = seen()
    giver = Client()
    give(giver, asking)
    give(giver, asking, text="活动室早点开门")
    assert seen() == empty


def _stable(page: HttpResponse) -> str:
    assert page.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", words(page))


def test_a_box_is_not_opened_before_its_end(client: Client, cast: Cast, asking: OpinionRound) -> None:
    give(client, asking)
    with clock.at(LAST), pytest.raises(NotNow, match="过了截止日期才能开箱"):
        box.open_box(by=cast.who["secretary"], round=asking)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionRound.objects.filter(pk=asking.pk).update(opened_on=LAST)
    page = words(asked(client, cast, "committee", "opinion_box", asking.meeting_id, asking.pk))
    assert "还没到开箱的时候" in page


def test_a_box_is_opened_once(cast: Cast, asking: OpinionRound) -> None:
    with clock.at(LAST + dt.timedelta(days=1)):
        assert box.open_box(by=cast.who["committee"], round=asking) == 0
        with pytest.raises(NotNow, match="已经打开过"):
            box.open_box(by=cast.who["committee"], round=asking)


def test_opening_on_the_page_leads_to_sorting(client: Client, cast: Cast, asking: OpinionRound) -> None:
    give(client, asking)
    pk = asking.meeting_id
    with clock.at(LAST + dt.timedelta(days=1)):
        assert "打开意见箱" in words(asked(client, cast, "committee", "opinion_box", pk, asking.pk))
        page = sent(client, cast, "committee", "opinion_box", pk, asking.pk)
        assert page.url.endswith("/opinions/sort/")
        listed = words(asked(client, cast, "committee", "opinions", pk, query="?show=sort"))
    assert SAID in listed
    assert "还没归类1条" in listed


def test_a_shut_box_holds_the_meeting_up(cast: Cast, asking: OpinionRound) -> None:
    from meetings.gate_checks import opinions_fed_back
    from meetings.rulebook import Rulebook

    missing = opinions_fed_back(asking.meeting, Rulebook.of(asking.meeting))
    assert [one.text for one in missing] == ["还有1个意见箱没有打开"]


# --- the link ---------------------------------------------------------------------------------------------


def test_a_stranger_with_a_wrong_link_learns_nothing(client: Client, asking: OpinionRound) -> None:
    wrong = [asking.link[:-1], asking.link.swapcase(), "1", str(asking.pk), "x" * 400]
    for link in wrong:
        for name in ("open_form", "open_form_sent"):
            assert client.get(reverse(f"meetings:{name}", args=[link])).status_code == 404
    assert client.post(reverse("meetings:open_form", args=["1"]), {"text": SAID}).status_code == 404
    assert not OpinionSlip.objects.exists()


def test_a_round_without_a_link_has_no_open_form(client: Client, cast: Cast, on_the_day: None) -> None:
    plain = OpinionRound.objects.create(
        meeting=preparing(cast), channel="box", starts_on=TODAY, ends_on=LAST, audience="群众"
    )
    for link in ("None", "null", "-", str(plain.pk)):
        assert client.get(reverse("meetings:open_form", args=[link])).status_code == 404
    for page in ("opinion_sheet", "opinion_sheet_file", "opinion_box"):
        assert asked(client, cast, "committee", page, plain.meeting_id, plain.pk).status_code == 404


def test_links_are_long_and_never_alike(cast: Cast, asking: OpinionRound) -> None:
    links = set()
    for n in range(20):
        made = OpinionRound.objects.create(
            meeting=asking.meeting, channel="form", starts_on=TODAY, ends_on=LAST, audience=f"第{n}组"
        )
        links.add(box.issue_link(by=cast.who["committee"], round=made).link)
    assert len(links) == 20
    assert {len(link) for link in links} == {24}  # 144 bits
    assert box.issue_link(by=cast.who["committee"], round=asking).link == asking.link


def test_who_may_issue_a_link_and_when(cast: Cast, asking: OpinionRound) -> None:
    with pytest.raises(NotAllowed):
        box.issue_link(by=cast.who["member"], round=asking)
    late = asking.meeting.held_on
    for ends_on, told in ((late, "截止日期要在开会之前"), (TODAY, "")):
        made = OpinionRound.objects.create(
            meeting=asking.meeting, channel="form", starts_on=TODAY, ends_on=ends_on, audience="群众"
        )
        if told:
            with pytest.raises(NotNow, match=told):
                box.issue_link(by=cast.who["committee"], round=made)
    with clock.at(TODAY + dt.timedelta(days=1)), pytest.raises(NotNow, match="已经截止"):
        box.issue_link(by=cast.who["committee"], round=made)


def test_where_names_are_asked_for_there_is_no_open_form(cast: Cast, asking: OpinionRound) -> None:
    rule(asking.meeting, "opinions.anonymous_allowed", False)
    with pytest.raises(Invalid, match="要求署名") as refused:
        box.issue_link(by=cast.who["committee"], round=asking)
    assert refused.value.clause == "方案第一条"


# --- the form ---------------------------------------------------------------------------------------------


def test_the_form_says_who_asks_about_what_until_when_and_that_it_is_nameless(
    client: Client, asking: OpinionRound
) -> None:
    page = words(client.get(form(asking)))
    for told in (
        asking.organization.name, "年度组织生活会", "学党章", "全体党员和群众", "2026年5月23日", "不用署名",
    ):  # fmt: skip
        assert told in page
    assert "comrade" not in page  # nor anybody on the register
    assert "<script>" not in page


def test_the_form_from_writing_to_thanks(client: Client, asking: OpinionRound) -> None:
    page = client.get(give(client, asking).url)
    assert page.status_code == 200
    assert "已经投进意见箱" in words(page)
    assert SAID not in words(page)
    assert [unseal(one.sealed) for one in OpinionSlip.objects.all()] == [SAID]


def test_a_form_sent_twice_is_one_slip_and_two_people_may_say_the_same(
    client: Client, asking: OpinionRound
) -> None:
    given = {"text": SAID, "once": "the-same-form"}
    assert [client.post(form(asking), given).status_code for _ in range(3)] == [302] * 3
    assert OpinionSlip.objects.count() == 1
    give(client, asking)
    assert OpinionSlip.objects.count() == 2
    client.post(form(asking), given | {"text": "回头又加了一条"})
    assert OpinionSlip.objects.count() == 3  # words are never dropped


@pytest.mark.parametrize("text", ["", "  \n ", "长" * 10_001])
def test_a_form_that_is_wrong_comes_back_as_it_was(client: Client, asking: OpinionRound, text: str) -> None:
    page = give(client, asking, text=text)
    assert page.status_code == 422
    assert text.strip() in words(page)
    assert not OpinionSlip.objects.exists()


@pytest.mark.parametrize(
    ("day", "told"),
    [(TODAY - dt.timedelta(days=1), "还没有开始"), (LAST + dt.timedelta(days=1), "已经截止")],
)
def test_the_form_opens_and_closes_with_the_round(
    client: Client, asking: OpinionRound, day: dt.date, told: str
) -> None:
    """What somebody wrote while it closed is shown to be copied, and is not in the box."""
    with clock.at(day):
        page = words(client.get(form(asking)))
        assert told in page
        assert "<textarea" not in page
        answer = client.post(form(asking), {"text": SAID, "once": "x"})
        assert answer.status_code == 422
        assert SAID in words(answer)
    assert not OpinionSlip.objects.exists()


@pytest.mark.parametrize("state", ["draft", "in_session", "halted", "archived"])
def test_the_form_is_closed_unless_the_meeting_is_being_prepared(
    client: Client, asking: OpinionRound, state: str
) -> None:
    Meeting.objects.filter(pk=asking.meeting_id).update(state=state)
    assert "<textarea" not in words(client.get(form(asking)))
    client.post(form(asking), {"text": SAID, "once": "x"})
    assert not OpinionSlip.objects.exists()


def test_a_full_box_says_so(client: Client, asking: OpinionRound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "HOLDS", 1)
    give(client, asking)
    page = give(client, asking, text="第二条")
    assert "已经满了" in words(page)
    assert "第二条" in words(page)


# --- not too fast, and no address kept --------------------------------------------------------------------


def test_one_address_is_held_back_and_another_is_not(
    client: Client, asking: OpinionRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinion_open, "AN_HOUR", 2)
    answers = [give(client, asking, text=f"第{n}条") for n in range(3)]
    assert [one.status_code for one in answers] == [302, 302, 429]
    assert "第2条" in words(answers[2])  # nothing typed is lost
    other = client.post(form(asking), {"text": "别处", "once": "y"}, REMOTE_ADDR="198.51.100.4")
    assert other.status_code == 302


def test_behind_a_proxy_its_own_word_counts_and_no_other(
    client: Client, asking: OpinionRound, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the visitor writes into the header stands before what the proxy adds."""
    settings.PROXIES = 1
    monkeypatch.setattr(opinion_open, "AN_HOUR", 1)
    answers = [
        client.post(
            form(asking), {"text": f"第{n}条", "once": "z"}, HTTP_X_FORWARDED_FOR=f"10.9.8.{n}, {ADDRESS}",
            REMOTE_ADDR="127.0.0.1",
        )
        for n in range(2)
    ]  # fmt: skip
    assert [one.status_code for one in answers] == [302, 429]


def test_counts_are_forgotten_with_their_salt() -> None:
    now = [0.0]
    counts = nameless.Buckets(seconds=3600, clock=lambda: now[0])
    first = counts.of(ADDRESS)
    assert counts.of(ADDRESS) == first
    assert ADDRESS.encode() not in first
    assert [counts.take(first, 2) for _ in range(3)] == [True, True, False]
    now[0] = 3601
    later = counts.of(ADDRESS)
    assert later != first
    assert counts.take(later, 2)
    assert ADDRESS not in repr(vars(counts))
    assert first not in counts._counts


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "not an address", True),
    ],
)
def test_what_counts_as_one_place(one: str, other: str, same: bool) -> None:
    counts = nameless.Buckets()
    assert (counts.of(one) == counts.of(other)) is same


# --- verbatim in the database -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"text": "改过的话"},
        {"giver": "张三"},
        {"entered_on": TODAY - dt.timedelta(days=1)},
        {"corrects": None},
    ],
)
def test_r03_the_database_refuses_to_change_an_opinion(
    cast: Cast, asking: OpinionRound, change: dict[str, object]
) -> None:
    first = acts.enter_opinion(by=cast.who["committee"], round=asking, text=SAID)
    one = acts.enter_opinion(by=cast.who["committee"], round=asking, text="更正", corrects=first)
    with pytest.raises(DatabaseError, match="verbatim"), transaction.atomic():
        Opinion.objects.filter(pk=one.pk).update(**change)
    one.refresh_from_db()
    assert (one.text, one.giver, one.entered_on, one.corrects_id) == ("更正", "", TODAY, first.pk)
    assert Opinion.objects.filter(pk=one.pk).update(fed_back_on=TODAY) == 1  # the rest goes on


# --- paper, sorting, receipt ------------------------------------------------------------------------------


def test_a_pile_of_paper_is_typed_in_at_once_and_verbatim(
    client: Client, cast: Cast, asking: OpinionRound
) -> None:
    pile = "第一条\n还有一行\n\n  第二条，不改一字！ \n　\n\n第三条"
    page = sent(client, cast, "committee", "opinion_papers", asking.meeting_id, asking.pk, texts=pile)
    assert page.url.endswith("/opinions/sort/")
    kept = sorted(Opinion.objects.values_list("text", flat=True))
    assert [text.replace("\r", "") for text in kept] == ["第一条\n还有一行", "第三条", "第二条，不改一字！"]
    again = sent(client, cast, "committee", "opinion_papers", asking.meeting_id, asking.pk, texts=pile)
    assert again.status_code == 422
    assert "没有重复登记" in words(again)
    assert Opinion.objects.count() == 3
    sent(client, cast, "committee", "opinion_papers", asking.meeting_id, asking.pk, texts=pile, again="on")
    assert Opinion.objects.count() == 6


def test_sorting_several_at_once_and_leaving_some_open(
    client: Client, cast: Cast, asking: OpinionRound
) -> None:
    texts = ["班子学习不够", "comrade说话急", "说不清是谁"]
    acts.enter_forms(by=cast.who["committee"], round=asking, texts=texts)
    one, two, three = (Opinion.objects.get(text=text) for text in texts)
    aspect = asking.meeting.aspects.create(scope="member", title="作风方面")
    given = {
        f"o{one.pk}-whom": "committee", f"o{two.pk}-whom": cast.member("comrade").pk,
        f"o{two.pk}-aspect": aspect.pk, f"o{three.pk}-whom": "",
    }  # fmt: skip
    page = sent(client, cast, "committee", "opinion_sort", asking.meeting_id, **given)
    assert page.status_code == 302
    found = {
        o.text: (o.about, o.aspect, o.sorted_on) for o in Opinion.objects.select_related("about", "aspect")
    }
    assert found == {
        texts[0]: (None, None, TODAY), texts[1]: (cast.member("comrade"), aspect, TODAY),
        texts[2]: (None, None, None),
    }  # fmt: skip
    foreign = {f"o{three.pk}-whom": cast.member("stranger_member").pk}
    assert sent(client, cast, "committee", "opinion_sort", asking.meeting_id, **foreign).status_code == 422


def test_what_is_not_sorted_is_neither_fed_back_nor_answered(cast: Cast, asking: OpinionRound) -> None:
    acts.enter_forms(by=cast.who["committee"], round=asking, texts=[SAID])
    one = Opinion.objects.get()
    for act, more in ((acts.feed_back, {}), (acts.answer, {"text": "改"})):
        with pytest.raises(NotNow, match="还没有归类"):
            act(by=cast.who["secretary"], opinion=one, **more)
    for wrong in ({"fed_back_on": TODAY}, {"about": cast.member("member")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.filter(pk=one.pk).update(**wrong)


def about_comrade(cast: Cast, asking: OpinionRound) -> Opinion:
    return acts.enter_opinion(
        by=cast.who["committee"], round=asking, text=SAID, about=cast.member("comrade"), giver="老王"
    )


def test_r03_whom_an_opinion_concerns_reads_it_after_feedback_and_signs(
    client: Client, cast: Cast, asking: OpinionRound
) -> None:
    one, pk = about_comrade(cast, asking), asking.meeting_id
    assert SAID not in words(asked(client, cast, "comrade", "opinions_mine", pk))
    with pytest.raises(NotNow):
        acts.receive(by=cast.who["comrade"], opinion=one)
    acts.feed_back(by=cast.who["secretary"], opinion=one)
    client.force_login(cast.who["comrade"])
    assert "看反馈给您的意见并签收" in words(client.get("/"))
    page = words(asked(client, cast, "comrade", "opinions_mine", pk))
    assert SAID in page
    assert "老王" not in page  # what was said, not who said it
    for other in ("member", "secretary", "sister_secretary"):
        assert sent(client, cast, other, "opinion_receive", pk, one.pk).status_code == 404
    for _ in range(2):
        assert sent(client, cast, "comrade", "opinion_receive", pk, one.pk).status_code == 302
    one.refresh_from_db()
    assert one.received_on == TODAY
    assert "看反馈给您的意见并签收" not in words(client.get("/"))


def test_a_receipt_stands_only_on_what_was_fed_back_to_a_person(cast: Cast, asking: OpinionRound) -> None:
    about, of_all = about_comrade(cast, asking), acts.enter_opinion(
        by=cast.who["committee"], round=asking, text="班子学习不够"
    )  # fmt: skip
    for one in (about, of_all):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.filter(pk=one.pk).update(received_on=TODAY)


def test_sorting_is_over_once_it_was_fed_back(cast: Cast, asking: OpinionRound) -> None:
    one = about_comrade(cast, asking)
    acts.feed_back(by=cast.who["secretary"], opinion=one)
    with pytest.raises(Refused, match="不能再改归类"):
        acts.sort_opinion(by=cast.who["committee"], opinion=one, about=None)


# --- the printed form -------------------------------------------------------------------------------------


def test_the_sheet_draws_the_code_here_and_prints_without_script(
    client: Client, cast: Cast, asking: OpinionRound
) -> None:
    page = words(asked(client, cast, "committee", "opinion_sheet", asking.meeting_id, asking.pk))
    assert f"http://testserver/o/{asking.link}/" in page
    assert '<svg viewBox="0 0 ' in page
    assert 'class="qr__code"' in page
    assert "style=" not in page


def test_the_form_for_word_holds_the_code(client: Client, cast: Cast, asking: OpinionRound) -> None:
    import io
    import zipfile

    from docx import Document

    answer = asked(client, cast, "committee", "opinion_sheet_file", asking.meeting_id, asking.pk)
    assert answer["Content-Disposition"].startswith("attachment")
    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert "全体党员和群众" in text
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert [name for name in names if name.startswith("word/media/")] == ["word/media/image1.png"]

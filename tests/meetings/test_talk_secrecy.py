"""A person with the whole database and no key reads no talk, and can make no page show one (R06)."""

from __future__ import annotations

import base64
import importlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings as site_settings
from django.core.cache import cache
from django.core.exceptions import FieldError
from django.db import connection
from django.test import Client

from core import clock
from core.bound_text import ALTERED, AlteredError, MissingKeyError, open_for, seal_to
from core.exceptions import NotNow
from core.fields import PAGE, UNREADABLE, cipher
from meetings.actions import talk as acts
from meetings.exports.preparation import talk_record
from meetings.models import Meeting, Talk, TalkParty
from members.models import Identity, Session
from tests.casting import Cast
from tests.meetings.preparation import asked, preparing, sent, words

pytestmark = pytest.mark.django_db

SECRET = "他说家里老人病重，心里着急，想请两个月长假"
FAULT = "三次例会迟到，没有请假，还同邻居争吵"
PIECE = 5  # characters: a shorter piece says nothing, a longer one could be split by an escape


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return preparing(cast)


def told(cast: Cast, meeting: Meeting, who: str = "member", partner: str = "comrade") -> Talk:
    made = acts.plan_talk(
        by=cast.who[who], meeting=meeting, partners=[cast.member(partner)], on=clock.today()
    )
    text = {"thinking": SECRET, "shortcomings": FAULT}
    return acts.record_talk(by=cast.who[who], talk=made, held_on=clock.today(), **text)


def fresh_key(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]


# --- everything that is kept anywhere ---------------------------------------------------------------------


def _whole_database() -> Iterator[str]:
    """Every table and column, as it lies; bytes as they are and as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    yield (
                        bytes(value).decode(errors="replace") if isinstance(value, memoryview) else str(value)
                    )
    for session in Session.objects.all():  # they lie compressed
        yield str(session.get_decoded())


def _whole_folder(folder: Path) -> Iterator[str]:
    """Every file of the data folder but the keys: uploads, broker messages, the database's own file."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.read_bytes().decode(errors="replace")


def pieces_in(kept: str) -> set[str]:
    """The pieces of what was said that stand in a text, however JSON or base64 would write them."""
    found = set()
    for text in (SECRET, FAULT):
        for start in range(len(text) - PIECE + 1):
            piece = text[start : start + PIECE]
            coded = {base64.b64encode(text.encode()[n:])[4:-4].decode() for n in range(3)}
            if any(
                form in kept for form in (piece, json.dumps(piece)[1:-1], repr(piece.encode())[2:-1], *coded)
            ):
                found.add(piece)
    return found


def test_pieces_are_found_where_they_are() -> None:
    """What the tests below look with sees plain text, escaped text, and text in base64."""
    for kept in (f"…{SECRET[4:12]}…", json.dumps(FAULT), base64.b64encode(b"x" + SECRET.encode()).decode()):
        assert pieces_in(kept)
    assert not pieces_in("谈心谈话记录，双方已确认")


def test_the_whole_of_what_is_kept_holds_no_piece_of_a_talk(
    cast: Cast, meeting: Meeting, caplog: pytest.LogCaptureFixture
) -> None:
    """R06: recorded, refused, reopened, confirmed, agreed to and taken away on paper, by the pages; then
    every table, cache, log line, broker message and file is read."""
    caplog.set_level(logging.DEBUG)
    at = {who: Client() for who in ("member", "comrade", "secretary")}  # nobody's session ends in between
    made = acts.plan_talk(
        by=cast.who["member"], meeting=meeting, partners=[cast.member("comrade")], on=clock.today()
    )
    text = {"held_on": str(clock.today()), "mode": "face", "thinking": SECRET, "shortcomings": FAULT}
    refused = sent(at["member"], cast, "member", "talk_record", meeting.pk, made.pk, **text | {"held_on": ""})
    assert SECRET in words(refused)  # typed text is shown again, and kept nowhere
    answer = sent(at["member"], cast, "member", "talk_record", meeting.pk, made.pk, **text)
    assert answer.status_code == 302
    assert SECRET in words(asked(at["comrade"], cast, "comrade", "talk", meeting.pk, made.pk))
    made.refresh_from_db()
    sent(at["comrade"], cast, "comrade", "talk_confirm", meeting.pk, made.pk, seen=acts.wording(made))
    for who in ("member", "comrade"):
        sent(at[who], cast, who, "talk_let_read", meeting.pk, made.pk, agrees="yes")
        b"".join(asked(at[who], cast, who, "talk_document", meeting.pk, made.pk))
    assert SECRET in words(asked(at["secretary"], cast, "secretary", "talk", meeting.pk, made.pk))
    for name in ("readiness", "talk_coverage", "history"):
        asked(at["secretary"], cast, "secretary", name, meeting.pk)
    assert not made.parties.filter(confirmed_on=None).exists()

    kept = list(_whole_database())
    assert Session.objects.count() == 3
    assert sum(value.startswith("b1:") for value in kept) == 2  # the two texts are there
    assert not [value for value in kept if pieces_in(value)]
    assert not pieces_in("\n".join(map(str, getattr(cache, "_cache", {}).values())))
    assert not pieces_in(caplog.text)
    assert not [file for file in _whole_folder(Path(site_settings.DATA_DIR)) if pieces_in(file)]


# --- ciphertext -------------------------------------------------------------------------------------------


def test_ciphertext_tells_neither_moment_nor_length(cast: Cast, meeting: Meeting) -> None:
    """The same words twice look unlike; a word and a sentence are of one length; no second in the clear."""
    now = int(clock.now().timestamp())
    made = [seal_to("row", text) for text in (SECRET, SECRET, "好")]
    assert len(set(made)) == 3
    assert len({len(one) for one in made}) == 1
    raw = base64.urlsafe_b64decode(made[0].removeprefix("b1:"))
    seconds = {int.from_bytes(raw[n : n + size]) for size in (4, 8) for n in range(4)}
    assert not any(abs(second - now) < 86_400 for second in seconds)
    long = "长" * PAGE
    assert [open_for("row", seal_to("row", text)) for text in ("好", long)] == ["好", long]


@pytest.mark.parametrize("place", [0, 3, 4, 8, 16, 40, -1])
def test_a_bit_flipped_anywhere_is_noticed(place: int) -> None:
    """In the key's name, the nonce, the words or the tag."""
    raw = bytearray(base64.urlsafe_b64decode(seal_to("row", SECRET).removeprefix("b1:")))
    raw[place] ^= 1
    with pytest.raises((AlteredError, MissingKeyError)):
        open_for("row", "b1:" + base64.urlsafe_b64encode(bytes(raw)).decode())


@pytest.mark.parametrize("broken", ["b1:", "b1:%%%", "b1:AAAA", "gAAAAAnonsense", "words", "b1:谈"])
def test_what_is_no_ciphertext_is_refused_without_a_fault(broken: str) -> None:
    with pytest.raises((AlteredError, MissingKeyError)):
        open_for("row", broken)


def test_ciphertext_cut_short_is_refused() -> None:
    whole = base64.urlsafe_b64decode(seal_to("row", SECRET).removeprefix("b1:"))
    for length in (4, 10, 16, 30, len(whole) - 1):
        with pytest.raises(AlteredError):
            open_for("row", "b1:" + base64.urlsafe_b64encode(whole[:length]).decode())


def test_ciphertext_carried_to_another_talk_or_column_is_refused(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """By hand, in the database: from talk to talk, and from one column of a talk to the other."""
    first, second = told(cast, meeting), told(cast, meeting, "committee", "probationary")
    raw = Talk.objects.values_list("thinking", "shortcomings").get(pk=first.pk)
    Talk.objects.filter(pk=second.pk).update(thinking=raw[0])
    page = words(asked(client, cast, "probationary", "talk", meeting.pk, second.pk))
    assert SECRET not in page
    assert "密文被改动过，或者是从别的记录移来的" in page
    Talk.objects.filter(pk=first.pk).update(shortcomings=raw[0], thinking=raw[1])
    mine = Talk.objects.get(pk=first.pk)
    assert (mine.thinking, mine.shortcomings) == (ALTERED, ALTERED)


def test_whoever_puts_a_name_among_the_parties_by_hand_reads_nothing(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """The text is sealed for those who talked; a row more in the table of parties opens nothing."""
    talk = told(cast, meeting)
    TalkParty.objects.create(talk=talk, member=cast.member("committee"))
    page = asked(client, cast, "committee", "talk", meeting.pk, talk.pk)
    assert page.status_code == 200
    assert SECRET not in words(page)
    TalkParty.objects.filter(talk=talk, member=cast.member("committee")).delete()
    assert SECRET in words(asked(client, cast, "comrade", "talk", meeting.pk, talk.pk))


def test_no_query_puts_or_finds_plain_text(cast: Cast, meeting: Meeting) -> None:
    """A slip of a programmer's hand is refused before it reaches the table."""
    talk = told(cast, meeting)
    for slip in (
        lambda: Talk.objects.filter(pk=talk.pk).update(thinking=SECRET),
        lambda: Talk.objects.filter(thinking=SECRET).exists(),
        lambda: Talk.objects.create(meeting=meeting, mode="face", held_on=clock.today(), thinking=SECRET),
    ):
        with pytest.raises((TypeError, ValueError, FieldError)):
            slip()


# --- a lost key, a new key, texts of before ---------------------------------------------------------------


def test_without_the_key_the_page_says_what_to_do_and_nothing_is_lost(
    client: Client, cast: Cast, meeting: Meeting, settings: Any
) -> None:
    """Nobody confirms, rewrites or prints what cannot be read; saving the row keeps the ciphertext."""
    talk, keys = told(cast, meeting), site_settings.FIELD_ENCRYPTION_KEYS
    fresh_key(settings)
    page = words(asked(client, cast, "comrade", "talk", meeting.pk, talk.pk))
    assert "密钥不在这台服务器上" in page
    for button in ("确认这份记录", "修改记录", "下载记录"):
        assert button not in page
    text = {"held_on": str(clock.today()), "mode": "face", "thinking": "新", "shortcomings": "新"}
    for who, name, more in (
        ("member", "talk_record", text), ("comrade", "talk_confirm", {"seen": acts.wording(talk)}),
    ):  # fmt: skip
        answer = sent(client, cast, who, name, meeting.pk, talk.pk, **more)
        assert answer.status_code in (409, 422)
        assert "恢复密钥文件" in words(answer)
    for name in ("talks", "talk_record", "talk_coverage", "readiness"):
        assert asked(client, cast, "member", name, meeting.pk, *([talk.pk] if name == "talk_record" else []))
    lost = Talk.objects.get(pk=talk.pk)
    assert lost.thinking == UNREADABLE
    with pytest.raises(NotNow, match="没有生成文件"):
        talk_record(lost, meeting).render()
    lost.refresh_from_db()
    lost.save()
    settings.FIELD_ENCRYPTION_KEYS = keys
    back = Talk.objects.get(pk=talk.pk)
    assert (back.thinking, back.shortcomings) == (SECRET, FAULT)


def test_other_encrypted_texts_survive_being_saved_without_the_key(cast: Cast, settings: Any) -> None:
    keys = site_settings.FIELD_ENCRYPTION_KEYS
    Identity.objects.create(member=cast.member("member"), number="11010519491231002X", digest="d")
    fresh_key(settings)
    lost = Identity.objects.get(digest="d")
    assert lost.number == UNREADABLE
    lost.save()
    settings.FIELD_ENCRYPTION_KEYS = keys
    assert Identity.objects.get(digest="d").number == "11010519491231002X"


def test_a_new_first_key_writes_and_the_old_one_below_it_still_reads(
    cast: Cast, meeting: Meeting, settings: Any
) -> None:
    talk, old = told(cast, meeting), list(site_settings.FIELD_ENCRYPTION_KEYS)
    new = Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, *old]
    talk = Talk.objects.get(pk=talk.pk)
    assert talk.thinking == SECRET
    talk.save()
    settings.FIELD_ENCRYPTION_KEYS = [new]
    assert Talk.objects.get(pk=talk.pk).thinking == SECRET
    settings.FIELD_ENCRYPTION_KEYS = old
    assert Talk.objects.get(pk=talk.pk).thinking == UNREADABLE


def test_texts_of_before_are_read_and_the_migration_binds_them(
    cast: Cast, meeting: Meeting, settings: Any
) -> None:
    """A Fernet token is read as it was; the migration seals it anew, and leaves what it cannot open."""
    talk, lost = told(cast, meeting), told(cast, meeting, "committee", "probationary")
    with connection.cursor() as cursor:
        for pk, token in (
            (talk.pk, cipher().encrypt(SECRET.encode())),
            (lost.pk, Fernet(Fernet.generate_key()).encrypt(b"x")),
        ):
            cursor.execute("UPDATE meetings_talk SET thinking = %s WHERE id = %s", [token.decode(), pk])
    assert Talk.objects.get(pk=talk.pk).thinking == SECRET
    importlib.import_module("meetings.migrations.0002_bind_talks_to_their_rows").bind(apps, None)
    after = dict(Talk.objects.values_list("pk", "thinking"))
    assert after[talk.pk].startswith("b1:")
    assert after[lost.pk].startswith("gAAAA")
    bound = Talk.objects.get(pk=talk.pk)
    assert (bound.thinking, bound.shortcomings) == (SECRET, FAULT)
    assert Talk.objects.get(pk=lost.pk).thinking == UNREADABLE

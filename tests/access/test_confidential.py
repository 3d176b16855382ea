"""Something that could leak is there, and leaks nowhere: talks, named criticism, opinions without names.

Each canary is first found where it may be read, so that not finding it elsewhere means something.
"""

from __future__ import annotations

import io
import logging
import zipfile
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client
from django.urls import reverse

from archive.queries import survey
from audit.models import AuditEntry
from core import clock
from core.logs import LineFormatter
from meetings.actions import opinion as opinions
from meetings.actions import sitting as sittings
from meetings.actions import talk as talks
from meetings.models import Attendance, Criticism, Opinion, Talk
from tests.access import world
from tests.access.addresses import PAGES, Page
from tests.access.seats import seat_all
from tests.access.test_addresses import _address
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db

TALK, SHORT = "谈话里说的心事甲乙", "谈话里指出的不足丙丁"
CRITICISM = "点名批评的原话戊己"
OPINION, GIVER = "不留名意见的原话庚辛", "提意见的人壬癸"

# Who finds which canary anywhere on the site. Talks are their parties' alone. Criticism that was taken down is
# for the criticised, the recorder, and the committee that makes items of it. An opinion is for the committee and
# those who supervise.
TALKERS = {"comrade", "member"}
READ_CRITICISM = {"secretary", "committee", "comrade"}
READ_OPINIONS = {"secretary", "committee", "supervisor", "officer"}
LOOKING = (
    "secretary", "committee", "comrade", "member", "supervisor", "officer", "archivist", "administrator",
    "sister_secretary", "gone_mover",
)  # fmt: skip


@pytest.fixture
def named(cast: Cast) -> dict[str, Any]:
    """The world of the permission matrix with a canary in each confidential text."""
    with clock.at(TODAY):
        named = world.build(seat_all(cast))
        talk = Talk.objects.get(pk=named["talk"].pk)
        talk.thinking, talk.shortcomings, talk.held_on = TALK, SHORT, TODAY
        talk.save()
        Criticism.objects.filter(pk=named["criticism"].pk).update(text=CRITICISM)
        named["opinion"] = Opinion.objects.create(round=named["round"], text=OPINION, entered_on=TODAY)
        yield named


def text_of(answer: Any) -> str:
    """All that an answer says, office files and zips unpacked."""
    body = b"".join(answer) if answer.streaming else answer.content
    return unpacked(body)


def unpacked(body: bytes) -> str:
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return "\n".join(unpacked(package.read(name)) for name in package.namelist())


def everything_seen_by(cast: Cast, who: str, named: dict[str, Any]) -> str:
    """What every address of the matrix shows to one person, and a search for the canaries' own words."""
    client = Client()
    client.force_login(cast.who[who])
    seen = []
    for name, page in PAGES.items():
        if isinstance(page, Page) and not page.post:
            seen.append(text_of(client.get(_address(name, page, named))))
    for name in ("meetings:list", "reminders:home", "reminders:notices", "audit:list", "audit:export"):
        seen.append(text_of(client.get(reverse(name), {"q": "原话"})))
    return "\n".join(seen)


def test_each_text_is_found_by_exactly_those_who_may_read_it(cast: Cast, named: dict[str, Any]) -> None:
    found: dict[str, set[str]] = {word: set() for word in (TALK, SHORT, CRITICISM, OPINION)}
    for who in LOOKING:
        seen = everything_seen_by(cast, who, named)
        for word, finders in found.items():
            if word in seen:
                finders.add(who)
    assert found[TALK] == found[SHORT] == TALKERS  # the canary is found, and by nobody else
    assert found[CRITICISM] == READ_CRITICISM
    assert found[OPINION] == READ_OPINIONS


def test_no_document_or_packet_holds_a_talk(cast: Cast, named: dict[str, Any]) -> None:
    for meeting in (named["meeting"], named["after"]):
        documents = [unpacked(one.render()) for one in survey(meeting).documents]
        assert documents
        assert not any(word in text for text in documents for word in (TALK, SHORT, GIVER))


def test_the_database_holds_a_talk_as_ciphertext_alone(named: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT thinking, shortcomings FROM meetings_talk")
        kept = str(cursor.fetchall())
    assert kept.count("b1:") == 2  # something is there
    assert TALK not in kept
    assert SHORT not in kept


def test_what_is_said_enters_neither_trail_nor_log(
    cast: Cast, named: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The three texts go in by their actions, as the pages do it; then trail and log are read as they lie."""
    talk, round, meeting = named["talk"], named["round"], named["after"]
    type(meeting).objects.filter(pk=meeting.pk).update(state="in_session")
    meeting.sittings.update(closed_at=None)
    meeting.refresh_from_db()
    for who in ("secretary", "member"):
        Attendance.objects.create(
            sitting=meeting.sittings.get(), member=cast.member(who), capacity="participant", state="present"
        )
    caplog.set_level(logging.DEBUG)
    talks.record_talk(by=cast.who["member"], talk=talk, held_on=TODAY, thinking=TALK, shortcomings=SHORT)
    opinions.enter_opinion(by=cast.who["committee"], round=round, text=OPINION, again=True)
    sittings.criticize(
        by=cast.who["member"], meeting=meeting, target=cast.member("secretary"), text=CRITICISM
    )
    columns = [field.attname for field in AuditEntry._meta.concrete_fields]
    trail = DjangoJSONEncoder(ensure_ascii=False).encode(list(AuditEntry.objects.values(*columns)))
    assert {"talk.record", "opinion.enter", "criticism.make"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )
    assert not any(word in trail for word in (TALK, SHORT, OPINION, CRITICISM))
    assert not any(word in caplog.text for word in (TALK, SHORT, OPINION, CRITICISM))


def test_a_fault_tells_neither_log_nor_mail_what_was_typed(
    cast: Cast,
    named: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
) -> None:
    """A page that breaks while a talk is sent in: the report says where, not what. DEBUG is off."""
    settings.ADMINS = [("运维", "ops@example.org")]
    assert settings.DEBUG is False

    def broken(**given: Any) -> None:
        raise RuntimeError(f"could not keep {given}")

    monkeypatch.setattr("meetings.actions.talk.record_talk", broken)
    client = Client(raise_request_exception=False)
    client.force_login(cast.who["member"])
    sent = {"held_on": "2026-05-20", "thinking": TALK, "shortcomings": SHORT, "mode": "face", "place": "室"}
    answer = client.post(_address("meetings:talk_record", PAGES["meetings:talk_record"], named), sent)
    assert answer.status_code == 500
    assert TALK not in answer.content.decode()
    faults = [record for record in caplog.records if record.exc_info]
    assert any(
        TALK in str(record.exc_info[1]) for record in faults if record.exc_info
    )  # it was there to be told
    lines = "\n".join(LineFormatter(exception_text=False).format(record) for record in caplog.records)
    assert "RuntimeError" in lines
    assert TALK not in lines
    assert SHORT not in lines
    assert [TALK in message.message().as_string() for message in mail.outbox] == []


def test_no_log_handler_mails_reports_and_real_sites_withhold_words() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert not any("AdminEmail" in handler["class"] for handler in handlers)
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []
    assert settings.LOGGING["formatters"]["line"]["exception_text"] is False
    assert settings.LOGGING["loggers"]["django.db.backends"]["level"] == "INFO"


def test_tasks_carry_numbers_alone() -> None:
    """A broker keeps what it is given: a task's arguments are primary keys, never words."""
    for app in apps.get_app_configs():
        if (settings.BASE_DIR / app.label / "tasks.py").is_file():
            __import__(f"{app.label}.tasks")
    own = {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}
    assert "archive.tasks.make_packet" in own
    for name, task in own.items():
        annotations = {key: kind for key, kind in task.run.__annotations__.items() if key != "return"}
        assert set(map(str, annotations.values())) <= {"int"}, name


@pytest.mark.parametrize(
    ("who", "name", "word"),
    [
        ("member", "meetings:talk", TALK),
        ("committee", "meetings:opinion", OPINION),
        ("comrade", "meetings:respond", CRITICISM),
    ],
)
def test_browsers_keep_no_copy_of_a_confidential_page(
    cast: Cast, named: dict[str, Any], who: str, name: str, word: str
) -> None:
    client = Client()
    client.force_login(cast.who[who])
    answer = client.get(_address(name, PAGES[name], named))
    assert word in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]

"""Stored where nothing leads, under names that say nothing, and given out only as a download."""

from __future__ import annotations

import re
import stat
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory

from core.uploads import LIMITS, UploadRefused, accept, attachment_response, private_storage, random_name
from core.uploads.handler import CappedUpload
from tests.uploads import builders as b

# Closing a response lets Django look at its database connection.
pytestmark = pytest.mark.django_db


class Stored:
    """As much of a model's file field as a download needs."""

    def __init__(self, storage, name):
        self.storage, self.name = storage, name

    def open(self, mode="rb"):
        return self.storage.open(self.name, mode)


@pytest.fixture
def storage(settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    return private_storage()


@time_machine.travel(datetime(2026, 1, 19, 17, 30, tzinfo=UTC), tick=False)
def test_a_stored_name_has_the_local_date_and_chance_in_it():
    name = random_name(None, "../张三的材料.docx")
    assert re.fullmatch(r"2026/01/20/[0-9a-f]{32}", name)
    assert name != random_name(None, "../张三的材料.docx")


def test_only_the_program_may_read_the_folder(settings, storage, tmp_path):
    settings.FILE_UPLOAD_PERMISSIONS, settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o644, 0o755
    name = storage.save(random_name(None, "a.docx"), ContentFile(b"x"))
    path = tmp_path / "uploads" / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:3]} == {0o700}


def test_no_address_leads_to_a_stored_file(storage):
    name = storage.save(random_name(None, "a.docx"), ContentFile(b"x"))
    with pytest.raises(ValueError, match="attachment_response"):
        storage.url(name)


def test_without_a_folder_of_their_own_uploads_lie_with_the_data(settings, tmp_path):
    settings.UPLOAD_ROOT, settings.MEDIA_ROOT = "", tmp_path
    assert private_storage().location == str(tmp_path)


@pytest.fixture
def response(storage):
    def respond(display_name, data=b"x"):
        name = storage.save(random_name(None, "a"), ContentFile(data))
        return attachment_response(Stored(storage, name), display_name)

    return respond


def test_a_download_cannot_run_be_guessed_or_be_kept(response):
    answer = response("材料.docx", b.docx())
    with closing(answer):
        assert answer["Content-Type"].endswith("wordprocessingml.document")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert b"".join(answer.streaming_content) == b.docx()


@pytest.mark.parametrize(
    ("shown", "header"),
    [
        ("材料.docx", "材料.docx"),
        ("plain.pdf", "plain.pdf"),
        ("../../材料\r\nSet-Cookie: a=b.docx", "材料Set-Cookie_ a=b.docx"),
        ('a"b;c.docx', "a_b;c.docx"),
    ],
)
def test_the_name_is_the_users_and_nothing_more(response, shown, header):
    with closing(response(shown)) as answer:
        disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    star = re.search(r"filename\*=utf-8''(\S+)", disposition)
    plain = re.search(r'filename="([^"]*)"', disposition)
    assert (unquote(star[1]) if star else plain[1]) == header


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xml", "a", "a.docx.html"])
def test_what_a_browser_could_show_goes_out_as_bytes(response, name):
    with closing(response(name)) as answer:
        assert answer["Content-Type"] == "application/octet-stream"


def test_the_policy_survives_the_middleware_that_sets_one(response):
    from csp.middleware import CSPMiddleware

    request = RequestFactory().get("/")
    middleware = CSPMiddleware(lambda request: response("材料.docx"))
    with closing(middleware(request)) as answer:
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def post(data: bytes, monkeypatch, limit: int = 1_000_000):
    monkeypatch.setattr(CappedUpload, "limit", limit)
    request = RequestFactory().post(
        "/", {"title": "标题", "file": ContentFile(data, name="材料.docx"), "note": "注"}
    )
    request.upload_handlers = [CappedUpload(request), TemporaryFileUploadHandler(request)]
    return request


def test_a_huge_body_is_not_written_to_disk(monkeypatch):
    request = post(b"x" * 5_000_000, monkeypatch)
    file = request.FILES["file"]
    assert 1_000_000 < file.size <= 1_000_000 + 64 * 1024
    assert file.seek(0, 2) == file.size
    assert request.POST.dict() == {"title": "标题", "note": "注"}
    file.close()


def test_what_is_left_of_a_huge_body_is_too_large(monkeypatch):
    request = post(b"PK\x03\x04" + b"x" * 25_000_000, monkeypatch, limit=LIMITS.bytes)
    with request.FILES["file"] as file, pytest.raises(UploadRefused) as caught:
        accept(file, scanner=lambda: None)
    assert caught.value.code == "too_large"


def test_a_file_within_the_limit_passes_whole(monkeypatch):
    data = b.docx()
    with post(data, monkeypatch, limit=len(data)).FILES["file"] as file:
        assert file.read() == data

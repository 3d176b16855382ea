"""Uploads and packets in a real S3-compatible store, by the same doors as in the local folder."""

from __future__ import annotations

import io
import tracemalloc
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File

from archive.models import Packet
from archive.verify import verify
from core.jobs import JobState
from core.uploads import attachment_response, private_storage, random_name
from core.uploads.s3 import PrivateS3Storage, StoreAway
from tests.archive.conftest import empty_shelf, meeting, shelf, town
from tests.archive.world import ask, make
from tests.servers import free_port
from tests.uploads.s3_server import BUCKET, client, s3_server

__all__ = ["empty_shelf", "meeting", "shelf", "town"]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    with s3_server() as settings:
        yield settings


@pytest.fixture
def storage(settings, store) -> PrivateS3Storage:
    for name, value in store.items():
        setattr(settings, name, value)
    return private_storage()


@pytest.fixture
def in_store(storage, monkeypatch) -> PrivateS3Storage:
    """Packets go to the store."""
    monkeypatch.setattr(Packet._meta.get_field("file"), "storage", storage)
    return storage


def kept(store: dict[str, str]) -> set[str]:
    listed = client(store).list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {one["Key"] for one in listed}


@pytest.fixture(autouse=True)
def _empty(store) -> Iterator[None]:
    yield
    for key in kept(store):
        client(store).delete_object(Bucket=BUCKET, Key=key)


def test_what_was_saved_is_read_again_and_goes_when_deleted(storage, store):
    name = storage.save(random_name(None, "张三的材料.docx"), ContentFile(b"words"))
    assert kept(store) == {name}
    with storage.open(name) as stored:
        assert stored.read() == b"words"
    assert storage.exists(name)
    storage.delete(name)
    assert not storage.exists(name)
    assert kept(store) == set()


def test_no_address_leads_to_it_and_nobody_gets_it_without_the_key(storage, store):
    name = storage.save(random_name(None, "a.docx"), ContentFile(b"words"))
    with pytest.raises(ValueError, match="attachment_response"):
        storage.url(name)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{store['S3_ENDPOINT']}/{BUCKET}/{name}")
    refused.value.close()
    assert refused.value.code == 403


def test_two_files_of_one_name_are_two(storage):
    first = storage.save("2026/01/20/same", ContentFile(b"1"))
    second = storage.save("2026/01/20/same", ContentFile(b"2"))
    assert first != second
    with storage.open(first) as stored:
        assert stored.read() == b"1"


def test_a_file_that_is_gone_says_so(storage):
    with pytest.raises(FileNotFoundError):
        storage.open("2026/01/20/none")


def test_it_goes_out_as_a_download(storage):
    class Stored:
        def open(self, mode="rb"):
            return storage.open(name, mode)

    name = storage.save(random_name(None, "a.pdf"), ContentFile(b"%PDF-" + b"x" * 100_000))
    answer = attachment_response(Stored(), "会议记录.pdf")
    assert int(answer["Content-Length"]) == 100_005
    assert answer.getvalue()[:5] == b"%PDF-"
    answer.close()


def test_a_large_file_is_never_whole_in_memory(storage, tmp_path):
    """60 MB there and back."""
    size = 60 << 20
    path = tmp_path / "large"
    with path.open("wb") as target:
        target.truncate(size)
    tracemalloc.start()
    try:
        with path.open("rb") as source:
            name = storage.save(random_name(None, "large.zip"), File(source))
        with storage.open(name) as stored:
            read = 0
            while block := stored.read(1 << 16):
                read += len(block)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == size
    assert peak < 25 << 20, f"{peak >> 20} MB at once"


def test_a_packet_is_made_into_the_store_and_read_from_it(in_store, store, shelf, town, meeting, tmp_path):
    packet = make(ask(town.secretary, meeting))
    assert packet.state == JobState.DONE, packet.error
    assert kept(store) == {packet.file.name}
    path = tmp_path / "packet.zip"
    with packet.file.open("rb") as stored:
        path.write_bytes(stored.read())
    verdict = verify(path)
    assert (verdict.ok, verdict.sha256) == (True, packet.sha256)


def test_a_packet_whose_transaction_fails_leaves_no_object(
    in_store, store, shelf, town, meeting, monkeypatch
):
    def refuse(**kwargs: object) -> None:
        assert len(kept(store)) == 1, "it was there already"
        raise RuntimeError("the move is refused after the object lies in its place")

    monkeypatch.setattr("meetings.actions.lifecycle.move", refuse)
    assert make(ask(town.secretary, meeting)).state == JobState.FAILED
    assert kept(store) == set()


def test_a_store_that_is_away_is_said_in_words(settings, storage, shelf, town, meeting, monkeypatch):
    settings.S3_ENDPOINT = f"http://127.0.0.1:{free_port()}"
    away = private_storage()
    monkeypatch.setattr("core.uploads.s3.CONNECT_SECONDS", 1)
    monkeypatch.setattr(Packet._meta.get_field("file"), "storage", away)
    for act in (lambda: away.save("x", io.BytesIO(b"x")), lambda: away.open("x"), lambda: away.delete("x")):
        with pytest.raises(StoreAway, match="文件存储连不上"):
            act()
    packet = make(ask(town.secretary, meeting))
    assert (packet.state, packet.error[:8]) == (JobState.FAILED, "文件存储连不上或")
    assert not packet.entries.exists()


def test_wrong_keys_are_refused_in_words(settings, storage):
    settings.S3_SECRET_KEY = "wrong"
    with pytest.raises(StoreAway):
        private_storage().save("x", ContentFile(b"x"))


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({}, 0),
        ({"S3_ENDPOINT": "http://s3", "S3_BUCKET": "b", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "s"}, 0),
        ({"S3_ENDPOINT": "http://s3", "S3_BUCKET": "b"}, 1),
        ({"S3_BUCKET": "b"}, 1),
        ({"S3_ENDPOINT": "ftp://s3"}, 1),
    ],
)
def test_settings_that_name_half_a_store_stop_the_start(given, faults, tmp_path):
    import subprocess
    import sys

    from tests.running import clean_environment

    env = clean_environment(DATA_DIR=str(tmp_path), ALLOWED_HOSTS="party.example", **given)
    command = [sys.executable, "-c", "import config.settings"]
    root = Path(__file__).parents[2]
    ran = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert (ran.returncode != 0) == bool(faults), ran.stderr
    assert ran.stderr.count("  - ") == faults

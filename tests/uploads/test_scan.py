"""The scanner: asked when set, and without its word nothing is taken."""

from __future__ import annotations

import shutil
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.uploads import UploadRefused, accept
from core.uploads.refusal import refusal
from core.uploads.scan import clamav
from tests.uploads import builders as b
from tests.uploads import good
from tests.uploads.conftest import named

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """Speaks INSTREAM once, as clamd does, and keeps what it was sent."""

    def __init__(self, server: socket.socket, answer: bytes | None) -> None:
        self.server, self.answer, self.received = server, answer, b""
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        connection, _ = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\x00"
            while length := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(length)
            connection.sendall(self.verdict())

    def verdict(self) -> bytes:
        if self.answer is not None:
            return self.answer
        return b"stream: Eicar-Test-Signature FOUND\x00" if EICAR in self.received else b"stream: OK\x00"


@contextmanager
def clamd(answer: bytes | None = None, *, tcp: bool = False) -> Iterator[tuple[str, FakeClamd]]:
    folder = tempfile.mkdtemp(prefix="clamd-")  # short: a socket's path has 108 bytes at most
    path = str(Path(folder) / "s")
    server = socket.socket(socket.AF_INET if tcp else socket.AF_UNIX)
    with closing(server):
        server.settimeout(5)
        server.bind(("127.0.0.1", 0) if tcp else path)
        server.listen(1)
        fake = FakeClamd(server, answer)
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}" if tcp else path, fake
        fake.thread.join(5)
    shutil.rmtree(folder)


def code_of(data: bytes) -> str:
    with pytest.raises(UploadRefused) as caught:
        accept(named(data, "a.docx"))
    return caught.value.code


def infected() -> bytes:
    return b.zipped([*b.docx_entries(), ("word/media/a.png", EICAR)], method=0)


@pytest.mark.parametrize("tcp", [False, True])
def test_a_clean_file_is_sent_whole_and_taken(settings, tcp):
    data = good.phone_photo(size=200_000)
    with clamd(tcp=tcp) as (address, fake):
        settings.CLAMAV_SOCKET = address
        assert accept(named(data, "a.jpg")).kind == "jpg"
    assert fake.received == data  # as it came, with all that is stripped afterwards


def test_an_address_may_say_unix(settings):
    with clamd() as (address, _):
        settings.CLAMAV_SOCKET = f"unix:{address}"
        assert accept(named(b.docx(), "a.docx")).kind == "docx"


def test_an_infected_file_is_refused_by_name(settings):
    with clamd() as (address, _):
        settings.CLAMAV_SOCKET = address
        with pytest.raises(UploadRefused, match="Eicar-Test-Signature") as caught:
            accept(named(infected(), "a.docx"))
    assert caught.value.code == "infected"


def test_without_the_setting_nobody_is_asked(settings):
    settings.CLAMAV_SOCKET = ""
    assert accept(named(infected(), "a.docx")).kind == "docx"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"INSTREAM size limit exceeded. ERROR\x00",
        b"stream: OK later\x00",
        b"UNKNOWN COMMAND\x00",
        b"x" * 9_000,
    ],
)
def test_any_other_answer_means_no(settings, answer):
    with clamd(answer) as (address, _):
        settings.CLAMAV_SOCKET = address
        assert code_of(b.docx()) == "scanner"


@pytest.mark.parametrize("address", ["/nonexistent/clamd.ctl", "tcp://127.0.0.1:1"])
def test_a_scanner_that_cannot_be_reached_means_no(settings, address):
    settings.CLAMAV_SOCKET = address
    assert code_of(b.docx()) == "scanner"


def test_a_scanner_that_says_nothing_means_no(tmp_path):
    path = tempfile.mkdtemp(prefix="clamd-") + "/s"
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(path)
        server.listen(1)
        with pytest.raises(UploadRefused) as caught:
            clamav(named(b.docx()), address=path, timeout=0.2)
    assert caught.value.code == "scanner"
    shutil.rmtree(Path(path).parent)


@pytest.mark.parametrize("address", ["clamd.ctl", "tcp://127.0.0.1", "http://127.0.0.1:3310"])
def test_a_wrong_setting_says_how_to_write_it(address):
    with pytest.raises(ImproperlyConfigured, match="tcp://host:port"):
        clamav(named(b.docx()), address=address)


def test_another_scanner_can_be_plugged_in():
    def paranoid(file):
        raise refusal("infected", name=str(len(file.read())))

    with pytest.raises(UploadRefused, match="病毒"):
        accept(named(b.docx(), "a.docx"), scanner=lambda: paranoid)


def test_what_the_door_refuses_is_not_sent(settings):
    settings.CLAMAV_SOCKET = "/nonexistent/clamd.ctl"
    assert code_of(b"") == "empty"

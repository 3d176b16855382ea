"""A virus scanner, if the place has one. Without the setting nothing is asked; with it no answer means no.

`CLAMAV_SOCKET` is "/run/clamav/clamd.ctl" (or "unix:/…") or "tcp://127.0.0.1:3310". Another scanner is any
function of this shape, passed to `accept(scanner=…)`.
"""

import re
import socket
import struct
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.uploads.refusal import refusal

Scanner = Callable[[BinaryIO], None]
"""Reads the file from its start; returns when it is clean, else raises `UploadRefused`."""

TCP = re.compile(r"tcp://(?:\[([0-9a-fA-F:]+)\]|([^\[\]:/]+)):([0-9]{1,5})")
CHUNK = 64 * 1024
TIMEOUT = 20  # seconds for each read or write; 20 MB of archive take clamd a few
LONGEST_ANSWER = 4_096  # bytes


def scanner_from_settings() -> Scanner | None:
    """The scanner that `CLAMAV_SOCKET` names, or None where it is empty."""
    address = getattr(settings, "CLAMAV_SOCKET", "")
    return partial(clamav, address=address) if address else None


def clamav(file: BinaryIO, *, address: str, timeout: float = TIMEOUT) -> None:
    """Send the file to clamd; raises `UploadRefused` when it is infected or no verdict can be had."""
    file.seek(0)
    try:
        with _connect(address, timeout) as connection:
            _send(connection, file)
            answer = _receive(connection)
    except OSError as error:
        raise refusal("scanner") from error
    if answer.endswith(b" FOUND"):
        raise refusal("infected", name=_virus_name(answer))
    if answer != b"stream: OK":
        raise refusal("scanner")


def _connect(address: str, timeout: float) -> socket.socket:
    if match := TCP.fullmatch(address):
        return socket.create_connection((match[1] or match[2], int(match[3])), timeout)
    path = address.removeprefix("unix:")
    if not path.startswith("/"):
        raise ImproperlyConfigured("CLAMAV_SOCKET: write /path/to/clamd.ctl or tcp://host:port")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, file: BinaryIO) -> None:
    """clamd's INSTREAM: each chunk after its length in four bytes, then a length of zero."""
    connection.sendall(b"zINSTREAM\x00")
    while chunk := file.read(CHUNK):
        connection.sendall(struct.pack(">I", len(chunk)) + chunk)
    connection.sendall(struct.pack(">I", 0))


def _receive(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\x00") and len(answer) < LONGEST_ANSWER:
        if not (part := connection.recv(LONGEST_ANSWER)):
            break
        answer += part
    return answer.rstrip(b"\x00\n ")


def _virus_name(answer: bytes) -> str:
    name = answer.removeprefix(b"stream: ").removesuffix(b" FOUND").decode("utf-8", "replace")
    return name[:80] or "未命名"

"""A BagIt 1.0 bag (RFC 8493), written straight into one zip. Plain Python: knows files, not meetings.

Everything that could differ between two runs is fixed: the order is the caller's, times and host marks are
constant, and nothing is compressed (documents already are), so that no version of zlib shows.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can state
ALGORITHMS = ("sha256", "sha512")
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data/"
_ORDINARY_FILE = 0o100644 << 16


@dataclass(frozen=True)
class Stored:
    """A file as it lies in the bag; `path` is relative to the bag's own folder."""

    path: str
    size: int
    sha256: str
    sha512: str

    def digest(self, algorithm: str) -> str:
        return str(getattr(self, algorithm))


class BagWriter:
    """Writes a bag called `name` into `target`; the zip holds that one folder and nothing beside it."""

    def __init__(self, target: BinaryIO, name: str) -> None:
        self.name = name
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED)
        self._files: dict[str, Stored] = {}
        try:
            self.add("bagit.txt", DECLARATION.encode())
        except BaseException:
            self.abandon()
            raise

    def add(self, path: str, content: bytes) -> Stored:
        """Write one file: payload under data/, a tag file elsewhere. ValueError for a path twice."""
        if path in self._files:
            raise ValueError(f"{path} is in the bag already")
        stored = Stored(path, len(content), *(hashlib.new(a, content).hexdigest() for a in ALGORITHMS))
        info = zipfile.ZipInfo(f"{self.name}/{path}", FIXED_TIME)
        info.create_system = 3  # else Windows and Linux would differ
        info.external_attr = _ORDINARY_FILE
        self._zip.writestr(info, content)
        self._files[path] = stored
        return stored

    def close(self, info: Iterable[tuple[str, str]]) -> None:
        """Write bag-info.txt (with `info` and what the payload weighs) and all manifests; end the zip."""
        payload = [file for path, file in self._files.items() if path.startswith(PAYLOAD)]
        oxum = f"{sum(file.size for file in payload)}.{len(payload)}"
        self.add("bag-info.txt", _tags([*info, ("Payload-Oxum", oxum)]))
        for algorithm in ALGORITHMS:
            self.add(f"manifest-{algorithm}.txt", manifest(payload, algorithm))
        tags = [file for path, file in self._files.items() if not path.startswith(PAYLOAD)]
        for algorithm in ALGORITHMS:
            self.add(f"tagmanifest-{algorithm}.txt", manifest(tags, algorithm))
        self._zip.close()

    def abandon(self) -> None:
        """Let go of an unfinished zip; what was written so far is no bag."""
        self._zip.fp = None  # else closing would write a table of contents and make it look whole


def manifest(files: Iterable[Stored], algorithm: str) -> bytes:
    """The lines of a manifest, by path."""
    ordered = sorted(files, key=lambda file: file.path)
    return "".join(f"{file.digest(algorithm)}  {file.path}\n" for file in ordered).encode()


def _tags(pairs: Iterable[tuple[str, str]]) -> bytes:
    """bag-info.txt: one line a tag; values are put on one line, since a reader unfolds in its own way."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in pairs if value).encode()


def read_manifest(text: str) -> Mapping[str, str]:
    """Path → digest. ValueError with the line that is none."""
    found = {}
    for line in text.splitlines():
        digest, _, path = line.partition(" ")
        if not path.strip() or not digest:
            raise ValueError(f"no line of a manifest: {line[:80]!r}")
        found[path.strip().replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")] = digest.lower()
    return found

"""The one folder that holds everything the program writes."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

# Each has one writer: uploads, running uploads, the embedded broker, beat's memory, collected static files.
FOLDERS = ("media", "tmp", "broker/queue", "broker/processed", "broker/control", "beat", "static")
DEMO, LIVE = "demo", "live"


class UnusableError(Exception):
    """The folder cannot be used as it is; the message says what to do."""


def prepare(folder: Path) -> None:
    """Make the folder and its parts, readable by the owner alone. Raises UnusableError."""
    try:
        for part in ("", *FOLDERS):
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableError(
            f"DATA_DIR={folder} cannot be written ({error.strerror}). "
            "Give the folder to the user that runs the program, or set DATA_DIR to another one."
        ) from error


def key(file: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(50)) -> str:
    """The key in `file`, made on first use with mode 0600. Raises UnusableError when others can read it.

    Two processes that start at once end up with the same key: linking fails for the second.
    """
    if not file.exists():
        _create(file, make())
    if file.stat().st_mode & 0o007:
        raise UnusableError(
            f"{file} is a secret that everyone on this machine can read. Mend it: chmod 600 {file}"
        )
    if text := file.read_text().strip():
        return text
    raise UnusableError(
        f"{file} is empty. Put the key back from your backup; delete the file only on a new site."
    )


def fernet_key() -> str:
    """A new key for `cryptography.fernet`: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _create(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text + "\n")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was first: its key counts
    finally:
        draft.unlink()


def claim(folder: Path, *, demo: bool) -> None:
    """Mark the folder as a demo's or a real site's, for good. Raises UnusableError if it is the other.

    Demo accounts have a printed password: their data must never be served as a real site's, nor real data as
    a demo's.
    """
    mark, kind = folder / "mode", DEMO if demo else LIVE
    if not mark.exists():
        _create(mark, kind)
    found = mark.read_text().strip()
    if found != kind:
        raise UnusableError(_WRONG_KIND[found].format(folder=folder))


_WRONG_KIND = {
    DEMO: "{folder} holds demo data, whose passwords were printed; it cannot become a real site. "
    "Set DATA_DIR to a new folder, or set DEMO_MODE=1 to see the demo.",
    LIVE: "{folder} holds a real site's data; demo mode would open it to the demo's accounts. "
    "Unset DEMO_MODE, or set DATA_DIR to a new folder.",
}

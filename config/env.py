"""Typed readers of the environment. A wrong value is refused with the remedy; an empty one counts as unset.

All faults are gathered, so that an operator mends a configuration in one go, and each reader records what it
read: docs/settings.md is drawn from that record, and so cannot differ from the code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

T = TypeVar("T")

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Setting:
    """One variable as the operator sees it."""

    name: str
    kind: str
    default: str
    help: str


class WrongValueError(ValueError):
    """What a parser found, said as "must be …"."""


class Env:
    """Readers over one mapping (`os.environ` in earnest, a dict in tests)."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.settings: list[Setting] = []
        self.faults: list[str] = []

    def text(
        self, name: str, default: str = "", *, help: str, secret: bool = False, shown: str | None = None
    ) -> str:
        return self._read(name, "text", default, str, help=help, secret=secret, shown=shown)

    def flag(self, name: str, default: bool, *, help: str, shown: str | None = None) -> bool:
        """1/true/yes/on or 0/false/no/off, in any case."""
        return self._read(name, "yes or no", default, _flag, help=help, shown=shown)

    def number(
        self, name: str, default: int, *, at_least: int, at_most: int, help: str, shown: str | None = None
    ) -> int:
        """A whole number within the bounds, both included; its unit belongs into `help`."""

        def parse(value: str) -> int:
            wanted = f"a whole number from {at_least} to {at_most}"
            if not value.isdecimal() or not at_least <= int(value) <= at_most:
                raise WrongValueError(wanted)
            return int(value)

        return self._read(name, f"{at_least}–{at_most}", default, parse, help=help, shown=shown)

    def choice(
        self, name: str, default: str, choices: Collection[str], *, help: str, shown: str | None = None
    ) -> str:
        def parse(value: str) -> str:
            if value not in choices:
                raise WrongValueError("one of " + ", ".join(choices))
            return value

        return self._read(name, " / ".join(choices), default, parse, help=help, shown=shown)

    def names(self, name: str, default: list[str], *, help: str, secret: bool = False) -> list[str]:
        """Words parted by commas; blanks around them do not count."""
        return self._read(name, "list, by commas", default, _names, help=help, secret=secret)

    def path(self, name: str, default: Path, *, help: str, shown: str | None = None) -> Path:
        """An absolute path; `~` is the home folder, a relative path starts at the working directory."""
        return self._read(name, "path", default, _path, help=help, shown=shown)

    def url(
        self, name: str, default: str, schemes: Collection[str], *, help: str, secret: bool = True
    ) -> str:
        """An address with one of `schemes`. It may hold a password, so a refusal does not repeat it."""

        def parse(value: str) -> str:
            if urlsplit(value).scheme not in schemes:
                raise WrongValueError(
                    "an address that starts with " + " or ".join(f"{s}://" for s in schemes)
                )
            return value

        return self._read(name, "address", default, parse, help=help, secret=secret)

    def refuse(self, wrong: object, sentence: str) -> None:
        """Note `sentence` as a fault when `wrong`: for values that are right alone and wrong together."""
        if wrong:
            self.faults.append(sentence)

    def settle(self) -> None:
        """End the program with every fault found, or do nothing. SystemExit: no traceback hides them."""
        if self.faults:
            listed = "\n".join(f"  - {fault}" for fault in self.faults)
            raise SystemExit(
                f"The configuration is wrong; nothing was started.\n{listed}\nSee docs/settings.md."
            )

    def _read(
        self,
        name: str,
        kind: str,
        default: T,
        parse: Callable[[str], T],
        *,
        help: str,
        secret: bool = False,
        shown: str | None = None,
    ) -> T:
        self.settings.append(Setting(name, kind, _shown(default) if shown is None else shown, help))
        raw = self._environ.get(name, "").strip()
        if not raw:
            return default
        try:
            return parse(raw)
        except ValueError as wrong:
            found = "(value not shown)" if secret else repr(raw)
            must = wrong if isinstance(wrong, WrongValueError) else f"readable ({wrong})"
            self.faults.append(f"{name}={found} must be {must}. Correct it, or unset it for the default.")
            return default


def _flag(value: str) -> bool:
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise WrongValueError("1 or 0 (yes/no, true/false, on/off)")


def _names(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _path(value: str) -> Path:
    return Path(value).expanduser().absolute()


def _shown(default: Any) -> str:
    """How a default reads in docs/settings.md."""
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, list):
        return ",".join(default)
    return str(default)


def postgresql(url: str) -> dict[str, Any]:
    """Django's entry for postgresql://user:password@host:port/name?sslmode=…

    `host` may be given as a parameter instead, for a socket folder, as libpq has it. One address rather than
    five settings, because that is what hosting and libpq speak; ten lines rather than a package, because
    SQLite and PostgreSQL are all there is.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }

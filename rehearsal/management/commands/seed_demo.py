"""Fill an empty database with the demo town and meetings at every stage."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import clock
from members.models import Organization
from rehearsal import demo, town

PASSWORD_FILE = "demo-password.txt"  # noqa: S105  a file's name


class Command(BaseCommand):
    help = "Fill an empty database with demo people and meetings (demo mode only), and print the accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("Demo people belong into a demo: set DEMO_MODE=1 (make run does).")
        password = self._password()
        self._clear_a_half()
        if not Organization.objects.exists():
            self._build(password)
        self._print_accounts(password)

    def _build(self, password: str) -> None:
        self.stdout.write("Building the demo: some sixty people, meetings at every stage (about a minute)")
        self._mark.write_text(_database())
        with clock.at(town.FOUNDED):
            people = town.build(password)
        for line in demo.perform(people):
            self.stdout.write(f"  {line}")
        self._mark.unlink()

    @property
    def _mark(self) -> Path:
        """There while the demo is being built, and after an end in the middle of it."""
        return settings.DATA_DIR / "demo-unfinished"

    def _clear_a_half(self) -> None:
        """Empty the database if a demo was left half-built in it: in this one, and by a mark made before."""
        if not self._mark.exists() or self._mark.read_text() != _database():
            return
        self.stdout.write("An earlier start ended while it built the demo: it is built anew.")
        call_command("flush", interactive=False, verbosity=0)
        for folder in settings.MEDIA_ROOT.iterdir():
            shutil.rmtree(folder)

    def _password(self) -> str:
        """DEMO_PASSWORD, or a random one that is kept beside the data for the next start."""
        kept = settings.DATA_DIR / PASSWORD_FILE
        if kept.exists():
            return kept.read_text().strip()
        password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
        kept.touch(mode=0o600)
        kept.write_text(password)
        return password

    def _print_accounts(self, password: str) -> None:
        self.stdout.write("\nDemo accounts, password for all: " + self.style.SUCCESS(password))
        for username, who in demo.accounts():
            self.stdout.write(f"  {username:<14}{who}")


def _database() -> str:
    """Which database this is, without its password."""
    at = connection.settings_dict
    return "|".join(str(at[part]) for part in ("ENGINE", "HOST", "PORT", "NAME"))

"""Fill an empty database with the demo town and meetings at every stage."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

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
        if not Organization.objects.exists():
            self.stdout.write(
                "Building the demo: some sixty people, meetings at every stage (about a minute)"
            )
            with clock.at(town.FOUNDED):
                people = town.build(password)
            for line in demo.perform(people):
                self.stdout.write(f"  {line}")
        self._print_accounts(password)

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

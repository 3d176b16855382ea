"""`manage.py write_docs`: write the documents that are drawn from the code."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import docs


class Command(BaseCommand):
    help = "Write the documents that are drawn from the code (settings, permissions, diagrams)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if one is out of date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        stale = docs.stale()
        names = ", ".join(str(file.relative_to(settings.BASE_DIR)) for file in stale)
        if check and stale:
            raise CommandError(f"Out of date: {names}. Mend them: make fix")
        texts = docs.drawn()
        for file in stale:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(texts[file])
        self.stdout.write(f"Written: {names}" if stale else "All drawn documents are up to date.")

"""python manage.py score_plans DIR: precision and recall per field over a folder of labelled plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.reading.score import Miss, score


class Command(BaseCommand):
    help = "Compare the reader with hand-written labels (N.txt or N.docx beside N.json)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="folder of labelled plans")
        parser.add_argument("--misses", action="store_true", help="list every wrong and every missed value")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = score(options["folder"])
        except FileNotFoundError as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(result.table())
        if options["misses"]:
            self.stdout.write("\n".join(_line(miss) for miss in result.misses))


def _line(miss: Miss) -> str:
    return f"{miss.plan} {miss.field}: wrong {miss.answer}, missed {miss.label}"

"""python manage.py read_plan FILE [--json]: what the program takes from a plan, with its sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.reading import UnreadablePlan, extract, read_plan
from meetings.reading.show import show


class Command(BaseCommand):
    help = "Read a 方案 or 通知 (.docx or .txt) by rules and print what was found."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the plan, .docx or .txt")
        parser.add_argument(
            "--json", action="store_true", help="print the keys of the labelled seeds as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = read_plan(extract(options["file"]))
        except UnreadablePlan as refused:
            raise CommandError(str(refused)) from refused
        except OSError as missing:
            raise CommandError(f"打不开文件：{options['file']}") from missing
        self.stdout.write(reading.dumps() if options["json"] else show(reading))

"""Check a .docx against GB/T 9704, without a database: a shell on `python -m gongwen check`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gongwen.__main__ import main
from gongwen.checker import KINDS


class Command(BaseCommand):
    help = "Check a .docx against GB/T 9704-2012; ends with 0 (no fail), 1 (some fail), 2 (unreadable)."
    requires_system_checks: list[str] = []  # a file can be checked without a working site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a document (.docx)")
        parser.add_argument("--kind", choices=KINDS, default="official", help="official, or record")
        parser.add_argument("--json", action="store_true", help="print a JSON list of findings")
        parser.add_argument(
            "--no-render", action="store_true", help="do not measure LibreOffice's pages where it is present"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        flags = [flag for flag in ("--json", "--no-render") if options[flag.strip("-").replace("-", "_")]]
        if code := main(["check", "--kind", options["kind"], *flags, "--", options["file"]]):
            sys.exit(code)

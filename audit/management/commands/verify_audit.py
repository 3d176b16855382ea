"""Verify the audit trail's chain."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import archives
from audit.verifying import verify


class Command(BaseCommand):
    help = "Verify the audit trail, archive files included: says which rows were altered, moved or removed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--archives", type=Path, help="Folder of the archive files (DATA_DIR/audit).")
        parser.add_argument(
            "--noted",
            default="",
            help="A check code noted earlier (its first 12 digits): fails when it is no longer in the trail.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verified = verify(
            options["archives"] or archives.folder(),
            noted=options["noted"].strip().lower(),
            tell=lambda count: self.stderr.write(f"{count} …") if options["verbosity"] > 1 else None,
        )
        for fault in verified.faults:
            self.stderr.write(fault)
        if verified.faults:
            raise CommandError(f"审计记录有 {len(verified.faults)} 处不完整。")
        files = f"（其中归档文件 {verified.files} 个）" if verified.files else ""
        self.stdout.write(f"审计记录完整：{verified.count} 条{files}。")

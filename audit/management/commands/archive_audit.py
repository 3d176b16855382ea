"""Move older rows of the audit trail into archive files."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import make_aware

from audit import archives
from audit.actions import archive_rows, write_archive
from core.clock import now
from core.exceptions import NotNow

KEEP_DAYS = 365  # what a page must still show; a yearly inspection asks about the last year
MOST = 100_000  # rows of one file, and of one transaction that takes them out of the table


class Command(BaseCommand):
    help = "Move audit rows from before a day into archive files; nothing is deleted that is not in a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--before", type=dt.date.fromisoformat, required=True, help="The day, 2025-01-01."
        )
        parser.add_argument("--archives", type=Path, help="Folder of the archive files (DATA_DIR/audit).")
        parser.add_argument("--rows", type=int, default=MOST, help=f"Rows of one file ({MOST}).")

    def handle(self, *args: Any, **options: Any) -> None:
        until = make_aware(dt.datetime.combine(options["before"], dt.time()))
        if until > now() - dt.timedelta(days=KEEP_DAYS):
            raise CommandError(f"最近 {KEEP_DAYS} 天的操作记录要留在系统里查阅，请选更早的日期。")
        folder, files = options["archives"] or archives.folder(), 0
        try:
            while True:
                made = write_archive(until=until, folder=folder, most=max(1, options["rows"]))
                archive_rows(archive=made, folder=folder)
                files += 1
                self.stdout.write(f"{folder / made.file_name}：{made.count} 条，SHA-256 {made.sha256}")
        except NotNow as nothing_more:
            if not files or "不完整" in nothing_more.message:
                raise CommandError(nothing_more.message) from nothing_more

"""Verify packets without a database."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.verify import Verdict, verify


class Command(BaseCommand):
    help = "Verify archive packets: says which file was altered, renamed, missing or extra; fails if any."
    requires_system_checks: list[str] = []  # an archive must be readable without a working site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a packet (.zip)")
        parser.add_argument("--json", action="store_true", help="print one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        verdicts = [self._verify(file) for file in options["files"]]
        for verdict in verdicts:
            if options["json"]:
                self.stdout.write(json.dumps(verdict.as_json(), ensure_ascii=False))
            else:
                self._say(verdict)
        if bad := [verdict for verdict in verdicts if not verdict.ok]:
            raise CommandError(f"{len(bad)} 个归档包没有通过验证。")

    def _verify(self, file: Path) -> Verdict:
        try:
            return verify(file)
        except OSError as error:
            raise CommandError(f"读不了文件 {file}：{error.strerror or error}") from error

    def _say(self, verdict: Verdict) -> None:
        self.stdout.write(f"{verdict.file}\n  整包 SHA-256：{verdict.sha256}")
        words = {
            "broken": "损坏", "missing": "缺少", "extra": "多出", "altered": "被改动", "renamed": "被改名",
            "unsafe": "不安全", "catalogue": "目录不符", "minutes": "会议记录不符",
        }  # fmt: skip
        for finding in verdict.findings:
            self.stdout.write(f"  {words[finding.kind]}：{finding.path}　{finding.text}")
        if verdict.ok:
            counted = f"{verdict.files} 个文件、{verdict.payload_bytes} 字节，目录 {verdict.entries} 件"
            self.stdout.write(f"  完整：{counted}，校验值、目录和会议记录都相符。")

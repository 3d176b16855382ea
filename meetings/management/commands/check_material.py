"""python manage.py check_material FILE [--against DIR] [--notice FILE] [--json]: hints on one material."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.exceptions import Refused
from core.uploads.text import docx_text
from meetings.actions.material import MAX_TEXT
from meetings.checkup.check import check
from meetings.checkup.findings import Aspect, Context, Draft, Finding, Item, Kind, Reference
from meetings.reading import UnreadablePlan
from meetings.reading.decode import decode

SUFFIXES = (".docx", ".txt")
SHOWN = 60  # characters of a passage in the printed list


class Command(BaseCommand):
    help = (
        "Check a material (.docx or .txt) and print hints; nothing is stored. "
        "Ends with 0 whatever the hints are, with 1 when the material or the notice cannot be read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the material, .docx or .txt")
        parser.add_argument("--against", type=Path, metavar="DIR", help="folder of other people's materials")
        parser.add_argument(
            "--notice", type=Path, metavar="FILE", help="the notice whose words are not to be copied"
        )
        parser.add_argument(
            "--aspect", action="append", default=[], help="a required aspect; may be repeated"
        )
        parser.add_argument(
            "--committee", action="store_true", help="the committee's material, not a person's"
        )
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        draft = Draft(_text(options["file"]), personal=not options["committee"])
        others = [*_notice(options["notice"]), *self._others(options["against"], options["file"])]
        aspects = [Aspect(title) for title in options["aspect"]]
        findings = check(draft, Context(aspects=aspects, others=others))
        self.stdout.write(as_json(draft, findings) if options["json"] else as_lines(draft, findings))

    def _others(self, folder: Path | None, own: Path) -> list[Reference]:
        """The folder's materials but the draft itself; one that cannot be read is named and passed over."""
        if folder is None:
            return []
        if not folder.is_dir():
            raise CommandError(f"找不到文件夹：{folder}")
        found = []
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in SUFFIXES and path.resolve() != own.resolve():
                try:
                    found.append(Reference(str(path), path.stem, _text(path), Kind.PERSON))
                except CommandError as unreadable:
                    self.stderr.write(f"跳过 {path}：{unreadable}")
        return found


def _notice(path: Path | None) -> list[Reference]:
    """The notice to compare with; one without a word is an error, for nothing could be compared."""
    if path is None:
        return []
    text = _text(path)
    if not text.strip():
        raise CommandError(f"{path.name}里没有读到文字，没有可以比对的通知。")
    return [Reference(str(path), path.stem, text, Kind.NOTICE)]


def _text(path: Path) -> str:
    """Raises CommandError with the sentence that says what is wrong with the file."""
    text = _read(path)
    if len(text) > MAX_TEXT:
        raise CommandError(f"{path.name}有{len(text)}字，超过{MAX_TEXT}字的上限，不像一份材料。")
    return text


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            named_text = path.suffix.lower() == ".txt" and not file.peek(2).startswith(b"PK")
            return decode(file.read()) if named_text else docx_text(file)
    except (Refused, UnreadablePlan) as refused:
        raise CommandError(str(refused)) from refused
    except OSError as missing:
        raise CommandError(f"打不开文件：{path}") from missing


def as_lines(draft: Draft, findings: list[Finding]) -> str:
    """One numbered paragraph a finding, its passage quoted."""
    if not findings:
        return "没有需要提示的地方。"
    lines = [f"共 {len(findings)} 条提示（只是提示，请自己判断）："]
    for number, finding in enumerate(findings, 1):
        clause = f"〔{finding.clause}〕" if finding.clause else ""
        lines.append(f"{number}. [{finding.rule}] {finding.message}{clause}")
        if finding.span:
            lines.append(f"   文中：{_quoted(draft.text, finding.span)}")
        if isinstance(finding.other, Reference) and finding.other_span:
            lines.append(f"   对照：{_quoted(finding.other.text, finding.other_span)}")
    return "\n".join(lines)


def _quoted(text: str, span: tuple[int, int]) -> str:
    passage = " ".join(text[slice(*span)].split())
    return passage if len(passage) <= SHOWN else f"{passage[:SHOWN]}……（共 {len(passage)} 字）"


def as_json(draft: Draft, findings: list[Finding]) -> str:
    """Spans count characters of the text that was read; passages are whole."""
    return json.dumps([_record(draft.text, finding) for finding in findings], ensure_ascii=False, indent=1)


def _record(text: str, finding: Finding) -> dict[str, Any]:
    record: dict[str, Any] = dataclasses.asdict(dataclasses.replace(finding, other=None))
    record["passage"] = text[slice(*finding.span)] if finding.span else None
    record["other"] = None
    if isinstance(finding.other, Reference | Item):
        other = finding.other
        record["other"] = {"key": other.key, "label": other.label}
        record["other_passage"] = other.text[slice(*finding.other_span)] if finding.other_span else None
    return record

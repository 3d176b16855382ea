"""Play the plans through the product, every role as itself, and write each meeting's packet."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.models import AuditEntry
from core import clock
from core.exceptions import Refused
from meetings.plan_schema import PlanFileError
from meetings.reading import UnreadablePlan
from rehearsal import town
from rehearsal.plans import Performance, from_files, performances
from rehearsal.play import Stage
from rehearsal.scratch import is_scratch, run_again


class Command(BaseCommand):
    help = (
        "Play the eight plans (or those named) from planning to packet in a database of its own, and write "
        "the packets to a folder. Ends non-zero if an action was refused or a required document is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="folder for the packets")
        parser.add_argument(
            "--plan", type=int, action="append", default=[], choices=range(1, 9), help="one plan; repeatable"
        )
        parser.add_argument(
            "--from-file", type=Path, action="append", default=[],
            help="a notice (.docx, .txt) that is read and played instead; repeatable",
        )  # fmt: skip

    def handle(self, *args: Any, out: Path, plan: list[int], from_file: list[Path], **options: Any) -> None:
        if not is_scratch():
            chosen = [arg for number in plan for arg in ("--plan", str(number))]
            chosen += [arg for file in from_file for arg in ("--from-file", str(file.resolve()))]
            run_again("rehearse", "--out", str(out.resolve()), *chosen)
            return
        try:
            programme = [*from_files(from_file), *(performances(plan) if plan or not from_file else ())]
        except (UnreadablePlan, PlanFileError, OSError) as error:
            raise CommandError(str(error)) from error
        self._perform_all(programme, out)

    def _perform_all(self, programme: list[Performance], out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        with clock.at(town.FOUNDED):
            people = town.build(password="rehearsal-only")  # noqa: S106  nobody logs in here
        failed = [p for p in programme if not self._perform(p, people, out)]
        if failed:
            raise CommandError(f"{len(failed)} of the meetings did not run to their packet.")

    def _perform(self, performance: Performance, people: town.Town, out: Path) -> bool:
        before = AuditEntry.objects.count()
        play = performance.of(people)
        name = performance.name
        try:
            play.until(Stage.REPORTED)
            packet = play.pack()
            play.put_right()
        except Refused as refusal:
            self.stderr.write(f"{name}: refused: {refusal.message} {refusal.clause}")
            return False
        target = out / f"{name}.zip"
        with packet.file.open("rb") as stored:
            target.write_bytes(stored.read())
        actions = AuditEntry.objects.count() - before
        self.stdout.write(f"{name}: {play.counts()}, {actions} audit rows, {target.stat().st_size:,} bytes")
        return True

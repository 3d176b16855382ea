"""Packets into the reading room: how an archive outlives the program that made it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exceptions import Refused
from members.models import Organization
from readingroom.actions import open_packet
from readingroom.intake import inspect
from readingroom.models import OpenedPacket


class Command(BaseCommand):
    help = (
        "Verify archive packets and put them into the reading room, where archivists read them; an altered "
        "one is refused, one opened before is left as it is. Needs no record of the meetings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="packets (.zip), in any order"
        )
        parser.add_argument(
            "--keeper",
            metavar="NAME",
            help="short name of the organisation that keeps them; default: the topmost",
        )

    def handle(self, *args: Any, files: list[Path], keeper: str | None, **options: Any) -> None:
        home = _keeper(keeper)
        refused = [file for file in files if not self._open(file, home)]
        self._say_orphans(home)
        if refused:
            raise CommandError(f"{len(refused)} 个归档包没有放进阅览室。")

    def _open(self, file: Path, home: Organization) -> bool:
        known = OpenedPacket.objects.filter(keeper=home).count()
        try:
            packet = open_packet(by=None, keeper=home, found=inspect(file, file.name))
        except Refused as refusal:
            self.stderr.write(f"{file}：{refusal.message}")
            return False
        except OSError as error:
            self.stderr.write(f"{file}：读不了或存不下（{error.strerror or error}）")
            return False
        is_new = OpenedPacket.objects.filter(keeper=home).count() > known
        state = "已放入" if is_new else "早已放入"
        self.stdout.write(f"{file}：{state}，{packet}，{packet.documents.count()}件")
        return True

    def _say_orphans(self, home: Organization) -> None:
        """Supplements whose first packet is not here: they can be read, and somebody should look for it."""
        here = OpenedPacket.objects.filter(keeper=home)
        for packet in here.exclude(supplements_sha256="").exclude(
            supplements_sha256__in=here.values("sha256")
        ):
            first = packet.description["supplements"]["file_name"]
            self.stdout.write(f"注意：{packet.file_name} 补充的“{first}”还没有放入。")


def _keeper(name: str | None) -> Organization:
    """The organisation named, or the one at the top. Raises CommandError with the remedy."""
    found = list(Organization.objects.filter(**({"short_name": name} if name else {"parent": None}))[:2])
    if len(found) == 1:
        return found[0]
    if not Organization.objects.exists():
        raise CommandError(
            "The installation is empty: make its first organisation with manage.py found_site."
        )
    raise CommandError(f"{'Several' if found else 'No'} organisations fit; name one by --keeper.")

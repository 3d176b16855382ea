"""A worker's death in the middle of a packet, by real processes; test_killed.py runs it in a folder of its own."""

# ruff: noqa: E402 - Django must stand before its models are imported
from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from archive import actions, batching
from archive.models import CatalogueEntry, Packet, PacketBatch
from core.jobs import run, sweep
from meetings.enums import DocumentKind as D
from meetings.models import Meeting
from tests.archive import world

LEASE = 6.0  # seconds: JOB_LEASE_SECONDS=5, and a little


def main() -> None:
    call_command("migrate", verbosity=0)
    town = world.build_town()
    for home in (town.branch, town.sister):
        world.make_meeting(home)
    batch = actions.start_batch(by=town.archivist, organization=town.town, year=2025)
    mark = Path(settings.DATA_DIR) / "rendering"
    kill_while_rendering(batch, mark)
    told = {"after the kill": [str(Packet.objects.get().state), CatalogueEntry.objects.count(), stored()]}
    time.sleep(LEASE)
    sweep(Packet)
    sweep(PacketBatch)
    shelve(lambda: world.docx("记录"))
    run(PacketBatch, batch.pk, batching.work_through)
    batch.refresh_from_db()
    told["afterwards"] = [
        str(batch.state),
        [m.packets.count() for m in Meeting.objects.order_by("pk")],
        stored(),
    ]
    told["numbers"] = sorted(
        CatalogueEntry.objects.filter(series__retention="y30").values_list("number", flat=True)
    )
    print(f"TOLD {told}")


def stored() -> int:
    return sum(1 for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def shelve(minutes) -> None:
    """What every meeting yields; `minutes` renders the fourth of five documents."""
    from meetings import documents

    shelf = world.Shelf()
    for kind in world.REQUIRED:
        shelf.put(kind, content=minutes if kind == D.MINUTES else None)
    documents.PRODUCERS.clear()
    documents.PRODUCERS.update(shelf.producers())


def kill_while_rendering(batch: PacketBatch, mark: Path) -> None:
    """Another process works on the batch, stops in its first packet's fourth document, and is killed there."""

    def wait() -> bytes:
        mark.touch()
        time.sleep(600)
        return b""

    connections.close_all()
    child = os.fork()
    if child == 0:
        shelve(wait)
        run(PacketBatch, batch.pk, batching.work_through)
        os._exit(0)
    while not mark.exists():
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()

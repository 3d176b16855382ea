"""Long work of the archive."""

from __future__ import annotations

from celery import shared_task

from archive.batching import work_through
from archive.models import Packet, PacketBatch
from archive.packing import pack
from core.jobs import run


@shared_task(name=Packet.task_name)
def make_packet(pk: int) -> None:
    """Make one requested packet. Safe to run twice: one claim wins."""
    run(Packet, pk, pack)


@shared_task(name=PacketBatch.task_name)
def make_batch(pk: int) -> None:
    """Make the packets of a batch, one after the other. Safe to run twice: one claim wins."""
    run(PacketBatch, pk, work_through)

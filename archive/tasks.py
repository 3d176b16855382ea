"""Long work of the archive."""

from __future__ import annotations

from celery import shared_task

from archive.models import Packet
from archive.packing import pack
from core.jobs import run


@shared_task(name=Packet.task_name)
def make_packet(pk: int) -> None:
    """Make one requested packet. Safe to run twice: one claim wins."""
    run(Packet, pk, pack)

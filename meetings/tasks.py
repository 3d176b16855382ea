"""Long work on materials."""

from __future__ import annotations

from celery import shared_task

from meetings.actions.passage_index import index_waiting
from meetings.queries.passage_index import waiting_for_index


@shared_task
def index_materials() -> None:
    """Put what waits into the index of copied passages, a few in each transaction. Safe to run twice."""
    while waiting_for_index().exists():
        index_waiting()

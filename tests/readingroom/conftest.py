"""The archive's world: packets are made there and read here."""

from tests.archive.conftest import empty_shelf, every_report, meeting, shelf, town

__all__ = ["empty_shelf", "every_report", "meeting", "shelf", "town"]

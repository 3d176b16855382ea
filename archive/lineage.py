"""Settings that hold at an organisation and below it are looked up from the root down. Plain arithmetic."""

from __future__ import annotations

from members.models import Organization


def lineage(organization: Organization) -> list[int]:
    """The ids from the root to the organisation itself."""
    return [int(part) for part in organization.path.strip("/").split("/")]

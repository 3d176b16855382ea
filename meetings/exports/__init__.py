"""The documents that meetings write: pure functions from the record, registered with `meetings.documents`."""

from meetings.exports import plan, preparation, sitting

__all__ = ["plan", "preparation", "sitting"]

"""The documents that meetings write: pure functions from the record, registered with `meetings.documents`."""

from meetings.exports import appraisal, plan, preparation, sitting

__all__ = ["appraisal", "plan", "preparation", "sitting"]

"""The documents that meetings write: pure functions from the record, registered with `meetings.documents`."""

from meetings.exports import appraisal, opinion, plan, preparation, sitting

__all__ = ["appraisal", "opinion", "plan", "preparation", "sitting"]

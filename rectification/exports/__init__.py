"""The documents that rectification writes, the report among them, for it carries the list."""

from rectification.exports import ledger, report

__all__ = ["ledger", "report"]

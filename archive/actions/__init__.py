"""Writes about packets, their numbers, and the tables that numbers and retention follow."""

from archive.actions.batch import cancel_batch, resume_batch, settle_item, start_batch
from archive.actions.numbers import filing_unit
from archive.actions.packet import (
    LONGEST_REASON,
    cancel_packet,
    download_packet,
    finish_packet,
    request_packet,
    retry_packet,
)
from archive.actions.table import (
    set_codes,
    set_confidentiality,
    set_confidentiality_table,
    set_fonds,
    set_retention,
    set_retention_table,
    set_unit_code,
)

__all__ = [
    "LONGEST_REASON",
    "cancel_batch",
    "cancel_packet",
    "download_packet",
    "filing_unit",
    "finish_packet",
    "request_packet",
    "resume_batch",
    "retry_packet",
    "set_codes",
    "set_confidentiality",
    "set_confidentiality_table",
    "set_fonds",
    "set_retention",
    "set_retention_table",
    "set_unit_code",
    "settle_item",
    "start_batch",
]

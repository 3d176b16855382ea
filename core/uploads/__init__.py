"""Files from outside: checked by content, rewritten where they tell too much, kept where no page can reach.

`accept` is the only door. It reads a file object and needs neither models nor requests.
"""

from core.uploads.accept import AcceptedFile, accept
from core.uploads.limits import LIMITS, Limits
from core.uploads.refusal import UploadRefused
from core.uploads.sheets import Marks, open_workbook, sheet_marks
from core.uploads.storage import (
    PrivateStorage,
    attachment_response,
    file_response,
    private_storage,
    random_name,
)
from core.uploads.text import docx_text

__all__ = [
    "LIMITS",
    "AcceptedFile",
    "Limits",
    "Marks",
    "PrivateStorage",
    "UploadRefused",
    "accept",
    "attachment_response",
    "docx_text",
    "file_response",
    "open_workbook",
    "private_storage",
    "random_name",
    "sheet_marks",
]

"""Stops a huge request body from filling the disk before anybody can say so.

Listed first in `FILE_UPLOAD_HANDLERS`. Django offers no limit for files: without this, 300 MB would lie in
the temporary folder when `accept` refuses them.
"""

from django.core.files.uploadhandler import FileUploadHandler

from core.uploads.limits import LIMITS


class CappedUpload(FileUploadHandler):
    """Passes each file on up to the first piece beyond the limit and swallows the rest.

    What arrives is too large by a piece, so that `accept` refuses it with its own sentence and the form
    keeps what was typed. The other fields are read as ever.
    """

    limit = LIMITS.bytes

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= self.limit else None

    def file_complete(self, file_size: int) -> None:
        """The next handler makes the file."""
        return

"""Where uploads lie, under which names, and how they go out again."""

import uuid
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils import timezone

from core.uploads.limits import LIMITS
from core.uploads.sniff import parse_name

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".zip": "application/zip",  # packets are made here, not uploaded
}
OTHER = "application/octet-stream"


def random_name(instance: object, filename: str) -> str:
    """An `upload_to`: dated folder and 122 random bits; nothing of what the user wrote, no ending either."""
    return f"{timezone.localdate():%Y/%m/%d}/{uuid.uuid4().hex}"


class PrivateStorage(FileSystemStorage):
    """Files that only this program reads: no address leads to them, no other user may list them."""

    def url(self, name: str | None) -> str:
        raise ValueError("Uploads have no address; serve them by attachment_response behind an access check")


def private_storage() -> Storage:
    """For `FileField(storage=private_storage)`: a callable keeps the place out of the migrations.

    The local folder, or the S3-compatible store that the settings name.
    """
    if settings.S3_ENDPOINT:
        from core.uploads.s3 import s3_storage

        return s3_storage()
    return PrivateStorage(
        location=getattr(settings, "UPLOAD_ROOT", "") or settings.MEDIA_ROOT,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


def attachment_response(fieldfile: FieldFile, display_name: str) -> FileResponse:
    """The stored file as a download under `display_name` (Chinese is kept, RFC 5987).

    The caller has checked access. Raises `FileNotFoundError` if the file is gone.
    """
    return file_response(fieldfile.open("rb"), display_name)


def file_response(content: IO[bytes], display_name: str) -> FileResponse:
    """Any open file as a download; the response closes it. Browsers save it: they may not guess another
    type, run anything in it, or keep a copy."""
    name = parse_name(display_name, LIMITS)
    shown = f"{name.stem}{name.suffix}"
    content_type = TYPES.get(PurePath(shown).suffix.lower(), OTHER)
    response = FileResponse(content, as_attachment=True, filename=shown, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

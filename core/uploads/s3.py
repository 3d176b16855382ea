"""Uploads and packets in an S3-compatible store. Loaded only where settings name one: boto3 is large.

Files go out through this program's own views, as from the local folder: objects are private and have no
address. Nothing is held in memory whole: uploads are sent in parts, downloads wait in the temporary folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3File, S3Storage

from core.exceptions import Refused

IN_MEMORY = 1 << 20  # bytes of a download held in memory; the rest of it waits on the disk
CONNECT_SECONDS, READ_SECONDS = 5, 60  # how long a page or a job waits for the store


class StoreAway(Refused):
    """The store does not answer, or refuses; nothing was kept."""

    status = 503


@contextmanager
def answers() -> Iterator[None]:
    """Turns the store's own errors into a refusal in words. A file that is not there stays one."""
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        if _status(error) == 404:
            raise FileNotFoundError(str(error)) from error
        raise StoreAway("文件存储连不上或者写不进去，没有保存。请稍后重试；仍不成功请联系管理员。") from error


def _status(error: Exception) -> int:
    response = getattr(error, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


class PrivateS3File(S3File):
    """Fetched into the temporary folder when it is first read."""

    def _get_file(self) -> Any:
        with answers():
            return super()._get_file()

    file = property(_get_file, S3File._set_file)


class PrivateS3Storage(S3Storage):
    """Objects that only this program reads."""

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        raise ValueError("Uploads have no address; serve them by attachment_response behind an access check")

    def _open(self, name: str, mode: str = "rb") -> PrivateS3File:
        with answers():
            return PrivateS3File(self._normalize_name(name), mode, self)

    def _save(self, name: str, content: File) -> str:
        with answers():
            return str(super()._save(name, content))

    def exists(self, name: str) -> bool:
        with answers():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with answers():
            super().delete(name)


def s3_storage() -> PrivateS3Storage:
    """The store that the settings name."""
    return PrivateS3Storage(
        bucket_name=settings.S3_BUCKET,
        endpoint_url=settings.S3_ENDPOINT,
        access_key=settings.S3_ACCESS_KEY,
        secret_key=settings.S3_SECRET_KEY,
        region_name=settings.S3_REGION,
        default_acl=None,  # the bucket's own, which must be private
        file_overwrite=False,
        max_memory_size=IN_MEMORY,
        transfer_config=TransferConfig(use_threads=False),  # a job's thread sends its own parts
        client_config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"max_attempts": 3, "mode": "standard"},
            s3={"addressing_style": "path"},  # stores on an intranet have no names for buckets
            signature_version="s3v4",
            request_checksum_calculation="when_required",  # not every store knows the newer ones
            response_checksum_validation="when_required",
        ),
    )

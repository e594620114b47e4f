"""A bucket that speaks the protocol of S3, as the store of captured pages. Needs what requirements-s3.txt installs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

from governance.capture.storing.away import StorageAway

_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 5, 20, 2


class Bucket(S3Storage):
    """Files of a bucket. Whatever can't be done raises StorageAway, but for FileNotFoundError."""

    def __init__(self, *, addressing_style: str, **options: Any) -> None:
        # Checksums that S3 came to ask for by itself are not known everywhere; frames carry their own.
        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, file_overwrite=True, default_acl=None, **options)

    def files_below(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """Yield the path of each file below a folder, and when it was written: one request for a thousand."""
        with _told_plainly():
            prefix = self._normalize_name(folder) + "/"
            pages = self.connection.meta.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket_name, Prefix=prefix):
                for entry in page.get("Contents", ()):
                    yield f"{folder}/{entry['Key'].removeprefix(prefix)}", entry["LastModified"]

    def exists(self, name: str) -> bool:
        with _told_plainly():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _told_plainly():
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        with _told_plainly():
            return ContentFile(super()._open(name, mode).read())

    def _save(self, name: str, content: "File[bytes]") -> str:
        with _told_plainly():
            return str(super()._save(name, content))


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (BotoCoreError, ClientError, Boto3Error, OSError) as error:
        raise StorageAway(str(error)) from error

"""Mail as `.eml` files in MAIL_DIR, one per message: for one machine, for development and for tests."""

import os
import tempfile
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.outgoing import NotAccepted
from alerts.delivery.transports.base import (
    BatchLetter,
    NotWritable,
    Recipient,
    SendOutcome,
    SendVerdict,
    Unreachable,
    message_to,
    wire_bytes,
    writing,
)


class EmlFileBackend(BaseEmailBackend):
    """Django's mail as files: codes and password resets go where the alerts go."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            try:
                with writing():
                    write_eml(message, path=eml_path(uuid.uuid4(), timezone.now()))
            except (OSError, NotWritable) as error:
                raise NotAccepted(str(error)) from error
        return len(email_messages)


class FileTransport:
    """Writes each message to a file named after it.

    The file proves that it was accepted; writing twice is writing once.
    """

    name = "file"
    batch_size = 1

    def __enter__(self) -> Self:
        try:
            _make_folder()
        except OSError as error:
            raise Unreachable(str(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close nothing."""

    def send(self, letter: BatchLetter, recipients: Sequence[Recipient], *, attempt: UUID) -> SendOutcome:
        (recipient,) = recipients
        path = eml_path(recipient.message_id, recipient.created_at)
        try:
            with writing():
                write_eml(message_to(recipient, letter), path=path)
        except OSError as error:
            return SendOutcome(SendVerdict.POSTPONED, str(error))
        return SendOutcome(SendVerdict.ACCEPTED, provider_id=path.name)

    def was_accepted(self, messages: Sequence[tuple[UUID, datetime]]) -> bool:
        return all(eml_path(message_id, created_at).exists() for message_id, created_at in messages)


def eml_path(message_id: UUID, created_at: datetime) -> Path:
    """Return the path of a message's file. Names sort by time."""
    return Path(settings.MAIL_DIR) / f"{created_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{message_id}.eml"


def _make_folder() -> None:
    """Make MAIL_DIR, but not the folder above: a DATA_DIR that was moved away is no place to begin anew."""
    Path(settings.MAIL_DIR).mkdir(mode=0o700, exist_ok=True)


def write_eml(message: EmailMessage, *, path: Path) -> None:
    """Write the message whole or not at all, readable by the service alone. Raises OSError."""
    _make_folder()
    data = wire_bytes(message)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise

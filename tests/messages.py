"""Messages that are owed, without the change or the period that they would tell of."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from alerts.database.temporary_tables import fill
from alerts.delivery import batches
from alerts.models import Batch, Content, Message


@transaction.atomic
def enqueue(*, kind: str, people: Iterable[tuple[UUID, int]], batch_size: int, now: datetime) -> dict[UUID, UUID]:
    """A message for each (person, content): the message of each person."""
    rows = [(uuid.uuid4(), user_id, content_id) for user_id, content_id in people]
    owed = fill("tested_message", {"message_id": "uuid", "user_id": "uuid", "content_id": "bigint"}, rows)
    assert batches.enqueue(owed=owed, kind=kind, batch_size=batch_size, now=now) == len(rows)
    return {user_id: message_id for message_id, user_id, _ in rows}


def message_to(user: User, now: datetime) -> Message:
    """An alert's message in a batch of its own."""
    content, _ = Content.objects.get_or_create(
        key="k", defaults={"kind": "alert", "subject": "s", "html": "h", "text": "t", "created_at": now}
    )
    batch = Batch.objects.create(kind="alert", content=content, not_before=now, created_at=now)
    return Message.objects.create(user=user, kind="alert", batch=batch, created_at=now)

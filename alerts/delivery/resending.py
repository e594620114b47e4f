"""Sends held and failed batches again, and doubtful or old ones only if the operator asks for that."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from alerts.delivery import batches
from alerts.models import Attempt, Batch

logger = structlog.get_logger(__name__)

OLD = timedelta(days=1)  # older news is sent again only where it is asked for
ENDED = (Batch.State.HELD, Batch.State.FAILED)


@dataclass(frozen=True, slots=True)
class SentAgain:
    """The batches that are sent again, and how many were left out: in doubt, or older than OLD."""

    batch_ids: tuple[int, ...]
    in_doubt: int
    old: int


def in_doubt(chosen: "QuerySet[Batch]") -> "QuerySet[Batch]":
    """Return those that people may have got: held, or with an attempt that was never cleared up."""
    unknown = Attempt.objects.filter(batch=OuterRef("pk"), outcome="unknown")
    return chosen.filter(Q(state=Batch.State.HELD) | Exists(unknown), state__in=ENDED)


def old(chosen: "QuerySet[Batch]", now: datetime) -> "QuerySet[Batch]":
    """Return those that were composed longer ago than OLD."""
    return chosen.filter(state__in=ENDED, created_at__lt=now - OLD)


@transaction.atomic
def send_again(
    *, chosen: "QuerySet[Batch]", by: str, now: datetime, despite_doubt: bool = False, despite_age: bool = False
) -> SentAgain:
    """Give held and failed batches back to the senders; doubtful and old ones only if asked for.

    Return what was done.
    """
    # Locked, so that what an event or another operator settles meanwhile isn't sent.
    ended = chosen.filter(state__in=ENDED).order_by("pk").select_for_update()
    ids = list(ended.values_list("pk", flat=True))
    locked = Batch.objects.filter(pk__in=ids)
    doubtful = set() if despite_doubt else set(in_doubt(locked).values_list("pk", flat=True))
    late = set() if despite_age else set(old(locked, now).values_list("pk", flat=True)) - doubtful
    again = tuple(pk for pk in ids if pk not in doubtful | late)
    if again:
        batches.resend(again, now)
        logger.warning("batches_sent_again", count=len(again), batches=again[:100], by=by, despite_doubt=despite_doubt)
    return SentAgain(again, len(doubtful), len(late))

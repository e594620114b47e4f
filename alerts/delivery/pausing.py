"""Lets the operator stop and resume sending. What is composed meanwhile waits, and nothing is lost.

Pauses are read when a batch is claimed; what was claimed before ends normally. Codes and password resets go out in any
case.
"""

from collections.abc import Collection
from datetime import datetime

import structlog

from alerts.models import Message, SendingPause

logger = structlog.get_logger(__name__)

KINDS: tuple[str, ...] = tuple(Message.Kind.values)


def pause_sending(*, kinds: Collection[str], by: str, reason: str, now: datetime) -> dict[SendingPause, bool]:
    """Pause these kinds of mail; return the pauses in force, each with whether it is new. A running pause stays."""
    pauses = {}
    for kind in kinds:
        pause, is_new = SendingPause.objects.get_or_create(
            kind=kind, resumed_at=None, defaults={"paused_at": now, "paused_by": by, "reason": reason}
        )
        pauses[pause] = is_new
        if is_new:
            logger.warning("sending_paused", kind=kind, by=by, reason=reason)
    return pauses


def resume_sending(*, kinds: Collection[str], by: str, now: datetime) -> list[str]:
    """End the pauses of these kinds, and return the kinds that were paused."""
    resumed = []
    for kind in kinds:
        if SendingPause.objects.running().filter(kind=kind).update(resumed_at=now, resumed_by=by):
            logger.warning("sending_resumed", kind=kind, by=by)
            resumed.append(kind)
    return resumed


def paused_kinds() -> list[str]:
    """Return the kinds of mail that are paused."""
    return sorted(SendingPause.objects.running().values_list("kind", flat=True))

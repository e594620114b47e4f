"""Whose fault a refused request is: that of people whom the answer names, or of what all of them share.

An answer that names nobody says neither. One person is then asked for alone, and the letter is given up for all once as
many in a row were refused alone as can't be chance. A request is not halved down to its people for a bad letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from alerts.delivery.transports.base import Recipient
from alerts.models import Attempt

PROBES, PROBES_OF_A_SHARED_FIELD = 3, 1
_LATELY = timedelta(hours=1)  # what was refused before that may have been mended


def half_or_probe(
    recipients: Sequence[Recipient], errors: Iterable[Mapping[str, Any]], *, attempt: UUID
) -> Sequence[Recipient]:
    """Who goes on apart, where the errors name none of these people; nobody where the letter is at fault."""
    is_shared = any(str(error.get("field") or "").partition(".")[0] not in ("", "personalizations") for error in errors)
    needed = PROBES_OF_A_SHARED_FIELD if is_shared else PROBES
    latest = _latest_outcomes(attempt, needed)
    if "accepted" in latest:
        return recipients[len(recipients) // 2 :]
    return [] if len(latest) == needed else recipients[1:]


def _latest_outcomes(attempt: UUID, count: int) -> list[str]:
    """How the latest requests for the same letter ended, within the hour before this one."""
    this = Attempt.objects.filter(pk=attempt).values_list("batch__content", "started_at").first()
    if this is None:
        return []
    content, started_at = this
    ended = Attempt.objects.filter(
        batch__content=content, started_at__gt=started_at - _LATELY, outcome__in=("accepted", "refused")
    )
    return list(ended.order_by("-started_at").values_list("outcome", flat=True)[:count])

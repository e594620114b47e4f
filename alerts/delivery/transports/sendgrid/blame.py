"""Decides whether a refused request is the fault of some of its people or of the mail that they share.

If the answer names nobody, the mail is tried on one person. Once so many in a row were refused alone that it can't be
chance, the mail is at fault. So a bad mail is not halved down to single people.
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
    """Return who goes on in a batch of their own when the errors name nobody; nobody if the mail is at fault."""
    is_shared = any(str(error.get("field") or "").partition(".")[0] not in ("", "personalizations") for error in errors)
    needed = PROBES_OF_A_SHARED_FIELD if is_shared else PROBES
    latest = _latest_outcomes(attempt, needed)
    if "accepted" in latest:
        return recipients[len(recipients) // 2 :]
    return [] if len(latest) == needed else recipients[1:]


def _latest_outcomes(attempt: UUID, count: int) -> list[str]:
    """Return the outcomes of the latest requests for the same mail, within the hour before this one."""
    this = Attempt.objects.filter(pk=attempt).values_list("batch__content", "started_at").first()
    if this is None:
        return []
    content, started_at = this
    ended = Attempt.objects.filter(
        batch__content=content, started_at__gt=started_at - _LATELY, outcome__in=("accepted", "refused")
    )
    return list(ended.order_by("-started_at").values_list("outcome", flat=True)[:count])

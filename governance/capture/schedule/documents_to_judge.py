"""Claims documents that are to be judged, so that no two workers read and judge the same fetches.

As with hosts, a worker that dies leaves a lease that ends by itself, and one that comes back too late finds another
fence and writes nothing. The claim takes `is_to_be_judged` away: what is fetched meanwhile sets it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from governance.models import CaptureHealth

# For the documents that are claimed together, and for the clocks of two hosts that may be five minutes apart.
JUDGING_LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class JudgingClaim:
    """A document that is ours to judge, by the lease with this fence."""

    document_id: int
    fence: int


def claim_documents(*, limit: int, now: datetime, after: int = 0) -> list[JudgingClaim]:
    """Lease up to `limit` documents of which something was fetched, in the order of their keys after `after`."""
    is_waiting = Q(is_to_be_judged=True, lease_until=None) | Q(lease_until__lte=now)
    with transaction.atomic():
        waiting = CaptureHealth.objects.filter(is_waiting, pk__gt=after).order_by("pk")
        rows = list(waiting.select_for_update(skip_locked=True).values_list("pk", "fence")[:limit])
        if rows:
            CaptureHealth.objects.filter(pk__in=[pk for pk, _ in rows]).update(
                lease_until=now + JUDGING_LEASE, fence=F("fence") + 1, is_to_be_judged=False
            )
    return [JudgingClaim(pk, fence + 1) for pk, fence in rows]


def hold_document(claim: JudgingClaim) -> CaptureHealth | None:
    """Lock and return the health of the document if the claim still stands; None if it doesn't.

    Whoever saves it in the same transaction sets `lease_until` to None.
    """
    held = CaptureHealth.objects.select_for_update(of=("self",)).select_related("good_capture")
    return held.filter(pk=claim.document_id, fence=claim.fence).first()


def let_document_go(claim: JudgingClaim) -> None:
    """End the lease. The document is judged again when something more of it is fetched."""
    _of(claim).update(lease_until=None)


def give_back(claims: Iterable[JudgingClaim]) -> None:
    """End the leases of documents that could not be judged now: they are to be judged still."""
    for claim in claims:
        _of(claim).update(lease_until=None, is_to_be_judged=True)


def _of(claim: JudgingClaim) -> QuerySet[CaptureHealth]:
    return CaptureHealth.objects.filter(pk=claim.document_id, fence=claim.fence)

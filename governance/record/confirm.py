"""Confirms held changes, once and for all, by the next version or by a periodic duty. `holding` has the states."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from governance.models import Change, Document
from governance.record.holding import confirmed_by_standing, mark_confirmed
from governance.record.replay import memory_before, replay_from

MOST_CONFIRMED = 50
MOST_TRIED = 500  # a document that shows an error page at the moment has to wait and is passed over


def confirm_due(now: datetime) -> dict[str, int]:
    """Confirm held changes whose text was seen to stand after their hold, the longest due first; return the counts."""
    due = Change.objects.held().filter(
        held_until__lte=now, document__last_verified_at__gte=F("held_until"), document__last_verified_at__lte=now
    )
    counts = {"confirmed": 0}
    for key in list(due.order_by("held_until", "pk").values_list("pk", flat=True)[:MOST_TRIED]):
        counts["confirmed"] += confirm(change_id=key, now=now)
        if counts["confirmed"] == MOST_CONFIRMED:
            break
    return counts


def confirm(*, change_id: int, now: datetime, evidence_at: datetime | None = None) -> bool:
    """Confirm a held change, and judge its version and later ones again, in one transaction.

    Return whether it was done.

    `evidence_at` is when the confirmation was found. Without it the document must have been verified after the hold.
    Nothing is written if it wasn't, or if another worker was faster.
    """
    change = Change.objects.select_related("document__current_version__stored_text", "to_version").get(pk=change_id)
    document, sequence = change.document, change.to_version.sequence
    if evidence_at is None and not (change.held_until and confirmed_by_standing(change.held_until, document)):
        return False
    memory = memory_before(document, sequence)  # before the lock: a long history takes its time
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).select_related("platform").get(pk=document.pk)
        if (locked.current_version_id, locked.rewrite_count) != (document.current_version_id, memory.rewrite_count):
            return False
        held = Change.objects.held().select_for_update(of=("self",)).filter(pk=change_id).first()
        if held is None or held.held_until is None:
            return False
        evidence_at = evidence_at or confirmed_by_standing(held.held_until, locked)
        if evidence_at is None:
            return False
        mark_confirmed(held, evidence_at=evidence_at, now=now)
        replay_from(locked, sequence, memory)
    return True

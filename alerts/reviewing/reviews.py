"""A person assigns the review of a change, decides, and signs off. What was signed off is never changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from alerts.models import Review
from governance.models import Change

_OF_A_DECISION = ("decision", "reason", "decided_by")
STATES: dict[str, Q] = {
    "open": Q(decision=""),
    "decided": ~Q(decision="") & Q(signed_off_at=None),
    "signed_off": Q(signed_off_at__isnull=False),
}


class ReviewLocked(Exception):
    """The review was signed off, and is not changed any more."""

    code = "review_locked"

    def __init__(self) -> None:
        super().__init__(_("This review was signed off. It can't be changed any more."))


class ReviewIncomplete(ValueError):
    """A review can't be signed off yet; `fields` are those that are missing."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(_("This is needed before the review is signed off."))
        self.fields = fields


class ReviewDiffers(Exception):
    """The review, or its change, is no longer what was shown to whoever signs off."""


@dataclass(frozen=True, slots=True)
class ReviewFilters:
    """Which reviews are asked for: by state, by platform, by assignee, and those due on this day or before."""

    state: str | None = None
    platform_id: int | None = None
    due_until: date | None = None
    assignee: str | None = None


def begin_review(*, user: User, change: Change, given: Mapping[str, Any], now: datetime) -> tuple[Review, bool]:
    """Begin the review of a change with what was given, and return it and whether it is new.

    Of a review that was begun before what was given is changed. Raises ReviewLocked.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        known = Review.objects.filter(user=user, change=change).first()
        if known is not None:
            return (change_review(review=known, given=given, now=now) if given else known), False
        return Review.objects.create(user=user, change=change, created_at=now, **given), True


@transaction.atomic
def change_review(*, review: Review, given: Mapping[str, Any], now: datetime) -> Review:
    """Change what was given of a review, and return it. A decision that is taken back leaves no time of it.

    `decided_at` is when the decision, its reason or who decided changed last.

    Raises ReviewLocked.
    """
    locked = _locked(review)
    decided = [getattr(locked, name) for name in _OF_A_DECISION]
    for name, value in given.items():
        setattr(locked, name, value)
    if not locked.decision:
        locked.decided_at = None
    elif decided != [getattr(locked, name) for name in _OF_A_DECISION]:
        locked.decided_at = now
    locked.save()
    return locked


@transaction.atomic
def sign_off(*, review: Review, name: str, now: datetime, shown: str | None = None) -> Review:
    """Sign a review off in this name, and return it. Raises ReviewLocked, ReviewDiffers and ReviewIncomplete.

    `shown` is the fingerprint of what the signer saw; None for a program, which reads before it signs as it likes.
    It is never signed off earlier than decided: a decision that came first by the lock may have a later `now`.
    """
    locked = _locked(review)
    if shown is not None and shown != fingerprint_of(locked):
        raise ReviewDiffers
    missing = tuple(field for field in ("decision", "reason", "decided_by") if not getattr(locked, field).strip())
    if missing:
        raise ReviewIncomplete(missing)
    locked.signed_off_by, locked.signed_off_at = name, max(now, locked.decided_at or now)
    locked.signed_headline, locked.signed_severity = locked.change.headline, locked.change.severity
    locked.save(update_fields=["signed_off_by", "signed_off_at", "signed_headline", "signed_severity"])
    return locked


def fingerprint_of(review: Review) -> str:
    """Return 64 hexadecimal digits that differ once anything differs that a sign-off locks."""
    decided = (review.decision, review.reason, review.decided_by, str(review.decided_at))
    locked = (*decided, review.assignee, str(review.due_date), review.headline, review.severity)
    return hashlib.sha256(json.dumps(locked).encode()).hexdigest()


def own_reviews(user_id: UUID, filters: ReviewFilters | None = None) -> "QuerySet[Review]":
    """Return a person's reviews with their changes, documents and platforms."""
    found = Review.objects.filter(user=user_id).select_related("change__document__platform")
    if filters is None:
        return found
    if filters.state is not None:
        found = found.filter(STATES[filters.state])
    if filters.platform_id is not None:
        found = found.filter(change__platform=filters.platform_id)
    if filters.due_until is not None:
        found = found.filter(due_date__lte=filters.due_until, signed_off_at=None)
    if filters.assignee is not None:
        found = found.filter(assignee=filters.assignee)
    return found


def _locked(review: Review) -> Review:
    """Return the review as it stands now, held until the transaction ends. Raises ReviewLocked."""
    locked = (
        Review.objects.select_for_update(of=("self",)).select_related("change__document__platform").get(pk=review.pk)
    )
    if locked.signed_off_at is not None:
        raise ReviewLocked
    return locked

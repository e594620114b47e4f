"""A person pins the version of a document that they agreed to."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from alerts.models import Baseline
from governance.models import Document, Version

MOST_BASELINES = 2_000
FURTHEST_ZONE = timedelta(hours=14)  # where a day begins first
LAST_ZONE = timedelta(hours=12)  # so long after UTC a day ends where it ends last


class NotAnAgreement(ValueError):
    """What was sent can't be an agreement; `field` is what is wrong, and the message says it to the person."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


class TooManyBaselines(Exception):
    """The person has pinned as many versions as anybody may."""

    code = "baselines_full"

    def __init__(self) -> None:
        said = _("You have pinned %(limit)s versions, which is as many as you can. Remove one first.")
        super().__init__(said % {"limit": number_format(MOST_BASELINES, force_grouping=True)})
        self.limit = MOST_BASELINES


def pin(
    *,
    user: User,
    document: Document,
    version: Version | None,
    agreed_at: date,
    reference: str = "",
    note: str | None = "",
    now: datetime,
) -> tuple[Baseline, bool]:
    """Pin the version that the person agreed to on this day, and return the baseline and whether it is new.

    Without a version it is the last good one that was in force at the end of that day, in UTC. The same agreement is
    pinned once: its note is then replaced, unless the new one is None. A version that is recorded from after the day,
    wherever on earth it ends last, was not agreed to on it. Raises NotAnAgreement and TooManyBaselines.
    """
    if agreed_at > (now + FURTHEST_ZONE).date():
        raise NotAnAgreement("agreed_at", _("This day is still to come."))
    version = version or _version_of(document, agreed_at)
    if version is None:
        raise NotAnAgreement("agreed_at", _("No version of this document is recorded from that day or before."))
    if version.captured_at >= _end_of(agreed_at) + LAST_ZONE:
        raise NotAnAgreement(
            "version", _("This version is recorded from after that day. Name one from then or before.")
        )
    if not version.is_good:
        raise NotAnAgreement("version", _("What was captured then was not the whole document. Name another version."))
    if version.is_too_large:
        raise NotAnAgreement("version", _("This text is too large to be compared, so no drift could be told."))
    key = {"document": document, "version": version, "agreed_at": agreed_at, "reference": reference}
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        own = Baseline.objects.filter(user=user)
        if (known := own.filter(**key).first()) is not None:
            if note is not None:
                known.note = note
                known.save(update_fields=["note"])
            return known, False
        if own.count() >= MOST_BASELINES:
            raise TooManyBaselines
        return Baseline.objects.create(user=user, note=note or "", created_at=now, **key), True


def _version_of(document: Document, day: date) -> Version | None:
    """Return the last good version that was in force at the end of the day, None before the first."""
    good = Version.objects.filter(document=document, is_good=True, is_too_large=False)
    return good.filter(in_force_at__lt=_end_of(day)).order_by("-in_force_at", "-sequence").first()


def _end_of(day: date) -> datetime:
    """Return the moment in UTC at which the day is over there."""
    return datetime.combine(day, time.min, UTC) + timedelta(days=1)


def own_baselines(user_id: UUID) -> "QuerySet[Baseline]":
    """Return what a person pinned, with its document, platform and version."""
    related = Baseline.objects.filter(user=user_id).select_related("document__platform", "version")
    return related.defer("version__outline", "version__summary")

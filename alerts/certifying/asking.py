"""A person asks for a certificate of watching, or has one removed."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from alerts.models import WatchCertificate, Watchlist
from governance.models import Document

MOST_DOCUMENTS = 200
LONGEST_PERIOD = timedelta(days=366)
MOST_CERTIFICATES = 200


class NotToBeCertified(ValueError):
    """No certificate can be made of what was sent; `field` is what is wrong, and the message says it to the person."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


class TooManyCertificates(Exception):
    """The person has as many certificates as anybody may."""

    code = "certificates_full"

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_CERTIFICATES} certificates, which is as many as you can. Remove one first.")
        self.limit = MOST_CERTIFICATES


class CertificateNotReady(Exception):
    """Its file is not made yet, or could not be."""

    code = "certificate_not_ready"

    def __init__(self, certificate: WatchCertificate) -> None:
        failed = certificate.state == WatchCertificate.State.FAILED
        said = f"It could not be made. {certificate.failure}".strip()
        super().__init__(said if failed else "It is still being made.")
        self.state = certificate.state


def documents_named(public_ids: Sequence[str]) -> list[Document]:
    """Return the documents with these public ids. Raises NotToBeCertified."""
    keys = {public_id: Document.key_of(public_id) or 0 for public_id in public_ids}
    if not keys:
        raise NotToBeCertified("documents", "Name a document at least.")
    if len(keys) > MOST_DOCUMENTS:
        raise NotToBeCertified("documents", f"These are more than {MOST_DOCUMENTS} documents.")
    found = Document.objects.in_bulk(keys.values())
    unknown = [public_id for public_id, key in keys.items() if key not in found]
    if unknown:
        raise NotToBeCertified("documents", f"There is no document “{unknown[0][:30]}”.")
    return [found[key] for key in keys.values()]


def documents_of_watchlist(user: User, watchlist_id: UUID) -> list[Document]:
    """Return the documents of the platforms on a person's watchlist, as they are now. Raises NotToBeCertified."""
    watchlist = Watchlist.objects.filter(user=user, pk=watchlist_id).first()
    if watchlist is None:
        raise NotToBeCertified("watchlist", "There is no watchlist of yours with this id.")
    documents = Document.objects.filter(platform__in=watchlist.items.values("platform")).order_by("pk")
    found = list(documents[: MOST_DOCUMENTS + 1])
    if not found:
        raise NotToBeCertified("watchlist", "The platforms on this watchlist have no documents.")
    if len(found) > MOST_DOCUMENTS:
        said = f"The platforms on this watchlist have more than {MOST_DOCUMENTS} documents: name documents instead."
        raise NotToBeCertified("watchlist", said)
    return found


def ask_for_certificate(
    *,
    user: User,
    documents: Sequence[Document],
    of_watchlist: bool,
    since: datetime,
    until: datetime,
    now: datetime,
) -> tuple[WatchCertificate, bool]:
    """Ask for a certificate of these documents and this period; return it, and whether it was asked for now.

    The same documents and period are one certificate: whoever wants it issued anew removes it first. What failed is
    tried again. Raises NotToBeCertified and TooManyCertificates.
    """
    _check_period(since, until, now)
    names = [document.public_id for document in sorted(documents, key=lambda one: one.pk)]
    asked = json.dumps([names, since.astimezone(UTC).isoformat(), until.astimezone(UTC).isoformat()])
    digest = hashlib.sha256(asked.encode()).hexdigest()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        own = WatchCertificate.objects.filter(user=user)
        if (known := own.filter(request_sha256=digest).defer("packed").first()) is not None:
            if known.state == WatchCertificate.State.FAILED:
                own.filter(pk=known.pk).update(state=WatchCertificate.State.WAITING, attempt_count=0, lease_until=None)
            return known, False
        if own.count() >= MOST_CERTIFICATES:
            raise TooManyCertificates
        return WatchCertificate.objects.create(
            user=user, documents=names, of_watchlist=of_watchlist, since=since, until=until, request_sha256=digest,
            asked_at=now,
        ), True  # fmt: skip


def _check_period(since: datetime, until: datetime, now: datetime) -> None:
    if until > now:
        raise NotToBeCertified("until", "This is in the future.")
    if since >= until:
        raise NotToBeCertified("since", "This is not before the end of the period.")
    if until - since > LONGEST_PERIOD:
        raise NotToBeCertified("since", f"The period is longer than {LONGEST_PERIOD.days} days.")


def own_certificates(user_id: UUID) -> "QuerySet[WatchCertificate]":
    """Return what a person asked for, without the files."""
    return WatchCertificate.objects.filter(user=user_id).defer("packed")

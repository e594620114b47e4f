"""The periodic duties of the backend `stripe`. On a site without payments they do nothing and load nothing."""

from datetime import datetime

from django.conf import settings


def process_due_events(now: datetime) -> dict[str, int]:
    if settings.BILLING_BACKEND != "stripe":
        return {}
    from billing.payments.stripe_events import process_due

    return process_due(now)


def forget_old_events(now: datetime) -> dict[str, int]:
    if settings.BILLING_BACKEND != "stripe":
        return {}
    from billing.payments.stripe_events import forget_old

    return forget_old(now)


def follow_deletions(now: datetime) -> dict[str, int]:
    if settings.BILLING_BACKEND != "stripe":
        return {}
    from billing.payments import following

    return following.follow_deletions(now)


def take_late_charges_back(now: datetime) -> dict[str, int]:
    if settings.BILLING_BACKEND != "stripe":
        return {}
    from billing.payments.late_charges import take_due_back

    return take_due_back(now)


def follow_addresses(now: datetime) -> dict[str, int]:
    if settings.BILLING_BACKEND != "stripe":
        return {}
    from billing.payments import following

    return following.follow_addresses(now)


def reconcile(now: datetime) -> dict[str, int]:
    if settings.BILLING_BACKEND != "stripe":
        return {}
    from billing.payments.reconciliation import reconcile_due

    return reconcile_due(now)

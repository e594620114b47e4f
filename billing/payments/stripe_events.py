"""Stores each of Stripe's events once, and takes it as a hint to fetch the customer's state again."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.retrying import Retries
from billing.gateway.client import without_retries
from billing.gateway.errors import PaymentsUnavailable
from billing.gateway.fetching import claims_of, fetch_object
from billing.gateway.signed_events import RefusalReason, SignedEvent, belongs_here, claim_of, customer_of
from billing.models import BillingAccount, RefusedWebhooks, StripeEvent
from billing.payments.customers import account_of_customer, link
from billing.payments.synchronise import synchronise
from billing.services.cause import Cause, CauseKind

logger = structlog.get_logger(__name__)

Outcome = StripeEvent.Outcome

# The types after which a customer's state may be another, and the kind of object that each is about.
_KINDS = {
    "checkout.session.": "checkout.session",
    "customer.subscription.": "subscription",
    "customer.deleted": "customer",
    "invoice.": "invoice",
    "charge.dispute.": "dispute",
    "charge.refunded": "charge",
    "subscription_schedule.": "subscription_schedule",
}
_FOR_AN_OPERATOR = ("charge.dispute.", "charge.refunded")
# About five days.
_RETRIES = Retries(30, first_pause=timedelta(seconds=30), longest_pause=timedelta(hours=6))
_AT_ONCE = 100
_KEPT = timedelta(days=90)


def record_event(*, signed: SignedEvent, now: datetime) -> StripeEvent:
    """Store the event, or count one more delivery of it, and return its row."""
    is_ours = belongs_here(signed)
    event, is_new = StripeEvent.objects.get_or_create(
        pk=signed.id,
        defaults={
            "type": signed.type,
            "created_at": signed.created_at,
            "is_live": signed.is_live,
            "object_id": signed.object_id,
            "customer_id": signed.customer_id,
            "claimed_user_id": signed.claimed_user_id,
            "received_at": now,
            "outcome": Outcome.PENDING if is_ours else Outcome.OTHER_MODE,
            "processed_at": None if is_ours else now,
            # By then the request that took it in has processed it, or died.
            "not_before": now + _RETRIES.first_pause,
        },
    )
    if not is_new:
        StripeEvent.objects.filter(pk=event.pk).update(deliveries=F("deliveries") + 1)
    elif not is_ours:
        logger.warning("stripe_event_of_the_other_mode", event_id=event.pk, type=event.type)
    return event


def process(*, event: StripeEvent, now: datetime) -> None:
    """Do what the event calls for, once. If that fails the event is put off, and the error rises."""
    if event.outcome != Outcome.PENDING:
        return
    try:
        with without_retries():  # Stripe sends it again, and so does the sweep
            outcome = _act(event, now)
    except Exception as error:
        _put_off(event, error, now)
        raise
    fields: dict[str, Any] = {
        "outcome": outcome,
        "processed_at": now,
        "error": "",
        "attempt_count": F("attempt_count") + 1,
    }
    StripeEvent.objects.filter(pk=event.pk, outcome=Outcome.PENDING).update(**fields)
    logger.info("stripe_event", event_id=event.pk, type=event.type, outcome=outcome)


def process_due(now: datetime) -> dict[str, int]:
    """Process events that were left undone, by a crash or because Stripe was away, and return the counts."""
    counts = {"stripe_events_processed": 0, "stripe_events_put_off": 0}
    for event in StripeEvent.objects.due(now)[:_AT_ONCE]:
        try:
            process(event=event, now=now)
            counts["stripe_events_processed"] += 1
        except PaymentsUnavailable:
            counts["stripe_events_put_off"] += 1
            break  # it would be no different for the others
        except Exception:
            counts["stripe_events_put_off"] += 1
            logger.exception("stripe_event_failed", event_id=event.pk, type=event.type)
    return counts


def forget_old(now: datetime) -> dict[str, int]:
    """Delete events that are long done, but those for an operator, and return the count."""
    done = StripeEvent.objects.filter(received_at__lt=now - _KEPT).exclude(
        outcome__in=[Outcome.PENDING, Outcome.ATTENTION]
    )
    forgotten, _ = done.delete()
    return {"stripe_events_forgotten": forgotten}


def count_refused(*, reason: RefusalReason, now: datetime) -> None:
    """Count a refused request; nothing else of it is kept."""
    day = RefusedWebhooks.objects.filter(date=now.date(), reason=reason)
    if not day.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                RefusedWebhooks.objects.create(date=now.date(), reason=reason, count=1)
        except IntegrityError:  # somebody else began the day
            day.update(count=F("count") + 1)


def _act(event: StripeEvent, now: datetime) -> StripeEvent.Outcome:
    kind = next((kind for prefix, kind in _KINDS.items() if event.type.startswith(prefix)), None)
    if kind is None:
        return Outcome.NOTED
    if not event.customer_id:
        _find_customer(event, kind)
    account = _account(event, now) if event.customer_id else None
    outcome = _synchronise(account, event, now)
    if outcome is not Outcome.ATTENTION and not event.type.startswith(_FOR_AN_OPERATOR):
        return outcome
    whose = account.pk if account else None
    logger.warning("stripe_event_for_an_operator", event_id=event.pk, type=event.type, account=whose)
    return Outcome.ATTENTION


def _synchronise(account: BillingAccount | None, event: StripeEvent, now: datetime) -> StripeEvent.Outcome:
    if account is None:
        return Outcome.UNLINKED if event.customer_id else Outcome.NOTED
    if account.user_id is None:
        return Outcome.NOTED
    synchronise(account=account, cause=Cause(CauseKind.EVENT, event.pk), now=now)
    is_anothers = event.claimed_user_id is not None and event.claimed_user_id != account.user_id
    return Outcome.ATTENTION if is_anothers else Outcome.APPLIED


def _find_customer(event: StripeEvent, kind: str) -> None:
    """Store on the event which customer it is about, as Stripe says.

    A thin event names none, and a dispute only names its charge.
    """
    about = fetch_object(kind, event.object_id)
    if about is not None and kind == "dispute":
        charge = about.get("charge")
        about = charge if isinstance(charge, dict) else fetch_object("charge", str(charge or ""))
    if about is None:
        return
    event.customer_id, event.claimed_user_id = customer_of(about, event.type), claim_of(about)
    event.save(update_fields=["customer_id", "claimed_user_id"])


def _account(event: StripeEvent, now: datetime) -> BillingAccount | None:
    """Return whose customer it is: as linked before, else as the event claims, else as Stripe's objects claim."""
    account = account_of_customer(event.customer_id)
    if account is not None:
        return account
    if event.claimed_user_id is not None:
        return link(customer_id=event.customer_id, user_id=event.claimed_user_id, now=now)
    for about in claims_of(event.customer_id):
        claimed = claim_of(about)
        account = link(customer_id=event.customer_id, user_id=claimed, now=now) if claimed else None
        if account is not None:
            return account
    return None


def _put_off(event: StripeEvent, error: Exception, now: datetime) -> None:
    attempts = event.attempt_count + 1
    again = now + _RETRIES.pause(attempts)
    fields: dict[str, Any] = {"attempt_count": attempts, "error": type(error).__name__, "not_before": again}
    if _RETRIES.are_over(attempts):
        fields |= {"outcome": Outcome.GIVEN_UP, "processed_at": now}
        logger.error("stripe_event_given_up", event_id=event.pk, type=event.type, error=type(error).__name__)
    StripeEvent.objects.filter(pk=event.pk, outcome=Outcome.PENDING).update(**fields)

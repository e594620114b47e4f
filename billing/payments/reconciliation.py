"""Compares what is written here with what Stripe holds, whether or not an event came, and repairs it.

Two walks, each of which goes on where it stopped: over our accounts, those first that were not fetched the longest, and
over Stripe's subscriptions, for customers of people here whose every event was lost.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

import structlog
from django.db import transaction
from django.db.models import QuerySet

from billing.gateway.errors import PaymentsUnavailable
from billing.gateway.fetching import fetch_subscriptions_page
from billing.gateway.signed_events import claim_of
from billing.models import BillingAccount, BillingCustomer, CustomerSearch
from billing.payments.customers import account_of_customer, link
from billing.payments.following import compare_address
from billing.payments.synchronise import Synchronised, synchronise
from billing.services.cause import Cause, CauseKind

logger = structlog.get_logger(__name__)

CAUSE = Cause(CauseKind.RECONCILIATION)
EACH = timedelta(hours=24)
_PAGE = 200
_LONGEST_ROUND = 120.0  # seconds: a duty has to end well before Celery's limit


@dataclass(slots=True)
class Pace:
    """So many accounts a second, for so many seconds. Stripe allows a sandbox 25 requests a second, a live key 100."""

    accounts_per_second: float = 10
    seconds: float = _LONGEST_ROUND
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    def wait(self) -> None:
        self.sleep(1 / self.accounts_per_second)

    @property
    def is_over(self) -> bool:
        return self.clock() - self._began > self.seconds


@dataclass(frozen=True, slots=True)
class Drift:
    """The fields of an account that differed from what Stripe holds: name -> (before, after)."""

    account: BillingAccount
    differences: dict[str, tuple[object, object]]


def compare_accounts(*, before: datetime, now: datetime, pace: Pace, is_dry: bool = False) -> Iterator[Drift | None]:
    """Fetch each account that was last fetched before `before`, and yield its drift, or None if there is none.

    Raises PaymentsUnavailable if Stripe can't be asked; the accounts before are written down by then.
    """
    return _compare_each(BillingAccount.objects.due_to_be_compared(before), now, pace, is_dry)


def compare_lapsed(*, now: datetime, pace: Pace) -> Iterator[Drift | None]:
    """Do the same for accounts whose subscription has just lapsed.

    The person may have another one, or have paid without our hearing of it.
    """
    return _compare_each(BillingAccount.objects.just_lapsed(now), now, pace, is_dry=False)


def _compare_each(due: "QuerySet[BillingAccount]", now: datetime, pace: Pace, is_dry: bool) -> Iterator[Drift | None]:
    after = 0
    while page := list(due.filter(pk__gt=after).order_by("pk")[:_PAGE]):
        for account in page:
            if pace.is_over:
                return
            try:
                found = _compare(account, now, is_dry)
            except PaymentsUnavailable:
                raise
            except Exception:  # one account of an unheard-of shape is no reason to leave the others
                logger.exception("reconciliation_failed", account=account.pk)
                continue
            if found.differences:
                logger.warning(
                    "stripe_drift", account=account.pk, names=sorted(found.differences), is_repaired=not is_dry
                )
            yield Drift(account, found.differences) if found.differences else None
            pace.wait()
        after = page[-1].pk


def _compare(account: BillingAccount, now: datetime, is_dry: bool) -> Synchronised:
    with transaction.atomic():
        found = synchronise(account=account, cause=CAUSE, now=now)
        transaction.set_rollback(is_dry)
    customers = account.customers.filter(deleted_at=None, pk__in=BillingCustomer.objects.of_the_verified())
    for customer in customers.select_related("account__user"):
        addresses = compare_address(customer, is_dry=is_dry)
        if addresses is not None:
            found.differences["email"] = addresses
    return found


def search_customers(*, now: datetime, pace: Pace, every: timedelta = EACH) -> CustomerSearch | None:
    """Go on with the walk through Stripe's subscriptions, or begin one if the last began long enough ago.

    Returns the walk, or None if it isn't time. Raises PaymentsUnavailable; the pages before are done by then.
    """
    search = CustomerSearch.objects.filter(finished_at=None).first()
    if search is None:
        if CustomerSearch.objects.filter(started_at__gt=now - every).exists():
            return None
        search = CustomerSearch.objects.create(started_at=now)
    while not pace.is_over and search.finished_at is None:
        _search_page(search, now)
        pace.wait()
    return search


def _search_page(search: CustomerSearch, now: datetime) -> None:
    subscriptions, has_more = fetch_subscriptions_page(search.cursor)
    for subscription in subscriptions:
        search.seen += 1
        if account_of_customer(subscription["customer"]) is not None:
            continue
        claimed = claim_of(subscription)
        account = link(customer_id=subscription["customer"], user_id=claimed, now=now) if claimed else None
        if account is None:
            search.strangers += 1
        else:
            synchronise(account=account, cause=CAUSE, now=now)
            search.linked += 1
    search.cursor = subscriptions[-1]["id"] if subscriptions else ""
    if not has_more:
        search.finished_at = now
    search.save()


def reconcile_due(now: datetime) -> dict[str, int]:
    """Do a round of both walks and return the counts. Each account is compared once a day, in as many rounds."""
    counts = {"billing_accounts_compared": 0, "billing_accounts_repaired": 0, "stripe_customers_linked": 0}
    pace = Pace()
    linked_before = sum(CustomerSearch.objects.filter(finished_at=None).values_list("linked", flat=True))
    try:
        lapsed = compare_lapsed(now=now, pace=pace)
        for drift in chain(lapsed, compare_accounts(before=now - EACH, now=now, pace=pace)):
            counts["billing_accounts_compared"] += 1
            counts["billing_accounts_repaired"] += drift is not None
        search = search_customers(now=now, pace=pace)
    except PaymentsUnavailable:
        logger.warning("reconciliation_interrupted", **counts)
        return counts
    if search is not None:
        counts["stripe_customers_linked"] = search.linked - linked_before
    return counts

"""Trials, what people hold, and what is known of revenue."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from accounts.clocks import CLOCKS_DIFFER
from backend.operating.tables import Figure, MaySee, Table, count, table, text
from billing.models import EntitlementChange, Subscription, Trial
from billing.services.monthly_figures import first_payments_after_a_trial

SOON = timedelta(days=7)
PERIODS = (timedelta(days=30), timedelta(days=90))
NO_PRICES = (
    "not known: of a subscription we store the tier, the interval and the state, and not the amount and the currency "
    "that Stripe charges. Stripe’s dashboard has them; “manage.py billing_figures” reckons with our list prices, "
    "before discounts and taxes."
)
NO_PAYMENTS = "none: this installation takes no payments"


def tables_of_money(now: datetime, may_see: MaySee) -> list[Table]:
    """Return trials, conversions, subscriptions by plan and state, and what is known of revenue."""
    found = []
    if may_see(Trial):
        found.append(_trials(now))
    if may_see(Trial) or may_see(EntitlementChange):
        found.append(_ends(now, may_see))
    if may_see(Subscription):
        found += [_subscriptions(), _revenue()]
    return found


def _trials(now: datetime) -> Table:
    running = {"ended_at__isnull": True, "started_at__lte": now + CLOCKS_DIFFER, "ends_at__gt": now}
    soon = running | {"ends_at__lte": now + SOON}
    rows = [
        (name, [count(Trial.objects.filter(**filters).count(), Trial, **filters)])
        for name, filters in (("Running", running), ("Of these, ending within 7 days", soon))
    ]
    return table("Trials", "Trials of this site’s own, now.", ("Trials",), rows)


def _ends(now: datetime, may_see: MaySee) -> Table:
    rows: list[tuple[str, list[Figure]]] = []
    if may_see(Trial):
        ended = [
            count(Trial.objects.filter(ended_at__gt=now - period).count(), Trial, ended_at__gt=now - period)
            for period in PERIODS
        ]
        rows.append(("Trials that ended", ended))
    if may_see(EntitlementChange):
        firsts = first_payments_after_a_trial()
        paid = [
            count(firsts.filter(at__gt=now - one).count(), EntitlementChange, first_payment="yes", at__gt=now - one)
            for one in PERIODS
        ]
        rows.append(("People who had a trial and paid for the first time", paid))
    columns = tuple(f"{period.days} days" for period in PERIODS)
    said = "Ends as they are stored; payments by the ledger, in which people stay whose account is gone."
    return table("Ended and converted", said, columns, rows)


def _subscriptions() -> Table:
    of_now = Subscription.objects.filter(ended_at=None)
    columns = ("source", "tier", "status", "interval")
    grouped = of_now.order_by(*columns).values_list(*columns).annotate(Count("pk"))
    rows = []
    for source, tier, status, interval, number in grouped:
        filters = {
            "source__exact": source,
            "tier__exact": tier,
            "status__exact": status,
            "interval__exact": interval,
            "ended_at__isnull": True,
        }
        rows.append(
            (f"{tier}, {status}", [text(_WORDS[source]), text(interval or "–"), count(number, Subscription, **filters)])
        )
    said = "People by what they hold and its state, now. What an operator granted is not paid for."
    return table("Subscriptions", said, ("From", "Paid by the", "People"), rows)


_WORDS = {Subscription.Source.OPERATOR.value: "an operator", Subscription.Source.STRIPE.value: "Stripe"}


def _revenue() -> Table:
    known = NO_PRICES if settings.BILLING_BACKEND == "stripe" else NO_PAYMENTS
    said = "What subscriptions bring in a month, as Stripe told us; currencies are not added together."
    return table("Monthly recurring revenue", said, ("",), [("Revenue", [text(known)])])

"""Trials, what people hold, and what is known of revenue."""

from datetime import datetime, timedelta
from fractions import Fraction

from django.conf import settings
from django.db.models import Count, Sum

from accounts.clocks import CLOCKS_DIFFER
from backend.operating.tables import Figure, MaySee, Table, count, table, text
from billing.models import EntitlementChange, Subscription, Trial
from billing.services.monthly_figures import first_payments_after_a_trial

SOON = timedelta(days=7)
PERIODS = (timedelta(days=30), timedelta(days=90))
NO_PRICE = "Stripe’s price isn’t stored yet, or is no single sum. The nightly comparison with Stripe stores it."
NO_PAYMENTS = "None: this installation takes no payments."
MONTHS = {"month": 1, "year": 12}
_PAYING = (Subscription.Status.ACTIVE, Subscription.Status.PAST_DUE)
# Stripe gives amounts in the smallest unit, mostly a hundredth (https://docs.stripe.com/currencies, "Zero-decimal" and
# "Three-decimal currencies").
_WITHOUT_PARTS = frozenset(
    (
        *("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga"),
        *("pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"),
    )
)
_IN_THOUSANDS = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])


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
    """Return what paid subscriptions bring in a month, by currency, before discounts and taxes."""
    said = (
        "What active and past due subscriptions bring in a month by Stripe’s prices, a year’s by its twelfth, before "
        "discounts and taxes. Currencies are not added together."
    )
    columns = ("Subscriptions", "A month")
    if settings.BILLING_BACKEND != "stripe":
        return table("Monthly recurring revenue", said, columns, [], NO_PAYMENTS)
    paid = Subscription.objects.filter(
        source=Subscription.Source.STRIPE, ended_at=None, lapsed_at=None, status__in=_PAYING
    ).order_by("currency")
    found: dict[str, tuple[int, Fraction]] = {}
    unknown = 0
    grouped = paid.values_list("currency", "interval").annotate(Count("pk"), Count("amount"), Sum("amount"))
    for currency, interval, number, known, amount in grouped:
        unknown += number - known
        if known:
            before, sum_before = found.get(currency, (0, Fraction(0)))
            found[currency] = before + known, sum_before + Fraction(amount, MONTHS[interval])
    rows = [
        (currency.upper(), [text(f"{number:,}"), text(_in_units(monthly, currency))])
        for currency, (number, monthly) in sorted(found.items())
    ]
    if unknown:
        rows.append(("Not known yet", [text(f"{unknown:,}"), text(NO_PRICE)]))
    return table("Monthly recurring revenue", said, columns, rows, "No subscription is paid for.")


def _in_units(amount: Fraction, currency: str) -> str:
    """Return an amount of the smallest unit in the currency's own, such as “1,234.50 USD”."""
    places = 0 if currency in _WITHOUT_PARTS else 3 if currency in _IN_THOUSANDS else 2
    return f"{float(amount / 10**places):,.{places}f} {currency.upper()}"

"""Prints the operator's monthly figures."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from billing.plans import CURRENCY
from billing.services.monthly_figures import Figures, figures_of


def month(text: str) -> date:
    try:
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        first = date.min
    if not 1990 <= first.year <= 2999:
        raise ArgumentTypeError(f"{text!r} is not a month such as 2026-11")
    return first


class Command(BaseCommand):
    help = (
        "Trials started and converted, churn, and monthly recurring revenue by tier, from the ledger. Months are UTC; "
        "revenue is by list price at the month's end, a year's by the twelfth, before discounts, taxes and refunds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", type=month, metavar="YYYY-MM", help="the last full month by default")
        parser.add_argument("--json", action="store_true", help="for programs; money in cents")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.now().astimezone(UTC).date()
        day = options["month"] or today.replace(day=1) - timedelta(days=1)
        figures = figures_of(day)
        if options["json"]:
            self.stdout.write(json.dumps(_plain(day, figures)))
            return
        so_far = ", so far" if (day.year, day.month) >= (today.year, today.month) else ""
        self.stdout.write(f"{day:%Y-%m}{so_far} (UTC)")
        self.stdout.write(f"Trials started: {figures.trials_started}")
        self.stdout.write(f"Trials converted: {figures.trials_converted}")
        self.stdout.write(f"Churned: {figures.churned}")
        for tier, revenue in figures.revenue.items():
            self.stdout.write(f"MRR {tier}: {_money(revenue.cents)} of {revenue.people} people")
        self.stdout.write(f"MRR: {_money(figures.total_cents)}")


def _plain(day: date, figures: Figures) -> dict[str, Any]:
    return {
        "month": f"{day:%Y-%m}",
        "trials_started": figures.trials_started,
        "trials_converted": figures.trials_converted,
        "churned": figures.churned,
        "currency": CURRENCY,
        "mrr": {tier: {"people": r.people, "cents": r.cents} for tier, r in figures.revenue.items()},
        "mrr_cents": figures.total_cents,
    }


def _money(cents: int) -> str:
    return f"{cents / 100:,.2f} {CURRENCY.upper()}"

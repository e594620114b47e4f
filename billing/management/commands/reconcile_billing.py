"""Compares what is written here with what Stripe holds, and repairs it."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.gateway.errors import PaymentsUnavailable

_MOST_HOURS = 100_000


class Command(BaseCommand):
    help = (
        "Fetch every customer's subscriptions from Stripe, print what is written otherwise here, and repair it. "
        "Interrupted, it goes on with --older-than; the worker does the same for each account once a day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="repair nothing; exit 1 where something differs")
        parser.add_argument(
            "--older-than", type=float, default=0, metavar="HOURS", help="only what was last fetched so long ago"
        )
        parser.add_argument("--rate", type=float, default=10, metavar="N", help="accounts a second (10)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.BILLING_BACKEND != "stripe":
            raise CommandError("BILLING_BACKEND is not stripe: there is nothing to compare with.")
        if not 0 < options["rate"] < float("inf"):  # nor is what is no number
            raise CommandError("--rate is more than 0.")
        if not 0 <= options["older_than"] <= _MOST_HOURS:
            raise CommandError(f"--older-than is from 0 to {_MOST_HOURS:,} hours.")
        # Here, so that a site without payments never loads the vendor's library.
        from billing.payments.reconciliation import Pace

        pace = Pace(accounts_per_second=options["rate"], seconds=float("inf"))
        try:
            different = self._compare(pace, options)
            if not options["check"]:
                self._search(pace)
        except PaymentsUnavailable as error:
            raise CommandError("Stripe could not be asked; see the log. Go on with --older-than.") from error
        if different and options["check"]:
            raise CommandError(f"{different} accounts differ.")

    def _compare(self, pace: Any, options: dict[str, Any]) -> int:
        from billing.payments.reconciliation import compare_accounts

        now = timezone.now()
        try:
            before = now - timedelta(hours=options["older_than"])
        except (OverflowError, ValueError):
            raise CommandError("--older-than is a number of hours that leads to a date.") from None
        compared = different = 0
        for drift in compare_accounts(before=before, now=now, pace=pace, is_dry=options["check"]):
            compared += 1
            if drift is not None:
                different += 1
                changes = ", ".join(
                    f"{name} {old or '–'} → {new or '–'}" for name, (old, new) in drift.differences.items()
                )
                self.stdout.write(f"person {drift.account.user_id}: {changes}")
        repaired = "none repaired" if options["check"] else "repaired"
        self.stdout.write(f"{compared} accounts compared, {different} differed{f', {repaired}' if different else ''}.")
        return different

    def _search(self, pace: Any) -> None:
        from billing.payments.reconciliation import search_customers

        search = search_customers(now=timezone.now(), pace=pace, every=timedelta(0))
        if search is not None:
            self.stdout.write(
                f"{search.seen} subscriptions at Stripe: {search.linked} customers linked, "
                f"{search.strangers} of nobody here."
            )

"""Makes, or checks, what a Stripe account needs to sell the tiers."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from billing.gateway.errors import PaymentsUnavailable


class Command(BaseCommand):
    help = (
        "Make what is missing in the account of STRIPE_SECRET_KEY (products, prices, the portal's configuration, "
        "the webhook's endpoint), say what differs, and print the settings. A webhook's secret is told only once."
    )
    # It gives the settings that the checks ask for.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="make nothing; exit 1 where something differs")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.STRIPE_SECRET_KEY:
            raise CommandError("STRIPE_SECRET_KEY is not set.")
        # Here, so that a site without payments never loads the vendor's library.
        from billing.gateway.setup import Setup

        setup = Setup(say=self.stdout.write, only_check=options["check"])
        try:
            found = setup.run()
        except PaymentsUnavailable as error:
            raise CommandError("Stripe could not be asked, or refused; the log says what.") from error
        for line in ("", *(f"{name}={value}" for name, value in found.items())):
            self.stdout.write(line)
        if options["check"] and setup.differences:
            raise CommandError(f"{setup.differences} things differ.")

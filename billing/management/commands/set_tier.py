"""Grants a tier to a person."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from billing import entitlements
from billing.plans import Tier
from billing.services.grants import end_of_day, grant_tier


class Command(BaseCommand):
    help = (
        "Give a person a tier, until a date or until further notice. `free` ends what the operator gave; "
        "a running trial and a paid subscription stay as they are, and the highest tier counts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address the person signs in with")
        parser.add_argument("tier", help=", ".join(Tier))
        parser.add_argument("--until", metavar="DATE", help="the last day of the grant (UTC), such as 2026-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        tier = self._tier(options["tier"])
        until = self._until(options["until"], now)
        if tier is Tier.FREE and until is not None:
            raise CommandError("Free has no end: leave --until out.")
        user = User.objects.with_address(options["email"])
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']!r}.")
        grant_tier(user=user, tier=tier, until=until, now=now)
        self.stdout.write(self._outcome(user, tier, now))

    def _tier(self, name: str) -> Tier:
        try:
            return Tier(name.lower())
        except ValueError:
            raise CommandError(f"There is no tier {name!r}. The tiers are: {', '.join(Tier)}.") from None

    def _until(self, text: str | None, now: datetime) -> datetime | None:
        """Return the end of that day. Raises CommandError unless it is a date in the future."""
        if text is None:
            return None
        try:
            until = end_of_day(date.fromisoformat(text))
        except ValueError:
            raise CommandError(f"{text!r} is not a date such as 2026-12-31.") from None
        if until is None:
            raise CommandError(f"{text} is too late: no day follows it.")
        if until <= now:
            raise CommandError(f"{text} is past.")
        return until

    def _outcome(self, user: User, asked: Tier, now: datetime) -> str:
        held = entitlements.for_user(user, now)
        until = f" until {held.until:%Y-%m-%d %H:%M} UTC" if held.until else ""
        if held.tier is asked:
            return f"{user.email} is on {held.tier}{until}."
        return f"The grant is written down, but {user.email} stays on {held.tier}{until}, which is their {held.source}."

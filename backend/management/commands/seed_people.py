"""Makes synthetic people who watch a platform, for benchmarks and load tests."""

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.seeding import seed_people
from billing.plans import Tier
from governance.management.arguments import number
from governance.models import Platform


class Command(BaseCommand):
    help = "Makes verified synthetic people of a tier who watch the platform. Not on a production configuration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=number(int, 1, 10_000_000), required=True)
        parser.add_argument("--tier", choices=[tier.value for tier in Tier], required=True)
        parser.add_argument("--platform", required=True, metavar="SLUG")

    def handle(self, *args: Any, count: int, tier: str, platform: str, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is a production configuration; synthetic people have no place in it.")
        watched = Platform.objects.filter(slug=platform).first()
        if watched is None:
            raise CommandError(f"There is no platform with the slug {platform!r}.")
        started = perf_counter()
        made = seed_people(count=count, tier=Tier(tier), platform=watched, now=timezone.now())
        self.stdout.write(
            f"Made {made} people of tier {tier} who watch {platform}, in {perf_counter() - started:.1f} s."
        )

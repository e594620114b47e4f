"""Removes the fictional demonstration for good."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.watching.own_order import close_gaps
from governance.importers.demonstration import remove_demonstration


class Command(BaseCommand):
    help = "Remove the fictional platforms with everything that hangs on them; `up` does not load them again."

    def handle(self, *args: Any, **options: Any) -> None:
        count = remove_demonstration(timezone.now())
        # Whoever watched one of them has a hole in the order that decides what is active.
        close_gaps()
        if options["verbosity"]:
            self.stdout.write(f"{count} fictional platforms removed. `load_demo` brings them back.")

"""Prints every sentence that the product can print about a change."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.management.base import BaseCommand

from alerts.mail.printed_sentences import printed_sentences


class Command(BaseCommand):
    help = (
        "Print every sentence that the product can print about a change, with an example. Fictional texts, no database."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, sentences in groupby(printed_sentences(), key=attrgetter("kind")):
            for line in ("", kind, "=" * len(kind)):
                self.stdout.write(line)
            for printed in sentences:
                self.stdout.write(f"{printed.id}: {printed.sentence}")

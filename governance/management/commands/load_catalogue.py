"""Load the catalogue that the project ships."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.importers.catalogue import load_catalogue


class Command(BaseCommand):
    help = "Load the shipped catalogue of platforms and documents. A second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_catalogue(timezone.now())
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()) + ".")

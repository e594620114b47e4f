"""Put a new key in place of the one that the log of captures is signed with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.capture.evidence.signing import renew_key


class Command(BaseCommand):
    help = "Make a new key for the log, after the old one leaked or was lost. Old signatures stay verifiable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", required=True, help="who holds the old key has to be told")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["yes"]:
            raise CommandError("Not done.")
        self.stdout.write(f"The log is signed with this key from now on: {renew_key(timezone.now()).text}")

"""Write the bundle of a capture, which a third party can verify without us."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.capture.evidence.bundles import NotYetSigned, bundle_of
from governance.models import Capture


class Command(BaseCommand):
    help = "Write all that shows what a capture was into one zip, with a program that verifies it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("capture", help="the capture's id, such as CW-T-000123")
        parser.add_argument("path", help="the zip to write; it must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bundle = bundle_of(Capture.by_public_id(options["capture"]))
        except Capture.DoesNotExist as error:
            raise CommandError(f"There is no capture {options['capture']!r}.") from error
        except NotYetSigned as error:
            raise CommandError(str(error)) from error
        try:
            with Path(options["path"]).open("xb") as file:
                file.write(bundle)
        except OSError as error:
            raise CommandError(f"{options['path']} can't be written: {error}.") from error
        self.stdout.write(f"{options['path']}: {len(bundle)} bytes. It verifies itself: unpack verify.py and run it.")

"""Write the bundle of a capture, which a third party can verify without us."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.capture.evidence.bundles import NotYetSigned, bundle_of, pages_without_bytes
from governance.capture.storing.away import StorageAway
from governance.models import Capture, Version


class Command(BaseCommand):
    help = "Write all that shows what a capture was into one zip, with a program that verifies it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "capture", help="id of a capture, such as CW-T-000123, or of a version that we read, CW-V-000123"
        )
        parser.add_argument("path", help="the zip to write; it must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            capture = _capture(options["capture"])
            bundle, missing = bundle_of(capture), pages_without_bytes(capture)
        except (NotYetSigned, StorageAway) as error:
            raise CommandError(str(error)) from error
        try:
            with Path(options["path"]).open("xb") as file:
                file.write(bundle)
        except OSError as error:
            raise CommandError(f"{options['path']} can't be written: {error}.") from error
        self.stdout.write(f"{options['path']}: {len(bundle)} bytes. It verifies itself: unpack verify.py and run it.")
        for address in missing:
            self.stderr.write(f"The bytes of {address or 'a page'} are NOT in it: they are damaged or no longer kept.")


def _capture(public_id: str) -> Capture:
    """Return the capture with this id, or the one that became the version with this id."""
    version_key = Version.key_of(public_id)
    if version_key is None:
        found = Capture.objects.filter(pk=Capture.key_of(public_id) or 0).first()
    else:
        found = Capture.objects.filter(version=version_key).order_by("pk").first()
    if found is None:
        raise CommandError(f"There is no capture {public_id!r}.")
    return found

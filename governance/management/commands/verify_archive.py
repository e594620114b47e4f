"""Recompute every hash, offset and quotation of the archive."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.capture.evidence.checking import check_evidence
from governance.capture.storing.checking import check_bodies
from governance.record.archive_check import checks_made, verify_archive


class Command(BaseCommand):
    help = "Recompute every hash, offset and quotation from the stored bytes; exit 1 with the list where one fails."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_archive()
        check_evidence(found)
        check_bodies(found)
        if options["verbosity"]:
            self.stdout.write("Checked " + ", ".join(checks_made(found)) + ".")
        for sentence in found.failures:
            self.stderr.write(sentence)
        if found.failure_count:
            raise CommandError(f"{found.failure_count} of them fail.")
        if options["verbosity"]:
            self.stdout.write("All of it holds.")

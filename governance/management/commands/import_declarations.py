"""Let documents be read as the files of Open Terms Archive declare."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.capture.declaration_files import import_declarations
from governance.capture.declarations.sources import BadDeclaration


class Command(BaseCommand):
    help = "Read declarations from a folder, or from the file of one service, and read their documents from then on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder with <service>.json files, or one such file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = import_declarations(options["path"], now=timezone.now())
        except (BadDeclaration, OSError) as error:
            raise CommandError(str(error)) from error
        for place, reason in outcome.refused:
            self.stderr.write(f"{place}: {reason}")
        for place, reason in outcome.left_out:
            self.stderr.write(f"{place}: left out: {reason}")
        for place, reason in outcome.inactive:
            self.stdout.write(f"{place}: declared, and not read: {reason}")
        self.stdout.write(
            f"{outcome.declared:,} documents declared, {outcome.unchanged:,} as before, {outcome.retired:,} no longer, "
            f"{len(outcome.inactive):,} not read, {len(outcome.refused):,} refused."
        )
        if outcome.refused:
            raise CommandError("Some declarations were refused; the others stand.")

"""Write what is declared of documents as files of Open Terms Archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.capture.declaration_files import export_declarations
from governance.capture.declarations.sources import BadDeclaration


class Command(BaseCommand):
    help = "Write a file for each service whose documents are declared, with its history beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder, which is made if it isn't there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = export_declarations(options["path"])
        except (BadDeclaration, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{written:,} file{'' if written == 1 else 's'} written to {options['path']}.")
